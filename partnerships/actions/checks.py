"""Checks: they go out, the mentee says how it went, the mentor answers."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.moves import IllegalMove
from outbox import actions as outbox
from partnerships import cadence, emails
from partnerships.models import Check, CheckClock, Commitment, Partnership, misses_in_a_row

from .agreement import change_rhythm
from .commitments import become, must_be_mentee, open_commitment, settle, take_effect_if_due, take_up
from .pairs import hold

State = Partnership.State
KEPT = {
    Check.Outcome.DONE: Commitment.State.KEPT,
    Check.Outcome.PARTLY: Commitment.State.PARTLY,
}
MISSES = 2
"""So many in a row, and the mentor gets a kind question to ask."""


@transaction.atomic
def fire(*, clock: CheckClock, due: datetime, now: datetime) -> bool:
    """Deal with the slot ``due`` of one person's clock.

    0. Where a rarer rhythm begins by then, the clocks are set by that, and this slot is none any more: False.
    1. Moves the clock on by compare-and-swap on ``due``: whoever comes second finds nothing to do and gets False.
    2. For the mentee: checks nobody answered have gone by (of the second in a row the mentor gets a kind question to ask); the period's check is opened, or, when it is more than 36 hours late,
       recorded as missed by the system; the check mail is queued unless it was answered ahead of time.
    3. For the mentor: a mail that says what their mentee is being asked today, unless they have answered ahead of time.
    """
    partnership = hold(clock.partnership)
    if partnership.state != State.ACTIVE:
        return False
    take_effect_if_due(partnership, now=now)
    agreement = partnership.agreement
    if agreement.rhythm_from and agreement.rhythm_from <= due:
        standing = partnership.versions.get(number=agreement.version)
        change_rhythm(partnership, agreement, standing, since=agreement.rhythm_from, now=now)
        return False
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
                partnership, period=verdict.period, due_at=due, commitment=open_commitment(partnership)
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
    must_be_mentee(partnership, by)
    partnership = hold(partnership)
    if partnership.state != State.ACTIVE:
        raise IllegalMove(_("Checks are only open while the partnership is running."))
    take_effect_if_due(partnership, now=now)
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
        defaults={"due_at": due, "state": state, "commitment": open_commitment(partnership)},
    )
    return check


def _let_go_by(partnership: Partnership, *, but: str) -> None:
    """Checks that nobody answered have gone by. That is part of the way, and nobody is told off.

    With the second in a row the mentor hears of it, once: only there is the count exactly two.
    """
    gone = partnership.checks.open().exclude(period=but).update(state=Check.State.WENT_BY)
    if gone and misses_in_a_row(partnership.checks.all()) == MISSES:
        emails.two_misses(partnership, latest=partnership.checks.filter(state=Check.State.WENT_BY)[0])


@transaction.atomic
def answer(
    *,
    check: Check,
    by: User,
    outcome: str,
    note: str = "",
    helped: str = "",
    in_the_way: str = "",
    disagreed: str = "",
    mistake: str = "",
    what_next: str = "",
    next_text: str = "",
    next_due_on: date | None = None,
    suggestion: Check | None = None,
    now: datetime,
) -> Check:
    """The mentee says how it went.

    1. Writes the answer, once: by compare-and-swap on OPEN.
    2. Settles the commitment: kept, partly, or what ``what_next`` says of one that was not done (a Commitment.State: SMALLER,
       MOVED or LET_GO; at a check that holds at once). ``next_text`` and ``next_due_on`` make the next commitment; ``suggestion`` is
       the check in whose answer the mentor suggested it, if it is that.
    3. Mails the mentor, who answers with support or a challenge; the check's own mail is called off if it has not left.
    """
    partnership = check.partnership
    must_be_mentee(partnership, by)
    partnership = hold(partnership)
    if partnership.state != State.ACTIVE:
        raise IllegalMove(_("This partnership is not running at the moment, so the check is closed."))
    answered = Check.objects.filter(pk=check.pk, state=Check.State.OPEN).update(
        state=Check.State.ANSWERED,
        outcome=outcome,
        note=note,
        helped=helped,
        in_the_way=in_the_way,
        disagreed=disagreed,
        mistake=mistake,
        answered_at=now,
    )
    check.refresh_from_db()
    if not answered:
        raise IllegalMove(
            _("You have answered this check already.")
            if check.state == Check.State.ANSWERED
            else _("This check has gone by. The next one is open on your page.")
        )
    following = _carry_on(check, what_next=what_next, text=next_text, due_on=next_due_on, now=now)
    if following and suggestion and not what_next:
        take_up(suggestion, following)
    outbox.cancel(key_prefix=emails.check_key(check))
    emails.check_answered(check)
    return check


def _carry_on(
    check: Check, *, what_next: str, text: str, due_on: date | None, now: datetime
) -> Commitment | None:
    """What becomes of the commitment the check asked after. Returns the next one, if there is one."""
    commitment = check.commitment
    if commitment and commitment.is_open:
        settled_as = KEPT.get(Check.Outcome(check.outcome)) or what_next
        if settled_as in Commitment.LOOSER:
            return become(commitment, to=settled_as, text=text, due_on=due_on, now=now)
        if settled_as:
            settle(commitment, to=settled_as, now=now)
    if text and due_on and not open_commitment(check.partnership):
        return Commitment.objects.create(
            partnership=check.partnership, text=text, due_on=due_on, state_at=now, made_at=now
        )
    return None


@transaction.atomic
def reply(*, check: Check, by: User, kind: str, text: str, suggestion: str = "", now: datetime) -> Check:
    """The mentor answers, once, with support, a challenge, or a step beyond the comfort zone; the mentee gets it by mail.

    A step is a ``suggestion``: an offer on the mentee's page, in place of an earlier one that nobody has taken up.
    """
    if (kind == Check.Reply.STEP) != bool(suggestion):
        raise ValueError("a step is a suggestion, and nothing else is")
    if by.pk != check.partnership.mentor_id:
        raise IllegalMove(_("The mentor answers a check."))
    partnership = hold(check.partnership)
    if not partnership.is_live:
        raise IllegalMove(_("This partnership has ended."))
    replied = Check.objects.filter(pk=check.pk, state=Check.State.ANSWERED, replied_at__isnull=True).update(
        reply_kind=kind,
        reply=text,
        replied_at=now,
        suggestion=suggestion,
        suggestion_state=Check.Suggestion.OFFERED if suggestion else "",
    )
    check.refresh_from_db()
    if not replied:
        raise IllegalMove(
            _("You have answered this check already.")
            if check.replied_at
            else _("There is nothing to answer yet.")
        )
    if suggestion:
        partnership.checks.offered().exclude(pk=check.pk).update(suggestion_state=Check.Suggestion.REPLACED)
    emails.check_replied(check)
    return check


@transaction.atomic
def leave_suggestion(*, check: Check, by: User, now: datetime) -> Check:
    """The mentee leaves what the mentor suggested in the answer to ``check``. Nobody is mailed, nobody is asked why."""
    must_be_mentee(check.partnership, by)
    partnership = hold(check.partnership)
    if not partnership.is_live:
        raise IllegalMove(_("This partnership has ended."))
    if not partnership.checks.offered().filter(pk=check.pk).update(suggestion_state=Check.Suggestion.LEFT):
        raise IllegalMove(_("That suggestion is settled already."))
    check.refresh_from_db()
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
