"""The filters as a reader meets them: what each offers, what is kept, and how a wish is taken back."""

import pytest
from django.http import QueryDict

from accounts.models import Passage, Profile
from accounts.tests.factories import make_area, make_mentee, make_mentor
from matching.forms import choices_of, filters_of
from matching.ranking import Filters, rank
from partnerships.tests.factories import make_partnership

pytestmark = pytest.mark.django_db


@pytest.fixture
def mentee(client):
    user = make_mentee("Naledi")
    client.force_login(user)
    return user


def live_through(mentor, area, group):
    Passage.objects.create(
        profile=mentor.profile, area=make_area(area, group), began=2015, ended=2017, depth="deep"
    )


def offered(mentee, query=""):
    filters = filters_of(QueryDict(query))
    return choices_of(rank(mentee, filters), filters)


def test_a_query_string_becomes_wishes():
    query = QueryDict("group=health&group=work&area=jam&hours=4&overlap=6&full=1&q=choir")
    assert filters_of(query) == Filters(
        text="choir",
        areas=frozenset({"jam"}),
        groups=frozenset({"health", "work"}),
        hours=4,
        overlap=6,
        full=True,
    )


@pytest.mark.parametrize("query", ["hours=3", "hours=-2", "hours=x", "overlap=99", "full=yes", "full="])
def test_a_step_that_is_not_offered_is_no_wish(query):
    assert not filters_of(QueryDict(query))


def test_areas_stand_in_their_groups_the_most_frequent_first(mentee):
    hanna, __ = make_mentor("Hanna"), make_mentor("Zodwa")
    live_through(hanna, "asthma", "health")
    groups = offered(mentee)["groups"]
    assert [(group["name"], group["count"], group["open"]) for group in groups] == [
        ("Work", 2, False),
        ("Health", 1, False),
    ]
    assert [row["value"] for row in groups[1]["areas"]] == ["asthma"]


def test_a_group_with_a_wish_in_it_is_first_and_open(mentee):
    hanna, __ = make_mentor("Hanna"), make_mentor("Zodwa")
    live_through(hanna, "asthma", "health")
    for query in ("area=asthma", "group=health"):
        first, second = offered(mentee, query)["groups"]
        assert (first["value"], first["open"], second["open"]) == ("health", True, False)
        assert first["chosen"] == (query == "group=health")


def test_a_wish_that_nobody_meets_any_more_can_still_be_taken_back(client, mentee):
    make_mentor("Hanna")
    make_area("asthma", "health")
    page = client.get("/mentors/?group=health&area=asthma").content.decode()
    assert 'id="group-health" checked' in page
    assert 'id="area-asthma" checked' in page
    assert "Nobody fits all of that" in page


def test_every_wish_has_a_chip_that_takes_only_it_away(client, mentee):
    make_mentor("Hanna")
    query = "group=work&area=managing-people&language=en&hours=2&full=1"
    chips = client.get(f"/mentors/?{query}").context["chosen"]
    assert [str(chip["name"]) for chip in chips] == [
        "Managing people",
        "Work",
        "en",
        "Half an hour a week or more",
        "With or without a free place",
    ]
    assert [len(QueryDict(chip["without"])) for chip in chips] == [4] * 5


def test_a_search_on_the_phone_keeps_every_other_wish(client, mentee):
    make_mentor("Hanna")
    page = client.get("/mentors/?group=work&hours=2&full=1").content.decode()
    for name, value in (("group", "work"), ("hours", "2"), ("full", "1")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in page


def test_hours_count_those_who_give_as_much(mentee):
    for name, hours in (("Hanna", 2), ("Zodwa", 8)):
        Profile.objects.filter(user=make_mentor(name)).update(hours_per_month=hours)
    assert [row["count"] for row in offered(mentee)["hours"]] == [2, 2, 1, 1]


def test_who_has_no_place_is_left_out_until_asked_for_and_then_says_so(client, mentee):
    make_mentor("Hanna")
    make_partnership(mentee=make_mentee("Thandi"), mentor=make_mentor("Zodwa", places=1))
    [row] = offered(mentee)["full"]
    assert (row["count"], row["chosen"]) == ("+1", False)
    assert "Zodwa Test" not in client.get("/mentors/").content.decode()
    page = client.get("/mentors/?full=1").content.decode()
    assert "Zodwa has no place free just now." in page
    assert "Hanna has no place" not in page


def test_where_all_have_a_place_nothing_is_asked_about_it(mentee):
    make_mentor("Hanna")
    assert offered(mentee)["full"] == []
