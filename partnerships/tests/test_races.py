"""Two hands at once. Each race also runs with its guard taken away, and must then be lost."""

from collections.abc import Callable
from datetime import time, timedelta
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import transaction

from outbox.models import Mail
from partnerships import actions
from partnerships.ground import Ground
from partnerships.models import Agreement, Check, CheckClock, Commitment, Event, Partnership

from .conftest import at_once, refusals
from .factories import BEGIN, clock_of, make_check, make_commitment, make_partnership

pytestmark = pytest.mark.django_db(transaction=True)
State = Partnership.State
HANDS = 8


def _proposed() -> tuple[Partnership, Agreement]:
    pair = make_partnership()
    agreement = actions.propose(
        partnership=pair,
        by=pair.mentor,
        rhythm="weekly",
        weekday=2,
        at=time(18),
        ends_on=BEGIN.date() + timedelta(weeks=12),
        confidentiality="Here.",
        candour="Kindly.",
        now=BEGIN,
    )
    agreement.refresh_from_db()
    return pair, agreement


def test_double_sign_signs_once():
    pair, agreement = _proposed()

    def sign() -> object:
        return actions.sign(partnership=pair, by=pair.mentee, version=agreement.version, now=BEGIN)

    results = at_once(*[sign] * HANDS)
    assert refusals(results) == HANDS - 1
    assert pair.events.filter(kind=Event.Kind.AGREED).count() == 1
    assert Mail.objects.filter(name="agreement_signed").count() == 2


def test_both_signing_at_the_same_moment_makes_it_active_once():
    pair, agreement = _proposed()
    Agreement.objects.update(mentor_signed_at=None)
    results = at_once(
        *[
            lambda person=person: actions.sign(
                partnership=pair, by=person, version=agreement.version, now=BEGIN
            )
            for person in pair.people
        ]
    )
    pair.refresh_from_db()
    assert (refusals(results), pair.state) == (0, State.ACTIVE)
    assert pair.events.filter(kind=Event.Kind.AGREED).count() == 1
    assert CheckClock.objects.filter(partnership=pair, next_due_at__isnull=False).count() == 2


def test_double_answer_answers_once():
    pair = make_partnership(State.ACTIVE)
    check = make_check(pair)

    def answer(note: str) -> Callable[[], object]:
        return lambda: actions.answer(
            check=Check.objects.get(pk=check.pk), by=pair.mentee, outcome="done", note=note, now=check.due_at
        )

    results = at_once(*[answer(f"Note {number}") for number in range(HANDS)])
    assert refusals(results) == HANDS - 1
    assert Mail.objects.filter(name="check_answered").count() == 1
    winner = next(result for result in results if isinstance(result, Check))
    assert Check.objects.get(pk=check.pk).note == winner.note


def test_double_reply_replies_once():
    pair = make_partnership(State.ACTIVE)
    check = make_check(pair, Check.State.ANSWERED)

    def reply() -> object:
        return actions.reply(
            check=Check.objects.get(pk=check.pk),
            by=pair.mentor,
            kind="support",
            text="Good.",
            now=check.due_at,
        )

    assert refusals(at_once(*[reply] * HANDS)) == HANDS - 1
    assert Mail.objects.filter(name="check_replied").count() == 1


def test_many_beats_fire_a_clock_once():
    pair = make_partnership(State.ACTIVE)
    clock = clock_of(pair, pair.mentee)
    due = clock.next_due_at

    def fire() -> bool:
        return actions.fire(clock=CheckClock.objects.get(pk=clock.pk), due=due, now=due)

    assert sorted(at_once(*[fire] * HANDS)) == [False] * (HANDS - 1) + [True]
    assert (pair.checks.count(), Mail.objects.filter(name="check").count()) == (1, 1)


def test_two_commitments_at_once_leave_one():
    pair = make_partnership(State.ACTIVE)
    results = at_once(
        *[lambda number=number: make_commitment(pair, f"Step {number}") for number in range(HANDS)]
    )
    assert refusals(results) == HANDS - 1
    assert Commitment.objects.count() == 1


def test_close_against_close_and_pause_ends_in_one_close():
    pair = make_partnership(State.ACTIVE)

    def close(person) -> Callable[[], object]:
        return lambda: actions.close(partnership=pair, by=person, now=BEGIN)

    def pause() -> object:
        return actions.pause(
            partnership=pair, by=pair.mentee, back_on=BEGIN.date() + timedelta(days=9), now=BEGIN
        )

    at_once(close(pair.mentee), close(pair.mentor), pause)
    pair.refresh_from_db()
    assert pair.state == State.CLOSING
    assert pair.events.filter(kind=Event.Kind.CLOSING).count() == 1
    assert Mail.objects.filter(name="partnership_closed").count() == 1


def test_same_origin_at_once_starts_one_pair():
    pair = make_partnership(State.LAPSED)
    Mail.objects.all().delete()

    def start() -> object:
        return actions.start(
            mentee=pair.mentee,
            mentor=pair.mentor,
            community=pair.community,
            goal=None,
            goal_text="Again",
            origin="request:once",
            ground=Ground(),
            by=pair.mentor,
            now=BEGIN,
        )

    at_once(*[start] * 4)
    assert Partnership.objects.filter(origin="request:once").count() == 1
    assert Mail.objects.filter(name="introduction").count() == 2


# Controls: the same rows, moved by somebody who looks first and writes afterwards.


def _look_then_write(
    look: Callable[[], bool], write: Callable[[], object]
) -> tuple[Callable[[], str], list[str]]:
    """A hand without a guard: it looks, waits until the other has looked too, and writes. Returns it and what was done."""
    both_have_looked, done = Barrier(2), []

    def hand() -> str:
        if not look():
            return "refused"
        try:
            both_have_looked.wait(timeout=10)
        except BrokenBarrierError:
            return "alone"
        write()
        done.append("written")
        return "written"

    return hand, done


def test_control_without_compare_and_swap_a_double_answer_overwrites():
    pair = make_partnership(State.ACTIVE)
    check = make_check(pair)

    def write() -> None:
        found = Check.objects.get(pk=check.pk)
        found.state, found.outcome, found.answered_at = Check.State.ANSWERED, "done", check.due_at
        found.save()

    hand, done = _look_then_write(lambda: Check.objects.get(pk=check.pk).is_open, write)
    assert at_once(hand, hand) == ["written", "written"]
    assert len(done) == 2


def test_control_without_compare_and_swap_a_double_sign_begins_twice():
    pair, agreement = _proposed()

    def write() -> None:
        with transaction.atomic():
            Agreement.objects.filter(pk=agreement.pk).update(mentee_signed_at=BEGIN)
            Partnership.objects.filter(pk=pair.pk).update(state=State.ACTIVE)
            Event.objects.create(partnership=pair, kind=Event.Kind.AGREED, at=BEGIN, by=pair.mentee)

    hand, _done = _look_then_write(
        lambda: Agreement.objects.get(pk=agreement.pk).mentee_signed_at is None, write
    )
    at_once(hand, hand)
    assert pair.events.filter(kind=Event.Kind.AGREED).count() == 2


def test_control_without_compare_and_swap_two_beats_fire_twice():
    pair = make_partnership(State.ACTIVE)
    clock = clock_of(pair, pair.mentee)
    due = clock.next_due_at

    def write() -> None:
        CheckClock.objects.filter(pk=clock.pk).update(next_due_at=due + timedelta(weeks=2))

    hand, done = _look_then_write(lambda: CheckClock.objects.get(pk=clock.pk).next_due_at == due, write)
    at_once(hand, hand)
    assert len(done) == 2


def test_same_look_first_with_the_actions_fires_once():
    """The controls' twin: both have looked before either acts, and still only one wins."""
    pair = make_partnership(State.ACTIVE)
    clock = clock_of(pair, pair.mentee)
    due = clock.next_due_at
    fired: list[bool] = []
    hand, _done = _look_then_write(
        lambda: CheckClock.objects.get(pk=clock.pk).next_due_at == due,
        lambda: fired.append(actions.fire(clock=clock, due=due, now=due)),
    )
    at_once(hand, hand)
    assert sorted(fired) == [False, True]
