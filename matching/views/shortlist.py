"""Decide: the shortlist, private notes, side by side."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View

from accounts import drafts
from accounts.models import User
from matching import actions, candidates
from matching.actions.keeping import TakenOff
from matching.beside import FORM, SideBySide
from matching.models import Shortlisting
from matching.notes import Note, mentors_named
from matching.views.gate import KnowYourselfFirst, back, move, undoable, visible_mentor

TAKEN_OFF = "taken_off"
"""Where the session keeps what stood beside the person who was taken off last, for “Undo”."""


class ShortlistPage(drafts.KeepsDrafts, KnowYourselfFirst, View):
    """Everybody on the shortlist, row by row beside each other, in the order they were added. Every button saves every note."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._page(SideBySide(request.user, drafts.offered(request)))

    def post(self, request: HttpRequest) -> HttpResponse:
        table = self._with_those_written_about(SideBySide(request.user, request.POST))
        fine = [note.save(by=request.user) for note in table.notes.values()]
        if not all(fine):
            is_stale = any(note.elsewhere for note in table.notes.values())
            return self._page(table, status=409 if is_stale else 422)
        do, _space, key = request.POST.get("do", "").partition(" ")
        person = next((person for person in table.people.values() if str(person.public_id) == key), None)
        if person and do == "save":
            return redirect(f"{reverse('matching:shortlist')}?saved={key}#note-{key}")
        if person and do == "aside":
            actions.set_aside(by=request.user, mentor=person)
        elif person and do == "back":
            actions.take_back(by=request.user, mentor=person)
        elif person and do == "off":
            take_off(request, person)
        return redirect("matching:shortlist")

    def _with_those_written_about(self, table: SideBySide) -> SideBySide:
        """The same; whoever was taken off in another tab is on it again, if something has been written about them here."""
        posted = self.request.POST
        people = candidates.mentors_visible_to(self.request.user).filter(
            user__public_id__in=mentors_named(posted)
        )
        missed = [
            profile.user
            for profile in people.exclude(user__in=table.people).select_related("user")
            if Note(profile.user, None, posted).is_changed
        ]
        for person in missed:
            actions.add_to_shortlist(by=self.request.user, mentor=person)
        return SideBySide(self.request.user, posted) if missed else table

    def _page(self, table: SideBySide, status: int = 200) -> HttpResponse:
        notes = [note for note in table.notes.values() if note.form.is_bound]
        context = {
            "table": table,
            "columns": table.columns,
            "form_id": FORM,
            "saved": self.request.GET.get("saved", ""),
            "draft_owner": signing.dumps(self.request.user.pk, salt=drafts.SALT),
            "is_draft": self.request.method == "GET" and bool(notes),
            "refused": [note.mentor for note in notes if note.elsewhere or note.form.errors],
        }
        return render(self.request, "matching/shortlist.html", context, status=status)


@move
def add(request: HttpRequest, person: UUID) -> HttpResponseRedirect:
    """Keep somebody; who was taken off just before is there as they were, with the note."""
    mentor = visible_mentor(request, person).user
    taken = request.session.pop(TAKEN_OFF, {})
    if taken.get("mentor") == mentor.pk:
        what = TakenOff(taken["note"], taken["is_aside"], datetime.fromisoformat(taken["added_at"]))
        actions.put_back(by=request.user, mentor=mentor, what=what)
    else:
        actions.add_to_shortlist(by=request.user, mentor=mentor)
    messages.success(
        request, _("%(name)s is on your shortlist. Only you can see it.") % {"name": mentor.short_name}
    )
    return back(request, "matching:shortlist")


@move
def remove(request: HttpRequest, person: UUID) -> HttpResponseRedirect:
    """Take somebody off."""
    take_off(request, visible_mentor(request, person).user)
    return back(request, "matching:shortlist")


def take_off(request: HttpRequest, mentor: User) -> None:
    """Take them off, and offer to undo it."""
    taken = actions.remove_from_shortlist(by=request.user, mentor=mentor)
    if taken is None:
        return
    request.session[TAKEN_OFF] = {
        "mentor": mentor.pk,
        "note": taken.note,
        "is_aside": taken.is_aside,
        "added_at": taken.added_at.isoformat(),
    }
    said = (
        _("%(name)s is off your shortlist, and your note with them.")
        if taken.note
        else _("%(name)s is off your shortlist.")
    )
    undoable(
        request,
        said % {"name": mentor.short_name},
        url=reverse("matching:shortlist-add", args=[mentor.public_id]),
    )


class NotePage(drafts.KeepsDrafts, KnowYourselfFirst, View):
    """The private note beside a mentor: a page to write it on."""

    def get(self, request: HttpRequest, person: UUID) -> HttpResponse:
        return self._page(self._note(person, drafts.offered(request)))

    def post(self, request: HttpRequest, person: UUID) -> HttpResponse:
        note = self._note(person, request.POST)
        if not note.save(by=request.user):
            return self._page(note, status=409 if note.elsewhere else 422)
        messages.success(request, _("Your note is saved. Only you can read it."))
        return redirect("matching:shortlist")

    def _note(self, person: UUID, data: Any = None) -> Note:
        mentor = visible_mentor(self.request, person).user
        entry = Shortlisting.objects.filter(mentee=self.request.user, mentor=mentor).first()
        return Note(mentor, entry, data)

    def _page(self, note: Note, status: int = 200) -> HttpResponse:
        context = {
            "mentor": note.mentor,
            "note": note,
            "draft_owner": signing.dumps(self.request.user.pk, salt=drafts.SALT),
            "is_draft": self.request.method == "GET" and note.form.is_bound,
        }
        return render(self.request, "matching/note.html", context, status=status)
