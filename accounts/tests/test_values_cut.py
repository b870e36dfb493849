"""The forced cut: to fifteen, to five; every button saves and can be undone."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.tests.factories import make_newcomer, make_person, make_value

pytestmark = pytest.mark.django_db

FIRST = "/profile/values/first/"
SECOND = "/profile/values/second/"
ORDER = "/profile/steps/values/"
SLUGS = [f"value-{number:02}" for number in range(17)]


@pytest.fixture
def user() -> User:
    for slug in SLUGS:
        make_value(slug)
    return make_newcomer("Naledi")


@pytest.fixture
def member(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def held(user: User) -> list[str]:
    return sorted(user.profile.held_values.values_list("slug", flat=True))


def order(user: User) -> list[str]:
    return [ranked.value.slug for ranked in user.profile.ranked_values.select_related("value")]


def hold(member: Client, *slugs: str, at: str = FIRST) -> None:
    for slug in slugs:
        member.post(at, {"do": f"hold:{slug}"})


def test_values_step_begins_with_the_cut(member: Client) -> None:
    assert member.get(ORDER).headers["Location"] == FIRST


def test_values_step_of_who_has_sorted_shows_the_order(client: Client) -> None:
    client.force_login(make_person())

    assert client.get(ORDER).status_code == 200


def test_unknown_cut_is_not_found(member: Client) -> None:
    assert member.get("/profile/values/third/").status_code == 404


def test_first_cut_saves_at_each_button(member: Client, user: User) -> None:
    hold(member, SLUGS[0], SLUGS[1])
    answer = member.post(FIRST, {"do": f"drop:{SLUGS[0]}"}, follow=True)

    assert held(user) == [SLUGS[1]]
    assert "Value 00 is put back: 1 of 15." in answer.content.decode()


def test_sixteenth_is_refused_in_words(member: Client, user: User) -> None:
    hold(member, *SLUGS[:15])

    answer = member.post(FIRST, {"do": f"hold:{SLUGS[15]}"})

    assert answer.status_code == 422
    assert "You hold 15 already. Put one back before you take another." in answer.content.decode()
    assert held(user) == SLUGS[:15]


def test_second_cut_offers_what_is_held_and_keeps_five(member: Client, user: User) -> None:
    hold(member, *SLUGS[:7])
    answer = member.post(FIRST, {"do": "go"})
    assert answer.headers["Location"] == SECOND
    page = member.get(SECOND).content.decode()
    assert "hold:value-06" in page
    assert "hold:value-07" not in page

    hold(member, *SLUGS[:6], SLUGS[8], at=SECOND)

    assert order(user) == SLUGS[:5]
    assert member.post(SECOND, {"do": "go"}).headers["Location"] == ORDER


@pytest.mark.parametrize("url", [FIRST, SECOND])
def test_two_are_too_few_to_go_on(member: Client, url: str) -> None:
    hold(member, *SLUGS[:2])
    hold(member, *SLUGS[:2], at=SECOND)

    answer = member.post(url, {"do": "go"})

    assert answer.status_code == 422
    assert "Keep at least three values" in answer.content.decode()


def test_put_back_from_the_whole_list_leaves_the_order_too(client: Client) -> None:
    user = make_person()
    client.force_login(user)

    client.post(FIRST, {"do": "drop:fairness"})

    assert order(user) == ["honesty", "courage"]


def test_undo_brings_back_rank_line_and_mark(client: Client) -> None:
    user = make_person()
    user.profile.ranked_values.filter(value__slug="fairness").update(line="So.", is_essential=True)
    client.force_login(user)
    client.post(SECOND, {"do": "drop:fairness"})
    client.post(SECOND, {"do": "drop:honesty"})

    for _time in range(2):
        client.post(SECOND, {"do": "undo"})

    assert order(user) == ["honesty", "fairness", "courage"]
    fairness = user.profile.ranked_values.get(value__slug="fairness")
    assert (fairness.line, fairness.is_essential) == ("So.", True)
    assert 'value="undo"' not in client.get(SECOND).content.decode()


def test_undo_on_the_ordering_page_keeps_what_has_been_typed_since(client: Client) -> None:
    user = make_person()
    client.force_login(user)
    client.post(ORDER, {"do": "up:courage"})

    client.post(ORDER, {"line-honesty": "Typed since.", "do": "undo"})

    assert order(user) == ["honesty", "fairness", "courage"]
    assert user.profile.ranked_values.get(value__slug="honesty").line == "Typed since."


def test_undo_of_nothing_changes_nothing(member: Client, user: User) -> None:
    assert member.post(FIRST, {"do": "undo"}).status_code == 302
    assert held(user) == []


@pytest.mark.parametrize(
    "move", ["hold:", "drop:", "hold:\x00", "hold:no-such", "drop:no-such", "what:ever", ""]
)
def test_button_that_makes_no_sense_changes_nothing(member: Client, user: User, move: str) -> None:
    member.post(FIRST, {"do": move})

    assert held(user) == []


def test_move_is_said_in_words(client: Client) -> None:
    client.force_login(make_person())

    answer = client.post(ORDER, {"do": "up:courage"}, follow=True)

    assert "Courage is now number 2 of 3." in answer.content.decode()
    assert "Courage is now number 2 of 3." not in client.get(ORDER).content.decode()


def test_cut_costs_the_same_for_few_and_for_many(member: Client) -> None:
    def cost() -> int:
        member.get(FIRST)  # says, and forgets, what the last button did
        with CaptureQueriesContext(connection) as queries:
            member.get(FIRST)
        return len(queries)

    hold(member, SLUGS[0])
    with_one = cost()
    hold(member, *SLUGS[1:12])
    assert cost() == with_one
