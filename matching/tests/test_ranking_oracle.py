"""The fast list equals the slow one, in generated communities that change between the looks; also as other processes see them."""

import random

import pytest
from django.core.management import call_command
from django.db.models import F
from django.utils import timezone

from accounts import actions as people
from accounts.models import Area, Community, Format, Language, Membership, Passage, Profile, User, Value
from matching import actions, store
from matching.models import CommunityRules, MentorPrice, OpposedValues
from matching.ranking import HOURS_STEPS, OVERLAP_STEPS, Filters, rank
from matching.tests.plain import plain_rank

pytestmark = pytest.mark.django_db


def generate(*, people: int, seed: int, community: str) -> None:
    call_command("load_vocabulary", verbosity=0)
    call_command("generate_community", members=people, seed=seed, community=community, verbosity=0)


def some_filters(chance: random.Random) -> Filters:
    """Anything from no wish to several at once."""

    def some(things, most=2):
        return (
            frozenset(chance.sample(sorted(things), chance.randint(1, most)))
            if chance.random() < 0.25
            else frozenset()
        )

    lived = list(Passage.objects.filter(is_offered=True).values_list("area__slug", flat=True))
    return Filters(
        areas=some(set(lived)),
        groups=some(set(Area.objects.values_list("group__slug", flat=True)), 3),
        languages=some({"en", "fr", "pt", "sw", "am"}),
        communities=some(Community.objects.values_list("slug", flat=True)),
        formats=some(Format.values),
        hours=chance.choice((0, 0, *HOURS_STEPS)),
        overlap=chance.choice((0, 0, 0, *OVERLAP_STEPS)),
        full=chance.random() < 0.3,
    )


def assert_equal(mentee: User, filters: Filters) -> None:
    fast, slow = rank(mentee, filters), plain_rank(mentee, filters)
    assert [meeting.mentor.user for meeting in fast.meetings] == [user for user, __ in slow.order]
    assert [meeting.pair.rank_score for meeting in fast.meetings] == pytest.approx(
        [score for __, score in slow.order], abs=1e-6
    )
    assert fast.total == len(slow.order)
    for name, counts in slow.facets.items():
        assert getattr(fast.facets, name) == counts, name


def change_something(chance: random.Random) -> None:
    """One edit, as the pages and the administration make them."""
    mentor = chance.choice(list(Profile.objects.filter(places__gt=0).select_related("user").order_by("pk")))
    user, now = mentor.user, timezone.now()
    move = chance.randrange(10)
    if move == 0:
        people.set_available(profile=mentor, available=bool(mentor.paused_at), by=user, now=now)
    elif move == 1:
        (people.restore if user.is_suspended else people.suspend)(
            user=user, by=user, now=now, **({} if user.is_suspended else {"reason": "x"})
        )
    elif move == 2:
        mentor.ranked_values.all().delete()
        for rank_, value in enumerate(chance.sample(list(Value.objects.order_by("slug")), 5), start=1):
            mentor.ranked_values.create(value=value, rank=rank_, is_essential=chance.random() < 0.3)
        people.note_change(user)
    elif move == 3:
        area = chance.choice(list(Area.objects.order_by("slug")))
        mentor.passages.create(area=area, began=2010, depth="deep", is_offered=chance.random() < 0.8)
        people.note_change(user)
    elif move == 4:
        Membership.objects.update_or_create(
            user=user,
            community=chance.choice(list(Community.objects.order_by("pk"))),
            defaults={"state": chance.choice(("active", "left")), "state_at": now},
        )
        people.note_change(user)
    elif move == 5:
        Profile.objects.filter(pk=mentor.pk).update(
            free_slots=["mon-evening", "sun-midday"], hours_per_month=8, formats=["text"]
        )
        User.objects.filter(pk=user.pk).update(time_zone="Asia/Tokyo")
        people.note_change(user)
    elif move == 6:
        mentor.languages.set(Language.objects.filter(code__in=["en", "fr"]))
        mentor.stances.update(position=6 - F("position"))
        people.note_change(user)
    elif move == 7:
        community = chance.choice(list(Community.objects.order_by("pk")))
        values, experience = chance.randint(0, 50), chance.randint(0, 50)
        CommunityRules.objects.update_or_create(
            community=community,
            defaults={
                "values": values,
                "experience": experience,
                "mindset": 100 - values - experience,
                "interests": 0,
                "uses_prices": chance.random() < 0.7,
            },
        )
        people.note_rules(community)
    elif move == 8:
        community = chance.choice(list(Community.objects.order_by("pk")))
        one, other = sorted(chance.sample(list(Value.objects.all()), 2), key=lambda value: value.pk)
        OpposedValues.objects.update_or_create(
            community=community, first=one, second=other, defaults={"degree": chance.choice((0.0, 0.4, 1.0))}
        )
        people.note_rules(community)
    else:
        community = chance.choice(list(Community.objects.order_by("pk")))
        MentorPrice.objects.update_or_create(
            community=community, mentor=user, defaults={"price": chance.uniform(0.01, 0.3)}
        )
        people.note_prices(community)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_fast_list_is_the_slow_one_between_random_edits(seed):
    chance = random.Random(seed)
    generate(people=60, seed=seed, community="one")
    generate(people=40, seed=seed + 100, community="two")
    both = list(User.objects.filter(profile__goals__isnull=False).distinct().order_by("pk"))
    two = Community.objects.get(slug="two")
    for user in chance.sample(both, 25):
        Membership.objects.update_or_create(
            user=user, community=two, defaults={"state": "active", "state_at": timezone.now()}
        )
        people.note_change(user)
    mentees = chance.sample(both, 4)
    mentor = User.objects.filter(profile__places__gt=0).exclude(pk__in=[m.pk for m in mentees]).first()
    actions.hide(by=mentees[0], mentor=mentor)
    actions.block(by=mentor, other=mentees[1], now=timezone.now())
    for _ in range(12):
        mentee = chance.choice(mentees)
        if not mentee.is_suspended:
            assert_equal(mentee, Filters())
            assert_equal(mentee, some_filters(chance))
        for _ in range(chance.randint(1, 3)):
            change_something(chance)


def test_pages_are_slices_of_the_whole_list():
    generate(people=80, seed=9, community="one")
    mentee = User.objects.filter(profile__goals__isnull=False, profile__languages="en").first()
    whole = [meeting.mentor.user for meeting in rank(mentee).meetings]
    pages = [rank(mentee, page=number, per_page=7) for number in range(1, -(-len(whole) // 7) + 1)]
    assert [meeting.mentor.user for page in pages for meeting in page.meetings] == whole
    assert rank(mentee, page=999, per_page=7).number == len(pages)
    assert rank(mentee, page=999, per_page=7).meetings[-1].mentor.user == whole[-1]


def test_rows_kept_through_edits_are_those_of_a_fresh_start():
    generate(people=60, seed=4, community="one")
    mentee = User.objects.filter(profile__goals__isnull=False, profile__languages="en").first()
    chance = random.Random(4)
    for _ in range(20):
        rank(mentee)
        change_something(chance)
    if mentee.is_suspended:
        people.restore(user=mentee, by=mentee, now=timezone.now())
    kept = [meeting.mentor.user for meeting in rank(mentee).meetings]
    store.forget()
    assert [meeting.mentor.user for meeting in rank(mentee).meetings] == kept
