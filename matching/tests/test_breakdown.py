"""The breakdown in names: what a reader of a page, a mail or the administration is told."""

import pytest
from django.urls import reverse

from accounts.models import AreaRelation, Bridge, DrainingValue, Passage
from accounts.tests.factories import (
    give_consent,
    make_area,
    make_community,
    make_mentee,
    make_mentor,
    make_user,
    make_value,
)
from matching.breakdown import breakdown
from matching.explaining import Role
from matching.meeting import meet
from matching.models import MentorPrice, OpposedValues
from matching.templatetags.workings import workings_table
from matching.wording import Words
from outbox.models import Mail
from partnerships.ground import Transfer

from .factories import make_request

pytestmark = pytest.mark.django_db
CLAUSE = "Hearing who is out of tune."


def relate(one, other, why=CLAUSE):
    first, second = sorted((make_area(one), make_area(other, "choir")), key=lambda area: area.pk)
    AreaRelation.objects.create(first=first, second=second, why=why)


def lead_a_choir(mentor):
    Passage.objects.filter(profile__user=mentor).delete()
    return Passage.objects.create(
        profile=mentor.profile, area=make_area("leading-a-choir", "choir"), began=2015, depth="deep"
    )


def rows(told, section):
    found = next(one for one in told.sections if one.head.label == section)
    return {row.label: row for row in found.rows}


@pytest.fixture
def pair():
    return make_mentee("Naledi"), make_mentor("Hanna")


def test_a_shared_value_has_both_ranks(pair):
    told = breakdown(meet(*pair), Role.MENTEE)
    assert (told.mine, told.theirs) == ("Hanna for you", "You for Hanna")
    assert rows(told, "Values")["Honesty"].note == "you first, Hanna first"


def test_a_third_person_reads_both_names(pair):
    told = breakdown(meet(*pair), None)
    assert (told.mine, told.theirs) == ("Hanna for Naledi", "Naledi for Hanna")
    assert rows(told, "Values")["Honesty"].note == "Naledi first, Hanna first"


def test_the_mentor_reads_the_same_figures_the_other_way_round(pair):
    mine, theirs = (breakdown(meet(*pair), role) for role in (Role.MENTEE, Role.MENTOR))
    assert (mine.together.mine, mine.together.theirs) == (theirs.together.theirs, theirs.together.mine)
    assert [row[:2] for row in mine.results] == [row[:2] for row in theirs.results]


def test_little_known_is_said_in_words(pair):
    values = rows(breakdown(meet(*pair), Role.MENTEE), "Values")
    assert values["What anybody would have"].note == (
        "counts for less: only three answers from you, only three answers from Hanna"
    )


def test_what_is_not_known_says_why_and_has_no_lines(pair):
    told = breakdown(meet(*pair), Role.MENTEE)
    interests = next(section for section in told.sections if section.head.label == "Interests")
    assert (interests.head.mine, interests.rows) == (None, ())
    assert interests.head.note == "fewer than three interests named; its weight goes to the other parts"


def test_a_related_passage_names_both_areas_and_what_carries_over(pair):
    lead_a_choir(pair[1])
    relate("managing-people", "leading-a-choir")
    meeting = meet(*pair)
    row = rows(breakdown(meeting, Role.MENTEE), "Experience")["Leading a choir → Managing people"]
    assert row.note == "related 0.6 × depth 1: hearing who is out of tune."
    assert meeting.ground().transfers == (Transfer("Leading a choir", "Managing people", CLAUSE, False),)
    [reason] = [one.text for one in Words(meeting, Role.MENTEE).reasons if "choir" in one.text]
    assert reason.startswith("Has been through <strong>Leading a choir</strong>")
    assert reason.endswith("<strong>Managing people</strong>: hearing who is out of tune.")


def test_a_bridge_speaks_in_the_mentors_own_words(pair):
    passage = lead_a_choir(pair[1])
    Bridge.objects.create(
        profile=pair[1].profile,
        from_area=passage.area,
        to_area=make_area("managing-people"),
        text="You wait for the breath of <others>.",
    )
    meeting = meet(*pair)
    row = rows(breakdown(meeting, Role.MENTEE), "Experience")["Leading a choir → Managing people"]
    assert (row.note, row.said) == ("bridge 0.6 × depth 1", "You wait for the breath of <others>.")
    assert "breath of &lt;others&gt;" in workings_table(breakdown(meeting, Role.MENTEE))
    assert meeting.ground().transfers[0].by_mentor
    mine = [one.text for one in Words(meeting, Role.MENTOR).reasons if "choir" in one.text]
    assert mine[0].startswith("Your bridge, ")


def test_what_carries_over_stands_in_both_mails(pair):
    lead_a_choir(pair[1])
    relate("managing-people", "leading-a-choir")
    make_request(mentee=pair[0], mentor=pair[1], state="accepted")
    received = Mail.objects.get(name="request_received")
    assert "Leading a choir → Managing people: " in received.text
    assert "You for Naledi / Naledi for you" not in received.text
    assert "Naledi for you / You for Naledi" in received.text
    for mail in Mail.objects.filter(name="introduction"):
        assert f"Leading a choir → Managing people: {CLAUSE}" in mail.text
        assert CLAUSE in mail.html


def test_a_pull_has_its_degree_and_says_when_it_is_declared(pair):
    one, other = sorted((make_value("courage"), make_value("honesty")), key=lambda value: value.pk)
    OpposedValues.objects.create(community=make_community(), first=one, second=other, degree=0.5)
    pulls = rows(breakdown(meet(*pair), Role.MENTEE), "Pull between values")
    assert pulls["Courage against Honesty"].note == "you third, Hanna first; degree 0.5, declared"


def test_demand_is_a_line_of_its_own_for_the_mentee_only(pair):
    MentorPrice.objects.create(community=make_community(), mentor=pair[1], price=0.04)
    mine, theirs = (breakdown(meet(*pair), role) for role in (Role.MENTEE, Role.MENTOR))
    (_, score, _), (label, price, _), (_, rank, _) = mine.results
    assert (label, price, rank) == ("In high demand", -4, score - 4)
    assert len(theirs.results) == 1


def test_the_text_has_every_figure_of_the_table(pair):
    told = breakdown(meet(*pair), Role.MENTEE)
    lines = list(told.lines)
    assert len(lines) == 2 + sum(1 + len(section.rows) for section in told.sections) + len(told.results)
    assert f"Together: {told.together.mine} / {told.together.theirs}" in lines


def test_the_administration_reads_why_two_fit_and_nothing_private(client, pair):
    boss = make_user("Esi", is_staff=True, is_superuser=True)
    give_consent(boss)
    client.force_login(boss)
    DrainingValue.objects.create(profile=pair[1].profile, value=make_value("gloom"))
    letter = make_request(mentee=pair[0], mentor=pair[1])
    page = client.get(reverse("admin:matching_request_change", args=[letter.pk])).content.decode()
    assert "Hanna for Naledi" in page
    assert "Naledi first, Hanna first" in page
    assert "Gloom" not in page
