"""Going on after a close, and taking up what ended in silence."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from partnerships import actions
from partnerships.forms import AcceptanceForm, GoOnForm
from partnerships.pair import Pair

from .doors import act, pair_for, posted


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def go_on(request: HttpRequest, partnership: UUID) -> HttpResponse:
    """GET: the other's offer, or one's own, or how to make one. POST: offer to go on until a day."""
    pair = pair_for(request, partnership)
    if not pair.can_go_on:
        messages.info(
            request, _("Going on can be agreed in the fourteen days after a partnership has closed.")
        )
        return redirect(pair.partnership)
    form = GoOnForm(posted(request), pair=pair)
    if request.method == "POST" and form.is_valid():
        act(
            request,
            actions.offer_to_go_on,
            said=_("%(name)s hears that you would go on.") % {"name": pair.other.short_name},
            partnership=pair.partnership,
            until=form.cleaned_data["until"],
        )
        return redirect("partnerships:go-on", partnership)
    return _page(request, pair, form)


def _page(request: HttpRequest, pair: Pair, form: GoOnForm) -> HttpResponse:
    return render(request, "partnerships/go_on.html", {"pair": pair, "form": form})


@login_required
@require_POST
def accept(request: HttpRequest, partnership: UUID) -> HttpResponse:
    """Say yes to the other's offer, as it was read."""
    pair = pair_for(request, partnership)
    form = AcceptanceForm(request.POST)
    if not form.is_valid():
        return redirect("partnerships:go-on", partnership)
    until = form.cleaned_data["until"]
    done = act(
        request,
        actions.go_on,
        said=_("You go on, until %(day)s.") % {"day": date_format(until, "j F Y")},
        partnership=pair.partnership,
        until=until,
    )
    return redirect(pair.partnership) if done else redirect("partnerships:go-on", partnership)


@login_required
@require_POST
def withdraw(request: HttpRequest, partnership: UUID) -> HttpResponse:
    """Take one's own offer back."""
    pair = pair_for(request, partnership)
    act(request, actions.withdraw_offer, said=_("Taken back."), partnership=pair.partnership)
    return redirect(pair.partnership)


@login_required
@require_POST
def revive(request: HttpRequest, partnership: UUID) -> HttpResponse:
    """Take up what ended in silence."""
    pair = pair_for(request, partnership)
    act(
        request,
        actions.revive,
        said=_("You go on. %(name)s hears it too.") % {"name": pair.other.short_name},
        partnership=pair.partnership,
    )
    return redirect(pair.partnership)
