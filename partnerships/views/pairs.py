"""My pairs, the page of one pair, and its journal."""

from typing import Any
from uuid import UUID

from django.contrib.auth.mixins import LoginRequiredMixin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic import ListView, View

from accounts import drafts
from partnerships import actions, forward, opportunities, way
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


class PartnershipDetail(drafts.KeepsDrafts, View):
    """The home of a pair. What is typed for its journal is not lost with a session that ends."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, partnership: UUID) -> HttpResponse:
        pair = pair_for(request, partnership)
        return self.page(pair, JournalForm(drafts.offered(request) if pair.partnership.is_live else None))

    def page(self, pair: Pair, journal_form: JournalForm, status: int = 200) -> HttpResponse:
        """Show the page of ``pair`` with the journal's form as it stands."""
        points = way.points(pair)
        all_deeds = deeds(pair)
        journal = list(pair.partnership.journal.select_related("author"))
        context = {
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
            "is_asked_to_pay_forward": forward.is_asked(pair),
            "deeds": all_deeds[:RECENT],
            "earlier_deeds": all_deeds[RECENT:],
            "journal": journal[:RECENT],
            "earlier_journal": journal[RECENT:],
            "journal_form": journal_form,
        }
        context |= self.draft_context(journal_form, JournalForm())
        return render(self.request, "partnerships/partnership_detail.html", context, status=status)


class JournalAdd(PartnershipDetail):
    """Add a note that both can read. Its form stands on the page of the pair."""

    http_method_names = ["get", "head", "post", "options"]

    def get(self, request: HttpRequest, partnership: UUID) -> HttpResponse:
        return redirect(pair_for(request, partnership).partnership.get_absolute_url() + "#journal")

    def post(self, request: HttpRequest, partnership: UUID) -> HttpResponse:
        pair = pair_for(request, partnership)
        form = JournalForm(request.POST)
        if not form.is_valid():
            return self.page(pair, form, status=422)
        text = form.cleaned_data["text"]
        if not act(request, actions.write_journal, partnership=pair.partnership, text=text):
            return self.page(pair, form, status=409)
        return redirect(pair.partnership.get_absolute_url() + "#journal")
