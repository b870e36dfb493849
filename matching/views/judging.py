"""Judge: one criterion across everybody, under the names alone. Each cell is saved as it is left; a stale one shows both texts."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from accounts import drafts
from accounts.moves import IllegalMove
from matching import actions
from matching.actions.sheets import StaleJudgement
from matching.sheet_forms import CellForm, drafts_of, forms_of
from matching.sheets import Row, Seat, Table, said
from matching.views.decisions import sheet_of
from matching.views.gate import KnowYourselfFirst

GONE = gettext_lazy("Somebody has gone while you wrote. What you wrote is kept, and comes back if they do.")


class DecisionJudge(drafts.KeepsDrafts, KnowYourselfFirst, View):
    """One criterion across everybody, under the names alone.

    A POST saves every cell and goes on; with ``cell`` it saves that one alone and answers in JSON, which is what the page's script sends
    when a cell is left.
    """

    def get(self, request: HttpRequest, sheet: UUID, place: int) -> HttpResponse:
        table = Table(sheet_of(request, sheet))
        row = self._row(table, place)
        if not table.sheet.is_open:
            return redirect("matching:decision-detail", sheet)
        typed = drafts.offered(request)
        if typed is not None:
            return self._page(request, table, row, drafts_of(row.criterion, row.cells, typed), is_draft=True)
        return self._page(request, table, row, forms_of(row.criterion, row.cells))

    def post(self, request: HttpRequest, sheet: UUID, place: int) -> HttpResponse:
        table = Table(sheet_of(request, sheet))
        row = self._row(table, place)
        forms = forms_of(row.criterion, row.cells, request.POST)
        late = self._late(request, table, row)
        if "cell" in request.POST:
            return self._one_cell(request, table, row, [*forms, *late])
        try:
            for form in [*forms, *late]:
                self._save(request, table, row, form)
        except IllegalMove as error:  # revealed or put away in another tab: what was typed stays on the page
            messages.error(request, str(error))
            return self._page(request, table, row, forms, status=422)
        if late:
            messages.info(request, GONE)
        if any(form.errors or form.elsewhere for form in forms):
            return self._page(request, table, row, forms, status=422)
        following = Table(table.sheet)
        if following.is_filled:
            return redirect("matching:decision-detail", sheet)
        ahead = [other for other in following.rows if other.criterion.position > place]
        goal = next((other for other in ahead if not other.is_complete), following.first_open)
        return redirect("matching:decision-judge", sheet, goal.criterion.position)

    def _one_cell(self, request: HttpRequest, table: Table, row: Row, forms: list[CellForm]) -> JsonResponse:
        """Save one cell: ``saved`` with its new version, ``elsewhere`` with what another tab has saved, or ``refused`` in words."""
        form = next((one for one in forms if one.prefix == request.POST["cell"]), None)
        if form is None:
            return JsonResponse({"state": "refused", "text": _("That is not on this sheet.")}, status=404)
        try:
            is_saved = self._save(request, table, row, form)
        except IllegalMove as error:
            return JsonResponse({"state": "refused", "text": str(error)}, status=422)
        if form.elsewhere:
            other = form.elsewhere
            label = other.get_level_display() if other.level else "–"
            told = {"level": other.level, "label": label, "text": other.text, "version": other.version}
            return JsonResponse({"state": "elsewhere"} | told, status=409)
        if not is_saved:  # too long, or no level that there is
            text = " ".join(str(error) for errors in form.errors.values() for error in errors)
            return JsonResponse({"state": "refused", "text": text}, status=422)
        told = {"state": "saved", "version": int(form.data.get(form.add_prefix("version")) or 0)}
        return JsonResponse(told | ({"text": str(GONE)} if form.seat.option in table.absent else {}))

    def _late(self, request: HttpRequest, table: Table, row: Row) -> list[CellForm]:
        """Cells about people who have gone since the page was made: what was typed about them is saved like any other."""
        posted = [option for option in table.absent if f"cell-{option.pk}-text" in request.POST]
        if not posted:
            return []
        known = {cell.option_id: cell for cell in row.criterion.judgements.filter(option__in=posted)}
        return [
            CellForm(request.POST, seat=Seat(option, ""), judgement=known.get(option.pk)) for option in posted
        ]

    def _save(self, request: HttpRequest, table: Table, row: Row, form: CellForm) -> bool:
        """Every cell that can be read is saved, half-filled ones too: what is typed is not lost for what is missing. Returns whether it is."""
        if not form.is_valid():
            return False
        data = form.cleaned_data
        try:
            saved = actions.judge(
                by=request.user,
                sheet=table.sheet,
                criterion=row.criterion,
                option=form.seat.option,
                level=data["level"],
                text=data["text"],
                version=data["version"] or 0,
                now=timezone.now(),
            )
        except StaleJudgement as stale:
            form.stale(stale.current)
            return False
        if saved:
            form.data = form.data.copy()
            form.data[form.add_prefix("version")] = str(saved.version)
        form.complain()
        return True

    def _row(self, table: Table, place: int) -> Row:
        for row in table.rows:
            if row.criterion.position == place:
                return row
        raise Http404

    def _page(
        self,
        request: HttpRequest,
        table: Table,
        row: Row,
        forms: list[CellForm],
        *,
        status: int = 200,
        is_draft: bool = False,
    ) -> HttpResponse:
        heard = said(row.criterion, [form.seat.option.mentor_id for form in forms])
        for form in forms:
            form.said = heard[form.seat.option.mentor_id]
        context = {
            "table": table,
            "sheet": table.sheet,
            "row": row,
            "forms": forms,
            "is_draft": is_draft,
            "draft_owner": drafts.owner_token(request.user),
        }
        return render(request, "matching/decision_judge.html", context, status=status)
