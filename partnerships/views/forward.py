"""Paying forward: a passage grown from the goal, offered to be shared."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from partnerships import actions, forward
from partnerships.forms import ForwardForm

from .doors import act, pair_for
from .kept import KeptForm


class ForwardPage(KeptForm):
    """The passage, filled in as far as the pair knows it."""

    template_name = "partnerships/forward.html"

    def enter(self, partnership: UUID) -> None:
        self.pair = pair_for(self.request, partnership)

    def is_closed(self) -> bool:
        return not forward.is_asked(self.pair)

    def get(self, request: HttpRequest, **ids: UUID) -> HttpResponse:
        self.enter(**ids)
        if self.is_closed():
            messages.info(request, _("There is nothing to pass on here, or you have decided on it already."))
            return redirect(self.pair.partnership)
        return super().get(request, **ids)

    def post(self, request: HttpRequest, **ids: UUID) -> HttpResponse:
        self.enter(**ids)
        return self.get(request, **ids) if self.is_closed() else super().post(request, **ids)

    def form(self, data: Any = None) -> ForwardForm:
        return ForwardForm(data, pair=self.pair)

    def save(self, form: ForwardForm) -> str | None:
        done = act(
            self.request,
            actions.pay_forward,
            said=_("It stands on your profile now, for whoever comes next.")
            if form.cleaned_data["is_offered"]
            else _("It stands on your profile now."),
            partnership=self.pair.partnership,
            **{name: form.cleaned_data[name] for name in form.Meta.fields},
        )
        return self.pair.partnership.get_absolute_url() if done else None


@login_required
@require_POST
def forward_leave(request: HttpRequest, partnership: UUID) -> HttpResponse:
    """Not now: it stays quiet."""
    pair = pair_for(request, partnership)
    act(request, actions.leave_forward, said=_("You are not asked again."), partnership=pair.partnership)
    return redirect(pair.partnership)
