"""Decide: the decision sheet, from its criteria to the choice."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import TemplateView, View

from accounts.moves import IllegalMove
from matching import actions, candidates, sheet_export
from matching.models import DecisionSheet, Judgement, Shortlisting
from matching.models.decision import FEWEST_MENTORS
from matching.sheet_forms import SheetForm
from matching.sheets import Table, suggestions
from matching.views.gate import KnowYourselfFirst
from partnerships.models import Partnership


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


@login_required
@require_safe
def from_pair(request: HttpRequest, partnership: UUID) -> HttpResponseRedirect:
    """To the sheet that led the reader, as mentee, to this pair; to their shortlist where there was none."""
    pair = get_object_or_404(
        Partnership.objects.visible_to(request.user), public_id=partnership, mentee=request.user
    )
    sheets = DecisionSheet.objects.visible_to(request.user).filter(choice__mentor=pair.mentor)
    sheet = sheets.order_by(F("archived_at").asc(nulls_first=True), "-decided_at", "-pk").first()
    if sheet:
        return redirect("matching:decision-detail", sheet.public_id)
    messages.info(request, _("No decision sheet led to this partnership. Here is your shortlist."))
    return redirect("matching:shortlist")
