"""Bridges that are suggested: out of one's own areas, never one that is written, and never the words."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.bridging import suggestions
from accounts.models import Area, AreaGroup, AreaRelation, Bridge, Profile, User
from accounts.tests.factories import make_area, make_mentor, make_person

pytestmark = pytest.mark.django_db
WHY = "Hearing who is out of tune."


def relate(one: str, other: str, why: str = WHY) -> None:
    first, second = sorted((make_area(one), make_area(other)), key=lambda area: area.pk)
    AreaRelation.objects.create(first=first, second=second, why=why)


def elsewhere(slug: str) -> Area:
    """An area in another part of life than the others."""
    area = make_area(slug)
    area.group = AreaGroup.objects.create(slug=f"group-of-{slug}", name=slug)
    area.save()
    return area


def pairs(user: User) -> list[tuple[str, str]]:
    return [(idea.start.slug, idea.end.slug) for idea in suggestions(Profile.objects.get(user=user))]


def test_what_is_related_comes_first_and_then_what_lies_in_another_part_of_life() -> None:
    elsewhere("choir")
    user = make_person(goals=["managing-people"], passages=["choir", "tram-driving", "teaching"])
    relate("teaching", "managing-people")
    relate("choir", "tram-driving")

    assert pairs(user) == [
        ("teaching", "managing-people"),
        ("choir", "tram-driving"),
        ("choir", "managing-people"),
    ]


@pytest.mark.parametrize(("start", "end"), [("teaching", "managing-people"), ("managing-people", "teaching")])
def test_written_bridge_is_not_suggested_in_either_direction(start: str, end: str) -> None:
    user = make_person(goals=["managing-people"], passages=["teaching"])
    relate("teaching", "managing-people")
    Bridge.objects.create(
        profile=user.profile, from_area=make_area(start), to_area=make_area(end), text="So."
    )

    assert pairs(user) == []


def test_mentor_without_goals_is_led_to_what_others_may_be_entering() -> None:
    elsewhere("choir")
    user = make_mentor(passages=["choir"])
    relate("choir", "managing-people")

    assert pairs(user) == [("choir", "managing-people")]
    Area.objects.filter(slug="managing-people").update(is_active=False)
    assert pairs(user) == []


def test_taken_up_suggestion_stands_chosen_with_its_hint_and_without_words(client: Client) -> None:
    user = make_person(goals=["managing-people"], passages=["teaching"])
    relate("teaching", "managing-people")
    client.force_login(user)
    page = client.get(reverse("accounts:profile-step", args=["bridges"])).content.decode()
    url = suggestions(user.profile)[0].url
    assert url.replace("&", "&amp;") in page

    form = client.get(url).context["form"]
    answer = client.post(url, {"from_area": "teaching", "to_area": "managing-people", "text": "My words."})

    assert (form["from_area"].value(), form["to_area"].value(), form["text"].value() or "") == (
        "teaching",
        "managing-people",
        "",
    )
    assert WHY in form["text"].help_text
    assert answer.status_code == 302
    assert Bridge.objects.get(profile__user=user).text == "My words."


@pytest.mark.parametrize(
    "query", ["from=%00&to=x", "from=teaching", "from=teaching&to=teaching", "to=" + "x" * 5000]
)
def test_odd_ends_are_left_out(client: Client, query: str) -> None:
    client.force_login(make_person(passages=["teaching"]))

    assert client.get(f"{reverse('accounts:bridge-create')}?{query}").status_code == 200
