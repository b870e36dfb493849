"""Commitments: a new one, and what becomes of one."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from partnerships import actions
from partnerships.forms import ChangeForm, CommitmentForm
from partnerships.models import Commitment

from .doors import act, commitment_for, pair_for, posted

SAID = {
    Commitment.State.SMALLER: gettext_lazy("Made smaller. The one before stays to be read."),
    Commitment.State.MOVED: gettext_lazy("Moved."),
    Commitment.State.LET_GO: gettext_lazy("Let go. That is an answer too."),
}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def commitment_create(request: HttpRequest, partnership: UUID) -> HttpResponse:
    """The mentee writes down what they will do; one at a time."""
    pair = pair_for(request, partnership)
    form = CommitmentForm(posted(request), pair=pair)
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
    """Make it smaller, move it, or let it go."""
    pair, found = commitment_for(request, commitment)
    move_to = pair.slot_after(pair.next_due_at) if pair.next_due_at else None
    form = ChangeForm(
        posted(request),
        pair=pair,
        move_to=move_to,
        smaller_by=pair.next_check_day if found.due_on < pair.today else None,
    )
    if request.method == "POST" and form.is_valid():
        change = form.change
        act(request, actions.resize, said=str(SAID[change["to"]]), commitment=found, **change)
        return redirect(pair.partnership)
    return render(
        request, "partnerships/commitment_update.html", {"pair": pair, "form": form, "commitment": found}
    )
