"""The pages of a talk: by both clocks, with what was typed kept, and never a 500."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.tests.factories import make_mentee
from partnerships import actions
from partnerships.models import Partnership, Session

from .factories import make_partnership
from .test_sessions import LATER, ONE, TWO, agree, propose

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    return make_partnership(Partnership.State.ACTIVE)


@pytest.fixture
def visit(client):
    """Go to a page of a pair or of a talk as somebody, at a moment."""

    def visit(person, name, thing, now=LATER, **data):
        client.force_login(person)
        address = reverse(f"partnerships:{name}", args=[thing.public_id])
        with time_machine.travel(now, tick=False):
            answer = client.post(address, data, follow=True) if data else client.get(address)
        assert answer.status_code == 200
        return answer.content.decode()

    return visit


def offer(*rows, **more):
    """What the form of times sends."""
    data = {"minutes": "30", "where": "https://meet.example.org/x", "agenda": "The log"} | more
    for row, (day, at) in enumerate(rows):
        data |= {f"day_{row}": day, f"at_{row}": at}
    return data


def test_from_the_offer_to_what_came_of_it(visit, pair):
    page = visit(
        pair.mentee, "session-propose", pair, **offer(("2026-09-04", "12:00"), ("2026-09-05", "12:00"))
    )
    assert "Friday 4 September, 12:00" in page  # in Gaborone
    assert "11:00 for Adaeze" in page
    session = Session.objects.get()
    page = visit(pair.mentor, "partnership-detail", pair)
    assert "Naledi offers times for a talk" in page  # the one next thing
    page = visit(pair.mentor, "session-detail", session)
    assert "Friday 4 September, 11:00" in page
    assert "12:00 for Naledi" in page
    page = visit(pair.mentor, "session-accept", session, starts_at=str(int(ONE.timestamp())))
    assert "Agreed." in page
    assert "Talk" in visit(pair.mentee, "partnership-detail", pair)
    page = visit(pair.mentee, "partnership-detail", pair, now=ONE + timedelta(hours=2))
    assert "Did you two talk on 4 September?" in page
    page = visit(pair.mentee, "session-tell", session, now=ONE + timedelta(hours=2), held="yes")
    assert "You talked" in page
    page = visit(
        pair.mentee,
        "session-detail",
        session,
        now=ONE + timedelta(hours=2),
        agenda="The log",
        notes="I sign nothing before Friday.",
        version="0",
    )
    assert "I sign nothing before Friday." in page


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([("", "")], "Offer one time at least."),
        ([("2026-09-04", "")], "At what time?"),
        ([("2026-09-04", "12:00"), ("", "13:00")], "On which day?"),
        ([("2026-08-04", "12:00")], "That has gone by."),
        ([("2027-09-04", "12:00")], "more than half a year ahead"),
        ([("0001-01-01", "00:00")], "Write a day such as"),
        ([("9999-12-31", "23:59")], "half a year"),
        ([("soon", "12:00")], "Write a day such as"),
        ([("2026-09-04", "noon\x00")], "Write a time such as"),
        ([("2026-09-04", "12:00"), ("2026-09-04", "12:00")], "the same time again"),
    ],
)
def test_times_that_cannot_be_are_told_at_their_field_and_what_was_typed_stays(visit, pair, rows, says):
    page = visit(pair.mentee, "session-propose", pair, **offer(*rows))
    assert says in page
    assert "The log" in page
    assert "https://meet.example.org/x" in page
    assert not Session.objects.exists()


def test_time_that_the_clocks_jump_over_is_told_at_its_field(visit):
    pair = make_partnership(Partnership.State.ACTIVE, mentee=make_mentee("Jo", time_zone="America/New_York"))
    page = visit(
        pair.mentee, "session-propose", pair, now=ONE.replace(month=11), **offer(("2027-03-14", "02:30"))
    )
    assert "The clocks jump over that time" in page


@pytest.mark.parametrize("starts_at", ["", "x", "9" * 40, "-1", str(int(TWO.timestamp()) + 60)])
def test_choice_that_is_none_is_a_message(visit, pair, starts_at):
    session = propose(pair)
    page = visit(pair.mentor, "session-accept", session, starts_at=starts_at)
    assert "Choose one of" in page
    session.refresh_from_db()
    assert session.state == Session.State.PROPOSED


def test_stale_window_is_shown_both_texts_and_saves_over_only_then(visit, pair):
    session = agree(pair)
    actions.write_session(
        session=session, by=pair.mentee, agenda="Written first", notes="", version=0, now=LATER
    )
    page = visit(pair.mentor, "session-detail", session, agenda="Typed second", notes="", version="0")
    assert "Written first" in page
    assert "Typed second" in page
    page = visit(pair.mentor, "session-detail", session, agenda="Typed second", notes="", version="1")
    session.refresh_from_db()
    assert session.agenda == "Typed second"


def test_pages_of_a_pair_cost_as_much_with_three_talks_as_with_one(
    visit, pair, django_assert_max_num_queries, django_assert_num_queries
):
    agree(pair)
    visit(pair.mentee, "partnership-detail", pair)
    with django_assert_max_num_queries(60) as once:
        visit(pair.mentee, "partnership-detail", pair)
    agree(pair, TWO)
    propose(pair, pair.mentor, TWO + timedelta(days=1))
    with django_assert_num_queries(len(once)):
        visit(pair.mentee, "partnership-detail", pair)
