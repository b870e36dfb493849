"""A value in one's own words: offered to its author alone until an admin adopts it."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Change, User, Value
from accounts.tests.factories import make_newcomer, make_person, make_user, make_value

pytestmark = pytest.mark.django_db

URL = "/profile/values/own/"
FIRST = "/profile/values/first/"


@pytest.fixture
def user() -> User:
    make_value("honesty", "power")
    return make_newcomer("Naledi")


@pytest.fixture
def member(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def add(client: Client, name: str = "Room to be odd", **changes: str):
    return client.post(URL, {"name": name, "description": "", "neighbour": "honesty"} | changes)


def own() -> Value:
    return Value.objects.get(is_proposed=True)


def test_own_value_stands_at_its_neighbours_place_and_is_noted(member: Client, user: User) -> None:
    Change.objects.all().delete()

    answer = add(member, "  Room   to be odd ")

    value = own()
    assert answer.headers["Location"] == f"{FIRST}#value-{value.slug}"
    assert (value.name, value.basic, value.neighbour.slug, value.owner) == (
        "Room to be odd",
        "power",
        "honesty",
        user,
    )
    assert list(user.profile.held_values.all()) == [value]
    assert Change.objects.filter(kind=Change.Kind.VOCABULARY).count() == 1


def test_own_value_is_offered_to_nobody_else(member: Client) -> None:
    add(member)
    other = make_newcomer()
    client = Client()
    client.force_login(other)

    client.post(FIRST, {"do": f"hold:{own().slug}"})

    assert "Room to be odd" in member.get(FIRST).content.decode()
    assert "Room to be odd" not in client.get(FIRST).content.decode()
    assert "Room to be odd" not in client.get(URL).content.decode()
    assert not other.profile.held_values.exists()


def test_own_value_can_be_ranked(member: Client, user: User) -> None:
    add(member)

    member.post("/profile/values/second/", {"do": f"hold:{own().slug}"})

    assert user.profile.ranked_values.get().value == own()


@pytest.mark.parametrize(
    "bad", ["", "   ", "\x00", "!!!", "abc\u202etxt", "x" * 41, "Honesty", "hONESTY", "a\u200bb"]
)
def test_name_that_will_not_do_is_refused_and_kept_on_the_page(member: Client, bad: str) -> None:
    answer = add(member, bad)

    assert answer.status_code == 422
    assert not Value.objects.filter(is_proposed=True).exists()


@pytest.mark.parametrize("neighbour", ["", "no-such", "1 OR 1=1", "\x00"])
def test_neighbour_that_is_not_listed_is_refused(member: Client, neighbour: str) -> None:
    assert add(member, neighbour=neighbour).status_code == 422


def test_markup_in_a_name_is_text(member: Client) -> None:
    add(member, "<script>alert(1)</script>")

    page = member.get(FIRST).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)" not in page


def test_sixth_is_refused_until_one_is_taken_off(member: Client) -> None:
    for number in range(5):
        add(member, f"Mine {'abcde'[number]}")

    assert "You have added five values." in add(member, "One more").content.decode()
    first = Value.objects.filter(is_proposed=True).first()
    member.post(FIRST, {"do": f"withdraw:{first.slug}"})
    assert add(member, "One more").status_code == 302


def test_value_of_another_or_of_the_list_cannot_be_taken_off(member: Client) -> None:
    theirs = Value.objects.create(
        slug="own-x", name="Theirs", basic="power", is_proposed=True, is_active=False, owner=make_user()
    )

    for slug in (theirs.slug, "honesty"):
        member.post(FIRST, {"do": f"withdraw:{slug}"})

    assert Value.objects.filter(slug__in=["own-x", "honesty"]).count() == 2


def test_admin_sees_it_without_its_author_and_adopts_it(member: Client, user: User) -> None:
    add(member)
    boss = Client()
    boss.force_login(make_newcomer("Ada", is_staff=True, is_superuser=True))
    listed = reverse("admin:accounts_value_changelist")
    page = boss.get(listed).content.decode()
    assert "Room to be odd" in page
    assert user.email not in page
    assert (
        user.email not in boss.get(reverse("admin:accounts_value_change", args=[own().pk])).content.decode()
    )

    boss.post(listed, {"action": "adopt", "_selected_action": [own().pk]})

    value = Value.objects.get(name="Room to be odd")
    assert (value.is_active, value.is_proposed, value.owner) == (True, False, None)
    other = Client()
    other.force_login(make_newcomer())
    assert "Room to be odd" in other.get(FIRST).content.decode()


def test_own_values_go_with_their_author() -> None:
    user = make_person()
    Value.objects.create(
        slug="own-x", name="Mine", basic="power", is_proposed=True, is_active=False, owner=user
    )

    user.delete()

    assert not Value.objects.filter(slug="own-x").exists()
