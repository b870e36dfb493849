"""After the judging: the reveal, both views side by side, a change of mind, and the choice."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import View

from accounts.moves import IllegalMove
from matching import actions
from matching.cards import cards
from matching.meeting import meet_all
from matching.sheet_forms import ChoiceForm, MindForm
from matching.sheet_views import beside_ours
from matching.sheets import Table
from matching.views.decisions import sheet_of
from matching.views.gate import KnowYourselfFirst


class DecisionDetail(KnowYourselfFirst, View):
    """The sheet as it stands: where it is still open, what to do next; after the reveal, both views side by side."""

    def get(self, request: HttpRequest, sheet: UUID) -> HttpResponse:
        table = Table(sheet_of(request, sheet))
        if table.sheet.is_open:
            return render(request, "matching/decision_open.html", {"table": table, "sheet": table.sheet})
        return revealed(request, table, ChoiceForm(seats=table.to_ask))


def revealed(request: HttpRequest, table: Table, form: ChoiceForm, status: int = 200) -> HttpResponse:
    """The page after the reveal: what was set aside above the line, what was judged without it below."""
    mentors = [table.mentors[seat.option.pk].pk for seat in table.seats]
    met = meet_all(request.user, mentors)
    shown = cards([met[pk] for pk in mentors], reader=request.user)
    rows = beside_ours(table, [card.profile for card in shown])
    context = {
        "table": table,
        "sheet": table.sheet,
        "rows": rows,
        "is_apart": any(row.more or row.less for row in rows),
        "columns": list(zip(table.seats, shown, strict=True)),
        "form": form,
        "chosen_mentor": table.mentors[table.chosen.option.pk] if table.chosen else None,
    }
    return render(request, "matching/decision_reveal.html", context, status=status)


@login_required
def result(request: HttpRequest, sheet: UUID) -> HttpResponse:
    """The choice: POST decides and goes on to the letter; GET is the sheet."""
    table = Table(sheet_of(request, sheet))
    if request.method != "POST":
        return redirect("matching:decision-detail", sheet)
    form = ChoiceForm(request.POST, seats=table.to_ask)
    if not table.sheet.is_open and form.is_valid():
        seat = next(s for s in table.seats if str(s.option.pk) == form.cleaned_data["option"])
        try:
            actions.decide(
                by=request.user,
                sheet=table.sheet,
                option=seat.option,
                why=form.cleaned_data["why"],
                now=timezone.now(),
            )
        except IllegalMove as error:
            messages.error(request, str(error))
            return redirect("matching:decision-detail", sheet)
        mentor = table.mentors[seat.option.pk]
        return redirect(
            reverse("matching:request-create", args=[mentor.public_id]) + f"?sheet={table.sheet.public_id}"
        )
    if table.sheet.is_open:
        return redirect("matching:decision-detail", sheet)
    return revealed(request, table, form, status=422)


@login_required
@require_POST
def reveal(request: HttpRequest, sheet: UUID) -> HttpResponseRedirect:
    """Everything back."""
    own = sheet_of(request, sheet)
    try:
        actions.reveal(by=request.user, sheet=own, now=timezone.now())
    except IllegalMove as error:
        messages.error(request, str(error))
    return redirect("matching:decision-detail", sheet)


class ChangeMind(KnowYourselfFirst, View):
    """Another level for one cell, after the reveal, with the reason."""

    def get(self, request: HttpRequest, sheet: UUID, judgement: int) -> HttpResponse:
        table, cell = self._cell(request, sheet, judgement)
        return self._page(request, table, cell, MindForm(initial={"level": cell[2].level}))

    def post(self, request: HttpRequest, sheet: UUID, judgement: int) -> HttpResponse:
        table, cell = self._cell(request, sheet, judgement)
        form = MindForm(request.POST)
        if form.is_valid():
            try:
                actions.change_mind(
                    by=request.user,
                    sheet=table.sheet,
                    judgement=cell[2],
                    now=timezone.now(),
                    **form.cleaned_data,
                )
            except IllegalMove as error:
                form.add_error("level", str(error))
            else:
                messages.success(request, _("Both answers are kept, with what swayed you."))
                return redirect("matching:decision-detail", sheet)
        return self._page(request, table, cell, form, status=422)

    def _cell(self, request: HttpRequest, sheet: UUID, judgement: int) -> tuple[Table, Any]:
        table = Table(sheet_of(request, sheet))
        if table.sheet.is_open:
            raise Http404
        for row in table.rows:
            for cell in row.cells:
                if cell.judgement and cell.judgement.pk == judgement:
                    return table, (row.criterion, cell.seat, cell.judgement)
        raise Http404

    def _page(
        self, request: HttpRequest, table: Table, cell: Any, form: MindForm, status: int = 200
    ) -> HttpResponse:
        criterion, seat, judgement = cell
        context = {
            "sheet": table.sheet,
            "criterion": criterion,
            "seat": seat,
            "judgement": judgement,
            "form": form,
        }
        return render(request, "matching/decision_mind.html", context, status=status)
