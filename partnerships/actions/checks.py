"""Commitments, and the checks that ask after them."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.moves import IllegalMove
from outbox import actions as outbox
from partnerships import cadence, emails
from partnerships.models import Check, CheckClock, Commitment, Partnership

from .pairs import hold, must_be_in

State = Partnership.State
KEPT = {
    Check.Outcome.DONE: Commitment.State.KEPT,
    Check.Outcome.PARTLY: Commitment.State.PARTLY,
}
LOOSER = (Commitment.State.SMALLER, Commitment.State.MOVED, Commitment.State.LET_GO)


@transaction.atomic
def commit(*, partnership: Partnership, by: User, text: str, due_on: date, now: datetime) -> Commitment:
    """The mentee says what they will do, and by when.

    1. One at a time. The very same one again (a form sent twice) gives the one that is there.
    2. A check that is open asks after it.

    Nobody is mailed: the mentor reads it on the page and in the next mail.
    """
    partnership = _running_for_mentee(partnership, by)
    there = _open_commitment(partnership)
    if there and (there.text, there.due_on) == (text, due_on):
        return there
    if there:
        raise IllegalMove(_("There is one already. Make it smaller, move it or let it go first."))
    commitment = Commitment.objects.create(
        partnership=partnership, text=text, due_on=due_on, state_at=now, made_at=now
    )
    partnership.checks.open().update(commitment=commitment)
    return commitment


@transaction.atomic
def resize(
    *, commitment: Commitment, by: User, to: str, text: str = "", due_on: date | None = None, now: datetime
) -> Commitment | None:
    """Make a commitment smaller, move it, or let it go.

    1. Settles it by compare-and-swap on OPEN. Nothing is lost: it stays to be read, and the new one points to it.
    2. A check that is open asks after the new one.

    ``to`` is Commitment.State.SMALLER (needs ``text``), MOVED (needs ``due_on``) or LET_GO. Returns the new commitment, if any.
    """
    if to not in LOOSER:
        raise ValueError(f"{to!r} is not a way to change a commitment")
    partnership = _running_for_mentee(commitment.partnership, by)
    if not _settle(commitment, to=to, now=now):
        raise IllegalMove(_("That commitment is settled already."))
    if to == Commitment.State.LET_GO:
        partnership.checks.open().update(commitment=None)
        return None
    smaller = Commitment.objects.create(
        partnership=partnership,
        text=text or commitment.text,
        due_on=due_on or commitment.due_on,
        state_at=now,
        made_at=now,
        grew_from=commitment,
    )
    partnership.checks.open().update(commitment=smaller)
    return smaller


def _settle(commitment: Commitment, *, to: str, now: datetime) -> bool:
    """Move a commitment out of OPEN; False when somebody did so before."""
    return bool(
        Commitment.objects.filter(pk=commitment.pk, state=Commitment.State.OPEN).update(
            state=to, state_at=now
        )
    )


@transaction.atomic
def fire(*, clock: CheckClock, due: datetime, now: datetime) -> bool:
    """Deal with the slot ``due`` of one person's clock.

    1. Moves the clock on by compare-and-swap on ``due``: whoever comes second finds nothing to do and gets False.
    2. For the mentee: checks nobody answered have gone by; the period's check is opened, or, when it is more than 36 hours late,
       recorded as missed by the system; the check mail is queued unless it was answered ahead of time.
    3. For the mentor: a mail that says what their mentee is being asked today, unless they have answered ahead of time.
    """
    partnership = hold(clock.partnership)
    if partnership.state != State.ACTIVE:
        return False
    agreement = partnership.agreement
    verdict = cadence.catch_up(agreement.cadence_in(clock.zone), due, now, ends_on=agreement.ends_on)
    if verdict.action == cadence.Action.WAIT:
        return False
    moved = CheckClock.objects.filter(pk=clock.pk, next_due_at=due, zone=clock.zone).update(
        next_due_at=verdict.next_due_at,
        last_due_at=due,
        last_period=verdict.period,
        last_period_ends_at=verdict.period_ends_at,
    )
    if not moved:
        return False
    send = verdict.action == cadence.Action.SEND
    if partnership.is_mentor(clock.person):
        answered = partnership.checks.filter(period=verdict.period, state=Check.State.ANSWERED)
        if send and not answered.exists():
            emails.check_ahead(
                partnership, period=verdict.period, due_at=due, commitment=_open_commitment(partnership)
            )
        return True
    _let_go_by(partnership, but=verdict.period)
    check = _check_of(partnership, verdict.period, due, Check.State.OPEN if send else Check.State.SKIPPED)
    if send and check.is_open:
        emails.check(check)
    return True


@transaction.atomic
def open_check(*, partnership: Partnership, by: User, now: datetime) -> Check:
    """The mentee says how it is going before the mail comes: opens the coming check, or finds the one that is open.

    The mail of that period is then only sent if the answer has not come by its time.
    """
    _must_be_mentee(partnership, by)
    partnership = hold(partnership)
    if partnership.state != State.ACTIVE:
        raise IllegalMove(_("Checks are only open while the partnership is running."))
    check = partnership.checks.open().first()
    if check:
        return check
    clock = CheckClock.objects.filter(partnership=partnership, person=by).first()
    if clock is None or clock.next_due_at is None:
        raise IllegalMove(_("There is no further check before the agreed end."))
    period = cadence.period_of(partnership.agreement.cadence_in(clock.zone), clock.next_due_at)
    check = _check_of(partnership, period, clock.next_due_at, Check.State.OPEN)
    if not check.is_open:
        raise IllegalMove(_("You have answered the coming check already."))
    return check


def _check_of(partnership: Partnership, period: str, due: datetime, state: str) -> Check:
    check, _made = Check.objects.get_or_create(
        partnership=partnership,
        period=period,
        defaults={"due_at": due, "state": state, "commitment": _open_commitment(partnership)},
    )
    return check


def _open_commitment(partnership: Partnership) -> Commitment | None:
    return Commitment.objects.filter(partnership=partnership, state=Commitment.State.OPEN).first()


def _let_go_by(partnership: Partnership, *, but: str = "") -> None:
    """Checks that nobody answered have gone by. That is part of the way, and nobody is told off."""
    partnership.checks.open().exclude(period=but).update(state=Check.State.WENT_BY)


@transaction.atomic
def answer(
    *,
    check: Check,
    by: User,
    outcome: str,
    note: str = "",
    helped: str = "",
    in_the_way: str = "",
    what_next: str = "",
    next_text: str = "",
    next_due_on: date | None = None,
    now: datetime,
) -> Check:
    """The mentee says how it went.

    1. Writes the answer, once: by compare-and-swap on OPEN.
    2. Settles the commitment: kept, partly, or what ``what_next`` says of one that was not done (a Commitment.State: SMALLER,
       MOVED or LET_GO). ``next_text`` and ``next_due_on`` make the next commitment.
    3. Mails the mentor, who answers with support or a challenge; the check's own mail is called off if it has not left.
    """
    partnership = check.partnership
    _must_be_mentee(partnership, by)
    partnership = hold(partnership)
    if partnership.state != State.ACTIVE:
        raise IllegalMove(_("This partnership is not running at the moment, so the check is closed."))
    answered = Check.objects.filter(pk=check.pk, state=Check.State.OPEN).update(
        state=Check.State.ANSWERED,
        outcome=outcome,
        note=note,
        helped=helped,
        in_the_way=in_the_way,
        answered_at=now,
    )
    check.refresh_from_db()
    if not answered:
        raise IllegalMove(
            _("You have answered this check already.")
            if check.state == Check.State.ANSWERED
            else _("This check has gone by. The next one is open on your page.")
        )
    _carry_on(check, what_next=what_next, text=next_text, due_on=next_due_on, by=by, now=now)
    outbox.cancel(key_prefix=emails.check_key(check))
    emails.check_answered(check)
    return check


def _carry_on(
    check: Check, *, what_next: str, text: str, due_on: date | None, by: User, now: datetime
) -> None:
    """What becomes of the commitment the check asked after, and the next one."""
    commitment = check.commitment
    if commitment and commitment.is_open:
        settled_as = KEPT.get(Check.Outcome(check.outcome)) or what_next
        if settled_as in LOOSER:
            resize(commitment=commitment, by=by, to=settled_as, text=text, due_on=due_on, now=now)
            return
        if settled_as:
            _settle(commitment, to=settled_as, now=now)
    if text and due_on and not _open_commitment(check.partnership):
        Commitment.objects.create(
            partnership=check.partnership, text=text, due_on=due_on, state_at=now, made_at=now
        )


@transaction.atomic
def reply(*, check: Check, by: User, kind: str, text: str, now: datetime) -> Check:
    """The mentor answers with support or a challenge, once; the mentee gets it by mail."""
    if by.pk != check.partnership.mentor_id:
        raise IllegalMove(_("The mentor answers a check."))
    partnership = hold(check.partnership)
    if not partnership.is_live:
        raise IllegalMove(_("This partnership has ended."))
    replied = Check.objects.filter(pk=check.pk, state=Check.State.ANSWERED, replied_at__isnull=True).update(
        reply_kind=kind, reply=text, replied_at=now
    )
    check.refresh_from_db()
    if not replied:
        raise IllegalMove(
            _("You have answered this check already.")
            if check.replied_at
            else _("There is nothing to answer yet.")
        )
    emails.check_replied(check)
    return check


def adopt_zones(*, now: datetime) -> int:
    """Set the clocks of people who have moved to another time zone; returns how many.

    Never a second check in one period: see :func:`partnerships.cadence.reschedule`.
    """
    moved = CheckClock.objects.filter(
        partnership__state=State.ACTIVE, partnership__agreement__anchor__isnull=False
    ).exclude(zone=F("person__time_zone"))
    moved = moved.exclude(next_due_at__lte=now)  # what is due is fired first, in the zone it was promised in
    count = 0
    for clock in moved.select_related("person", "partnership__agreement"):
        agreement, zone = clock.partnership.agreement, clock.person.time_zone
        if zone not in cadence.known_zones():
            continue  # a browser may know a newer zone than this machine; the clock keeps the one it has
        due = cadence.reschedule(
            agreement.cadence_in(zone), last=clock.last, now=now, ends_on=agreement.ends_on
        )
        count += CheckClock.objects.filter(pk=clock.pk, next_due_at=clock.next_due_at).update(
            zone=zone, next_due_at=due
        )
    return count


def _running_for_mentee(partnership: Partnership, user: User) -> Partnership:
    """Hold a pair in which ``user`` may say what they will do."""
    _must_be_mentee(partnership, user)
    partnership = hold(partnership)
    if partnership.state not in (State.ACTIVE, State.INTRODUCED):
        raise IllegalMove(_("A commitment needs a partnership that is running."))
    return partnership


def _must_be_mentee(partnership: Partnership, user: User) -> None:
    must_be_in(partnership, user)
    if user.pk != partnership.mentee_id:
        raise IllegalMove(_("The mentee does that."))
