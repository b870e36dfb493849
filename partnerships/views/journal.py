"""What one wrote to the journal, to be changed or taken out; and what one notes alone."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from partnerships import actions
from partnerships.forms import JournalChangeForm, PrivateNoteForm
from partnerships.models import JournalEntry, PrivateNote

from .doors import act, pair_for, pair_for_pk
from .kept import KeptForm


def _own(request: HttpRequest, entry: UUID) -> JournalEntry:
    return get_object_or_404(JournalEntry.objects.written_by(request.user), public_id=entry)


class JournalUpdate(KeptForm):
    """Change what one wrote. Nobody else's words are found here."""

    template_name = "partnerships/journal_update.html"
    entry: JournalEntry

    def enter(self, entry: UUID) -> None:
        self.entry = _own(self.request, entry)
        self.pair = pair_for_pk(self.request, self.entry.partnership_id)

    def form(self, data: Any = None) -> JournalChangeForm:
        return JournalChangeForm(data, initial={"text": self.entry.text})

    def is_closed(self) -> bool:
        return not self.pair.partnership.is_live

    def more(self) -> dict[str, Any]:
        return {"entry": self.entry}

    def save(self, form: JournalChangeForm) -> str | None:
        done = act(
            self.request,
            actions.change_journal,
            said=_("Changed."),
            entry=self.entry,
            version=self.entry.version,
            text=form.cleaned_data["text"],
        )
        return f"{self.pair.partnership.get_absolute_url()}#journal" if done else None


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def journal_remove(request: HttpRequest, entry: UUID) -> HttpResponse:
    """Asks once, then takes it out, if it still says what was read."""
    found = _own(request, entry)
    pair = pair_for_pk(request, found.partnership_id)
    if request.method == "POST":
        version = request.POST.get("version", "")
        done = act(
            request,
            actions.remove_journal,
            said=_("Taken out of the journal."),
            entry=found,
            version=int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0,
        )
        if done:
            return redirect(f"{pair.partnership.get_absolute_url()}#journal")
        return redirect("partnerships:journal-remove", entry)
    return render(request, "partnerships/journal_remove.html", {"pair": pair, "entry": found})


class PrivateNotePage(KeptForm):
    """What one notes for oneself about this partnership, also after its end."""

    template_name = "partnerships/private_note.html"
    note: PrivateNote | None

    def enter(self, partnership: UUID) -> None:
        self.pair = pair_for(self.request, partnership)
        notes = PrivateNote.objects.visible_to(self.request.user)
        self.note = notes.filter(partnership=self.pair.partnership).first()

    def form(self, data: Any = None) -> PrivateNoteForm:
        return PrivateNoteForm(data, initial={"text": self.note.text if self.note else ""})

    def more(self) -> dict[str, Any]:
        return {"note": self.note}

    def save(self, form: PrivateNoteForm) -> str | None:
        done = act(
            self.request,
            actions.keep_private_note,
            said=_("Your notes are saved. Only you can read them."),
            partnership=self.pair.partnership,
            version=self.note.version if self.note else 0,
            text=form.cleaned_data["text"],
        )
        return self.request.path if done else None
