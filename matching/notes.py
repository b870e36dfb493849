"""The private notes beside mentors as they are written: each on a page of its own, or all of them in the table of the shortlist.

A note that is posted carries a stamp of what stood there when the page was made. Where something else is saved by now, both texts are
shown, and nothing is written over unseen.
"""

import hashlib
from collections.abc import Mapping
from functools import cached_property
from typing import Any
from uuid import UUID

from accounts.models import User
from matching import actions
from matching.actions.keeping import StaleNote
from matching.forms import NoteForm
from matching.models import Shortlisting

MOST = 100
"""So many notes are read from one POST; a table has a few."""


class Note:
    """The note beside one mentor: what is saved, and what is being typed.

    ``data``: what was posted, or the draft of a POST that came too late. ``form_id``: of the form that the field stands outside of.
    """

    def __init__(
        self,
        mentor: User,
        entry: Shortlisting | None,
        data: Mapping[str, Any] | None = None,
        *,
        form_id: str = "",
    ) -> None:
        self.mentor, self.entry = mentor, entry
        self.saved = entry.note if entry else ""
        self.elsewhere = ""
        """What another tab has saved, where that is not what this note was made from."""
        self._key, self._form_id = str(mentor.public_id), form_id
        self._data = data if data and f"{self._key}-note" in data else None
        self._read = self._data.get(self.stamp_name, "") if self._data else ""

    @cached_property
    def form(self) -> NoteForm:
        form = NoteForm(self._data, initial={"note": self.saved}, prefix=self._key)
        if self._form_id:
            form.fields["note"].widget.attrs["form"] = self._form_id
            form.fields["note"].help_text = ""  # the row says it once
        return form

    @property
    def stamp_name(self) -> str:
        return f"{self._key}-read"

    @property
    def stamp(self) -> str:
        """Of what the reader has before them: what is saved, or what a draft was made from."""
        return self._read if self._read and not self.elsewhere else stamp_of(self.saved)

    @property
    def is_changed(self) -> bool:
        """Whether something was typed that is not what the page was made from."""
        return self._data is not None and stamp_of(self._typed) != (self._read or stamp_of(self.saved))

    @property
    def _typed(self) -> str:
        return self.form["note"].value() or ""

    def save(self, *, by: User) -> bool:
        """Write it where it was changed; returns whether all is well. If not, ``form`` has an error, or ``elsewhere`` the other text."""
        if not self.is_changed:
            return True
        if not self.form.is_valid():
            return False
        if self._read and self.saved and self._read != stamp_of(self.saved) != stamp_of(self._typed):
            self.elsewhere = self.saved
            return False
        try:
            actions.write_note(
                by=by, mentor=self.mentor, note=self.form.cleaned_data["note"], over=self.saved
            )
        except StaleNote as stale:
            self.saved = self.elsewhere = stale.current
            return False
        self.saved, self._read = self.form.cleaned_data["note"], ""
        return True


def stamp_of(text: str) -> str:
    """The same as long as the text is."""
    return hashlib.sha256(text.replace("\r\n", "\n").strip().encode()).hexdigest()[:32]


def mentors_named(data: Mapping[str, Any]) -> list[UUID]:
    """Public ids of the mentors beside whom something was posted."""
    found: list[UUID] = []
    for name in data:
        person, _dash, field = name.rpartition("-")
        if field == "note" and len(found) < MOST:
            try:
                found.append(UUID(person))
            except ValueError:
                continue
    return found
