"""The table of states: every allowed move works for everybody who may make it; every other one is refused and changes nothing."""

from collections.abc import Callable
from datetime import time, timedelta

import pytest

from accounts.models import User
from accounts.moves import IllegalMove
from accounts.tests.factories import make_mentee, make_mentor, make_user
from accounts.tests.undone import undone
from outbox.models import Mail
from partnerships import actions
from partnerships.models import (
    Agreement,
    Check,
    CheckClock,
    Commitment,
    Event,
    FitCheck,
    Forward,
    JournalEntry,
    Loosening,
    Opportunity,
    Partnership,
    Pulse,
    Reflection,
    Version,
)
from partnerships.silence import SILENT_AFTER

from .factories import BEGIN, make_partnership, make_stranger

State = Partnership.State
LATER = BEGIN + timedelta(days=3)
UNTIL = (BEGIN + timedelta(weeks=20)).date()
ACTORS = ("mentee", "mentor", "stranger", "admin")

Move = Callable[[Partnership, User], object]


def _propose(pair: Partnership, by: User) -> object:
    return actions.propose(
        partnership=pair,
        by=by,
        rhythm="weekly",
        weekday=1,
        at=time(9),
        ends_on=LATER.date() + timedelta(weeks=8),
        confidentiality="Here.",
        candour="Kindly.",
        now=LATER,
    )


MOVES: dict[str, Move] = {
    "propose": _propose,
    "close": lambda pair, by: actions.close(partnership=pair, by=by, now=LATER),
    "pause": lambda pair, by: actions.pause(
        partnership=pair, by=by, back_on=(LATER + timedelta(days=9)).date(), now=LATER
    ),
    "resume": lambda pair, by: actions.resume(partnership=pair, by=by, now=LATER),
    "commit": lambda pair, by: actions.commit(
        partnership=pair, by=by, text="One step", due_on=(LATER + timedelta(days=9)).date(), now=LATER
    ),
    "open_check": lambda pair, by: actions.open_check(partnership=pair, by=by, now=LATER),
    "write_journal": lambda pair, by: actions.write_journal(
        partnership=pair, by=by, text="Noticed.", now=LATER
    ),
    "reflect": lambda pair, by: actions.reflect(
        partnership=pair, by=by, learned="Much.", never_again=False, now=LATER
    ),
    "restore": lambda pair, by: actions.restore(partnership=pair, by=by, now=LATER),
    "offer_to_go_on": lambda pair, by: actions.offer_to_go_on(
        partnership=pair, by=by, until=UNTIL, now=LATER
    ),
    "revive": lambda pair, by: actions.revive(partnership=pair, by=by, now=LATER),
}
BOTH = ("mentee", "mentor")
ALLOWED: dict[str, dict[str, tuple[str, ...]]] = {
    # move: {state: who}
    "propose": {State.INTRODUCED: BOTH},
    "close": {State.INTRODUCED: BOTH, State.ACTIVE: BOTH, State.PAUSED: BOTH},
    "pause": {State.ACTIVE: BOTH},
    "resume": {State.PAUSED: BOTH},
    "commit": {State.INTRODUCED: ("mentee",), State.ACTIVE: ("mentee",)},
    "open_check": {State.ACTIVE: ("mentee",)},
    "write_journal": dict.fromkeys(Partnership.LIVE, BOTH),
    "reflect": {State.CLOSING: BOTH},
    "offer_to_go_on": {State.CLOSING: BOTH},
    "revive": {State.ENDED_INACTIVE: BOTH},
    "restore": {State.SUSPENDED: ("admin", "stranger")},  # who may call it is for the administration to know
}
AFTERWARDS = {
    "close": State.CLOSING,
    "pause": State.PAUSED,
    "resume": State.ACTIVE,
    "restore": State.ACTIVE,
    "revive": State.ACTIVE,
}

SYSTEM_MOVES: dict[str, Callable[[Partnership], object]] = {
    "nudge": lambda pair: actions.nudge(partnership=pair),
    "lapse": lambda pair: actions.lapse(partnership=pair, now=LATER),
    "reach_end": lambda pair: actions.reach_end(partnership=pair, now=LATER),
    "tell_of_the_end": lambda pair: actions.tell_of_the_end(partnership=pair),
    "warn_of_silence": lambda pair: actions.warn_of_silence(partnership=pair, now=LATER + SILENT_AFTER),
    "finish": lambda pair: actions.finish(partnership=pair, now=LATER),
    "suspend": lambda pair: actions.suspend(partnership=pair, by=None, now=LATER),
    "resume by the system": lambda pair: actions.resume(partnership=pair, by=None, now=LATER),
}
SYSTEM_ALLOWED: dict[str, dict[str, str]] = {
    # move: {state: state afterwards}
    "nudge": {State.INTRODUCED: State.INTRODUCED},
    "lapse": {State.INTRODUCED: State.LAPSED},
    "reach_end": {State.ACTIVE: State.CLOSING, State.PAUSED: State.CLOSING},
    "tell_of_the_end": {State.ACTIVE: State.ACTIVE},
    "warn_of_silence": {State.ACTIVE: State.ACTIVE},
    "finish": {State.CLOSING: State.ENDED_EARLY},
    "suspend": dict.fromkeys(Partnership.LIVE, State.SUSPENDED),
    "resume by the system": {State.PAUSED: State.ACTIVE},
}


def everything() -> list[object]:
    """All that a move could change, as plain values; two equal ones mean that nothing happened."""
    models = (
        Partnership,
        Agreement,
        Version,
        Pulse,
        FitCheck,
        Forward,
        CheckClock,
        Check,
        Commitment,
        Loosening,
        Opportunity,
        Event,
        JournalEntry,
        Reflection,
        Mail,
    )
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.fixture
def cast(db) -> dict[str, User]:
    return {
        "mentee": make_mentee("Naledi", time_zone="Africa/Gaborone"),
        "mentor": make_mentor("Adaeze", time_zone="Africa/Lagos"),
        "stranger": make_stranger(),
        "admin": make_user("Admin", is_staff=True),
    }


@pytest.mark.parametrize("state", State.values)
def test_table_of_the_two_and_of_everybody_else(cast, state, subtests):
    pk = make_partnership(state, mentee=cast["mentee"], mentor=cast["mentor"]).pk
    before = everything()
    for move in MOVES:
        for actor in ACTORS:
            with subtests.test(move=move, actor=actor), undone():
                pair = Partnership.objects.get(pk=pk)
                if actor in ALLOWED[move].get(state, ()):
                    MOVES[move](pair, cast[actor])
                    assert everything() != before
                    assert Partnership.objects.get(pk=pk).state == AFTERWARDS.get(move, state)
                else:
                    with pytest.raises(IllegalMove) as refused:
                        MOVES[move](pair, cast[actor])
                    assert str(refused.value)
                    assert everything() == before


@pytest.mark.parametrize("state", State.values)
def test_table_of_the_system(cast, state, subtests):
    pk = make_partnership(state, mentee=cast["mentee"], mentor=cast["mentor"]).pk
    before = everything()
    for move, allowed in SYSTEM_ALLOWED.items():
        with subtests.test(move=move), undone():
            pair = Partnership.objects.get(pk=pk)
            if state in allowed:
                SYSTEM_MOVES[move](pair)
                assert everything() != before
                assert Partnership.objects.get(pk=pk).state == allowed[state]
            else:
                with pytest.raises(IllegalMove):
                    SYSTEM_MOVES[move](pair)
                assert everything() == before


@pytest.mark.parametrize("state", Partnership.LIVE)
def test_restore_gives_back_the_state_it_had(cast, state):
    pair = make_partnership(state, mentee=cast["mentee"], mentor=cast["mentor"])
    back_on = pair.back_on
    actions.suspend(partnership=pair, by=cast["admin"], now=LATER)
    actions.restore(partnership=pair, by=cast["admin"], now=LATER)
    pair.refresh_from_db()
    assert (pair.state, pair.back_on, pair.state_by) == (state, back_on, cast["admin"])


def test_move_writes_state_time_actor_and_event_together(cast):
    pair = make_partnership(State.ACTIVE, mentee=cast["mentee"], mentor=cast["mentor"])
    actions.close(partnership=pair, by=cast["mentor"], now=LATER)
    pair.refresh_from_db()
    event = pair.events.last()
    assert (pair.state, pair.state_at, pair.state_by) == (State.CLOSING, LATER, cast["mentor"])
    assert (event.kind, event.at, event.by) == (Event.Kind.CLOSING, LATER, cast["mentor"])


def test_finish_after_the_agreed_end_is_completed(cast):
    pair = make_partnership(State.COMPLETED, mentee=cast["mentee"], mentor=cast["mentor"])
    assert pair.state == State.COMPLETED


def test_suspended_pair_is_seen_by_neither(cast):
    make_partnership(State.SUSPENDED, mentee=cast["mentee"], mentor=cast["mentor"])
    for person in (cast["mentee"], cast["mentor"]):
        assert not Partnership.objects.visible_to(person).exists()


def test_suspension_calls_off_what_waits_and_writes_nothing(cast):
    pair = make_partnership(State.ACTIVE, mentee=cast["mentee"], mentor=cast["mentor"])
    before = Mail.objects.count()
    actions.suspend(partnership=pair, by=cast["mentee"], now=LATER)
    assert Mail.objects.count() == before
    assert not Mail.objects.filter(state=Mail.State.QUEUED).exists()
