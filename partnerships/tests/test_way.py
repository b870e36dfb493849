"""The timeline's points, and the one next thing for each of the two."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from partnerships import actions, way
from partnerships.models import Check, Partnership
from partnerships.next_thing import next_thing
from partnerships.pair import Pair

from .factories import BEGIN, clock_of, make_check, make_commitment, make_partnership

pytestmark = pytest.mark.django_db
State = Partnership.State


def seen(pair: Partnership, who: str, now: datetime) -> Pair:
    fresh = Partnership.objects.with_life().get(pk=pair.pk)
    return Pair(fresh, getattr(fresh, who), now)


def titles(pair: Partnership, now: datetime, who: str = "mentee") -> list[tuple[str, str, bool]]:
    with timezone.override("Africa/Gaborone"):
        return [(point.title, point.date_text, point.is_future) for point in way.points(seen(pair, who, now))]


def test_introduced_pair_has_the_agreement_before_it():
    assert titles(make_partnership(), BEGIN) == [
        ("Introduced", "1 Sep", False),
        ("Agreement", "by 15 Sep", True),
    ]


def test_story_of_a_pair_in_order():
    pair = make_partnership(State.ACTIVE)
    make_commitment(pair)
    make_check(pair, Check.State.ANSWERED)  # not this time, made smaller
    make_check(pair)
    make_check(pair)
    now = clock_of(pair, pair.mentee).last_due_at + timedelta(hours=1)
    assert titles(pair, now) == [
        ("Introduced", "1 Sep", False),
        ("Agreement", "1 Sep", False),
        ("Not this time", "2 Sep", False),
        ("Went by", "16 Sep", False),
        ("This check", "open", True),
        ("Agreed end", "24 Nov", True),
    ]


def test_check_answered_ahead_stands_at_the_day_of_its_answer():
    pair = make_partnership(State.ACTIVE)
    check = actions.open_check(partnership=pair, by=pair.mentee, now=BEGIN)
    actions.answer(check=check, by=pair.mentee, outcome="done", now=BEGIN + timedelta(hours=1))
    assert titles(pair, BEGIN + timedelta(hours=2))[2:] == [
        ("Check kept", "1 Sep", False),
        ("Next check", "16 Sep", True),
        ("Agreed end", "24 Nov", True),
    ]


def test_check_that_the_system_missed_says_so():
    pair = make_partnership(State.ACTIVE)
    clock = clock_of(pair, pair.mentee)
    late = clock.next_due_at + timedelta(days=3)
    actions.fire(clock=clock, due=clock.next_due_at, now=late)
    assert ("Not sent", "2 Sep", False) in titles(pair, late)


def test_closed_pair_ends_with_the_close():
    pair = make_partnership(State.CLOSING)
    assert titles(pair, BEGIN)[-1] == ("Brought to a close", "1 Sep", False)


@pytest.mark.parametrize(
    ("who", "label", "waits"),
    [("mentee", "Propose an agreement", True), ("mentor", "Propose an agreement", True)],
)
def test_introduced_both_may_begin(who, label, waits):
    thing = next_thing(seen(make_partnership(), who, BEGIN))
    assert (thing.step.label, thing.waits) == (label, waits)


def test_running_pair_the_mentee_writes_a_commitment_and_the_mentor_has_nothing_to_do():
    pair = make_partnership(State.ACTIVE)
    assert next_thing(seen(pair, "mentee", BEGIN)).step.label == "Write down a commitment"
    assert next_thing(seen(pair, "mentor", BEGIN)).step is None


def test_check_goes_back_and_forth():
    pair = make_partnership(State.ACTIVE)
    make_commitment(pair)
    check = make_check(pair)
    now = check.due_at + timedelta(hours=1)
    assert next_thing(seen(pair, "mentee", now)).step.label == "Say how it went"
    assert next_thing(seen(pair, "mentor", now)).waits is False
    actions.answer(check=check, by=pair.mentee, outcome="done", now=now)
    assert next_thing(seen(pair, "mentor", now)).step.label == "Answer Naledi"
    actions.reply(check=check, by=pair.mentor, kind="support", text="Good.", now=now)
    assert next_thing(seen(pair, "mentor", now)).step is None


def test_answered_ahead_is_said():
    pair = make_partnership(State.ACTIVE)
    check = actions.open_check(partnership=pair, by=pair.mentee, now=BEGIN)
    actions.answer(check=check, by=pair.mentee, outcome="done", now=BEGIN)
    thing = next_thing(seen(pair, "mentee", BEGIN))
    assert thing.text == "You have answered the one of 2 September already."
    assert thing.title == "Wednesday 16 September, 16:00 your time"  # read in UTC


def test_closing_pair_looks_back_once():
    pair = make_partnership(State.CLOSING)
    assert next_thing(seen(pair, "mentee", BEGIN)).step.label == "Look back"
    actions.reflect(partnership=pair, by=pair.mentee, learned="Much.", never_again=False, now=BEGIN)
    assert next_thing(seen(pair, "mentee", BEGIN)).waits is False
    assert next_thing(seen(pair, "mentor", BEGIN)).waits is True
