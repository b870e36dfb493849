"""One's own profile: what is missing until it is finished, and how it reads after that."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Bridge, Profile, Stance, User
from accounts.tests.factories import (
    join,
    make_area,
    make_community,
    make_newcomer,
    make_person,
    make_statement,
)

pytestmark = pytest.mark.django_db

HOME = "/profile/"
PREVIEW = "/profile/preview/"


def rich_person(size: int) -> User:
    areas = [f"area-{number}" for number in range(size + 1)]
    user = make_person(passages=areas[:size], goals=areas[:size], interests=areas, values=[])
    for number in range(size):
        Stance.objects.create(
            profile=user.profile, statement=make_statement(f"view-{number}"), position=number + 1, note="So."
        )
        Bridge.objects.create(
            profile=user.profile,
            from_area=make_area("area-0"),
            to_area=make_area(areas[number + 1]),
            text="So.",
        )
    return user


@pytest.mark.parametrize("url", [HOME, PREVIEW])
def test_profile_asks_to_sign_in(client: Client, url: str) -> None:
    assert client.get(url).status_code == 302


def test_profile_of_a_newcomer_says_where_to_begin(client: Client) -> None:
    client.force_login(make_newcomer())

    page = client.get(HOME).content.decode()

    assert "Eight short steps, about 25 minutes." in page
    assert f'href="{reverse("accounts:profile-step", args=["who"])}">Begin</a>' in page


def test_profile_half_way_names_what_is_missing(client: Client) -> None:
    user = make_person(goals=())
    Profile.objects.filter(user=user).update(completed_at=None, steps_done=["who", "stand", "values"])
    client.force_login(user)

    page = client.get(HOME).content.decode()

    assert "Go on with “Interests”" in page
    assert "Something you have been through, or something you are entering" in page
    assert "A few lines on who you are" not in page


def test_profile_that_lost_something_goes_on_there(client: Client) -> None:
    user = make_person()
    Profile.objects.filter(user=user).update(completed_at=None, opening="")
    client.force_login(user)

    assert "Go on with “Who I am”" in client.get(HOME).content.decode()


def test_finished_profile_reads_in_its_owners_words(client: Client) -> None:
    user = make_person("Naledi", passages=["returning-to-work"])
    client.force_login(user)

    page = client.get(HOME).content.decode()

    for words in ("I am Naledi, and I say so myself.", "I act on honesty.", "Returning to work", "Entering"):
        assert words in page
    assert reverse("accounts:profile-step", args=["values"]) in page


def test_preview_names_the_communities_and_offers_no_change(client: Client) -> None:
    user = make_person("Naledi")
    join(user, make_community("menders"))
    client.force_login(user)

    page = client.get(PREVIEW).content.decode()

    assert "Menders" in page
    assert "Back to editing" in page
    assert reverse("accounts:profile-step", args=["values"]) not in page


def test_preview_works_with_an_empty_profile(client: Client) -> None:
    client.force_login(make_newcomer())

    answer = client.get(PREVIEW)

    assert answer.status_code == 200
    assert "You are in none yet, so nobody does." in answer.content.decode()


def test_own_words_are_escaped(client: Client) -> None:
    user = make_person("Naledi")
    Profile.objects.filter(user=user).update(opening="<script>alert(1)</script>", headline="<b>")
    client.force_login(user)

    page = client.get(HOME).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("url", [HOME, PREVIEW])
def test_profile_reads_a_constant_number_of_rows(client: Client, url: str) -> None:
    counts = []
    for size in (1, 3):
        client.force_login(rich_person(size))
        client.get(url)
        with CaptureQueriesContext(connection) as counted:
            client.get(url)
        counts.append(len(counted))

    assert counts[0] == counts[1]
