"""What the clock does every hour."""

from datetime import datetime, timedelta

import pytest
import time_machine

from outbox.models import Mail
from partnerships import actions, tasks
from partnerships.models import Partnership

from .factories import BEGIN, clock_of, make_partnership

pytestmark = pytest.mark.django_db
State = Partnership.State


def _hour(now: datetime) -> dict[str, int]:
    with time_machine.travel(now, tick=False):
        return tasks.keep_house()


def _state(pair: Partnership) -> str:
    pair.refresh_from_db()
    return pair.state


def test_introduction_without_signatures_is_nudged_after_seven_days_and_lapses_after_fourteen():
    pair = make_partnership()
    _hour(BEGIN + timedelta(days=6, hours=23))
    assert Mail.objects.filter(name="agreement_nudge").count() == 0
    for hours in range(3):
        _hour(BEGIN + timedelta(days=7, hours=hours))
    assert Mail.objects.filter(name="agreement_nudge").count() == 2
    _hour(BEGIN + timedelta(days=14))
    assert _state(pair) == State.LAPSED
    assert Mail.objects.filter(name="partnership_lapsed").count() == 2
    assert Mail.objects.filter(name="agreement_nudge", state=Mail.State.QUEUED).count() == 0


def test_pause_ends_by_itself_on_its_day_and_both_hear():
    pair = make_partnership(State.PAUSED)
    _hour(datetime.combine(pair.back_on, BEGIN.timetz()))
    assert _state(pair) == State.ACTIVE
    assert clock_of(pair, pair.mentee).next_due_at is not None
    assert Mail.objects.filter(name="partnership_resumed").count() == 2


def test_agreed_end_closes_then_completes_and_both_hear_once():
    pair = make_partnership(State.ACTIVE)
    end = BEGIN + timedelta(weeks=12, days=1)
    for hours in range(2):
        _hour(end + timedelta(hours=hours))
    assert _state(pair) == State.CLOSING
    assert Mail.objects.filter(name="partnership_at_end").count() == 2
    _hour(end + timedelta(days=15))
    assert _state(pair) == State.COMPLETED


def test_closed_early_ends_early():
    pair = make_partnership(State.CLOSING)
    _hour(BEGIN + timedelta(days=15))
    assert _state(pair) == State.ENDED_EARLY


def test_close_tells_the_other_person_in_neutral_words_and_nobody_else():
    pair = make_partnership(State.ACTIVE)
    actions.close(partnership=pair, by=pair.mentee, now=BEGIN)
    mail = Mail.objects.get(name="partnership_closed")
    assert mail.to == pair.mentor
    assert mail.subject == "Naledi has brought your partnership to a close"
    assert "nobody is asked to explain" in mail.text
