"""Synthetic people: the same for the same seed, plausible, and unable to sign in."""

from itertools import islice

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command

from accounts.models import Change, Community, Membership, Passage, Profile, User
from mentorship.synthetic import MENTORS, Generator, Popularity, Words
from outbox.models import Mail

WORDS = Words(
    values=[(key, key % 10) for key in range(1, 37)],
    areas=[list(range(10 * group, 10 * group + 10)) for group in range(1, 8)],
    area_names={key: f"Area {key}" for key in range(10, 90)},
    interests=list(range(1, 60)),
    statements=list(range(1, 13)),
    languages=frozenset({"en", "fr", "es", "ar", "sw", "pt"}),
)


def draw(count: int, seed: int = 1) -> list:
    return list(islice(iter(Generator(WORDS, seed=seed, this_year=2026).person, None), count))


def test_the_same_seed_gives_the_same_people():
    assert draw(50) == draw(50)
    assert draw(50) != draw(50, seed=2)


def test_four_in_ten_offer_to_mentor():
    people = draw(2000)
    assert abs(sum(1 for person in people if person.places) / 2000 - MENTORS) < 0.04


def test_each_person_is_whole():
    for person in draw(300):
        assert 3 <= len(person.values) == len(set(person.values)) <= 5
        assert person.languages
        assert person.passages or person.goals
        assert not set(person.draining) & set(person.values)
        assert all(passage.ended is None or passage.ended >= passage.began for passage in person.passages)
        assert len({passage.area for passage in person.passages}) == len(person.passages)
        assert person.bridge is None or person.bridge[0] != person.bridge[1]


def test_some_words_are_common_and_most_are_rare():
    counts: dict[int, int] = {}
    for person in draw(2000):
        for interest in person.interests:
            counts[interest] = counts.get(interest, 0) + 1
    common = sorted(counts.values(), reverse=True)
    assert common[0] > 8 * common[len(common) // 2] / 2
    assert common[0] > common[10] > common[-1]


def test_popularity_draws_different_entries_and_no_more_than_there_are():
    generator = Generator(WORDS, seed=1, this_year=2026)
    assert sorted(Popularity([1, 2, 3], generator.chance).draw(generator.chance, 9)) <= [1, 2, 3]


@pytest.mark.django_db
def test_generate_community_makes_members_who_cannot_sign_in():
    call_command("load_vocabulary", verbosity=0)
    call_command("generate_community", members=60, seed=5, verbosity=0)
    people = User.objects.filter(email__startswith="synthetic.5.")
    community = Community.objects.get(slug="synthetic")
    assert people.count() == 60
    assert not any(person.has_usable_password() for person in people)
    assert EmailAddress.objects.filter(user__in=people, verified=True, primary=True).count() == 60
    assert Membership.objects.active().filter(community=community).count() == 60
    assert Profile.objects.complete().filter(user__in=people).count() == 60
    assert Change.objects.filter(kind=Change.Kind.PERSON).count() == 60
    assert Passage.objects.filter(profile__user__in=people).exists()
    assert not Mail.objects.exists()


@pytest.mark.django_db
def test_generate_community_fills_one_that_is_there():
    call_command("load_vocabulary", verbosity=0)
    community = Community.objects.create(slug="weavers", name="Weavers", summary="People who weave.")
    call_command("generate_community", members=3, seed=1, community="weavers", verbosity=0)
    assert community.memberships.count() == 3


@pytest.mark.django_db
def test_generate_community_refuses_the_same_seed_twice():
    call_command("load_vocabulary", verbosity=0)
    call_command("generate_community", members=2, seed=1, verbosity=0)
    with pytest.raises(CommandError, match="seed 1"):
        call_command("generate_community", members=2, seed=1, verbosity=0)


@pytest.mark.django_db
@pytest.mark.parametrize("members", [0, -1])
def test_generate_community_wants_a_number_of_people(members):
    with pytest.raises(CommandError, match="at least 1"):
        call_command("generate_community", members=members, verbosity=0)


@pytest.mark.django_db
def test_generate_community_asks_for_the_vocabulary_first():
    with pytest.raises(CommandError, match="load_vocabulary"):
        call_command("generate_community", members=1, verbosity=0)
