"""Opportunities: the table of states, who may do what, the last day by the mentee's clock, the mails."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.moves import IllegalMove
from accounts.tests.factories import make_mentee, make_mentor, make_user
from outbox.models import Mail
from partnerships import actions, tasks
from partnerships.models import Opportunity, Partnership
from partnerships.next_thing import next_thing
from partnerships.silence import SILENT_AFTER, silent_since

from .factories import BEGIN, make_opportunity, make_partnership, make_stranger
from .test_states import everything
from .test_way import seen, titles

pytestmark = pytest.mark.django_db
State, Pair = Opportunity.State, Partnership.State
LATER = BEGIN + timedelta(days=1)
RUNNING = (Pair.INTRODUCED, Pair.ACTIVE, Pair.PAUSED)
OVER = (Pair.CLOSING, Pair.COMPLETED, Pair.ENDED_EARLY, Pair.ENDED_INACTIVE, Pair.SUSPENDED)
WORDS = {"title": "A panel", "why": "You know more about sand."}

MOVES: dict[str, Callable[[Opportunity, User], object]] = {
    "change": lambda one, by: actions.change_opportunity(
        opportunity=one, by=by, version=one.version, now=LATER, **WORDS
    ),
    "take back": lambda one, by: actions.withdraw_opportunity(opportunity=one, by=by, now=LATER),
    "take up": lambda one, by: actions.pursue_opportunity(
        opportunity=one, by=by, version=one.version, now=LATER
    ),
    "leave": lambda one, by: actions.decline_opportunity(
        opportunity=one, by=by, word="Thank you.", now=LATER
    ),
    "settle": lambda one, by: actions.settle_opportunity(
        opportunity=one, by=by, outcome="got", word="I did it.", now=LATER
    ),
}
ALLOWED = {
    # move: (state, who, state afterwards)
    "change": (State.OFFERED, "mentor", State.OFFERED),
    "take back": (State.OFFERED, "mentor", State.TAKEN_BACK),
    "take up": (State.OFFERED, "mentee", State.PURSUING),
    "leave": (State.OFFERED, "mentee", State.DECLINED),
    "settle": (State.PURSUING, "mentee", State.OUTCOME),
}


@pytest.fixture
def cast(db) -> dict[str, User]:
    return {
        "mentee": make_mentee("Naledi", time_zone="Pacific/Auckland"),
        "mentor": make_mentor("Adaeze", time_zone="America/Los_Angeles"),
        "stranger": make_stranger(),
        "admin": make_user("Admin", is_staff=True),
    }


@pytest.fixture
def pair(cast) -> Partnership:
    return make_partnership(Pair.ACTIVE, mentee=cast["mentee"], mentor=cast["mentor"])


def seen_as(pair: Partnership, state: str) -> None:
    Partnership.objects.filter(pk=pair.pk).update(
        state=state, back_on=date(2026, 9, 20) if state == Pair.PAUSED else None
    )


def mails(name: str) -> list[Mail]:
    return list(Mail.objects.filter(name=name).order_by("pk"))


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", MOVES)
def test_every_move_in_every_state_by_everybody(cast, pair, move, state):
    one = make_opportunity(pair, state)
    before = everything()
    of_state, who, afterwards = ALLOWED[move]
    for actor in cast:
        if (state, actor) == (of_state, who):
            continue
        with pytest.raises(IllegalMove) as refused:
            MOVES[move](one, cast[actor])
        assert str(refused.value)
        assert everything() == before
    if state == of_state:
        MOVES[move](one, cast[who])
        one.refresh_from_db()
        assert one.state == afterwards
        assert everything() != before
        if move != "change":
            assert (one.state_at, one.state_by) == (LATER, cast[who])


@pytest.mark.parametrize("state", Pair)
def test_moves_where_the_pair_runs_and_nowhere_else(cast, pair, state):
    offered = make_opportunity(pair)
    taken_up = make_opportunity(pair, State.PURSUING, title="Another")
    seen_as(pair, state)
    for move, (of_state, who, _afterwards) in ALLOWED.items():
        one = taken_up if of_state == State.PURSUING else offered
        with transaction.atomic():
            if state in RUNNING:
                MOVES[move](one, cast[who])
            else:
                with pytest.raises(IllegalMove):
                    MOVES[move](one, cast[who])
            transaction.set_rollback(True)
        one.refresh_from_db()


@pytest.mark.parametrize("state", Pair)
def test_only_the_mentor_offers_and_only_while_it_runs(cast, state):
    pair = make_partnership(state, mentee=cast["mentee"], mentor=cast["mentor"])
    for actor, user in cast.items():
        if actor == "mentor" and state in (Pair.INTRODUCED, Pair.ACTIVE):
            actions.offer_opportunity(partnership=pair, by=user, now=LATER, **WORDS)
        else:
            with pytest.raises(IllegalMove):
                actions.offer_opportunity(partnership=pair, by=user, now=LATER, **WORDS)


def test_offer_sent_twice_is_one_and_a_sixth_waits(cast, pair):
    first = actions.offer_opportunity(partnership=pair, by=pair.mentor, now=LATER, **WORDS)
    assert actions.offer_opportunity(partnership=pair, by=pair.mentor, now=LATER, **WORDS) == first
    for number in range(4):
        make_opportunity(pair, title=f"Another, {number}")
    with pytest.raises(IllegalMove):
        make_opportunity(pair, title="One too many")


def test_last_day_is_not_past_where_the_mentee_lives(pair):
    now = datetime(2026, 9, 2, 13, 0, tzinfo=UTC)  # the third in Auckland, the second in Los Angeles
    with pytest.raises(IllegalMove):
        make_opportunity(pair, deadline=date(2026, 9, 2), now=now)
    assert make_opportunity(pair, deadline=date(2026, 9, 3), now=now).deadline == date(2026, 9, 3)


def test_change_from_another_window_is_not_written_over(pair):
    one = make_opportunity(pair)
    actions.change_opportunity(opportunity=one, by=pair.mentor, version=1, now=LATER, **WORDS)
    with pytest.raises(IllegalMove):
        actions.change_opportunity(
            opportunity=one, by=pair.mentor, version=1, now=LATER, title="Other", why="Otherwise."
        )
    with pytest.raises(IllegalMove, match="read it again"):
        actions.pursue_opportunity(opportunity=one, by=pair.mentee, version=1, now=LATER)
    actions.pursue_opportunity(opportunity=one, by=pair.mentee, version=2, now=LATER)


def test_same_words_again_change_nothing(pair):
    one = make_opportunity(pair)
    before = everything()
    kept = {name: getattr(one, name) for name in ("title", "why", "url", "deadline")}
    actions.change_opportunity(opportunity=one, by=pair.mentor, version=one.version, now=LATER, **kept)
    assert everything() == before


def test_database_holds_outcome_word_and_link_to_their_states(pair):
    one = Opportunity.objects.filter(pk=make_opportunity(pair).pk)
    for wrong in (
        {"outcome": "got"},
        {"word": "Why not"},
        {"state": State.PURSUING},
        {"answered_at": BEGIN},
        {"state": State.OUTCOME, "answered_at": BEGIN},
        {"url": "javascript:alert(1)"},
        {"deadline": None, "reminded_at": BEGIN},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            one.update(**wrong)


# Mails


def test_mentee_is_mailed_at_once_and_the_mentor_hears_each_answer(pair):
    one = make_opportunity(pair, State.OUTCOME)
    offered, (taken_up, outcome) = mails("opportunity_offered"), mails("opportunity_answered")
    assert [mail.to for mail in (*offered, taken_up, outcome)] == [pair.mentee, pair.mentor, pair.mentor]
    assert taken_up.subject == "Naledi takes up what you passed on"
    assert outcome.subject == "Naledi tells how it turned out"
    assert all(mail.is_private for mail in (*offered, taken_up, outcome))
    assert str(one.public_id) in offered[0].text
    assert one.url not in offered[0].text + offered[0].html  # the page is the way to it


def test_what_is_taken_back_changed_or_stands_still_calls_off_its_mail(pair):
    one, other = make_opportunity(pair), make_opportunity(pair, title="Another")
    actions.change_opportunity(opportunity=one, by=pair.mentor, version=1, now=LATER, **WORDS)
    actions.withdraw_opportunity(opportunity=other, by=pair.mentor, now=LATER)
    states = [(mail.subject, mail.state) for mail in mails("opportunity_offered")]
    assert states == [
        ("Adaeze passes an opportunity on to you", "cancelled"),
        ("Adaeze passes an opportunity on to you", "cancelled"),
        ("Adaeze has changed what is passed on to you", "queued"),
    ]
    actions.pause(partnership=pair, by=pair.mentee, back_on=date(2026, 9, 20), now=LATER)
    assert mails("opportunity_offered")[-1].state == "cancelled"


def hour(now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        tasks.keep_house()


@pytest.mark.parametrize("state", [State.OFFERED, State.PURSUING])
def test_mentee_is_reminded_once_three_days_before_in_the_morning(pair, state):
    make_opportunity(pair, state, deadline=date(2026, 9, 15))
    morning = datetime(2026, 9, 11, 20, 0, tzinfo=UTC)  # eight on the twelfth in Auckland
    hour(morning - timedelta(hours=1))
    assert mails("opportunity_reminder") == []
    for later in (timedelta(), timedelta(hours=1), timedelta(days=1)):
        hour(morning + later)
    (mail,) = mails("opportunity_reminder")
    assert mail.to == pair.mentee
    assert "Tuesday 15 September" in mail.subject


@pytest.mark.parametrize("state", [State.DECLINED, State.OUTCOME, State.TAKEN_BACK])
def test_nobody_is_reminded_of_what_is_settled(pair, state):
    make_opportunity(pair, state, deadline=date(2026, 9, 15))
    hour(datetime(2026, 9, 12, 20, 0, tzinfo=UTC))
    assert mails("opportunity_reminder") == []


def test_nobody_is_reminded_of_what_they_have_just_read_of_or_what_is_past(pair):
    make_opportunity(pair, deadline=date(2026, 9, 4), now=LATER)
    hour(LATER + timedelta(hours=1))
    make_opportunity(pair, title="Longer", deadline=date(2026, 9, 20), now=LATER)
    hour(datetime(2026, 9, 20, 13, 0, tzinfo=UTC))  # the twenty-first in Auckland: the clock stood for days
    assert mails("opportunity_reminder") == []


def test_another_last_day_is_reminded_of_anew(pair):
    one = make_opportunity(pair, deadline=date(2026, 9, 15))
    hour(datetime(2026, 9, 12, 20, 0, tzinfo=UTC))
    moved = datetime(2026, 9, 13, 9, 0, tzinfo=UTC)
    one.refresh_from_db()
    actions.change_opportunity(
        opportunity=one, by=pair.mentor, version=1, deadline=date(2026, 9, 25), now=moved, **WORDS
    )
    hour(datetime(2026, 9, 22, 20, 0, tzinfo=UTC))
    assert len(mails("opportunity_reminder")) == 2


def test_nobody_is_reminded_while_the_pair_stands_still(pair):
    make_opportunity(pair, deadline=date(2026, 9, 15))
    actions.pause(partnership=pair, by=pair.mentee, back_on=date(2026, 9, 20), now=LATER)
    hour(datetime(2026, 9, 12, 20, 0, tzinfo=UTC))
    assert mails("opportunity_reminder") == []


# What it is to the rest


def test_offering_and_answering_are_signs_of_life(pair):
    now = BEGIN + SILENT_AFTER + timedelta(days=1)
    assert silent_since(now - SILENT_AFTER).filter(pk=pair.pk).exists()
    one = make_opportunity(pair, now=now)
    assert not silent_since(now - timedelta(hours=1)).filter(pk=pair.pk).exists()
    later = now + SILENT_AFTER
    actions.decline_opportunity(opportunity=one, by=pair.mentee, now=later)
    assert not silent_since(later - timedelta(hours=1)).filter(pk=pair.pk).exists()


def test_timeline_has_a_diamond_with_its_title_and_none_for_what_was_taken_back(pair):
    make_opportunity(pair, title="A panel")
    make_opportunity(pair, State.TAKEN_BACK, title="A mistake")
    assert [title for title, _day, _to_come in titles(pair, LATER)].count("Opportunity") == 1


def test_new_offer_is_next_for_the_mentee_until_a_check_falls_due(pair):
    one = make_opportunity(pair, title="A panel")
    thing = next_thing(seen(pair, "mentee", LATER))
    assert (thing.title, thing.waits, str(one.public_id) in thing.step.url) == ("A panel", True, True)
    assert next_thing(seen(pair, "mentor", LATER)).waits is False
    check = actions.open_check(partnership=pair, by=pair.mentee, now=LATER)
    assert next_thing(seen(pair, "mentee", check.due_at + timedelta(hours=1))).step.label == "Say how it went"


def test_older_offer_is_next_again_in_its_last_week_and_not_after_its_day(pair):
    make_opportunity(pair, title="A panel", deadline=date(2026, 9, 28))
    labels = {
        day: next_thing(seen(pair, "mentee", datetime(2026, 9, day, 9, 0, tzinfo=UTC))).title == "A panel"
        for day in (2, 12, 22, 29)
    }
    assert labels == {2: True, 12: False, 22: True, 29: False}
