"""Between two checks, more holds at once and less after seven days."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.moves import IllegalMove
from accounts.tests.factories import make_mentee, make_mentor, make_user
from accounts.tests.undone import undone
from outbox.models import Mail
from partnerships import actions, tasks
from partnerships.models import Check, Commitment, Loosening, Partnership

from .factories import BEGIN, clock_of, make_check, make_commitment, make_partnership, make_stranger
from .test_states import everything

pytestmark = pytest.mark.django_db
State = Partnership.State
LATER = BEGIN + timedelta(days=2)
HOLDS = LATER + timedelta(days=7)
LESS = {
    "smaller": {"to": "smaller", "text": "Half."},
    "later": {"to": "moved", "due_on": date(2026, 9, 20)},
    "gone": {"to": "let_go"},
}
MORE = {"larger": {"to": "grown", "text": "Twice."}, "sooner": {"to": "moved", "due_on": date(2026, 9, 10)}}
"""make_commitment is due on 15 September."""


@pytest.fixture
def pair():
    return make_partnership(State.ACTIVE, rhythm="weekly")


@pytest.fixture
def commitment(pair):
    return make_commitment(pair)


def loosen(commitment: Commitment, *, now: datetime = LATER, **change) -> Loosening:
    change = change or LESS["gone"]
    actions.resize(commitment=commitment, by=commitment.partnership.mentee, now=now, **change)
    return commitment.loosenings.get(state="waiting")


def hour(now: datetime) -> int:
    with time_machine.travel(now, tick=False):
        return tasks.keep_house()["loosened"]


@pytest.mark.parametrize("change", LESS.values(), ids=LESS)
def test_less_is_written_down_and_holds_after_seven_days(commitment, change):
    loosen(commitment, **change)
    assert hour(HOLDS - timedelta(minutes=1)) == 0
    commitment.refresh_from_db()
    assert commitment.is_open
    assert hour(HOLDS) == 1
    assert hour(HOLDS + timedelta(hours=1)) == 0
    commitment.refresh_from_db()
    assert commitment.state == change["to"]
    if change["to"] != "let_go":
        assert commitment.became.due_on == change.get("due_on", commitment.due_on)


@pytest.mark.parametrize("change", MORE.values(), ids=MORE)
def test_more_holds_at_once(commitment, change):
    actions.resize(commitment=commitment, by=commitment.partnership.mentee, now=LATER, **change)
    commitment.refresh_from_db()
    assert (commitment.state, commitment.loosenings.count()) == (change["to"], 0)


def test_within_an_hour_of_writing_everything_holds_at_once(commitment):
    now = BEGIN + timedelta(minutes=59)
    actions.resize(commitment=commitment, by=commitment.partnership.mentee, now=now, **LESS["smaller"])
    commitment.refresh_from_db()
    assert commitment.state == "smaller"


def test_until_then_a_check_asks_about_it_as_it_was_and_the_answer_overtakes_the_change(pair, commitment):
    loosening = loosen(commitment, now=BEGIN + timedelta(hours=2))
    check = make_check(pair)
    assert check.commitment == commitment
    actions.answer(check=check, by=pair.mentee, outcome="done", now=check.due_at)
    loosening.refresh_from_db()
    commitment.refresh_from_db()
    assert (commitment.state, loosening.state) == ("kept", Loosening.State.OVERTAKEN)
    assert hour(HOLDS) == 0


def test_at_a_check_less_holds_at_once(pair, commitment):
    check = make_check(pair)
    actions.answer(check=check, by=pair.mentee, outcome="not", what_next="let_go", now=check.due_at)
    commitment.refresh_from_db()
    assert (commitment.state, Loosening.objects.count()) == ("let_go", 0)


def test_check_that_fires_before_the_hour_asks_about_what_holds_by_then(pair, commitment):
    due = clock_of(pair, pair.mentee).next_due_at + timedelta(weeks=1)
    loosen(commitment, now=due - timedelta(days=7, minutes=5), **LESS["smaller"])
    make_check(pair)
    assert make_check(pair).commitment.text == "Half."


def test_taken_back_it_stands_as_it_was_and_the_mail_is_called_off(pair, commitment):
    loosening = loosen(commitment)
    assert Mail.objects.get(name="commitment_loosened").to == pair.mentor
    actions.take_back(loosening=loosening, by=pair.mentee, now=LATER)
    assert hour(HOLDS) == 0
    commitment.refresh_from_db()
    assert commitment.is_open
    assert Mail.objects.get(name="commitment_loosened").state == Mail.State.CANCELLED


def test_same_change_twice_is_one_and_another_one_waits_its_turn(commitment):
    loosening = loosen(commitment)
    assert loosen(commitment) == loosening
    with pytest.raises(IllegalMove, match="Take it back first"):
        loosen(commitment, **LESS["smaller"])
    assert Mail.objects.filter(name="commitment_loosened").count() == 1


def test_more_overtakes_less_that_waits(commitment):
    loosening = loosen(commitment)
    actions.resize(commitment=commitment, by=commitment.partnership.mentee, now=LATER, **MORE["larger"])
    loosening.refresh_from_db()
    assert loosening.state == Loosening.State.OVERTAKEN


def test_closed_pair_changes_nothing_any_more(pair, commitment):
    loosen(commitment)
    actions.close(partnership=pair, by=pair.mentor, now=LATER)
    assert hour(HOLDS) == 0


# Every state of the change × everybody who might move it

MOVES = {
    "take back": lambda change, by: actions.take_back(loosening=change, by=by, now=HOLDS),
    "take effect": lambda change, by: actions.take_effect(loosening=change, now=HOLDS),
}


@pytest.mark.parametrize("in_state", State.values)
def test_table(in_state, subtests):
    """Only what waits moves, in a pair on its way: by the mentee back, by the system on."""
    mentee, mentor = make_mentee("Naledi"), make_mentor("Adaeze")
    pair = make_partnership(in_state, mentee=mentee, mentor=mentor)
    commitment = Commitment.objects.create(
        partnership=pair, text="One step", due_on=date(2026, 9, 15), state_at=BEGIN, made_at=BEGIN
    )
    change = Loosening.objects.create(
        commitment=commitment, to="let_go", made_at=LATER, holds_at=HOLDS, state_at=LATER
    )
    people = {"mentor": mentor, "stranger": make_stranger(), "admin": make_user("Admin", is_staff=True)}
    people |= {"mentee": mentee}
    on_its_way = in_state in (State.INTRODUCED, State.ACTIVE, State.PAUSED)
    for state in Loosening.State.values:
        Loosening.objects.filter(pk=change.pk).update(state=state)
        possible = on_its_way and state == Loosening.State.WAITING
        before = everything()
        for move, actor in [("take effect", "mentee"), *[("take back", actor) for actor in people]]:
            with subtests.test(state=state, move=move, actor=actor), undone():
                change = Loosening.objects.get(pk=change.pk)
                if possible and actor == "mentee":
                    MOVES[move](change, people[actor])
                    assert everything() != before
                    continue
                with pytest.raises(IllegalMove) as refused:
                    MOVES[move](change, people[actor])
                assert str(refused.value)
                assert everything() == before


# Pages


def _post(client, commitment, name="commitment-update", **data):
    client.force_login(commitment.partnership.mentee)
    with time_machine.travel(LATER, tick=False):
        return client.post(
            reverse(f"partnerships:{name}", args=[commitment.public_id]), data, follow=True
        ).content.decode()


def test_page_says_from_when_it_holds_and_takes_it_back(client, commitment):
    body = _post(client, commitment, what_next="smaller", smaller_text="Half.")
    assert "It holds from Thursday 10 September; until then you can take it back." in body
    assert "From 10 September: “Half.”" in body
    assert "Taken back. It stands as it was." in _post(client, commitment, "commitment-take-back")
    assert "nothing to take back" in _post(client, commitment, "commitment-take-back")


@pytest.mark.parametrize(
    ("day", "says"),
    [("2026-09-15", "the day it has"), ("2026-09-16", "It holds from"), ("2026-09-03", "Moved.")],
)
def test_day_that_a_commitment_moves_to(client, commitment, day, says):
    assert says in _post(client, commitment, what_next="moved", move_to=day)


def test_later_day_within_the_seven_days_is_said_at_the_field(client, commitment):
    Commitment.objects.filter(pk=commitment.pk).update(due_on=date(2026, 9, 5))
    body = _post(client, commitment, what_next="moved", move_to="2026-09-08")
    assert "Choose 10 September or later" in body
    assert 'value="2026-09-08"' in body
    assert not Loosening.objects.exists()


def test_mentor_reads_what_waits_and_cannot_take_it_back(client, pair, commitment):
    loosen(commitment, **LESS["smaller"])
    client.force_login(pair.mentor)
    with time_machine.travel(LATER, tick=False):
        url = reverse("partnerships:commitment-update", args=[commitment.public_id])
        body = client.get(url).content.decode()
        assert "Naledi can take the change back" in body
        client.post(f"{url}take-back/")
    assert commitment.loosenings.get().waits
    assert Check.objects.count() == 0
