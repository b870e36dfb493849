"""Passages, goals and bridges: added, changed, taken off; only one's own exist."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Bridge, Goal, Passage, Profile, User
from accounts.tests.factories import make_area, make_newcomer, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def user() -> User:
    return make_person("Naledi", passages=["returning-to-work"])


@pytest.fixture
def member(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def passage(**changes: object) -> dict[str, object]:
    return {
        "area": "returning-to-work",
        "began": "2019",
        "ended": "2021",
        "depth": "deep",
        "asked_of_me": "Patience.",
        "is_offered": "on",
    } | changes


def test_passage_is_added_to_a_newcomers_profile(client: Client) -> None:
    user = make_newcomer()
    make_area("returning-to-work")
    client.force_login(user)

    answer = client.post(reverse("accounts:passage-create"), passage())

    entry = Passage.objects.get(profile__user=user)
    assert answer.headers["Location"] == reverse("accounts:profile-step", args=["passages"])
    assert (entry.area.slug, entry.began, entry.ended, entry.depth) == (
        "returning-to-work",
        2019,
        2021,
        "deep",
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"began": "2031", "ended": ""}, "2031 is still to come. Which year did you mean?"),
        ({"began": "1929"}, "1929 is before 1930."),
        ({"began": "19"}, "A year in four digits"),
        ({"began": "9" * 5000}, "A year in four digits"),
        ({"began": "soon"}, "A year in four digits"),
        ({"began": "2021", "ended": "2019"}, "It began in 2021, so it cannot have ended in 2019."),
        ({"area": ""}, "Choose the area that comes closest."),
        ({"area": "fame"}, "Select a valid choice."),
        ({"area": "\x00"}, "Null characters are not allowed."),
        ({"depth": "bottomless"}, "Select a valid choice."),
        ({"asked_of_me": "x" * 801}, "at most 800 characters"),
        ({"asked_of_me": "\x00"}, "Null characters are not allowed."),
    ],
)
def test_passage_refused_keeps_what_is_typed(member: Client, changes: dict, words: str) -> None:
    answer = member.post(reverse("accounts:passage-create"), passage(differently="Ask sooner.") | changes)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Ask sooner." in answer.content.decode()
    assert Passage.objects.count() == 1


def test_passage_is_changed(member: Client, user: User) -> None:
    entry = user.profile.passages.get()

    member.post(reverse("accounts:passage-update", args=[entry.pk]), passage(ended="", is_offered=""))

    entry.refresh_from_db()
    assert (entry.began, entry.ended, entry.is_offered) == (2019, None, False)


def test_passage_is_taken_off_on_post_only(member: Client, user: User) -> None:
    url = reverse("accounts:passage-delete", args=[user.profile.passages.get().pk])

    asked = member.get(url)
    before = user.profile.passages.count()
    member.post(url)

    assert asked.status_code == 200
    assert (before, user.profile.passages.count()) == (1, 0)


def test_last_entry_says_what_follows_and_unfinishes_the_profile(member: Client, user: User) -> None:
    user.profile.goals.all().delete()
    url = reverse("accounts:passage-delete", args=[user.profile.passages.get().pk])

    asked = member.get(url)
    member.post(url)

    assert "It is the last one" in asked.content.decode()
    assert not Profile.objects.get(user=user).is_complete


@pytest.mark.parametrize(
    "name",
    [
        "passage-update",
        "passage-delete",
        "goal-update",
        "goal-close",
        "bridge-update",
        "bridge-delete",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_somebody_elses_entry_does_not_exist(member: Client, name: str, method: str) -> None:
    other = make_person("Hanna", passages=["new-country"], goals=["new-town"])
    bridge = Bridge.objects.create(
        profile=other.profile, from_area=make_area("one"), to_area=make_area("two"), text="So."
    )
    theirs = {
        "passage": other.profile.passages.get().pk,
        "goal": other.profile.goals.get().pk,
        "bridge": bridge.pk,
    }
    url = reverse(f"accounts:{name}", args=[theirs[name.split("-")[0]]])

    assert getattr(member, method)(url).status_code == 404
    assert getattr(member, method)(f"/profile/passages/{'9' * 40}/").status_code == 404


def test_goal_is_added(member: Client, user: User) -> None:
    make_area("new-country")

    member.post(
        reverse("accounts:goal-create"),
        {"area": "new-country", "text": "Arriving", "by": "2099-01-01", "do": "save"},
    )

    assert user.profile.goals.filter(text="Arriving", area__slug="new-country").count() == 1


@pytest.mark.parametrize("day", ["2020-01-01", "31/31/2031", "9" * 300, "0000-00-00"])
def test_goal_day_is_refused(member: Client, day: str) -> None:
    answer = member.post(
        reverse("accounts:goal-create"), {"area": "managing-people", "text": "Arriving", "by": day}
    )

    assert answer.status_code == 422
    assert Goal.objects.filter(text="Arriving").count() == 0


def test_goal_whose_day_has_passed_can_still_be_changed(member: Client, user: User) -> None:
    goal = user.profile.goals.get()
    goal.by = "2020-01-01"
    goal.save()

    member.post(
        reverse("accounts:goal-update", args=[goal.pk]),
        {"area": goal.area.slug, "text": "In other words", "by": "2020-01-01"},
    )

    goal.refresh_from_db()
    assert goal.text == "In other words"


def test_goal_is_closed_and_kept(member: Client, user: User) -> None:
    goal = user.profile.goals.get()

    member.post(reverse("accounts:goal-close", args=[goal.pk]))
    again = member.post(reverse("accounts:goal-close", args=[goal.pk]))

    goal.refresh_from_db()
    assert goal.closed_at is not None
    assert goal.closed_at <= timezone.now()
    assert again.status_code == 404


def test_goals_step_asks_for_one_thing(client: Client) -> None:
    client.force_login(make_newcomer())

    answer = client.post(reverse("accounts:profile-step", args=["goals"]), {"do": "go"})

    assert answer.status_code == 422
    assert "Matching needs one of the two." in answer.content.decode()


def test_goals_step_goes_on_with_a_passage_alone(member: Client, user: User) -> None:
    user.profile.goals.all().delete()

    answer = member.post(reverse("accounts:profile-step", args=["goals"]), {"do": "go"})

    assert answer.headers["Location"] == reverse("accounts:profile-step", args=["bridges"])


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("one", "one", "A bridge needs two different areas."),
        ("one", "two", "You have this bridge already."),
        ("one", "", "Choose the area that comes closest."),
    ],
)
def test_bridge_is_refused(member: Client, user: User, start: str, end: str, words: str) -> None:
    Bridge.objects.create(
        profile=user.profile, from_area=make_area("one"), to_area=make_area("two"), text="So."
    )

    answer = member.post(
        reverse("accounts:bridge-create"), {"from_area": start, "to_area": end, "text": "In my words."}
    )

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "In my words." in answer.content.decode()


def test_bridge_is_added_and_taken_off(member: Client, user: User) -> None:
    make_area("one"), make_area("two")

    member.post(
        reverse("accounts:bridge-create"), {"from_area": "one", "to_area": "two", "text": "In my words."}
    )
    bridge = user.profile.bridges.get()
    member.post(reverse("accounts:bridge-delete", args=[bridge.pk]))

    assert bridge.text == "In my words."
    assert not user.profile.bridges.exists()


def test_area_off_the_list_stays_on_offer_for_its_entry(member: Client, user: User) -> None:
    entry = user.profile.passages.get()
    entry.area.is_active = False
    entry.area.save()

    kept = member.get(reverse("accounts:passage-update", args=[entry.pk])).content.decode()
    new = member.get(reverse("accounts:passage-create")).content.decode()

    assert ('value="returning-to-work" selected' in kept, "returning-to-work" in new) == (True, False)
