"""Looking back: what a mentee says of a mentor is told together with others' words only, and what one shares is read by the other."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.moves import IllegalMove
from accounts.tests.factories import make_mentee, make_mentor
from outbox.models import Mail
from partnerships import actions, qualities
from partnerships.models import Partnership, Reflection

from .factories import BEGIN, make_partnership

State = Partnership.State
NOW = BEGIN + timedelta(days=3)
CANARY = "I learned to leave at four."


def _look(pair, by, **said):
    return actions.reflect(
        partnership=pair, by=by, **({"learned": "", "never_again": False, "now": NOW} | said)
    )


def _ended(mentor, **points):
    pair = make_partnership(State.CLOSING, mentee=make_mentee(), mentor=mentor)
    _look(pair, pair.mentee, qualities=points)
    actions.finish(partnership=pair, now=NOW + timedelta(days=14))
    return pair


@pytest.mark.django_db
def test_qualities_are_told_from_three_mentees_up():
    mentor = make_mentor("Adaeze", places=9)
    for points in (5, 4):
        _ended(mentor, sensitivity=points)
    assert qualities.of_mentor(mentor) == []
    _ended(mentor, sensitivity=3)
    assert [(told.name, told.mean, told.count) for told in qualities.of_mentor(mentor)] == [
        ("Sensitivity", 4.0, 3)
    ]


@pytest.mark.django_db
def test_what_is_told_does_not_move_before_the_next_three():
    mentor = make_mentor("Adaeze", places=9)
    for points in (5, 4, 3, 1, 1):
        _ended(mentor, reliability=points)
    assert qualities.of_mentor(mentor)[0].mean == 4.0


@pytest.mark.django_db
def test_what_is_said_counts_once_the_time_for_looking_back_is_over():
    mentor = make_mentor("Adaeze", places=9)
    for points in (5, 5):
        _ended(mentor, confidence=points)
    pair = make_partnership(State.CLOSING, mentee=make_mentee(), mentor=mentor)
    _look(pair, pair.mentee, qualities={"confidence": 5})
    assert qualities.of_mentor(mentor) == []


POINTS = st.one_of(st.none(), st.integers(1, 5))
ANSWERS = st.lists(st.fixed_dictionaries(dict.fromkeys(Reflection.QUALITIES, POINTS)), max_size=12)


@given(ANSWERS, st.fixed_dictionaries(dict.fromkeys(Reflection.QUALITIES, POINTS)))
def test_one_answer_more_tells_nothing_or_tells_of_three(answers, one_more):
    before = {told.name: told for told in qualities.means(answers)}
    after = {told.name: told for told in qualities.means([*answers, one_more])}
    for name, told in after.items():
        assert told.count % 3 == 0
        assert told == before.get(name) or told.count == (before[name].count if name in before else 0) + 3


@pytest.mark.django_db
def test_a_mentor_says_nothing_of_the_mentee():
    pair = make_partnership(State.CLOSING)
    with pytest.raises(IllegalMove):
        _look(pair, pair.mentor, qualities={"sensitivity": 1})


def _get(pair, person, name="partnership-detail"):
    client = Client()
    client.force_login(person)
    with time_machine.travel(NOW, tick=False):
        return client.get(reverse(f"partnerships:{name}", args=[pair.public_id])).text


@pytest.mark.django_db
def test_lines_are_the_authors_own_until_shared():
    pair = make_partnership(State.CLOSING)
    _look(pair, pair.mentee, learned=CANARY)
    assert CANARY not in _get(pair, pair.mentor)
    assert not Mail.objects.filter(name="reflection_shared").exists()
    _look(pair, pair.mentee, learned=CANARY, is_shared=True)
    assert CANARY in _get(pair, pair.mentor)
    mail = Mail.objects.get(name="reflection_shared")
    assert mail.to == pair.mentor
    assert CANARY not in mail.text + mail.html


@pytest.mark.django_db
def test_form_keeps_the_four_qualities_and_leaves_out_what_is_not_said():
    pair = make_partnership(State.CLOSING)
    client = Client()
    client.force_login(pair.mentee)
    with time_machine.travel(NOW, tick=False):
        client.post(
            reverse("partnerships:reflection", args=[pair.public_id]),
            {"learned": CANARY, "sensitivity": "5", "confidence": "", "reliability": "2"},
        )
    look = Reflection.objects.get()
    assert [getattr(look, name) for name in Reflection.QUALITIES] == [5, None, None, 2]
    assert "never shown by themselves" in _get(pair, pair.mentee, "reflection")
    assert "never shown by themselves" not in _get(pair, pair.mentor, "reflection")
