"""Commitments: a new one, and what becomes of one.

Between two checks, asking more of oneself holds at once and asking less holds after seven days (docs/decisions/0008).
"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.moves import IllegalMove
from outbox import actions as outbox
from partnerships import emails
from partnerships.models import Check, Commitment, Loosening, Partnership
from partnerships.models.commitment import JUST_WRITTEN

from .pairs import hold, must_be_in

State = Partnership.State


@transaction.atomic
def commit(
    *,
    partnership: Partnership,
    by: User,
    text: str,
    due_on: date,
    suggestion: Check | None = None,
    now: datetime,
) -> Commitment:
    """The mentee says what they will do, and by when.

    1. One at a time. The very same one again (a form sent twice) gives the one that is there.
    2. A check that is open asks after it.
    3. ``suggestion``: the check in whose answer the mentor suggested it. That offer is taken up.

    Nobody is mailed: the mentor reads it on the page and in the next mail.
    """
    partnership = _running_for_mentee(partnership, by)
    there = open_commitment(partnership)
    if there and (there.text, there.due_on) == (text, due_on):
        return there
    if there:
        raise IllegalMove(_("There is one already. Make it smaller, move it or let it go first."))
    commitment = Commitment.objects.create(
        partnership=partnership, text=text, due_on=due_on, state_at=now, made_at=now
    )
    partnership.checks.open().update(commitment=commitment)
    if suggestion:
        take_up(suggestion, commitment)
    return commitment


def take_up(check: Check, commitment: Commitment) -> None:
    """What the mentor suggested in the answer to ``check`` has become ``commitment``, unless the offer is settled."""
    Check.objects.offered().filter(pk=check.pk, partnership=commitment.partnership_id).update(
        suggestion_state=Check.Suggestion.TAKEN, suggestion_became=commitment
    )


@transaction.atomic
def resize(
    *, commitment: Commitment, by: User, to: str, text: str = "", due_on: date | None = None, now: datetime
) -> Commitment | Loosening | None:
    """Change a commitment between two checks.

    1. Larger (``to`` GROWN, needs ``text``) or sooner (MOVED to a day before the one it had) holds at once, and so does anything within an
       hour of writing it. Returns the new commitment, if any.
    2. Smaller (SMALLER, needs ``text``), later (MOVED) or gone (LET_GO) is written down and holds after seven days. Returns the Loosening;
       the mentor is mailed, so that the two can talk about it. The same again (a form sent twice) gives the one that is there.
    """
    if to not in Commitment.CHANGED:
        raise ValueError(f"{to!r} is not a way to change a commitment")
    partnership = _running_for_mentee(commitment.partnership, by)
    commitment.refresh_from_db()
    if not commitment.is_open:
        raise IllegalMove(_("That commitment is settled already."))
    sooner = to == Commitment.State.MOVED and due_on is not None and due_on < commitment.due_on
    if sooner or to == Commitment.State.GROWN or now - commitment.made_at < JUST_WRITTEN:
        return become(commitment, to=to, text=text, due_on=due_on, now=now)
    return _loosen(partnership, commitment, to=to, text=text, due_on=due_on, now=now)


def _loosen(
    partnership: Partnership,
    commitment: Commitment,
    *,
    to: str,
    text: str,
    due_on: date | None,
    now: datetime,
) -> Loosening:
    there = commitment.loosenings.filter(state=Loosening.State.WAITING).first()
    if there and (there.to, there.text, there.due_on) == (to, text, due_on):
        return there
    if there:
        raise IllegalMove(_("A change waits already. Take it back first, if it is to be another."))
    loosening = Loosening.objects.create(
        commitment=commitment,
        to=to,
        text=text,
        due_on=due_on,
        made_at=now,
        holds_at=now + Loosening.AFTER,
        state_at=now,
    )
    emails.commitment_loosened(partnership, loosening)
    return loosening


@transaction.atomic
def take_back(*, loosening: Loosening, by: User, now: datetime) -> Loosening:
    """The mentee takes back a change that does not hold yet: the commitment stays as it is. The mail about it is called off if it waits."""
    partnership = loosening.commitment.partnership
    must_be_mentee(partnership, by)
    partnership = hold(partnership)
    if partnership.state not in (*Partnership.UNDER_WAY, State.PAUSED):
        raise IllegalMove(_("A commitment needs a partnership that is running."))
    if not _end(loosening, state=Loosening.State.TAKEN_BACK, now=now):
        raise IllegalMove(_("There is nothing to take back any more."))
    outbox.cancel(key_prefix=emails.loosening_key(loosening))
    loosening.refresh_from_db()
    return loosening


@transaction.atomic
def take_effect(*, loosening: Loosening, now: datetime) -> Commitment | None:
    """Seven days have gone by: the commitment becomes what was written down. By the system. Returns the new one, if any."""
    partnership = hold(loosening.commitment.partnership)
    if partnership.state not in (*Partnership.UNDER_WAY, State.PAUSED):
        raise IllegalMove(_("A commitment needs a partnership that is running."))
    if now < loosening.holds_at or not _end(loosening, state=Loosening.State.IN_FORCE, now=now):
        raise IllegalMove(_("That change does not hold yet, or not any more."))
    commitment = Commitment.objects.get(pk=loosening.commitment_id)
    due_on = loosening.due_on
    if due_on is not None:
        due_on = max(due_on, timezone.localdate(now, partnership.mentee.zone))
    return become(commitment, to=loosening.to, text=loosening.text, due_on=due_on, now=now)


def take_effect_if_due(partnership: Partnership, *, now: datetime) -> None:
    """Before a check asks: what has waited its seven days holds."""
    due = Loosening.objects.filter(
        commitment__partnership=partnership, state=Loosening.State.WAITING, holds_at__lte=now
    )
    for loosening in due:
        take_effect(loosening=loosening, now=now)


def become(
    commitment: Commitment, *, to: str, text: str = "", due_on: date | None = None, now: datetime
) -> Commitment | None:
    """Settle a commitment as changed, at once, and write what it became. The caller holds the partnership.

    1. By compare-and-swap on OPEN. Nothing is lost: it stays to be read, and the new one points to it.
    2. A check that is open asks after the new one.
    """
    if not settle(commitment, to=to, now=now):
        raise IllegalMove(_("That commitment is settled already."))
    partnership = commitment.partnership
    if to == Commitment.State.LET_GO:
        partnership.checks.open().update(commitment=None)
        return None
    new = Commitment.objects.create(
        partnership=partnership,
        text=text or commitment.text,
        due_on=due_on or commitment.due_on,
        state_at=now,
        made_at=now,
        grew_from=commitment,
    )
    partnership.checks.open().update(commitment=new)
    return new


def settle(commitment: Commitment, *, to: str, now: datetime) -> bool:
    """Move a commitment out of OPEN; False when somebody did so before. A change of it that still waits is overtaken."""
    settled = Commitment.objects.filter(pk=commitment.pk, state=Commitment.State.OPEN).update(
        state=to, state_at=now
    )
    if settled:
        waiting = commitment.loosenings.filter(state=Loosening.State.WAITING)
        waiting.update(state=Loosening.State.OVERTAKEN, state_at=now)
    return bool(settled)


def _end(loosening: Loosening, *, state: str, now: datetime) -> bool:
    """Move a change out of WAITING; False when somebody did so before."""
    waiting = Loosening.objects.filter(pk=loosening.pk, state=Loosening.State.WAITING)
    return bool(waiting.update(state=state, state_at=now))


def open_commitment(partnership: Partnership) -> Commitment | None:
    """The one that is open, if there is one."""
    return Commitment.objects.filter(partnership=partnership, state=Commitment.State.OPEN).first()


def _running_for_mentee(partnership: Partnership, user: User) -> Partnership:
    """Hold a pair in which ``user`` may say what they will do."""
    must_be_mentee(partnership, user)
    partnership = hold(partnership)
    if partnership.state not in Partnership.UNDER_WAY:
        raise IllegalMove(_("A commitment needs a partnership that is running."))
    return partnership


def must_be_mentee(partnership: Partnership, user: User) -> None:
    """What only the mentee of a pair does."""
    must_be_in(partnership, user)
    if user.pk != partnership.mentee_id:
        raise IllegalMove(_("The mentee does that."))
