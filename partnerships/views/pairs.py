"""My pairs, the page of one pair, and its journal."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import ListView

from partnerships import actions, opportunities, way
from partnerships.deeds import deeds
from partnerships.forms import JournalForm
from partnerships.models import Partnership
from partnerships.next_thing import next_thing
from partnerships.pair import Pair
from partnerships.sessions import Talks
from partnerships.timeline import way as draw_way

from .doors import act, pair_for, seen_by

RECENT = 5
"""So many commitments and journal entries stand open on the page; the others behind a line."""


class PartnershipList(LoginRequiredMixin, ListView):
    """Everybody I go together with: what waits for me first, then the others, then the past."""

    template_name = "partnerships/partnership_list.html"

    def get_queryset(self) -> QuerySet[Partnership]:
        return Partnership.objects.visible_to(self.request.user).with_life()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = [
            {"pair": pair, "next": next_thing(pair)}
            for pair in (seen_by(self.request, partnership) for partnership in self.object_list)
        ]
        live = [row for row in rows if row["pair"].partnership.is_live]
        return context | {
            # What is asked for today comes before what is open for days.
            "waiting": sorted(
                (row for row in live if row["next"].waits), key=lambda row: not row["pair"].is_active
            ),
            "going": [row for row in live if not row["next"].waits],
            "past": [row for row in rows if not row["pair"].partnership.is_live],
        }


@login_required
@require_safe
def partnership_detail(request: HttpRequest, partnership: UUID) -> HttpResponse:
    """The home of a pair."""
    return page(request, pair_for(request, partnership), JournalForm())


def page(request: HttpRequest, pair: Pair, journal_form: JournalForm) -> HttpResponse:
    """Show the page of ``pair`` with the journal's form as it stands."""
    points = way.points(pair)
    all_deeds = deeds(pair)
    journal = list(pair.partnership.journal.select_related("author"))
    return render(
        request,
        "partnerships/partnership_detail.html",
        {
            "pair": pair,
            "next": next_thing(pair),
            "talks": Talks(pair),
            "points": points,
            "drawing": draw_way(
                points,
                you=_("You"),
                them=pair.other.short_name,
                today=_("Today") if pair.partnership.is_live else "",
                earlier=_("Earlier points stand in the list."),
                label=_("The way so far as two threads. The same stands below as a list."),
            ),
            "shelf": opportunities.shelf(pair),
            "can_offer": opportunities.can_offer(pair),
            "can_move": opportunities.can_move(pair),
            "deeds": all_deeds[:RECENT],
            "earlier_deeds": all_deeds[RECENT:],
            "journal": journal[:RECENT],
            "earlier_journal": journal[RECENT:],
            "journal_form": journal_form,
        },
    )


@login_required
@require_POST
def journal_add(request: HttpRequest, partnership: UUID) -> HttpResponse:
    """Add a note that both can read."""
    pair = pair_for(request, partnership)
    form = JournalForm(request.POST)
    if not form.is_valid():
        return page(request, pair, form)
    text = form.cleaned_data["text"]
    if not act(request, actions.write_journal, partnership=pair.partnership, text=text):
        return page(request, pair, form)
    return redirect(pair.partnership.get_absolute_url() + "#journal")
