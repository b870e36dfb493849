"""Talks: the table of their moves, what each says to whom, and what a pair that stands still does to them."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import product

import pytest
import time_machine

from accounts.moves import IllegalMove
from accounts.tests.factories import make_mentee, make_mentor
from accounts.tests.undone import undone
from outbox.models import Mail
from partnerships import actions, meeting, tasks
from partnerships.models import Event, Partnership, Session, SessionTime
from partnerships.silence import silent_since

from .factories import BEGIN, make_partnership, make_stranger

pytestmark = pytest.mark.django_db
State = Session.State
Pair = Partnership.State
LATER = BEGIN + timedelta(hours=2)
ONE = BEGIN + timedelta(days=3)
TWO = BEGIN + timedelta(days=4)
WORDS = {"minutes": 45, "where": "Room 4", "agenda": "The October log"}
ON_ITS_WAY = (Pair.INTRODUCED, Pair.ACTIVE)


@pytest.fixture
def pair():
    return make_partnership(Pair.ACTIVE)


def propose(pair, by=None, *times) -> Session:
    return actions.propose_session(
        partnership=pair, by=by or pair.mentee, times=times or [ONE, TWO], now=BEGIN, **WORDS
    )


def agree(pair, starts_at=ONE) -> Session:
    return actions.accept_time(
        session=propose(pair, pair.mentee, starts_at), by=pair.mentor, starts_at=starts_at, now=LATER
    )


def mails(name: str) -> list[Mail]:
    return list(Mail.objects.filter(name=name).order_by("pk"))


def waiting(name: str) -> int:
    return Mail.objects.filter(name=name, state=Mail.State.QUEUED).count()


def all_rows() -> list[object]:
    """All that a move of a talk could change."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Session, SessionTime, Partnership, Event, Mail)
    ]


# The table: every state of a talk, every move, everybody; in every state of the pair


MOVES = {
    "offer": lambda s, by: actions.offer_times(
        session=s, by=by, times=[ONE + timedelta(days=9)], minutes=30, where="", now=LATER
    ),
    "accept": lambda s, by: actions.accept_time(session=s, by=by, starts_at=TWO, now=LATER),
    "decline": lambda s, by: actions.decline_times(session=s, by=by, word="", now=LATER),
    "withdraw": lambda s, by: actions.withdraw_times(session=s, by=by, now=LATER),
    "cancel": lambda s, by: actions.cancel_session(session=s, by=by, word="", now=LATER),
    "tell": lambda s, by: actions.tell_of_session(session=s, by=by, held=True, now=ONE),
    "write": lambda s, by: actions.write_session(
        session=s, by=by, agenda="A", notes="N", version=0, now=LATER
    ),
}
BOTH = {"mentee", "mentor"}
SETTLED = {"tell": BOTH, "write": BOTH}
ALLOWED = {
    # the talk: {move: who}; the mentee has made the offer
    "proposed": {
        "offer": BOTH,
        "accept": {"mentor"},
        "decline": {"mentor"},
        "withdraw": {"mentee"},
        "write": BOTH,
    },
    "agreed": {"offer": BOTH, "cancel": BOTH, "tell": BOTH, "write": BOTH},
    "moving": {
        "offer": BOTH,
        "accept": {"mentor"},
        "decline": {"mentor"},
        "withdraw": {"mentee"},
        "cancel": BOTH,
        "tell": BOTH,
        "write": BOTH,
    },
    "held": SETTLED,
    "not_held": SETTLED,
    "declined": {},
    "withdrawn": {},
    "cancelled": {"write": BOTH},
}
PLANS = {"offer", "accept"}
"""What only a pair on its way does; the others also while it is paused or looks back."""
AFTERWARDS = {
    "decline": "declined",
    "withdraw": "withdrawn",
    "cancel": "cancelled",
    "tell": "held",
    "accept": "agreed",
}


def session_in(pair, state) -> Session:
    has_time = state in ("agreed", "moving", "held", "not_held", "cancelled")
    session = Session.objects.create(
        partnership=pair,
        state="agreed" if state == "moving" else state,
        state_at=BEGIN,
        made_at=BEGIN,
        offered_by=pair.mentee,
        starts_at=ONE if has_time else None,
        agreed_at=BEGIN if has_time else None,
    )
    if state in ("proposed", "moving"):
        SessionTime.objects.create(session=session, starts_at=TWO)
    return session


@pytest.mark.parametrize("in_state", Pair.values)
def test_table_of_a_talk(in_state, subtests):
    mentee, mentor = make_mentee("Naledi"), make_mentor("Adaeze")
    pair = make_partnership(in_state, mentee=mentee, mentor=mentor)
    people = {"mentee": mentee, "mentor": mentor, "stranger": make_stranger()}
    for state, moves in ALLOWED.items():
        with undone():
            pk = session_in(pair, state).pk
            before = all_rows()
            for move, actor in product(MOVES, people):
                here = in_state in (ON_ITS_WAY if move in PLANS else Partnership.LIVE)
                if here and actor in moves.get(move, ()):
                    with subtests.test(talk=state, move=move, actor=actor), undone():
                        MOVES[move](Session.objects.get(pk=pk), people[actor])
                        assert all_rows() != before
                        assert Session.objects.get(pk=pk).state == after(state, move)
                else:
                    with pytest.raises(IllegalMove) as refused:
                        MOVES[move](Session.objects.get(pk=pk), people[actor])
                    assert str(refused.value), (state, move, actor)
            assert all_rows() == before  # of all that were refused together


def after(state: str, move: str) -> str:
    """The state a talk is in afterwards; an agreed one that would be moved keeps its time where nothing comes of it."""
    now = "agreed" if state == "moving" else state
    return now if state == "moving" and move in ("decline", "withdraw") else AFTERWARDS.get(move, now)


@pytest.mark.parametrize("in_state", Pair.values)
def test_proposing_is_for_the_two_of_a_pair_on_its_way(in_state, subtests):
    pair = make_partnership(in_state)
    people = {"mentee": pair.mentee, "mentor": pair.mentor, "stranger": make_stranger()}
    before = all_rows()
    for actor, by in people.items():
        with subtests.test(actor=actor), undone():
            if in_state in ON_ITS_WAY and actor in BOTH:
                assert propose(Partnership.objects.get(pk=pair.pk), by).state == State.PROPOSED
                continue
            with pytest.raises(IllegalMove):
                propose(Partnership.objects.get(pk=pair.pk), by)
            assert all_rows() == before


# What one can offer


@pytest.mark.parametrize(
    "times",
    [
        [],
        [BEGIN],
        [BEGIN - timedelta(minutes=1), ONE],
        [BEGIN + timedelta(days=181)],
        [ONE, TWO, ONE + timedelta(hours=1), ONE + timedelta(hours=2)],
    ],
)
def test_times_that_cannot_be_offered(pair, times):
    with pytest.raises(IllegalMove):
        actions.propose_session(partnership=pair, by=pair.mentee, times=times, now=BEGIN, **WORDS)
    assert not Session.objects.exists()


def test_one_offer_at_a_time_and_not_too_many_talks_ahead(pair):
    propose(pair)
    with pytest.raises(IllegalMove, match="on offer already"):
        propose(pair, pair.mentor)
    Session.objects.all().delete()
    for n in range(Session.MOST_AHEAD):
        agree(pair, ONE + timedelta(days=n))
    with pytest.raises(IllegalMove, match="Hold one first"):
        propose(pair)


def test_time_that_has_gone_by_meanwhile_or_was_never_offered_is_not_taken(pair):
    session = propose(pair)
    for starts_at, now in ((ONE, ONE), (ONE + timedelta(hours=1), LATER)):
        with pytest.raises(IllegalMove):
            actions.accept_time(session=session, by=pair.mentor, starts_at=starts_at, now=now)
    session.refresh_from_db()
    assert session.state == State.PROPOSED


# Who hears what


def test_offer_mails_the_other_by_their_own_clock(pair):
    propose(pair)
    (mail,) = mails("session_proposed")
    assert mail.to == pair.mentor
    assert "Friday 4 September, 11:00" in mail.text  # 10:00 UTC in Lagos
    assert mail.text.count("2026") == 0


def test_agreed_time_goes_to_both_calendars_and_moved_one_with_a_higher_sequence(pair):
    session = agree(pair)
    assert {mail.to for mail in mails("session_agreed")} == set(pair.people)
    assert all(
        "SEQUENCE:0" in mail.calendar and "METHOD:REQUEST" in mail.calendar
        for mail in mails("session_agreed")
    )
    actions.offer_times(session=session, by=pair.mentor, times=[TWO], minutes=45, where="", now=LATER)
    session.refresh_from_db()
    assert session.starts_at == ONE
    actions.accept_time(session=session, by=pair.mentee, starts_at=TWO, now=LATER)
    moved = mails("session_agreed")[2:]
    assert {mail.to for mail in moved} == set(pair.people)
    assert all("SEQUENCE:1" in mail.calendar for mail in moved)
    assert "has moved from" in moved[0].text
    assert waiting("session_agreed") == 2  # the two about the first time were called off


def test_cancelled_talk_leaves_both_calendars(pair):
    session = agree(pair)
    actions.cancel_session(session=session, by=pair.mentor, word="A fever.", now=LATER)
    told = {mail.to: mail for mail in mails("session_cancelled")}
    assert set(told) == set(pair.people)
    assert "A fever." in told[pair.mentee].text
    assert "A fever." not in told[pair.mentor].text
    for mail in told.values():
        assert "METHOD:CANCEL" in mail.calendar
        assert "SEQUENCE:1" in mail.calendar
    assert waiting("session_agreed") == 0


def test_day_before_both_are_reminded_once(pair):
    agree(pair)
    for hours in (25, 24, 23, 22):
        with time_machine.travel(ONE - timedelta(hours=hours), tick=False):
            tasks.keep_house()
    assert {mail.to for mail in mails("session_reminder")} == set(pair.people)
    assert len(mails("session_reminder")) == 2


def test_talk_agreed_on_the_day_itself_needs_no_reminder(pair):
    session = propose(pair, pair.mentee, ONE)
    actions.accept_time(session=session, by=pair.mentor, starts_at=ONE, now=ONE - timedelta(hours=20))
    with time_machine.travel(ONE - timedelta(hours=10), tick=False):
        tasks.keep_house()
    assert mails("session_reminder") == []


# A pair that stands still


def _close(pair):
    actions.close(partnership=pair, by=pair.mentor, now=LATER)


def _pause(pair):
    actions.pause(partnership=pair, by=pair.mentor, back_on=(TWO + timedelta(days=2)).date(), now=LATER)


def _suspend(pair):
    actions.suspend(partnership=pair, by=pair.mentor, now=LATER)


@pytest.mark.parametrize(("stop", "told"), [(_close, 2), (_pause, 2), (_suspend, 0)])
def test_pair_that_stands_still_calls_off_what_was_planned(pair, stop, told):
    session, offered = agree(pair), propose(pair, pair.mentor, TWO)
    stop(pair)
    session.refresh_from_db()
    offered.refresh_from_db()
    assert (session.state, offered.state) == (State.CANCELLED, State.WITHDRAWN)
    assert len(mails("session_cancelled")) == told
    assert waiting("session_proposed") == waiting("session_reminder") == 0
    if not told:
        assert not Mail.objects.filter(state=Mail.State.QUEUED).exists()


def test_pause_keeps_what_is_planned_for_after_it(pair):
    session = agree(pair, BEGIN + timedelta(days=40))
    _pause(pair)
    session.refresh_from_db()
    assert session.state == State.AGREED


# Words of both, and signs of life


def test_two_windows_do_not_write_over_each_other(pair):
    session = agree(pair)
    write = {"session": session, "now": LATER}
    actions.write_session(by=pair.mentee, agenda="Mine", notes="", version=0, **write)
    with pytest.raises(actions.Stale) as stale:
        actions.write_session(by=pair.mentor, agenda="Theirs", notes="", version=0, **write)
    assert stale.value.session.agenda == "Mine"
    actions.write_session(by=pair.mentor, agenda="Both", notes="", version=1, **write)
    session.refresh_from_db()
    assert (session.agenda, session.version) == ("Both", 2)


def test_talk_is_a_sign_of_life(pair):
    Event.objects.all().delete()
    session = agree(pair)
    after = LATER + timedelta(minutes=1)
    assert not silent_since(after).exists()  # it is still to come
    actions.tell_of_session(session=session, by=pair.mentee, held=True, now=ONE)
    assert not silent_since(ONE - timedelta(minutes=1)).exists()
    assert silent_since(ONE + timedelta(minutes=1)).get() == pair


# Two clocks


def test_time_that_the_clocks_jump_over_is_no_time():
    with pytest.raises(meeting.NoSuchTime):
        meeting.instant(date(2027, 3, 28), time(2, 30), "Europe/Paris")


def test_time_that_happens_twice_is_the_first():
    assert meeting.instant(date(2026, 10, 25), time(2, 30), "Europe/Paris") == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )


def test_suggestions_lie_in_the_hours_of_both_and_one_a_day():
    spans = [(2, 18, 22), (2, 8, 9), (4, 7, 9)]
    found = list(meeting.suggestions(spans, zone="Africa/Lagos", now=BEGIN, most=3))
    assert [f"{moment:%a %d %H}" for moment in found] == ["Fri 04 06", "Wed 09 17", "Fri 11 06"]
