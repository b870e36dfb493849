"""A cohort scores every pair as the pair itself is scored, and bars whom `matching/candidates.py` and the gates of the values bar."""

import math
import random

import pytest
from django.utils import timezone

from accounts import actions as people
from accounts.models import Goal, Membership, MentorState, Profile, User
from accounts.tests.factories import join, make_community, make_mentee, make_mentor
from matching import actions, candidates, limits
from matching.cohort import cohort
from matching.meeting import meet_all
from matching.models import CommunityRules, Hidden, OpposedValues
from matching.tests.factories import make_request
from matching.tests.test_ranking_oracle import generate
from partnerships.models import Reflection

pytestmark = pytest.mark.django_db


def pairs(made):
    """(mentee, mentor) → score, None where the pair is barred."""
    block = made.block(0, len(made.mentees))
    return {
        (int(mentee), int(mentor)): None if math.isnan(block[i, j]) else float(block[i, j])
        for i, mentee in enumerate(made.mentees)
        for j, mentor in enumerate(made.mentors)
    }


def plain_pairs(made):
    """The same from the pages' own reads: who may ask whom, and each pair's score."""
    expected = {}
    for mentee in User.objects.filter(pk__in=made.mentees.tolist()):
        allowed = candidates.not_hidden_by(mentee, candidates.mentors_open_to(mentee))
        open_to = set(allowed.values_list("user", flat=True)) - {mentee.pk}
        for pk, meeting in meet_all(mentee, made.mentors.tolist()).items():
            may = pk in open_to and not meeting.pair.gates
            expected[mentee.pk, pk] = pytest.approx(meeting.pair.score, abs=1e-9) if may else None
    return expected


@pytest.mark.parametrize("seed", [1, 2])
def test_every_pair_of_a_community_is_what_the_pair_itself_says(seed):
    chance = random.Random(seed)
    generate(people=50, seed=seed, community="one")
    community = make_community("one")
    CommunityRules.objects.create(community=community, values=60, experience=10, mindset=20, interests=10)
    mentees = list(User.objects.filter(profile__goals__isnull=False).distinct().order_by("pk"))
    mentors = list(User.objects.filter(profile__places__gt=0).order_by("pk"))
    values = sorted({ranked.value_id for user in mentees for ranked in user.profile.ranked_values.all()})
    for _ in range(4):
        one, other = sorted(chance.sample(values, 2))
        OpposedValues.objects.get_or_create(
            community=community, first_id=one, second_id=other, defaults={"degree": chance.choice((0.4, 1.0))}
        )
    for _ in range(8):
        mentee, mentor = chance.choice(mentees), chance.choice(mentors)
        if mentee != mentor:
            Hidden.objects.get_or_create(person=mentee, mentor=mentor)
    one, other = chance.sample(mentees, 2)
    for mentee in (one, other):
        mentor = chance.choice([user for user in mentors if user != mentee])
        actions.block(
            by=mentee if mentee == one else mentor,
            other=mentor if mentee == one else mentee,
            now=timezone.now(),
        )
    made = cohort(community)
    assert list(made.mentees) == sorted(made.mentees) and list(made.mentors) == sorted(made.mentors)
    found = pairs(made)
    assert found == plain_pairs(made)
    assert None in found.values() and any(found.values())


def test_blocks_are_slices_of_the_whole():
    generate(people=30, seed=3, community="one")
    made = cohort(make_community("one"))
    whole, last = made.block(0, len(made.mentees)), len(made.mentees)
    assert made.block(2, 5).tobytes() == whole[2:5].tobytes()
    assert made.block(last, last).shape == (0, len(made.mentors))


def test_mentors_are_those_with_a_free_place_and_their_places():
    community = make_community()
    hanna, full = make_mentor("Hanna", places=3), make_mentor("Full", places=1)
    make_request(mentor=hanna, mentee=make_mentee("Amara"), state="accepted")
    make_request(mentor=full, mentee=make_mentee("Sipho"), state="accepted")
    paused = make_mentor("Paused")
    people.set_available(profile=paused.profile, available=False, by=paused, now=timezone.now())
    make_mentor("Waiting", mentor_state=MentorState.AWAITING)
    make_mentor("Elsewhere", communities=[make_community("dyers")])
    make_mentor("Suspended", suspended_at=timezone.now())
    ravi = make_mentor("Ravi", places=5)
    made = cohort(community)
    assert dict(zip(made.mentors.tolist(), made.places.tolist(), strict=True)) == {hanna.pk: 2, ravi.pk: 5}


def test_mentees_are_those_with_an_open_goal_and_room_for_a_mentor():
    community, now = make_community(), timezone.now()
    naledi, asked = make_mentee("Naledi"), make_mentee("Asked")
    make_request(mentee=asked, mentor=make_mentor("Hanna", places=9))
    reached = make_mentee("Reached")
    Goal.objects.filter(profile__user=reached).update(closed_at=now)
    make_mentee("Without", goals=())
    make_mentee("Suspended", suspended_at=now)
    left = make_mentee("Left")
    Membership.objects.filter(user=left).update(state=Membership.State.LEFT)
    unfinished = make_mentee("Unfinished")
    Profile.objects.filter(user=unfinished).update(completed_at=None)
    busy = make_mentee("Busy", goals=[f"goal-{number}" for number in range(limits.MAX_MENTORS)])
    for goal in busy.profile.goals.all():
        request = actions.send(
            mentee=busy, mentor=make_mentor(), community=community, goal=goal, message="?", now=now
        )
        actions.accept(request=request, by=request.mentor, now=now)
    assert cohort(community).mentees.tolist() == sorted([naledi.pk, asked.pk])


def test_who_is_both_is_not_paired_with_themselves_nor_again_with_whom_they_parted_from():
    both = make_mentee("Naledi", places=2, mentor_state=MentorState.APPROVED, passages=("returning",))
    request = make_request(mentee=make_mentee("Amara"), mentor=both, state="accepted")
    pair = request.mentee.partnerships_as_mentee.get()
    amara = request.mentee
    Profile.objects.filter(user=amara).update(places=1, mentor_state=MentorState.APPROVED)
    made = cohort(make_community())
    found = pairs(made)
    assert found == plain_pairs(made)
    assert found[both.pk, both.pk] is None and found[amara.pk, both.pk] is None  # together now
    assert found[both.pk, amara.pk] is not None
    pair.__class__.objects.update(state="completed")
    Reflection.objects.create(partnership=pair, author=amara, never_again=True, written_at=timezone.now())
    found = pairs(cohort(make_community()))
    assert found[amara.pk, both.pk] is None and found[both.pk, amara.pk] is None


def test_a_mentee_who_said_nothing_and_a_community_of_nobody():
    silent = make_mentee("Silent", values=(), goals=("managing-people",), languages=())
    made = cohort(make_community())
    assert made.block(0, 1).shape == (1, 0)
    make_mentor("Hanna")
    assert pairs(cohort(make_community())) == {(silent.pk, User.objects.get(first_name="Hanna").pk): None}
    empty = cohort(make_community("dyers"))
    assert empty.block(0, 0).shape == (0, 0) and not len(empty.places)


def test_a_cohort_goes_by_the_rules_of_its_own_community_only():
    weavers, dyers = make_community(), make_community("dyers")
    mentee, mentor = make_mentee("Naledi"), make_mentor("Hanna", interests=("chess", "tea", "jazz"))
    for person in (mentee, mentor):
        join(person, dyers)
    plain = pairs(cohort(weavers))
    CommunityRules.objects.create(community=dyers, values=0, experience=100, mindset=0, interests=0)
    assert pairs(cohort(weavers)) == plain != pairs(cohort(dyers))
