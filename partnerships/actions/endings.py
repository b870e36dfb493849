"""Pauses and endings. Leaving is always without blame, so the words are neutral and nobody is asked to explain."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.moves import IllegalMove
from outbox import actions as outbox
from partnerships import emails
from partnerships.models import Check, CheckClock, Event, Partnership

from .agreement import set_clocks
from .pairs import hold, move, must_be_in
from .sessions import call_off_sessions

State = Partnership.State
RUNNING = (State.ACTIVE, State.PAUSED)


@transaction.atomic
def close(*, partnership: Partnership, by: User, now: datetime) -> Partnership:
    """Either brings it to a close, on any day.

    1. INTRODUCED, ACTIVE or PAUSED → CLOSING; the mentor's place is free.
    2. Clocks stop, open checks have gone by, talks to come and queued mails of this partnership are called off.
    3. The other person hears in neutral words; both can look back for fourteen days.
    """
    must_be_in(partnership, by)
    partnership = hold(partnership)
    move(
        partnership,
        to=State.CLOSING,
        allowed=[State.INTRODUCED, *RUNNING],
        by=by,
        now=now,
        event=Event.Kind.CLOSING,
        back_on=None,
        warned_at=None,
    )
    stand_still(partnership, by=by, now=now)
    emails.partnership_closed(partnership, to=partnership.other(by), by=by)
    return partnership


@transaction.atomic
def tell_of_the_end(*, partnership: Partnership) -> None:
    """Two weeks before the agreed end, both hear of it, once for each end: what may still want a word, and how to go on."""
    partnership = hold(partnership)
    if partnership.state != State.ACTIVE:
        raise IllegalMove(_("It does not run just now."))
    for person in partnership.people:
        emails.partnership_ends_soon(partnership, to=person)


@transaction.atomic
def reach_end(*, partnership: Partnership, now: datetime) -> Partnership:
    """The agreed end has come: CLOSING, and both are told what they can do now. By the system, after ``ends_on``."""
    partnership = hold(partnership)
    move(
        partnership,
        to=State.CLOSING,
        allowed=RUNNING,
        by=None,
        now=now,
        event=Event.Kind.CLOSING,
        back_on=None,
        warned_at=None,
    )
    stand_still(partnership, by=None, now=now)
    for person in partnership.people:
        emails.partnership_at_end(partnership, to=person)
    return partnership


@transaction.atomic
def finish(*, partnership: Partnership, now: datetime) -> Partnership:
    """Fourteen days after CLOSING: COMPLETED when the agreed end had come, ENDED_EARLY before. Nobody is mailed."""
    partnership = hold(partnership)
    ended = partnership.state_at.date()
    agreement = getattr(partnership, "agreement", None)
    reached = bool(agreement and agreement.is_in_force and ended >= agreement.ends_on - timedelta(days=7))
    move(
        partnership,
        to=State.COMPLETED if reached else State.ENDED_EARLY,
        allowed=[State.CLOSING],
        by=None,
        now=now,
        event=Event.Kind.ENDED,
    )
    return partnership


@transaction.atomic
def nudge(*, partnership: Partnership) -> None:
    """Seven days after the introduction, who has not signed hears about it, once."""
    partnership = hold(partnership)
    if partnership.state != State.INTRODUCED:
        raise IllegalMove(_("There is nothing left to sign."))
    agreement = getattr(partnership, "agreement", None)
    for person in partnership.people:
        if agreement is None or agreement.signed_at(person) is None:
            emails.agreement_nudge(partnership, to=person)


@transaction.atomic
def lapse(*, partnership: Partnership, now: datetime) -> Partnership:
    """Fourteen days without both signatures: LAPSED, the place is free, both are told kindly."""
    partnership = hold(partnership)
    move(
        partnership,
        to=State.LAPSED,
        allowed=[State.INTRODUCED],
        by=None,
        now=now,
        event=Event.Kind.LAPSED,
    )
    _call_off(partnership)
    call_off_sessions(partnership, by=None, now=now)
    for person in partnership.people:
        emails.partnership_lapsed(partnership, to=person)
    return partnership


@transaction.atomic
def pause(*, partnership: Partnership, by: User, back_on: date, now: datetime) -> Partnership:
    """Either pauses it until a day; checks stop, talks before that day are called off, the place is kept, the other person is told."""
    must_be_in(partnership, by)
    partnership = hold(partnership)
    move(
        partnership,
        to=State.PAUSED,
        allowed=[State.ACTIVE],
        by=by,
        now=now,
        event=Event.Kind.PAUSED,
        back_on=back_on,
    )
    back = datetime.combine(back_on, time.min, tzinfo=by.zone)
    stand_still(partnership, by=by, now=now, before=back)
    emails.partnership_paused(partnership, to=partnership.other(by), by=by)
    return partnership


@transaction.atomic
def resume(*, partnership: Partnership, by: User | None, now: datetime) -> Partnership:
    """Take it up again: by either, or by the system on the return date. Clocks are set anew, and both hear when the next check is."""
    if by is not None:
        must_be_in(partnership, by)
    partnership = hold(partnership)
    move(
        partnership,
        to=State.ACTIVE,
        allowed=[State.PAUSED],
        by=by,
        now=now,
        event=Event.Kind.RESUMED,
        back_on=None,
    )
    set_clocks(partnership, partnership.agreement, now=now)
    for person in partnership.people:
        if by is None or person.pk != by.pk:
            emails.partnership_resumed(partnership, to=person)
    return partnership


@transaction.atomic
def suspend(*, partnership: Partnership, by: User | None, now: datetime) -> Partnership:
    """Contact stops at once, and neither of the two is mailed: a block says nothing to anybody."""
    partnership = hold(partnership)
    before = partnership.state
    move(
        partnership,
        to=State.SUSPENDED,
        allowed=Partnership.LIVE,
        by=by,
        now=now,
        event=Event.Kind.SUSPENDED,
        state_before=before,
    )
    stand_still(partnership, by=by, now=now, tell=False)
    outbox.cancel(between=partnership.people)
    return partnership


@transaction.atomic
def restore(*, partnership: Partnership, by: User, now: datetime) -> Partnership:
    """An admin takes a suspension back: the state it had, with clocks set anew where it was running. Never one of the two."""
    partnership = hold(partnership)
    if by.pk in (partnership.mentor_id, partnership.mentee_id):
        raise IllegalMove(_("An organiser can take that back."))
    if partnership.state != State.SUSPENDED:
        raise IllegalMove(_("This partnership is not suspended."))
    move(
        partnership,
        to=partnership.state_before or State.CLOSING,
        allowed=[State.SUSPENDED],
        by=by,
        now=now,
        event=Event.Kind.RESTORED,
        state_before="",
    )
    if partnership.state == State.ACTIVE:
        set_clocks(partnership, partnership.agreement, now=now)
    return partnership


@transaction.atomic
def end_suspended(*, partnership: Partnership, by: User, now: datetime) -> Partnership:
    """An admin ends what was suspended: ENDED_EARLY, the place is free, and nobody is mailed."""
    partnership = hold(partnership)
    move(
        partnership,
        to=State.ENDED_EARLY,
        allowed=[State.SUSPENDED],
        by=by,
        now=now,
        event=Event.Kind.ENDED,
        state_before="",
        back_on=None,
    )
    return partnership


def stand_still(
    partnership: Partnership,
    *,
    by: User | None,
    now: datetime,
    tell: bool = True,
    before: datetime | None = None,
) -> None:
    """No more checks and no more talks: clocks stand, open checks have gone by, what is queued about them is called off, and so are talks
    to come (``tell`` and ``before`` as in :func:`call_off_sessions`)."""
    CheckClock.objects.filter(partnership=partnership).update(next_due_at=None)
    partnership.checks.open().update(state=Check.State.WENT_BY)
    _call_off(partnership)
    call_off_sessions(partnership, by=by, now=now, tell=tell, before=before)


def _call_off(partnership: Partnership) -> None:
    """Call off what is queued about checks and signatures of this partnership."""
    for prefix in emails.prefixes(partnership):
        outbox.cancel(key_prefix=prefix)
