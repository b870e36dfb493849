"""The values step: keep, order, swap, and nothing that is typed gets lost on the way."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Profile, User
from accounts.models.profile import DrainingValue
from accounts.tests.factories import make_newcomer, make_person, make_value

pytestmark = pytest.mark.django_db

FIVE = ("honesty", "fairness", "courage", "faith", "care")
URL = "/profile/steps/values/"


@pytest.fixture
def user() -> User:
    return make_person("Naledi", values=[(slug, "benevolence") for slug in FIVE])


@pytest.fixture
def member(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def order(user: User) -> list[str]:
    return [ranked.value.slug for ranked in user.profile.ranked_values.select_related("value")]


def lines(**changes: str) -> dict[str, str]:
    return {f"line-{slug}": changes.get(slug, f"I act on {slug}.") for slug in FIVE}


def test_keep_adds_at_the_end(client: Client) -> None:
    user = make_newcomer()
    client.force_login(user)
    make_value("honesty"), make_value("care")

    client.post(URL, {"do": "keep:honesty"})
    answer = client.post(URL, {"do": "keep:care"})

    assert answer.status_code == 302
    assert order(user) == ["honesty", "care"]


def test_keep_beyond_five_changes_nothing(member: Client, user: User) -> None:
    make_value("joy")

    member.post(URL, lines() | {"do": "keep:joy"})

    assert order(user) == list(FIVE)


@pytest.mark.parametrize(
    ("move", "expected"),
    [
        ("up:courage", ["honesty", "courage", "fairness", "faith", "care"]),
        ("down:courage", ["honesty", "fairness", "faith", "courage", "care"]),
        ("up:honesty", list(FIVE)),
        ("down:care", list(FIVE)),
        ("back:fairness", ["honesty", "courage", "faith", "care"]),
        ("up:unknown", list(FIVE)),
        ("up", list(FIVE)),
        ("nonsense:honesty", list(FIVE)),
    ],
)
def test_buttons_arrange(member: Client, user: User, move: str, expected: list[str]) -> None:
    answer = member.post(URL, lines() | {"do": move})

    assert answer.status_code == 302
    assert order(user) == expected
    assert list(user.profile.ranked_values.values_list("rank", flat=True)) == list(
        range(1, len(expected) + 1)
    )


def test_every_button_keeps_what_is_typed(member: Client, user: User) -> None:
    member.post(URL, lines(faith="I pray before I sign.") | {"essential-faith": "on", "do": "up:honesty"})

    ranked = user.profile.ranked_values.get(value__slug="faith")
    assert (ranked.line, ranked.is_essential) == ("I pray before I sign.", True)


def test_dragged_order_is_kept(member: Client, user: User) -> None:
    turned = list(reversed(FIVE))

    member.post(URL, lines() | {"order": turned, "do": "order"})

    assert order(user) == turned


def test_order_that_is_not_of_ones_values_is_ignored(member: Client, user: User) -> None:
    member.post(URL, lines() | {"order": ["honesty"] * 5, "do": "order"})

    assert order(user) == list(FIVE)


def test_value_kept_in_another_window_keeps_its_line(member: Client, user: User) -> None:
    stale = {name: line for name, line in lines().items() if name != "line-care"}

    member.post(URL, stale | {"do": "up:courage"})

    assert user.profile.ranked_values.get(value__slug="care").line == "I act on care."


def test_going_on_without_a_line_says_so_and_saves_the_rest(member: Client, user: User) -> None:
    answer = member.post(URL, lines(faith="", honesty="I say it.") | {"do": "go"})

    assert answer.status_code == 422
    assert (
        "One line is enough. Without it, “Faith” can mean anything to the person reading."
        in answer.content.decode()
    )
    assert user.profile.ranked_values.get(value__slug="honesty").line == "I say it."
    assert not Profile.objects.get(user=user).is_complete


def test_stopping_without_a_line_is_allowed(member: Client, user: User) -> None:
    answer = member.post(URL, lines(faith="") | {"do": "stop"})

    assert answer.headers["Location"] == reverse("accounts:profile")


def test_going_on_with_two_values_asks_for_a_third(client: Client) -> None:
    user = make_person(values=[("honesty", "benevolence"), ("care", "benevolence")])
    client.force_login(user)

    answer = client.post(URL, {"line-honesty": "So.", "line-care": "So.", "do": "go"})

    assert answer.status_code == 422
    assert "Keep at least three values" in answer.content.decode()


def test_line_too_long_is_kept_on_the_page_and_nothing_moves(member: Client, user: User) -> None:
    long = "ab" * 200

    answer = member.post(URL, lines(care=long) | {"do": "up:care"})

    assert answer.status_code == 422
    assert long in answer.content.decode()
    assert order(user) == list(FIVE)


def test_swap_asks_which_one_it_replaces(member: Client, user: User) -> None:
    make_value("joy")

    answer = member.post(URL, lines() | {"do": "swap:joy"}, follow=True)

    page = answer.content.decode()
    assert "Which one makes room for Joy?" in page
    assert 'value="replace:joy:faith"' in page
    assert order(user) == list(FIVE)


def test_replace_takes_the_same_rank_without_the_line(member: Client, user: User) -> None:
    make_value("joy")

    member.post(URL, {"do": "replace:joy:faith"})

    assert order(user) == ["honesty", "fairness", "courage", "joy", "care"]
    assert user.profile.ranked_values.get(value__slug="joy").line == ""


@pytest.mark.parametrize(
    "move", ["replace:joy:joy", "replace:honesty:care", "replace:gone:care", "replace::"]
)
def test_replace_that_makes_no_sense_changes_nothing(member: Client, user: User, move: str) -> None:
    make_value("joy")

    member.post(URL, {"do": move})

    assert order(user) == list(FIVE)


def test_draining_values_are_kept_and_never_shown(member: Client, user: User) -> None:
    make_value("standing-out-in-a-crowd")

    member.post(URL, lines() | {"draining-1": "standing-out-in-a-crowd", "draining-2": "", "do": "go"})

    assert [row.value.slug for row in user.profile.draining_values.all()] == ["standing-out-in-a-crowd"]
    for page in ("accounts:profile", "accounts:profile-preview"):
        assert "Standing out" not in member.get(reverse(page)).content.decode()


def test_own_value_cannot_drain(member: Client, user: User) -> None:
    DrainingValue.objects.create(profile=user.profile, value=make_value("honesty"))

    answer = member.post(URL, lines() | {"draining-1": "honesty", "draining-2": "", "do": "go"})

    assert answer.status_code == 422
    assert "“Honesty” is one of your own values." in answer.content.decode()


def test_draining_value_that_is_swapped_in_no_longer_drains(member: Client, user: User) -> None:
    DrainingValue.objects.create(profile=user.profile, value=make_value("joy"))

    member.post(URL, {"do": "replace:joy:faith"})

    assert not user.profile.draining_values.exists()


def test_value_off_the_list_stays_but_cannot_be_kept_anew(client: Client) -> None:
    user = make_person()
    client.force_login(user)
    value = make_value("old-one")
    value.is_active = False
    value.save()

    client.post(URL, {"do": "keep:old-one"})

    assert "old-one" not in order(user)
