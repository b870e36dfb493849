"""The home of somebody who is signed in."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import make_mentee, make_mentor, make_newcomer
from matching.tests.factories import make_request
from partnerships.tests.factories import make_check, make_opportunity, make_partnership

pytestmark = pytest.mark.django_db


def _today(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.get(reverse("today")).text


def test_front_door_leads_on_who_is_signed_in(client):
    client.force_login(make_mentee("Naledi"))
    assert client.get("/").url == reverse("today")


def test_newcomer_is_led_to_the_profile():
    assert "Go on with your profile" in _today(make_newcomer("Nomsa"))


def test_who_has_nobody_yet_is_led_to_the_mentors():
    assert "See who fits you" in _today(make_mentee("Naledi"))


def test_mentee_reads_what_happens_when_to_each_request():
    request = make_request(mentee=make_mentee("Naledi"), mentor=make_mentor("Hanna"))
    page = _today(request.mentee)
    assert "You have asked" in page
    assert f"Hanna answers by {timezone.localtime(request.expires_at):%-d %B}" in page


def test_mentor_reads_who_has_asked_and_how_many_places_are_free():
    request = make_request(mentee=make_mentee("Naledi"), mentor=make_mentor("Hanna", places=2))
    page = _today(request.mentor)
    assert "Read what Naledi writes" in page
    assert "2 of 2 are free" in page


def test_mentor_pauses_with_one_click_and_stays_on_the_page():
    mentor = make_mentor("Hanna")
    client = Client()
    client.force_login(mentor)
    answer = client.post(reverse("matching:availability"), {"available": "no", "next": reverse("today")})
    assert answer.url == reverse("today")
    assert "You take no new requests just now" in _today(mentor)


def test_availability_leads_nowhere_else():
    client = Client()
    client.force_login(make_mentor("Hanna"))
    answer = client.post(
        reverse("matching:availability"), {"available": "no", "next": "https://example.org/"}
    )
    assert answer.url == reverse("matching:request-list")


def test_what_waits_across_pairs_costs_the_same_with_one_and_with_three(django_assert_max_num_queries):
    now = timezone.now()
    mentor = make_mentor("Hanna", places=9)
    client = Client()
    client.force_login(mentor)
    costs = []
    for names in (["Ada"], ["Ben", "Cy"]):
        for name in names:
            pair = make_partnership(
                "active", mentee=make_mentee(name), mentor=mentor, now=now - timedelta(days=20)
            )
            make_check(pair, "answered")
        with django_assert_max_num_queries(100) as counted:
            page = client.get(reverse("today")).text
        costs.append(len(counted))
    assert page.count("Answer ") == 3
    assert costs[0] == costs[1]


def test_mentor_with_five_mentees_reads_in_order_what_waits(django_assert_max_num_queries):
    """What runs and waits comes first, then what has not begun or is over, then where nothing waits; at the cost of two pairs."""
    now = timezone.now()
    mentor = make_mentor("Hanna", places=9)
    client = Client()
    client.force_login(mentor)

    def pair_with(name: str, state: str, days: int):
        return make_partnership(
            state, mentee=make_mentee(name), mentor=mentor, now=now - timedelta(days=days)
        )

    def queries() -> int:
        with django_assert_max_num_queries(100) as counted:
            assert client.get(reverse("today")).status_code == 200
        return len(counted)

    pair_with("Ina", "introduced", 2)
    make_check(pair_with("Ada", "active", 20), "answered")
    client.get(reverse("today"))
    with_two = queries()
    quiet = pair_with("Ben", "active", 19)
    make_opportunity(quiet, "pursuing", now=now - timedelta(days=1))
    pair_with("Cy", "paused", 18)
    pair_with("Eli", "closing", 17)
    assert queries() == with_two

    rows = _today_rows(client)
    assert rows[0] == "You and Ada"
    assert set(rows[1:3]) == {"You and Ina", "You and Eli"}
    assert set(rows[3:]) == {"You and Ben", "You and Cy"}


def _today_rows(client: Client) -> list[str]:
    """Names of the pairs on the page, in their order."""
    page = client.get(reverse("today")).text
    return re.findall(r'together__name">([^<]+)<', page)
