"""Going on after a close: offered by one, agreed by the other, never without a place."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.moves import IllegalMove
from accounts.tests.factories import make_mentee
from outbox.models import Mail
from partnerships import actions, tasks
from partnerships.models import Partnership

from .factories import BEGIN, clock_of, make_partnership

pytestmark = pytest.mark.django_db
State = Partnership.State
NOW = BEGIN + timedelta(days=3)
UNTIL = date(2027, 1, 20)


@pytest.fixture
def pair() -> Partnership:
    return make_partnership(State.CLOSING)


def _offer(pair: Partnership, until: date = UNTIL) -> None:
    actions.offer_to_go_on(partnership=pair, by=pair.mentee, until=until, now=NOW)


def test_offer_mails_the_other_once(pair):
    _offer(pair)
    _offer(pair)
    assert Mail.objects.filter(name="renewal_offered").values_list("to", flat=True).get() == pair.mentor.pk


def test_going_on_runs_the_agreement_to_the_new_end(pair):
    _offer(pair)
    actions.go_on(partnership=pair, by=pair.mentor, until=UNTIL, now=NOW)
    pair.refresh_from_db()
    assert (pair.state, pair.go_on_by, pair.agreement.ends_on) == (State.ACTIVE, None, UNTIL)
    assert clock_of(pair, pair.mentee).next_due_at > NOW
    assert Mail.objects.filter(name="partnership_renewed").count() == 2


def test_nobody_says_yes_to_their_own_offer(pair):
    _offer(pair)
    with pytest.raises(IllegalMove):
        actions.go_on(partnership=pair, by=pair.mentee, until=UNTIL, now=NOW)


def test_an_offer_that_changed_is_not_agreed_to(pair):
    _offer(pair)
    _offer(pair, UNTIL + timedelta(days=7))
    with pytest.raises(IllegalMove):
        actions.go_on(partnership=pair, by=pair.mentor, until=UNTIL, now=NOW)


def test_a_full_mentor_cannot_go_on(pair):
    _offer(pair)
    pair.mentor.profile.places = 1
    pair.mentor.profile.save()
    make_partnership(State.ACTIVE, mentee=make_mentee("Thabo"), mentor=pair.mentor)
    with pytest.raises(IllegalMove):
        actions.go_on(partnership=pair, by=pair.mentor, until=UNTIL, now=NOW)
    pair.refresh_from_db()
    assert pair.state == State.CLOSING


def test_an_offer_taken_back_calls_its_mail_off(pair):
    _offer(pair)
    actions.withdraw_offer(partnership=pair, by=pair.mentee, now=NOW)
    assert Mail.objects.get(name="renewal_offered").state == Mail.State.CANCELLED


def test_never_again_takes_the_own_offer_back(pair):
    _offer(pair)
    actions.reflect(partnership=pair, by=pair.mentee, learned="", never_again=True, now=NOW)
    pair.refresh_from_db()
    assert pair.go_on_until is None
    with pytest.raises(IllegalMove):
        _offer(pair)


def test_two_weeks_before_the_end_both_hear_once():
    make_partnership(State.ACTIVE)
    end = BEGIN + timedelta(weeks=12)
    for day in (-15, -14, -13, -1):
        with time_machine.travel(end + timedelta(days=day), tick=False):
            tasks.keep_house()
    assert Mail.objects.filter(name="partnership_ends_soon").count() == 2


def _page(pair: Partnership, person: str, name: str, now: datetime = NOW, **data: object) -> object:
    client = Client()
    client.force_login(getattr(pair, person))
    with time_machine.travel(now, tick=False):
        address = reverse(f"partnerships:{name}", args=[pair.public_id])
        return client.post(address, data, follow=True) if data else client.get(address)


def test_pages_lead_from_an_offer_to_going_on(pair):
    assert "I would go on" in _page(pair, "mentee", "partnership-detail").text
    _page(pair, "mentee", "go-on", until=UNTIL.isoformat())
    assert "knows that you would" in _page(pair, "mentee", "partnership-detail").text
    assert "would go on with you" in _page(pair, "mentor", "partnership-detail").text
    assert "Yes, until 20 January" in _page(pair, "mentor", "go-on").text
    _page(pair, "mentor", "go-on-accept", until=UNTIL.isoformat())
    pair.refresh_from_db()
    assert pair.state == State.ACTIVE


@pytest.mark.parametrize("until", ["", "soon", "2026-09-10", "2031-01-01"])
def test_a_day_out_of_reach_is_said_at_the_field(pair, until):
    response = _page(pair, "mentee", "go-on", until=until)
    assert "error" in response.text
    pair.refresh_from_db()
    assert pair.go_on_until is None


@pytest.mark.parametrize("until", ["", "soon"])
def test_a_broken_yes_changes_nothing(pair, until):
    _offer(pair)
    assert _page(pair, "mentor", "go-on-accept", until=until).status_code == 200
    pair.refresh_from_db()
    assert pair.state == State.CLOSING
