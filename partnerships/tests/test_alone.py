"""What each is asked alone: a pulse each month, and whether it fits. Asked once, private to its author, and never in the administration."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.moves import IllegalMove
from accounts.tests.factories import give_consent, make_mentee, make_mentor, make_user
from accounts.tests.undone import undone
from outbox.models import Mail
from partnerships import actions, tasks
from partnerships.models import FitCheck, Partnership, Pulse

from .factories import BEGIN, make_partnership, make_stranger
from .test_states import everything

pytestmark = pytest.mark.django_db
State = Partnership.State
TENTH = datetime(2026, 10, 10, 8, 0, tzinfo=UTC)
LONGER = {"ends_on": date(2027, 1, 31)}


@pytest.fixture
def pair():
    return make_partnership(State.ACTIVE, **LONGER)


def hour(now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        tasks.keep_house()


def asked(name: str = "pulse_asked") -> int:
    return Mail.objects.filter(name=name).count()


def pulse_of(pair: Partnership, person, now: datetime = TENTH) -> Pulse:
    if not pair.pulses.filter(month=now.date().replace(day=1)).exists():
        actions.ask_pulse(partnership=pair, now=now)
    return pair.pulses.get(author=person, month=now.date().replace(day=1))


def fit_of(pair: Partnership, person) -> FitCheck:
    if not pair.fit_checks.exists():
        actions.ask_fit(partnership=pair, now=TENTH)
    return pair.fit_checks.get(author=person)


# When it is asked


def still_here(pair, now):
    """A sign of life, without which a pair is thought to have fallen silent."""
    actions.write_journal(partnership=pair, by=pair.mentee, text="Still here.", now=now)


def test_pulse_is_asked_of_both_once_a_month_from_the_tenth(pair):
    hour(datetime(2026, 9, 12, tzinfo=UTC))  # eleven days after the agreement
    still_here(pair, datetime(2026, 9, 30, tzinfo=UTC))
    hour(datetime(2026, 10, 9, 23, tzinfo=UTC))
    assert asked() == 0
    for hours in range(3):
        hour(TENTH + timedelta(hours=hours))
    assert asked() == 2
    hour(datetime(2026, 10, 20, tzinfo=UTC))
    assert asked() == 2
    still_here(pair, datetime(2026, 10, 30, tzinfo=UTC))
    hour(datetime(2026, 11, 10, tzinfo=UTC))
    assert {mail.to for mail in Mail.objects.filter(name="pulse_asked", key__contains="2026-11")} == set(
        pair.people
    )


def test_fit_is_asked_of_both_once_three_weeks_after_the_agreement(pair, settings):
    hour(BEGIN + timedelta(weeks=3, hours=-1))
    assert asked("fit_asked") == 0
    for days in (0, 1, 9):
        hour(BEGIN + timedelta(weeks=3, days=days))
    assert asked("fit_asked") == 2
    settings.FIT_CHECK_AFTER_WEEKS = 1
    make_partnership(State.ACTIVE, mentee=make_mentee("Ama"), mentor=make_mentor("Zodwa"))
    hour(BEGIN + timedelta(weeks=1, hours=1))
    assert asked("fit_asked") == 4


def test_pair_that_is_long_past_its_first_weeks_is_not_asked_for_the_fit(pair):
    hour(BEGIN + timedelta(weeks=9))
    assert asked("fit_asked") == 0


# Every state of the pair × everybody

ANSWERS = {
    "pulse": (pulse_of, lambda asked, by: actions.answer_pulse(pulse=asked, by=by, value=4, now=TENTH)),
    "skip": (pulse_of, lambda asked, by: actions.answer_pulse(pulse=asked, by=by, value=None, now=TENTH)),
    "fit": (fit_of, lambda asked, by: actions.answer_fit(fit_check=asked, by=by, answer="open", now=TENTH)),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_table_of_answers(pair, name, subtests):
    """Only who was asked answers, and only while the pair is on its way; as often as they like."""
    find, answer = ANSWERS[name]
    question = find(pair, pair.mentee)
    people = {"mentor": pair.mentor, "stranger": make_stranger(), "admin": make_user("Admin", is_staff=True)}
    for in_state in State.values:
        Partnership.objects.update(state=in_state)
        before = everything()
        for actor, person in (people | {"mentee": pair.mentee}).items():
            with subtests.test(state=in_state, actor=actor), undone():
                asked = type(question).objects.get(pk=question.pk)
                if actor == "mentee" and in_state in (State.ACTIVE, State.PAUSED):
                    assert answer(asked, person).answered_at == TENTH
                    assert answer(asked, person)
                    continue
                with pytest.raises(IllegalMove) as refused:
                    answer(asked, person)
                assert str(refused.value)
                assert everything() == before


@pytest.mark.parametrize("ask", [actions.ask_pulse, actions.ask_fit])
def test_table_of_asking(ask, subtests):
    """Only an active pair is asked, and not twice."""
    pair = make_partnership(State.ACTIVE)
    for in_state in State.values:
        Partnership.objects.update(state=in_state)
        with subtests.test(state=in_state), undone():
            pair = Partnership.objects.get(pk=pair.pk)
            if in_state == State.ACTIVE:
                ask(partnership=pair, now=TENTH)
            before = everything()
            with pytest.raises(IllegalMove):
                ask(partnership=pair, now=TENTH)
            assert everything() == before


def test_month_that_has_gone_by_is_answered_no_more(pair):
    pulse = pulse_of(pair, pair.mentee)
    with pytest.raises(IllegalMove, match="gone by"):
        actions.answer_pulse(pulse=pulse, by=pair.mentee, value=4, now=datetime(2026, 11, 1, 9, tzinfo=UTC))


# Pages


def _page(client, person, name, thing, method="get", **data):
    client.force_login(person)
    with time_machine.travel(TENTH, tick=False):
        return getattr(client, method)(
            reverse(f"partnerships:{name}", args=[thing.public_id]), data, follow=True
        )


@pytest.mark.parametrize("name", ["pulse", "fit"])
def test_other_finds_nothing_and_opening_does_nothing(client, pair, name):
    question = {"pulse": pulse_of, "fit": fit_of}[name](pair, pair.mentee)
    before = everything()
    for method in ("get", "head"):
        assert _page(client, pair.mentee, name, question, method).status_code == 200
        assert _page(client, pair.mentor, name, question, method).status_code == 404
    assert _page(client, pair.mentor, name, question, "post", value="1", answer="not").status_code == 404
    assert everything() == before


@pytest.mark.parametrize(
    ("data", "value", "says"),
    [
        ({"value": "2"}, 2, "Kept. Nobody else sees it."),
        ({"skip": "1", "value": "5"}, None, "Skipped."),
        ({}, None, "Choose one of the five"),
        ({"value": "6"}, None, "Select a valid choice"),
        ({"value": "\x00"}, None, "Select a valid choice"),
    ],
)
def test_pulse_is_answered_on_its_page(client, pair, data, value, says):
    pulse = pulse_of(pair, pair.mentee)
    assert says in _page(client, pair.mentee, "pulse", pulse, "post", **data).content.decode()
    pulse.refresh_from_db()
    assert pulse.value == value


def test_low_pulse_has_words_to_say_and_the_other_sees_nothing_of_it(client, pair):
    pulse = pulse_of(pair, pair.mentee)
    before = _page(client, pair.mentor, "partnership-detail", pair).content.decode()
    body = _page(client, pair.mentee, "pulse", pulse, "post", value="1").content.decode()
    assert "There is something I have not said yet" in body
    after = _page(client, pair.mentor, "partnership-detail", pair).content.decode()
    token = re.compile(r'name="(?:csrfmiddlewaretoken|draft_\w+)" value="[^"]+"|nonce="[^"]+"')
    assert token.sub("", after) == token.sub("", before)


@pytest.mark.parametrize(
    ("who", "answer", "has", "has_not"),
    [
        ("mentee", "good", "Good.", "/close/"),
        ("mentee", "open", "come back when you know more", "/close/"),
        ("mentee", "not", "Back to my shortlist", "Choose one"),
        ("mentor", "not", "Talk about it first", "Back to my shortlist"),
    ],
)
def test_fit_is_answered_on_its_page(client, pair, who, answer, has, has_not):
    person = getattr(pair, who)
    body = _page(client, person, "fit", fit_of(pair, person), "post", answer=answer).content.decode()
    assert has in body
    assert has_not not in body
    if answer == "not":
        assert reverse("partnerships:partnership-close", args=[pair.public_id]) in body
    assert pair.fit_checks.get(author=person).answer == answer
    assert asked("partnership_closed") == 0


@pytest.mark.parametrize("answer", ["", "bad", "\x00"])
def test_wrong_answer_about_the_fit_is_said_at_the_field(client, pair, answer):
    fit = fit_of(pair, pair.mentee)
    assert "field__error" in _page(client, pair.mentee, "fit", fit, "post", answer=answer).content.decode()
    fit.refresh_from_db()
    assert not fit.answered_at


# The administration


@pytest.fixture
def boss(client):
    user = make_user("Esi", is_staff=True, is_superuser=True)
    give_consent(user)
    return user


def _admin(client, boss, pair) -> str:
    client.force_login(boss)
    with time_machine.travel(TENTH, tick=False):
        pages = [
            client.get(reverse(f"admin:partnerships_partnership_{page}", args=[pair.pk])).content.decode()
            for page in ("change", "history")
        ]
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"', "", "".join(pages))


@pytest.mark.parametrize(
    ("one", "other", "differ"), [(1, 3, True), (5, 2, True), (3, 4, False), (2, 2, False), (1, None, False)]
)
def test_admins_see_only_that_two_answers_differ(client, boss, pair, one, other, differ):
    for person, value in zip(pair.people, (one, other), strict=True):
        actions.answer_pulse(pulse=pulse_of(pair, person), by=person, value=value, now=TENTH)
    assert ("Their answers differ: October 2026" in _admin(client, boss, pair)) is differ


def test_page_of_the_administration_is_the_same_whatever_was_answered(client, boss, pair):
    """One's answer alone, near ones, and whose is which: nothing of it changes a letter."""
    pulses = [pulse_of(pair, person) for person in pair.people]
    pages = set()
    for values in ((None, None), (1, None), (None, 5), (3, 4), (1, 1)):
        for pulse, value in zip(pulses, values, strict=True):
            actions.answer_pulse(pulse=pulse, by=pulse.author, value=value, now=TENTH)
        pages.add(_admin(client, boss, pair))
    assert len(pages) == 1
    pages = set()
    for values in ((1, 5), (5, 1), (2, 4)):
        for pulse, value in zip(pulses, values, strict=True):
            actions.answer_pulse(pulse=pulse, by=pulse.author, value=value, now=TENTH)
        pages.add(_admin(client, boss, pair))
    assert len(pages) == 1


def test_answers_of_different_months_are_not_compared(client, boss, pair):
    one, other = pair.people
    actions.answer_pulse(pulse=pulse_of(pair, one), by=one, value=1, now=TENTH)
    later = datetime(2026, 11, 12, tzinfo=UTC)
    actions.answer_pulse(pulse=pulse_of(pair, other, later), by=other, value=5, now=later)
    assert "Their answers differ" not in _admin(client, boss, pair)
