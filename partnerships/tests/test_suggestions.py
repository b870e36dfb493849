"""A step beyond the comfort zone: the mentor suggests it, the mentee takes it up, changes it, or leaves it. And two misses in a row."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.moves import IllegalMove
from accounts.tests.factories import make_user
from outbox.models import Mail
from partnerships import actions
from partnerships.models import Check, Partnership

from .factories import BEGIN, clock_of, make_check, make_partnership, make_stranger
from .test_states import everything

pytestmark = pytest.mark.django_db
State = Partnership.State
STEP = "Give the talk yourself."


@pytest.fixture
def pair():
    return make_partnership(State.ACTIVE, rhythm="weekly")


def suggest(pair: Partnership, text: str = STEP) -> Check:
    check = make_check(pair, Check.State.ANSWERED)
    return actions.reply(
        check=check,
        by=pair.mentor,
        kind="step",
        text="",
        suggestion=text,
        now=check.due_at + timedelta(hours=2),
    )


def test_suggestion_is_mailed_and_stands_as_an_offer(pair):
    assert suggest(pair).suggestion_state == Check.Suggestion.OFFERED
    mail = Mail.objects.get(name="check_replied")
    assert mail.subject == "Adaeze suggests a step"
    assert STEP in mail.text


def test_taken_up_it_becomes_the_commitment_in_the_mentees_own_words(pair):
    check = suggest(pair)
    commitment = actions.commit(
        partnership=pair,
        by=pair.mentee,
        text="Give the first half.",
        due_on=date(2026, 9, 20),
        suggestion=check,
        now=check.due_at + timedelta(hours=3),
    )
    check.refresh_from_db()
    assert (check.suggestion_state, check.suggestion_became) == (Check.Suggestion.TAKEN, commitment)


def test_taken_up_with_the_answer_to_the_next_check(pair):
    suggested = suggest(pair)
    check = make_check(pair)
    actions.answer(
        check=check,
        by=pair.mentee,
        outcome="done",
        next_text=STEP,
        next_due_on=date(2026, 9, 20),
        suggestion=suggested,
        now=check.due_at,
    )
    suggested.refresh_from_db()
    assert suggested.suggestion_became.text == STEP


def test_later_suggestion_takes_the_place_of_one_that_nobody_took_up(pair):
    first, second = suggest(pair), suggest(pair, "Another.")
    first.refresh_from_db()
    assert (first.suggestion_state, second.suggestion_state) == ("replaced", "offered")


@pytest.mark.parametrize("state", Check.Suggestion.values)
@pytest.mark.parametrize("in_state", [State.ACTIVE, State.PAUSED, State.CLOSING, State.ENDED_EARLY])
def test_table_of_leaving(pair, state, in_state):
    """Only the mentee leaves it, only what is offered, and only while the pair is live."""
    check = suggest(pair)
    Check.objects.update(suggestion_state=state)
    Partnership.objects.update(state=in_state)
    check.refresh_from_db()
    actors = [pair.mentor, make_stranger(), make_user("Admin", is_staff=True), pair.mentee]
    possible = state == Check.Suggestion.OFFERED and in_state in Partnership.LIVE
    before = everything()
    for actor in actors[: 3 if possible else 4]:
        with pytest.raises(IllegalMove) as refused:
            actions.leave_suggestion(check=check, by=actor, now=BEGIN)
        assert str(refused.value)
        assert everything() == before
    if possible:
        assert actions.leave_suggestion(check=check, by=pair.mentee, now=BEGIN).suggestion_state == "left"


# Pages


def _page(client, person, name, thing, method="get", query="", **data):
    client.force_login(person)
    url = reverse(f"partnerships:{name}", args=[thing.public_id]) + query
    return getattr(client, method)(url, data, follow=True).content.decode()


def test_mentor_suggests_on_the_page_of_the_check(client, pair):
    check = make_check(pair, Check.State.ANSWERED)
    with time_machine.travel(check.due_at + timedelta(hours=2), tick=False):
        body = _page(client, pair.mentor, "check-reply", check, "post", kind="step", text="You can.")
        assert "Which step?" in body
        assert "You can." in body
        _page(client, pair.mentor, "check-reply", check, "post", kind="step", text="", suggestion=STEP)
        for person in pair.people:
            assert STEP in _page(client, person, "partnership-detail", pair)
            assert STEP in _page(client, person, "check-detail", check)


def test_mentee_takes_it_up_from_the_page(client, pair):
    check = suggest(pair)
    with time_machine.travel(check.due_at + timedelta(hours=3), tick=False):
        body = _page(client, pair.mentee, "commitment-create", pair, query="?suggestion")
        assert f">\n{STEP}</textarea>" in body
        data = {"text": STEP, "due_on": "2026-09-20", "suggestion": str(check.public_id)}
        assert "Adaeze suggested it." in _page(client, pair.mentee, "commitment-create", pair, "post", **data)


def test_mentee_leaves_it(client, pair):
    check = suggest(pair)
    with time_machine.travel(check.due_at + timedelta(hours=3), tick=False):
        assert "Left. It stays to be read." in _page(client, pair.mentee, "suggestion-leave", check, "post")
        assert "settled already" in _page(client, pair.mentee, "suggestion-leave", check, "post")


def test_put_in_the_field_it_keeps_what_was_typed_and_answers_nothing(client, pair):
    suggest(pair)
    check = make_check(pair)
    with time_machine.travel(check.due_at + timedelta(hours=1), tick=False):
        typed = {"outcome": "done", "note": "Nearly there.", "use_suggestion": "1"}
        body = _page(client, pair.mentee, "check-answer", check, "post", **typed)
    assert f">\n{STEP}</textarea>" in body
    assert "Nearly there." in body
    assert 'value="done"' in body
    check.refresh_from_db()
    assert check.is_open


@pytest.mark.parametrize("forged", ["", "x", "00000000-0000-4000-8000-000000000000"])
def test_forged_suggestion_is_just_a_commitment(client, pair, forged):
    check = suggest(pair)
    with time_machine.travel(check.due_at + timedelta(hours=3), tick=False):
        _page(
            client,
            pair.mentee,
            "commitment-create",
            pair,
            "post",
            text="Mine.",
            due_on="2026-09-20",
            suggestion=forged,
        )
    check.refresh_from_db()
    assert check.suggestion_state == "offered"


# What an answer may also say


def test_disagreement_and_mistake_are_read_by_the_mentor_alone(client, pair):
    check = make_check(pair)
    with time_machine.travel(check.due_at + timedelta(hours=1), tick=False):
        said = {"disagreed": "That I should wait.", "mistake": "I waited."}
        _page(client, pair.mentee, "check-answer", check, "post", outcome="done", **said)
        body = _page(client, pair.mentor, "check-detail", check)
    mail = Mail.objects.get(name="check_answered")
    for text in said.values():
        assert text in body
        assert text in mail.text
    assert mail.is_private


# Two misses in a row


def _miss(pair: Partnership, *, answered: bool = False) -> None:
    check = make_check(pair)
    if answered:
        actions.answer(check=check, by=pair.mentee, outcome="not", now=check.due_at)


def _questions() -> list[str]:
    return [
        mail.name for mail in Mail.objects.filter(text__contains="small enough for a bad day").order_by("pk")
    ]


def test_second_check_that_goes_by_gives_the_mentor_a_kind_question_once(pair):
    for _week in range(2):
        _miss(pair)
    assert _questions() == []
    _miss(pair)
    assert _questions() == ["two_misses"]
    for _week in range(3):
        _miss(pair)
    assert _questions() == ["two_misses"]
    mail = Mail.objects.get(name="two_misses")
    assert (mail.to, mail.is_private) == (pair.mentor, True)


def test_second_miss_that_was_answered_has_the_question_in_the_mail_about_the_answer(pair):
    _miss(pair)
    _miss(pair, answered=True)
    assert _questions() == ["check_answered"]


def test_kept_check_begins_the_count_anew(pair):
    for _run in range(2):
        for _week in range(2):
            _miss(pair)
        check = make_check(pair)
        actions.answer(check=check, by=pair.mentee, outcome="done", now=check.due_at)
    assert _questions() == ["two_misses", "two_misses"]


def test_mentors_page_has_the_question_and_a_way_to_ask_it(client, pair):
    for _week in range(3):
        _miss(pair)
    with time_machine.travel(clock_of(pair, pair.mentee).last_due_at, tick=False):
        body = _page(client, pair.mentor, "partnership-detail", pair)
        assert "Ask Naledi a kind question" in body
        assert f"mailto:{pair.mentee.email}?subject=" in body
        assert "kind question" not in _page(client, pair.mentee, "partnership-detail", pair)
