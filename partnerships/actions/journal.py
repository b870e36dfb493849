"""What each has written, alone or for both: one's own words can be changed, and nobody else's."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.moves import IllegalMove
from partnerships.models import JournalEntry, Partnership, PrivateNote

from .pairs import hold, must_be_in


@transaction.atomic
def change_journal(*, entry: JournalEntry, by: User, text: str, version: int, now: datetime) -> JournalEntry:
    """The author changes what they wrote, while the pair is live; it is marked as changed, and nobody is mailed.

    ``version`` is the one they have read: what another window saved is not written over unseen. The same words again change nothing.
    """
    _must_be_own(entry, by)
    entry.refresh_from_db()
    if entry.text == text:
        return entry
    found = JournalEntry.objects.filter(pk=entry.pk, version=version)
    if not found.update(text=text, changed_at=now, version=F("version") + 1):
        raise IllegalMove(_changed_elsewhere())
    entry.refresh_from_db()
    return entry


@transaction.atomic
def remove_journal(*, entry: JournalEntry, by: User, version: int, now: datetime) -> None:
    """The author takes out what they wrote, as they have read it (``version``), while the pair is live. It is deleted; nobody is mailed."""
    _must_be_own(entry, by)
    deleted, _rows = JournalEntry.objects.filter(pk=entry.pk, version=version).delete()
    if not deleted:
        raise IllegalMove(_changed_elsewhere())


@transaction.atomic
def keep_private_note(
    *, partnership: Partnership, by: User, text: str, version: int, now: datetime
) -> PrivateNote:
    """Keep what one of the two notes for themself, in any state of the pair, also after its end. Nobody else ever reads it.

    ``version`` is the one they have read, 0 where there was none: what another window saved is not written over unseen.
    """
    must_be_in(partnership, by)
    hold(partnership)
    note = PrivateNote.objects.filter(partnership=partnership, author=by).first()
    if note is None:
        return PrivateNote.objects.create(partnership=partnership, author=by, text=text, changed_at=now)
    if note.text == text:
        return note
    found = PrivateNote.objects.filter(pk=note.pk, version=version)
    if not found.update(text=text, changed_at=now, version=F("version") + 1):
        raise IllegalMove(_changed_elsewhere())
    note.refresh_from_db()
    return note


def _must_be_own(entry: JournalEntry, by: User) -> None:
    if entry.author_id != by.pk:
        raise IllegalMove(_("Only who wrote it can change it."))
    if not hold(entry.partnership).is_live:
        raise IllegalMove(_("This partnership has ended, so its journal is closed. You can still read it."))


def _changed_elsewhere() -> str:
    return _("It has been changed in another window. Nothing is written over: read it again.")
