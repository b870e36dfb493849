"""Decide: the decision sheet, from its criteria to the choice."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView, View

from accounts.moves import IllegalMove
from matching import actions, candidates, sheet_export
from matching.actions.sheets import StaleJudgement
from matching.cards import cards
from matching.meeting import meet_all
from matching.models import DecisionSheet, Judgement, Shortlisting
from matching.models.decision import FEWEST_MENTORS
from matching.sheet_forms import ChoiceForm, MindForm, SheetForm, forms_of
from matching.sheets import Row, Table, said, suggestions
from matching.views.gate import KnowYourselfFirst


def sheet_of(request: HttpRequest, public_id: UUID) -> DecisionSheet:
    """The reader's own sheet, or 404."""
    return get_object_or_404(
        DecisionSheet.objects.visible_to(request.user).select_related("mentee"), public_id=public_id
    )


class DecisionList(KnowYourselfFirst, TemplateView):
    """All my sheets: in use, and put away."""

    template_name = "matching/decision_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sheets = list(DecisionSheet.objects.visible_to(self.request.user).prefetch_related("criteria"))
        return super().get_context_data(
            in_use=[sheet for sheet in sheets if not sheet.archived_at],
            put_away=[sheet for sheet in sheets if sheet.archived_at],
            **kwargs,
        )


class DecisionCreate(KnowYourselfFirst, View):
    """A new sheet, from the shortlist."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(request, self._form(request))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self._form(request, request.POST)
        if form.is_valid():
            data = form.cleaned_data
            try:
                sheet = actions.open_sheet(
                    by=request.user,
                    goal=data["goal"],
                    mentors=list(data["mentors"]),
                    criteria=data["criteria"],
                    now=timezone.now(),
                )
            except IllegalMove as error:
                form.add_error(None, str(error))
            else:
                return redirect("matching:decision-judge", sheet.public_id, 1)
        return self._page(request, form, status=422)

    def _form(self, request: HttpRequest, data: Any = None) -> SheetForm:
        user = request.user
        kept = Shortlisting.objects.filter(mentee=user).values("mentor")
        people = candidates.mentors_visible_to(user).filter(user__in=kept)
        return SheetForm(
            data,
            mentee=user,
            shortlisted=list(people.values_list("user", flat=True)),
            offered=suggestions(user.profile),
        )

    def _page(self, request: HttpRequest, form: SheetForm, status: int = 200) -> HttpResponse:
        enough = len(form.fields["mentors"].queryset) >= FEWEST_MENTORS  # type: ignore[attr-defined]
        return render(
            request, "matching/decision_create.html", {"form": form, "enough": enough}, status=status
        )


class DecisionDetail(KnowYourselfFirst, View):
    """The sheet as it stands: where it is still open, what to do next; after the reveal, both views side by side."""

    def get(self, request: HttpRequest, sheet: UUID) -> HttpResponse:
        table = Table(sheet_of(request, sheet))
        if table.sheet.is_open:
            return render(request, "matching/decision_open.html", {"table": table, "sheet": table.sheet})
        return revealed(request, table, ChoiceForm(seats=table.seats))


def revealed(request: HttpRequest, table: Table, form: ChoiceForm, status: int = 200) -> HttpResponse:
    """The page after the reveal: what was set aside above the line, what was judged without it below."""
    mentors = [table.mentors[seat.option.pk].pk for seat in table.seats]
    met = meet_all(request.user, mentors)
    shown = cards([met[pk] for pk in mentors], reader=request.user)
    context = {
        "table": table,
        "sheet": table.sheet,
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
    form = ChoiceForm(request.POST, seats=table.seats)
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


class DecisionJudge(KnowYourselfFirst, View):
    """One criterion across everybody, under the names alone."""

    def get(self, request: HttpRequest, sheet: UUID, place: int) -> HttpResponse:
        table = Table(sheet_of(request, sheet))
        row = self._row(table, place)
        if not table.sheet.is_open:
            return redirect("matching:decision-detail", sheet)
        return self._page(request, table, row, forms_of(row.criterion, row.cells))

    def post(self, request: HttpRequest, sheet: UUID, place: int) -> HttpResponse:
        table = Table(sheet_of(request, sheet))
        row = self._row(table, place)
        forms = forms_of(row.criterion, row.cells, request.POST)
        try:
            for form in forms:
                self._save(request, table, row, form)
        except IllegalMove as error:  # revealed or put away in another tab: what was typed stays on the page
            messages.error(request, str(error))
            return self._page(request, table, row, forms, status=422)
        if any(form.errors or form.elsewhere for form in forms):
            return self._page(request, table, row, forms, status=422)
        following = Table(table.sheet)
        if following.is_filled:
            return redirect("matching:decision-detail", sheet)
        ahead = [other for other in following.rows if other.criterion.position > place]
        goal = next((other for other in ahead if not other.is_complete), following.first_open)
        return redirect("matching:decision-judge", sheet, goal.criterion.position)

    def _save(self, request: HttpRequest, table: Table, row: Row, form: Any) -> None:
        """Every cell that can be read is saved, half-filled ones too: what is typed is not lost for what is missing."""
        if not form.is_valid():
            return
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
        else:
            if saved:
                form.data = form.data.copy()
                form.data[form.add_prefix("version")] = str(saved.version)
            form.complain()

    def _row(self, table: Table, place: int) -> Row:
        for row in table.rows:
            if row.criterion.position == place:
                return row
        raise Http404

    def _page(
        self, request: HttpRequest, table: Table, row: Row, forms: list[Any], status: int = 200
    ) -> HttpResponse:
        heard = said(row.criterion, [form.seat.option.mentor_id for form in forms])
        for form in forms:
            form.said = heard[form.seat.option.mentor_id]
        context = {"table": table, "sheet": table.sheet, "row": row, "forms": forms}
        return render(request, "matching/decision_judge.html", context, status=status)


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


@login_required
@require_POST
def archive(request: HttpRequest, sheet: UUID) -> HttpResponseRedirect:
    own = sheet_of(request, sheet)
    try:
        actions.archive(by=request.user, sheet=own, now=timezone.now())
    except IllegalMove as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The sheet is put away. You find it at the end of your sheets."))
    return redirect("matching:decision-list")


@login_required
@require_POST
def reopen(request: HttpRequest, sheet: UUID) -> HttpResponseRedirect:
    own = sheet_of(request, sheet)
    try:
        actions.reopen(by=request.user, sheet=own)
    except IllegalMove as error:
        messages.error(request, str(error))
    return redirect("matching:decision-detail", sheet)


@login_required
@require_safe
@never_cache
def printed(request: HttpRequest, sheet: UUID) -> HttpResponse:
    """What I have written, to print: names and judgements alone, before the reveal as after it."""
    table = Table(sheet_of(request, sheet))
    return render(
        request,
        "matching/decision_print.html",
        {"table": table, "sheet": table.sheet, "levels": Judgement.Level},
    )


@login_required
@require_safe
@never_cache
def exported(request: HttpRequest, sheet: UUID, kind: str) -> HttpResponse:
    """The same as a file: plain text, or CSV for a spreadsheet."""
    table = Table(sheet_of(request, sheet))
    if kind == "csv":
        text, mime = "\ufeff" + sheet_export.as_csv(table), "text/csv; charset=utf-8"
    else:
        text, mime = sheet_export.as_text(table), "text/plain; charset=utf-8"
    name = f"decision-{timezone.localdate(table.sheet.made_at):%Y-%m-%d}.{kind}"
    return HttpResponse(
        text, content_type=mime, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
