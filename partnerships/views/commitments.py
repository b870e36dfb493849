"""Commitments: a new one, and what becomes of one."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from partnerships import actions
from partnerships.forms import CommitmentChangeForm, CommitmentForm
from partnerships.models import Commitment, Loosening
from partnerships.pair import Pair

from .doors import act, commitment_for, pair_for, posted

SAID = {
    Commitment.State.SMALLER: gettext_lazy("Made smaller. The one before stays to be read."),
    Commitment.State.MOVED: gettext_lazy("Moved."),
    Commitment.State.LET_GO: gettext_lazy("Let go. That is an answer too."),
    Commitment.State.GROWN: gettext_lazy("Made larger."),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def commitment_create(request: HttpRequest, partnership: UUID) -> HttpResponse:
    """The mentee writes down what they will do; one at a time. ``?suggestion`` begins with what the mentor suggested."""
    pair = pair_for(request, partnership)
    form = CommitmentForm(posted(request), pair=pair, suggested="suggestion" in request.GET)
    if request.method == "POST" and form.is_valid():
        done = act(
            request,
            actions.commit,
            said=_("Written down. %(name)s sees it too.") % {"name": pair.other.short_name},
            partnership=pair.partnership,
            **form.cleaned_data,
        )
        if done:
            return redirect(pair.partnership)
    return render(request, "partnerships/commitment_create.html", {"pair": pair, "form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def commitment_update(request: HttpRequest, commitment: UUID) -> HttpResponse:
    """Make it smaller, move it, let it go, or make it larger."""
    pair, found = commitment_for(request, commitment)
    form = CommitmentChangeForm(posted(request), pair=pair, commitment=found)
    if request.method == "POST" and form.is_valid():
        change = form.change
        if act(request, actions.resize, commitment=found, **change):
            messages.success(request, _what_happened(pair, found, change["to"]))
        return redirect(pair.partnership)
    return render(
        request, "partnerships/commitment_update.html", {"pair": pair, "form": form, "commitment": found}
    )


def _what_happened(pair: Pair, commitment: Commitment, to: str) -> str:
    """That it holds, or from when."""
    waiting = commitment.loosenings.filter(state=Loosening.State.WAITING).first()
    if waiting is None:
        return str(SAID[Commitment.State(to)])
    return _(
        "Written down. It holds from %(day)s; until then you can take it back. %(name)s hears of it."
    ) % {
        "day": date_format(timezone.localtime(waiting.holds_at), "l j F"),
        "name": pair.other.short_name,
    }


@login_required
@require_POST
def commitment_take_back(request: HttpRequest, commitment: UUID) -> HttpResponse:
    """Take back a change that does not hold yet."""
    pair, found = commitment_for(request, commitment)
    waiting = found.loosenings.filter(state=Loosening.State.WAITING).first() or found.loosenings.first()
    if waiting is None:
        messages.warning(request, _("There is nothing to take back any more."))
    else:
        act(request, actions.take_back, said=_("Taken back. It stands as it was."), loosening=waiting)
    return redirect(pair.partnership)
