"""A mentee's own lists. Nobody is told, and nobody else can read them."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.moves import IllegalMove
from matching.models import Hidden, Shortlisting


class StaleNote(IllegalMove):
    """The note was saved elsewhere since it was read. ``current`` is how it stands now; nothing has been changed."""

    def __init__(self, current: str) -> None:
        super().__init__(_("You have saved this note in another tab in the meantime. Both texts are here."))
        self.current = current


@dataclass(frozen=True)
class TakenOff:
    """What stood on the shortlist, to put it back as it was."""

    note: str
    is_aside: bool
    added_at: datetime


@transaction.atomic
def add_to_shortlist(*, by: User, mentor: User) -> Shortlisting:
    """Keep somebody. Twice is once; somebody put away comes back."""
    Hidden.objects.filter(person=by, mentor=mentor).delete()
    return Shortlisting.objects.get_or_create(mentee=by, mentor=mentor)[0]


@transaction.atomic
def remove_from_shortlist(*, by: User, mentor: User) -> TakenOff | None:
    """Take somebody off the shortlist, with the note; returns what `put_back` needs."""
    entry = Shortlisting.objects.select_for_update().filter(mentee=by, mentor=mentor).first()
    if entry is None:
        return None
    entry.delete()
    return TakenOff(entry.note, entry.is_aside, entry.added_at)


@transaction.atomic
def put_back(*, by: User, mentor: User, what: TakenOff) -> Shortlisting:
    """Undo `remove_from_shortlist`, place and note included. Who has been kept anew meanwhile stays as they are."""
    if not Shortlisting.objects.filter(mentee=by, mentor=mentor).exists():
        entry = add_to_shortlist(by=by, mentor=mentor)
        Shortlisting.objects.filter(pk=entry.pk).update(
            note=what.note, is_aside=what.is_aside, added_at=what.added_at
        )
    return Shortlisting.objects.get(mentee=by, mentor=mentor)


@transaction.atomic
def set_aside(*, by: User, mentor: User) -> None:
    """Out of the comparison, not off the shortlist. Undone by `take_back`."""
    Shortlisting.objects.filter(mentee=by, mentor=mentor).update(is_aside=True)


@transaction.atomic
def take_back(*, by: User, mentor: User) -> None:
    """Into the comparison again; who was put away as “not for me” is so no more."""
    Shortlisting.objects.filter(mentee=by, mentor=mentor).update(is_aside=False)
    Hidden.objects.filter(person=by, mentor=mentor).delete()


@transaction.atomic
def write_note(*, by: User, mentor: User, note: str, over: str | None = None) -> Shortlisting:
    """Write the private note; who gets one is on the shortlist.

    ``over``: the note that the writer has read. Where another one stands by now, :class:`StaleNote` is raised; None writes over any.
    """
    entry = add_to_shortlist(by=by, mentor=mentor)
    entries = Shortlisting.objects.filter(pk=entry.pk)
    if over is not None:
        entries = entries.filter(note__in={over, note, ""})
    if not entries.update(note=note):
        raise StaleNote(entry.note)
    entry.refresh_from_db()
    return entry


@transaction.atomic
def hide(*, by: User, mentor: User) -> None:
    """“Not for me”. Undone by :func:`unhide`."""
    Hidden.objects.get_or_create(person=by, mentor=mentor)


@transaction.atomic
def unhide(*, by: User, mentor: User) -> None:
    Hidden.objects.filter(person=by, mentor=mentor).delete()
