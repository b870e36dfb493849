"""A pair that falls silent: asked once, ended after a week more, taken up again by either."""

from datetime import datetime, timedelta

import pytest
import time_machine

from accounts.actions import set_available
from accounts.models import Block
from accounts.moves import IllegalMove
from accounts.tests.factories import make_mentee
from outbox.models import Mail
from partnerships import actions, tasks
from partnerships.models import Partnership
from partnerships.silence import GRACE, SILENT_AFTER

from .factories import BEGIN, clock_of, make_check, make_commitment, make_partnership

pytestmark = pytest.mark.django_db
State = Partnership.State
HOUR = timedelta(hours=1)
QUIET = BEGIN + SILENT_AFTER + HOUR


def _house(now: datetime) -> dict[str, int]:
    with time_machine.travel(now, tick=False):
        return tasks.keep_house()


def _state(pair: Partnership) -> str:
    pair.refresh_from_db()
    return pair.state


def _mails(name: str) -> int:
    return Mail.objects.filter(name=name).count()


def test_thirty_five_silent_days_ask_both_once():
    make_partnership(State.ACTIVE)
    _house(BEGIN + SILENT_AFTER - HOUR)
    assert _mails("partnership_quiet") == 0
    for hours in range(3):
        _house(QUIET + hours * HOUR)
    assert _mails("partnership_quiet") == 2


def test_seven_more_silent_days_end_it_and_both_hear():
    pair = make_partnership(State.ACTIVE)
    _house(QUIET)
    _house(QUIET + GRACE - HOUR)
    assert _state(pair) == State.ACTIVE
    _house(QUIET + GRACE)
    assert _state(pair) == State.ENDED_INACTIVE
    assert clock_of(pair, pair.mentee).next_due_at is None
    assert _mails("partnership_ended_quiet") == 2


@pytest.mark.parametrize("what", ["journal", "commitment", "answer"])
def test_a_sign_of_life_begins_the_count_anew(what):
    pair = make_partnership(State.ACTIVE)
    _house(QUIET)
    sign = QUIET + timedelta(days=2)
    if what == "journal":
        actions.write_journal(partnership=pair, by=pair.mentor, text="I thought of you.", now=sign)
    elif what == "commitment":
        make_commitment(pair, now=sign)
    else:
        check = make_check(pair)
        actions.answer(check=check, by=pair.mentee, outcome="done", note="", now=sign)
    _house(QUIET + GRACE)
    assert _state(pair) == State.ACTIVE
    _house(sign + SILENT_AFTER - HOUR)
    assert _mails("partnership_quiet") == 2
    _house(sign + SILENT_AFTER + HOUR)
    assert _mails("partnership_quiet") == 4
    _house(sign + SILENT_AFTER + GRACE + HOUR)
    assert _state(pair) == State.ENDED_INACTIVE


def test_an_outage_of_weeks_still_asks_before_it_ends():
    pair = make_partnership(State.ACTIVE)
    _house(BEGIN + timedelta(days=70))
    assert _state(pair) == State.ACTIVE
    _house(BEGIN + timedelta(days=70) + GRACE)
    assert _state(pair) == State.ENDED_INACTIVE


def test_a_pause_is_no_silence():
    pair = make_partnership(State.PAUSED)
    _house(QUIET)
    assert _state(pair) == State.ACTIVE  # the return date has come
    assert _mails("partnership_quiet") == 0
    _house(QUIET + SILENT_AFTER - HOUR)
    assert _mails("partnership_quiet") == 0


def test_revive_takes_the_place_and_sets_the_clocks():
    pair = make_partnership(State.ENDED_INACTIVE)
    actions.revive(partnership=pair, by=pair.mentee, now=BEGIN + timedelta(days=2))
    assert _state(pair) == State.ACTIVE
    assert clock_of(pair, pair.mentee).next_due_at > BEGIN + timedelta(days=2)
    assert Mail.objects.filter(name="partnership_resumed", to=pair.mentor).count() == 1


def _fill(pair: Partnership) -> None:
    pair.mentor.profile.places = 1
    pair.mentor.profile.save()
    make_partnership(State.ACTIVE, mentee=make_mentee("Thabo"), mentor=pair.mentor)


def _block(pair: Partnership) -> None:
    Block.objects.create(blocker=pair.mentor, blocked=pair.mentee)


def _suspend(pair: Partnership) -> None:
    pair.mentor.suspended_at = BEGIN
    pair.mentor.save()


@pytest.mark.parametrize("what", [_fill, _block, _suspend])
def test_revive_needs_a_place_and_two_people_who_may_meet(what):
    pair = make_partnership(State.ENDED_INACTIVE)
    what(pair)
    with pytest.raises(IllegalMove):
        actions.revive(partnership=pair, by=pair.mentee, now=BEGIN + timedelta(days=2))
    assert _state(pair) == State.ENDED_INACTIVE


@pytest.mark.parametrize("days", [31, 90])
def test_revive_is_open_for_thirty_days_and_before_the_agreed_end(days):
    pair = make_partnership(State.ENDED_INACTIVE)
    with pytest.raises(IllegalMove):
        actions.revive(partnership=pair, by=pair.mentee, now=BEGIN + timedelta(days=days))


def test_a_mentor_who_takes_no_new_requests_can_still_take_it_up_again():
    pair = make_partnership(State.ENDED_INACTIVE)
    set_available(profile=pair.mentor.profile, available=False, by=pair.mentor, now=BEGIN)
    actions.revive(partnership=pair, by=pair.mentor, now=BEGIN + timedelta(days=2))
    assert _state(pair) == State.ACTIVE
