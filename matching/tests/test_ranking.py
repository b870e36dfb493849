"""The list: who is on it, in which order, and what the filters count. The oracle is the plain score of each pair."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions import note_change, set_available
from accounts.models import MentorState
from accounts.tests.factories import join, make_community, make_mentee, make_mentor
from matching import actions
from matching.meeting import meet
from matching.models import OpposedValues
from matching.ranking import Filters, rank
from matching.tests.factories import make_request
from partnerships.models import Reflection

pytestmark = pytest.mark.django_db

HONEST = (("honesty", "benevolence"), ("fairness", "universalism"), ("courage", "stimulation"))
PROUD = (("influence", "power"), ("wealth", "power"), ("fame", "achievement"))


def names(mentee, filters=None):
    return [meeting.mentor.user.first_name for meeting in rank(mentee, filters or Filters()).meetings]


def test_order_is_that_of_the_score_of_each_pair():
    mentee = make_mentee("Naledi", interests=("choir", "chess", "night-sky"))
    for number, values in enumerate((PROUD, HONEST, HONEST[:2] + PROUD[:2], HONEST[1:] + PROUD[:1])):
        passages = ("managing-people",) if number % 2 else ("something-else",)
        make_mentor(f"M{number}", values=values, passages=passages, interests=("choir", "jam", "tea"))
    ranked = rank(mentee).meetings
    oracle = {meeting.mentor.user: meet(mentee, meeting.mentor.user).pair.score for meeting in ranked}
    assert [meeting.pair.score for meeting in ranked] == sorted(oracle.values(), reverse=True)
    assert {meeting.mentor.user: meeting.pair.score for meeting in ranked} == oracle
    assert ranked[0].mentor.user.first_name == "M1"


def test_gates_leave_people_out_before_any_score():
    mentee = make_mentee("Naledi")
    make_mentor("Open")
    paused = make_mentor("Paused")
    set_available(profile=paused.profile, available=False, by=paused, now=timezone.now())
    make_mentor("Waiting", mentor_state=MentorState.AWAITING)
    make_mentor("Elsewhere", communities=[make_community("elsewhere")])
    make_mentor("French", languages=("fr",))
    make_mentor("Suspended", suspended_at=timezone.now())
    actions.block(by=mentee, other=make_mentor("Blocked"), now=timezone.now())
    actions.block(by=make_mentor("Blocker"), other=mentee, now=timezone.now())
    actions.hide(by=mentee, mentor=make_mentor("Hidden"))
    full = make_mentor("Full", places=1)
    make_request(mentor=full, mentee=make_mentee("Amara"), state="accepted")
    assert names(mentee) == ["Open"]


def test_draining_and_declared_essential_values_are_gates_either_way():
    mentee = make_mentee("Naledi", values=HONEST)
    mentee.profile.ranked_values.filter(rank=1).update(is_essential=True)
    make_mentor("Kind", values=HONEST)
    smooth = make_mentor("Smooth", values=(("courtesy", "conformity"), *HONEST[1:]))
    drained = make_mentor("Drained", values=PROUD)
    drained.profile.draining_values.create(value=mentee.profile.ranked_values.get(rank=2).value)
    courtesy = smooth.profile.ranked_values.get(rank=1).value
    honesty = mentee.profile.ranked_values.get(rank=1).value
    assert sorted(names(mentee)) == ["Kind", "Smooth"]
    first, second = sorted((courtesy, honesty), key=lambda value: value.pk)
    OpposedValues.objects.create(community=make_community(), first=first, second=second)
    assert names(mentee) == ["Kind"]


def test_never_again_rules_out_quietly():
    request = make_request(state="accepted")
    pair = request.mentee.partnerships_as_mentee.get()
    pair.__class__.objects.update(state="completed")
    assert names(request.mentee) == ["Hanna"]
    Reflection.objects.create(
        partnership=pair, author=request.mentor, never_again=True, written_at=timezone.now()
    )
    assert names(request.mentee) == []


def test_an_edit_is_ranked_at_the_next_page():
    mentee = make_mentee("Naledi")
    first, second = make_mentor("Adaeze", values=PROUD), make_mentor("Hanna", values=HONEST)
    assert names(mentee) == ["Hanna", "Adaeze"]
    first.profile.ranked_values.all().delete()
    for ranked in second.profile.ranked_values.all():
        first.profile.ranked_values.create(value=ranked.value, rank=ranked.rank, line="now mine")
    second.profile.ranked_values.all().delete()
    note_change(first)
    note_change(second)
    assert names(mentee) == ["Adaeze", "Hanna"]


def test_several_areas_must_all_have_been_lived_and_languages_any():
    mentee = make_mentee("Naledi", languages=("en", "fr"))
    make_mentor("Both", passages=("managing-people", "returning"), languages=("en",))
    make_mentor("One", passages=("managing-people",), languages=("fr",))
    assert names(mentee, Filters(areas=frozenset({"managing-people", "returning"}))) == ["Both"]
    assert sorted(names(mentee, Filters(languages=frozenset({"en", "fr"})))) == ["Both", "One"]
    assert names(mentee, Filters(languages=frozenset({"fr"}))) == ["One"]


def test_facet_counts_say_how_many_would_be_left():
    mentee = make_mentee("Naledi", languages=("en", "fr"))
    other = make_community("spinners")
    join(mentee, other)
    make_mentor("A", passages=("managing-people", "returning"), languages=("en",))
    make_mentor("B", passages=("managing-people",), languages=("fr",))
    make_mentor("C", passages=("returning",), languages=("fr",), communities=[other])
    for filters in (
        Filters(),
        Filters(languages=frozenset({"fr"})),
        Filters(areas=frozenset({"returning"})),
        Filters(communities=frozenset({"spinners"}), languages=frozenset({"fr"})),
    ):
        facets = rank(mentee, filters).facets
        for area, count in facets.areas.items():
            chosen = Filters(**(vars(filters) | {"areas": filters.areas | {area}}))
            assert len(names(mentee, chosen)) == count, (filters, area)
        for language, count in facets.languages.items():
            chosen = Filters(**(vars(filters) | {"languages": frozenset({language})}))
            assert len(names(mentee, chosen)) == count, (filters, language)
        for community, count in facets.communities.items():
            chosen = Filters(**(vars(filters) | {"communities": frozenset({community})}))
            assert len(names(mentee, chosen)) == count, (filters, community)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("coffee", ["Hanna"]),
        ("COFFEE women", ["Hanna"]),
        ("hanna", ["Hanna"]),
        ("Honesty", ["Hanna", "Mariama"]),
        ("coffee midwife", []),
        ("%", []),
        ("'; drop table", []),
        ("\x00", ["Hanna", "Mariama"]),
    ],
)
def test_search_looks_into_what_people_wrote(text, found):
    mentee = make_mentee("Naledi")
    hanna, mariama = make_mentor("Hanna"), make_mentor("Mariama")
    hanna.profile.__class__.objects.filter(user=hanna).update(opening="A coffee laboratory with nine women.")
    mariama.profile.__class__.objects.filter(user=mariama).update(opening="Midwife for eleven years.")
    note_change(hanna)
    note_change(mariama)
    assert sorted(names(mentee, Filters(text=text))) == found


def test_a_constant_number_of_queries():
    mentee = make_mentee("Naledi")
    counts = []
    for _ in range(2):
        for _ in range(3):
            make_mentor()
        rank(mentee)  # reads the newcomers
        with CaptureQueriesContext(connection) as queries:
            rank(mentee)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_hours_that_overlap_are_counted_in_both_peoples_weeks():
    mentee = make_mentee("Naledi", time_zone="Africa/Gaborone")
    near, far = (
        make_mentor("Near", time_zone="Africa/Addis_Ababa"),
        make_mentor("Far", time_zone="Pacific/Auckland"),
    )
    for user in (mentee, near, far):
        user.profile.__class__.objects.filter(user=user).update(free_slots=["wed-evening", "thu-evening"])
    assert names(mentee, Filters(overlap=6)) == ["Near"]
