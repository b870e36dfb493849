"""What is read for a page of the list is what Django reads, by the slow way, for any other page."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Area, Profile, Statement
from accounts.prepared import Prepared
from accounts.tests.factories import (
    make_area,
    make_interest,
    make_mentee,
    make_mentor,
    make_statement,
    make_value,
)
from matching.candidates import with_places_taken
from matching.definitions import CHOSEN, ENTRIES, Lexicon, definitions
from matching.tests.factories import make_request

pytestmark = pytest.mark.django_db
SLY = '“quotes”, "double", \'single\', back\\slash, \u2028, 🧶, 100 %s, {"a": 1}, null'


def everything(profile):
    """All columns of somebody: their own, their account's, and in order those of each entry with its words."""
    told = [columns(profile), columns(profile.user), profile.taken]
    for relation in (*ENTRIES, *CHOSEN):
        for entry in getattr(profile, relation).all():
            told.append((relation, columns(entry)))
            words = [
                field.name for field in entry._meta.fields if field.is_relation and field.name != "profile"
            ]
            told += [columns(getattr(entry, name)) for name in words if getattr(entry, name)]
    return told


def columns(row):
    return {
        field.attname: (type(getattr(row, field.attname)), getattr(row, field.attname))
        for field in row._meta.concrete_fields
    }


def both_ways(*people):
    users = [person.pk for person in people]
    slow = with_places_taken(Profile.objects.with_definition()).filter(user__in=users)
    fast = definitions(users, Lexicon())
    return {one.user_id: everything(one) for one in slow}, {
        user: everything(one) for user, one in fast.items()
    }


@pytest.fixture
def hanna():
    """A mentor of whom every kind of entry is written down, more than once and not in the order of the page."""
    hanna = make_mentor(
        "Hanna",
        passages=("managing-people", "returning"),
        interests=("swing", "chess", "tea"),
        languages=("en", "fr"),
        places=2,
    )
    make_request(mentor=hanna, mentee=make_mentee("Amara"), state="accepted")
    profile = hanna.profile
    Profile.objects.filter(pk=profile.pk).update(
        headline=SLY, free_slots=["mon-morning"], paused_at="2026-01-01T10:00Z"
    )
    profile.ranked_values.filter(rank=1).update(is_essential=True, line=SLY)
    profile.draining_values.create(value=make_value("haste"))
    profile.passages.filter(area__slug="returning").update(
        began=1999, ended=None, is_offered=False, differently=SLY
    )
    profile.bridges.create(from_area=make_area("jam"), to_area=make_area("choir"), text=SLY)
    for number, slug in enumerate(("pace", "honesty", "plans")):
        statement = make_statement(slug)
        Statement.objects.filter(pk=statement.pk).update(position=3 - number)
        profile.stances.create(statement=statement, position=1 + number, note=SLY)
    profile.goals.create(
        area=make_area("doing-research"), text=SLY, by=datetime.date(2027, 2, 28), is_stretch=True
    )
    profile.goals.create(area=make_area("jam"), text="closed", closed_at="2026-01-01T10:00Z")
    return hanna


def test_everything_is_read_as_django_reads_it(hanna):
    slow, fast = both_ways(hanna, make_mentee("Naledi"), make_mentor("Ravi"))
    assert len(slow) == 3
    assert fast == slow
    assert {
        relation for relation in (*ENTRIES, *CHOSEN) if not getattr(hanna.profile, relation).exists()
    } == set()


def test_two_queries_however_many_people(hanna):
    people = [hanna.pk, *(make_mentor(f"Mentor{number}").pk for number in range(9))]
    words = Lexicon()
    for users in (people[:1], people):
        with CaptureQueriesContext(connection) as queries:
            assert sorted(definitions(users, words)) == users
        assert len(queries) == 2


def test_who_has_no_profile_is_left_out(hanna):
    assert list(definitions([hanna.pk, 10**9], Lexicon())) == [hanna.pk]
    assert definitions([], Lexicon()) == {}


def test_a_word_that_came_after_the_vocabulary_was_read_is_there(hanna):
    words = Lexicon()
    late = make_interest("a-late-one")
    hanna.profile.interests.add(late)
    hanna.profile.passages.create(area=make_area("quite-new", group="newest"), began=2001)
    hanna.profile.stances.create(statement=make_statement("newer"), position=2)
    found = definitions([hanna.pk], words)[hanna.pk]
    assert late in found.interests.all()
    assert "quite-new" in [passage.area.slug for passage in found.passages.all()]


def test_a_relation_read_for_a_page_cannot_be_narrowed_by_mistake(hanna):
    found = definitions([hanna.pk], Lexicon())[hanna.pk]
    with pytest.raises(AttributeError):
        found.passages.filter(is_offered=True)


def test_a_prepared_query_keeps_its_keys_apart(hanna):
    areas = Prepared(lambda keys: Area.objects.filter(pk__in=keys).order_by("pk").values_list("pk", "slug"))
    for chosen in (list(Area.objects.order_by("pk")[:2]), list(Area.objects.order_by("-pk")[:2])):
        rows = areas.rows([area.pk for area in chosen])
        assert [tuple(row) for row in rows] == sorted((area.pk, area.slug) for area in chosen)
    assert areas.rows([]) == []
