"""Two words become one, and nothing that pointed to either is lost."""

import pytest

from accounts.merging import merge
from accounts.models import AreaRelation, Bridge, Change, DrainingValue, Value
from accounts.moves import IllegalMove
from accounts.tests.factories import make_area, make_community, make_interest, make_person, make_value
from matching.models import OpposedValues

pytestmark = pytest.mark.django_db


def ranks(person):
    return [(ranked.rank, ranked.value.slug) for ranked in person.profile.ranked_values.order_by("rank")]


def test_everybody_who_used_the_one_uses_the_other():
    person = make_person("Naledi", values=[("care", "benevolence"), ("candour", "benevolence")])
    DrainingValue.objects.create(profile=make_person("Ravi").profile, value=make_value("candour"))
    assert merge(source=make_value("candour"), into=make_value("honesty")) == 2
    assert ranks(person) == [(1, "care"), (2, "honesty")]
    assert DrainingValue.objects.get().value.slug == "honesty"
    assert not Value.objects.filter(slug="candour").exists()


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (["candour", "care", "honesty", "faith"], [(1, "honesty"), (2, "care"), (3, "faith")]),
        (["honesty", "care", "candour", "faith"], [(1, "honesty"), (2, "care"), (3, "faith")]),
        (["care", "candour", "honesty"], [(1, "care"), (2, "honesty")]),
    ],
)
def test_who_ranks_both_keeps_the_higher_rank_and_no_gap(order, expected):
    person = make_person("Naledi", values=[(slug, "benevolence") for slug in order])
    merge(source=make_value("candour"), into=make_value("honesty"))
    assert ranks(person) == expected


def test_opposed_pairs_move_stay_ordered_and_are_kept_once():
    honesty, courtesy, candour = make_value("honesty"), make_value("courtesy"), make_value("candour")
    weavers, dyers = make_community("weavers"), make_community("dyers")
    OpposedValues.objects.create(community=weavers, first=courtesy, second=candour, degree=0.4)
    OpposedValues.objects.create(community=dyers, first=honesty, second=courtesy, degree=0.9)
    OpposedValues.objects.create(community=dyers, first=courtesy, second=candour, degree=0.1)
    OpposedValues.objects.create(community=dyers, first=honesty, second=candour)
    merge(source=candour, into=honesty)
    kept = OpposedValues.objects.order_by("degree").values_list("community", "first", "second", "degree")
    assert list(kept) == [
        (weavers.pk, honesty.pk, courtesy.pk, 0.4),
        (dyers.pk, honesty.pk, courtesy.pk, 0.9),
    ]


def test_areas_take_passages_goals_relations_and_bridges_along():
    one, other, third = make_area("one"), make_area("other"), make_area("third")
    person = make_person("Naledi", goals=["one"], passages=["one", "other"])
    profile = person.profile
    Bridge.objects.create(profile=profile, from_area=one, to_area=other, text="a")
    Bridge.objects.create(profile=profile, from_area=one, to_area=third, text="b")
    AreaRelation.objects.create(first=one, second=third)
    AreaRelation.objects.create(first=one, second=other)
    merge(source=one, into=other)
    assert {goal.area for goal in profile.goals.all()} == {other}
    assert {passage.area for passage in profile.passages.all()} == {other}
    assert [(bridge.from_area, bridge.to_area) for bridge in profile.bridges.all()] == [(other, third)]
    assert [(relation.first, relation.second) for relation in AreaRelation.objects.all()] == [(other, third)]


def test_who_has_both_interests_has_one():
    person = make_person("Naledi", interests=["jazz", "swing"])
    merge(source=make_interest("swing"), into=make_interest("jazz"))
    assert [interest.slug for interest in person.profile.interests.all()] == ["jazz"]


def test_ranking_hears_of_everybody_it_touches():
    touched, other = make_person("Naledi", interests=["swing"]), make_person("Ravi", interests=["jazz"])
    Change.objects.all().delete()
    merge(source=make_interest("swing"), into=make_interest("jazz"))
    assert [(change.kind, change.user_id) for change in Change.objects.all()] == [
        ("person", touched.pk),
        ("vocabulary", None),
    ]
    assert other.profile.interests.count() == 1


def test_a_word_is_not_merged_into_itself_or_into_another_kind():
    honesty = make_value("honesty")
    for into in (honesty, make_interest("honesty")):
        with pytest.raises(IllegalMove):
            merge(source=honesty, into=into)
