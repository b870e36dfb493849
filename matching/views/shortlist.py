"""Decide: the shortlist, private notes, side by side."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView, View

from accounts.models import Profile
from matching import actions, candidates
from matching.cards import cards
from matching.forms import NoteForm
from matching.meeting import meet_all
from matching.models import Shortlisting
from matching.views.gate import KnowYourselfFirst, back, visible_mentor


class ShortlistPage(KnowYourselfFirst, TemplateView):
    """Everybody on the shortlist, row by row beside each other, in the order they were added."""

    template_name = "matching/shortlist.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        entries = list(Shortlisting.objects.filter(mentee=user).values_list("mentor_id", flat=True))
        seen = set(
            candidates.mentors_visible_to(user).filter(user__in=entries).values_list("user", flat=True)
        )
        met = meet_all(user, [pk for pk in entries if pk in seen])
        meetings = list(met.values())
        return super().get_context_data(
            cards=cards(meetings, reader=user), gone=len(entries) - len(meetings), **kwargs
        )


@login_required
@require_POST
def add(request: HttpRequest, person: UUID) -> HttpResponseRedirect:
    """Keep somebody."""
    mentor = visible_mentor(request, person)
    actions.add_to_shortlist(by=request.user, mentor=mentor.user)
    messages.success(
        request, _("%(name)s is on your shortlist. Only you can see it.") % {"name": mentor.user.short_name}
    )
    return back(request, "matching:shortlist")


@login_required
@require_POST
def remove(request: HttpRequest, person: UUID) -> HttpResponseRedirect:
    """Take somebody off."""
    mentor = visible_mentor(request, person)
    actions.remove_from_shortlist(by=request.user, mentor=mentor.user)
    messages.success(request, _("%(name)s is off your shortlist.") % {"name": mentor.user.short_name})
    return back(request, "matching:shortlist")


class Note(KnowYourselfFirst, View):
    """The private note beside a mentor: a page to write it on."""

    def get(self, request: HttpRequest, person: UUID) -> HttpResponse:
        mentor = visible_mentor(request, person)
        entry = Shortlisting.objects.filter(mentee=request.user, mentor=mentor.user).first()
        return self._page(request, mentor, NoteForm(instance=entry))

    def post(self, request: HttpRequest, person: UUID) -> HttpResponse:
        mentor = visible_mentor(request, person)
        form = NoteForm(request.POST)
        if not form.is_valid():
            return self._page(request, mentor, form, status=422)
        actions.write_note(by=request.user, mentor=mentor.user, note=form.cleaned_data["note"])
        messages.success(request, _("Your note is saved. Only you can read it."))
        return redirect("matching:shortlist")

    def _page(self, request: HttpRequest, mentor: Profile, form: NoteForm, status: int = 200) -> HttpResponse:
        return render(request, "matching/note.html", {"mentor": mentor.user, "form": form}, status=status)
