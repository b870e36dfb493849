"""A pair begins, and the three doors every other move goes through: hold, move, log."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions import note_changes
from accounts.models import Community, Goal, User
from accounts.moves import IllegalMove
from partnerships import emails
from partnerships.ground import Ground
from partnerships.models import Event, JournalEntry, Partnership

State = Partnership.State
SAME_NOTE = timedelta(hours=1)


def hold(partnership: Partnership) -> Partnership:
    """Lock the partnership's row until the transaction ends, and read it afresh.

    On SQLite every writing transaction is IMMEDIATE and so alone; ``select_for_update`` is ignored there.
    """
    return Partnership.objects.select_for_update().get(pk=partnership.pk)


def move(
    partnership: Partnership,
    *,
    to: str,
    allowed: Collection[str],
    by: User | None,
    now: datetime,
    event: str,
    note: str = "",
    **fields: object,
) -> None:
    """Compare-and-swap the state, with time and actor, and log it. Raises IllegalMove when the state is another by now.

    Where the move may take a place of the mentor's or free one, ranking hears of it.
    """
    fields |= {"state": to, "state_at": now, "state_by": by}
    if not Partnership.objects.filter(pk=partnership.pk, state__in=allowed).update(**fields):
        partnership.refresh_from_db(fields=["state"])
        raise IllegalMove(
            _("This partnership is %(state)s by now. Nothing has been changed.")
            % {"state": partnership.get_state_display()}
        )
    for name, value in fields.items():
        setattr(partnership, name, value)
    log(partnership, kind=event, by=by, now=now, note=note)
    if {state in Partnership.TAKES_A_PLACE for state in (to, *allowed)} == {True, False}:
        note_changes([partnership.mentor_id], words=False)


def log(partnership: Partnership, *, kind: str, by: User | None, now: datetime, note: str = "") -> Event:
    """Write one line of the partnership's story."""
    return Event.objects.create(partnership=partnership, kind=kind, at=now, by=by, note=note)


def must_be_in(partnership: Partnership, user: User) -> None:
    """Only the two people of a pair act on it."""
    if user.pk not in (partnership.mentor_id, partnership.mentee_id):
        raise IllegalMove(_("Only the two of them can do that."))


@transaction.atomic
def start(
    *,
    mentee: User,
    mentor: User,
    community: Community,
    goal: Goal | None,
    goal_text: str,
    origin: str,
    ground: Ground,
    by: User | None,
    now: datetime,
) -> Partnership:
    """Begin a partnership and introduce the two.

    1. Makes the partnership, INTRODUCED, which takes a place. ``origin`` ("request:<id>") is unique: the same origin starts it once, and the second
       call gets the same one back. Two live partnerships of the same pair raise IllegalMove.
    2. Mails the introduction to both, each with Reply-To the other.

    Whether the mentor has a place free is for the caller to know: it holds the mentor's row.
    """
    found = Partnership.objects.filter(origin=origin).first()
    if found:
        return found
    try:
        with transaction.atomic():
            partnership = Partnership.objects.create(
                mentee=mentee,
                mentor=mentor,
                community=community,
                goal=goal,
                goal_text=goal_text,
                origin=origin,
                state=State.INTRODUCED,
                state_at=now,
                state_by=by,
                introduced_at=now,
            )
    except IntegrityError as error:
        meanwhile = Partnership.objects.filter(origin=origin).first()
        if meanwhile:
            return meanwhile
        raise IllegalMove(_("The two of you are in a partnership already.")) from error
    log(partnership, kind=Event.Kind.INTRODUCED, by=by, now=now)
    note_changes([mentor.pk], words=False)
    for person in partnership.people:
        emails.introduction(partnership, to=person, ground=ground)
    return partnership


@transaction.atomic
def write_journal(*, partnership: Partnership, by: User, text: str, now: datetime) -> JournalEntry:
    """Add a note that both can read. Possible while the pair is live; nobody is mailed.

    The author's last words again within :data:`SAME_NOTE` (a form sent twice) are the note that is there.
    """
    must_be_in(partnership, by)
    partnership = hold(partnership)
    if not partnership.is_live:
        raise IllegalMove(_("This partnership has ended, so its journal is closed. You can still read it."))
    last = partnership.journal.filter(author=by).first()
    if last and last.text == text and now - last.written_at < SAME_NOTE:
        return last
    return JournalEntry.objects.create(partnership=partnership, author=by, text=text, written_at=now)
