"""Trying other rules on one mentee's list: the same order as the score's own, nothing private, nothing written before it is saved."""

from urllib.parse import urlencode

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Change, DrainingValue, RankedValue, Value
from accounts.moves import IllegalMove
from accounts.tests.factories import (
    give_consent,
    make_community,
    make_mentee,
    make_mentor,
    make_person,
    make_user,
    make_value,
)
from matching import actions, preview
from matching.meeting import meet_all
from matching.models import CommunityRules, MentorPrice, OpposedValues
from matching.preview import compare
from matching.proposal import Proposal, standing

pytestmark = pytest.mark.django_db
CANARY = "zwitschernder-kanarienvogel"
CIRCLE = [
    ("honesty", "benevolence"),
    ("fairness", "universalism"),
    ("courage", "stimulation"),
    ("order", "security"),
    ("influence", "power"),
    ("faith", "tradition"),
    ("joy", "hedonism"),
]


@pytest.fixture
def boss(client):
    user = make_user("Esi", is_staff=True, is_superuser=True)
    give_consent(user)
    client.force_login(user)
    return user


@pytest.fixture
def weavers():
    return make_community()


def make_crowd(count=14):
    """A mentee and so many mentors, each a little different."""
    mentee = make_mentee("Naledi", goals=["goal-1", "goal-2"], interests=["a", "b", "c", "d"])
    mentors = [
        make_mentor(
            f"Mentor{n:02}",
            values=[CIRCLE[(n * 3 + step * (1 + n % 2)) % len(CIRCLE)] for step in range(3)],
            passages=[f"goal-{1 + n % 3}"],
            interests=[["a", "b", "c"], ["c", "d", "e"], ["e", "f", "g"]][n % 3],
        )
        for n in range(count)
    ]
    return mentee, mentors


def proposed(values=35, experience=35, mindset=20, interests=10, uses_prices=True, **declared):
    pairs = {frozenset(pair.split("_")): degree for pair, degree in declared.items()}
    return Proposal(values, experience, mindset, interests, uses_prices, pairs)


def url_of(community, **query):
    address = reverse("admin:accounts_community_rules_preview", args=[community.pk])
    return f"{address}?{urlencode(query)}" if query else address


def typed(mentee=None, pairs=(), *, weights=(35, 35, 20, 10), uses_prices=True):
    """The query string of the page, as its form sends it."""
    query = dict(zip(("values", "experience", "mindset", "interests"), weights, strict=True))
    if uses_prices:
        query["uses_prices"] = "on"
    if mentee:
        query["mentee"] = mentee.pk
    query |= {"pairs-TOTAL_FORMS": len(pairs), "pairs-INITIAL_FORMS": 0}
    for place, (first, second, degree) in enumerate(pairs):
        query |= {
            f"pairs-{place}-first": first,
            f"pairs-{place}-second": second,
            f"pairs-{place}-degree": degree,
        }
    return query


def oracle(mentee, mentors):
    """Names in the order that :func:`meet_all` gives by the rules that stand."""
    meetings = [m for m in meet_all(mentee, [mentor.pk for mentor in mentors]).values() if not m.pair.gates]
    meetings.sort(key=lambda meeting: (-round(meeting.pair.rank_score, 9), meeting.mentor.user.public_id))
    return [(meeting.mentor.user.first_name, meeting.pair.score) for meeting in meetings]


def told(standings, *, then):
    return [(one.mentor.user.first_name, (one.then if then else one.now).pair.score) for one in standings]


# --- the comparison


def test_both_lists_are_the_score_s_own_order_before_and_after_saving(boss, weavers):
    mentee, mentors = make_crowd()
    RankedValue.objects.filter(profile=mentee.profile, value__slug="honesty").update(is_essential=True)
    MentorPrice.objects.create(community=weavers, mentor=mentors[0], price=0.2)
    proposal = proposed(10, 10, 20, 60, uses_prices=False, honesty_influence=0.5, fairness_joy=0.0)
    comparison = compare(mentee, weavers, proposal)
    assert told(comparison.now, then=False) == oracle(mentee, mentors)[:10]
    actions.set_rules(community=weavers, proposal=proposal, seen=standing(weavers).mark, by=boss)
    after = oracle(mentee, mentors)
    assert told(comparison.then, then=True) == after[:10]
    assert [one.place_then for one in comparison.then] == list(range(1, len(comparison.then) + 1))
    assert comparison.barred
    assert len(comparison.barred) == len(mentors) - len(after)
    assert told(comparison.now, then=False) != told(comparison.then, then=True)


def test_rules_of_another_community_of_theirs_stay_as_they_are(weavers):
    dyers = make_community("dyers")
    mentee = make_mentee("Naledi", communities=[weavers, dyers])
    mentor = make_mentor("Hanna", communities=[dyers])
    CommunityRules.objects.create(community=dyers, values=100, experience=0, mindset=0, interests=0)
    comparison = compare(mentee, weavers, proposed(0, 100, 0, 0))
    (only,) = comparison.now
    assert only.mentor.user == mentor
    assert only.now.pair == only.then.pair


def test_who_is_barred_for_a_private_reason_is_nowhere(weavers):
    mentee, mentors = make_crowd(3)
    shared = mentors[0].profile.ranked_values.first().value
    DrainingValue.objects.create(profile=mentee.profile, value=shared)
    holders = {mentor.pk for mentor in mentors if mentor.profile.ranked_values.filter(value=shared).exists()}
    comparison = compare(mentee, weavers, proposed(honesty_influence=1.0))
    found = {one.mentor.user_id for one in (*comparison.now, *comparison.then, *comparison.barred)}
    assert found == {mentor.pk for mentor in mentors} - holders
    assert comparison.freed == 0


def test_whom_they_have_put_away_is_not_told_by_leaving_them_out(weavers):
    mentee, mentors = make_crowd(3)
    actions.hide(by=mentee, mentor=mentors[1])
    comparison = compare(mentee, weavers, standing(weavers))
    assert {one.mentor.user for one in comparison.now} == set(mentors)


def test_a_large_community_is_compared_from_the_front(weavers, monkeypatch):
    mentee, mentors = make_crowd(8)
    monkeypatch.setattr(preview, "MOST", 5)
    monkeypatch.setattr(preview, "NEAREST", 4)
    actions.hide(by=mentee, mentor=mentors[7])
    comparison = compare(mentee, weavers, proposed(0, 0, 0, 100))
    assert comparison.is_partial
    assert comparison.compared == 5
    assert mentors[7] in {one.mentor.user for one in comparison.now}


def test_the_comparison_asks_as_many_queries_for_many_as_for_few(weavers):
    mentee, _mentors = make_crowd(3)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            compare(mentee, weavers, proposed(0, 0, 0, 100))
        return len(captured)

    few = queries()
    for n in range(5):
        make_mentor(f"More{n}")
    assert queries() == few


# --- the page


def test_the_page_shows_both_lists_and_what_moves(client, boss, weavers):
    mentee, _mentors = make_crowd()
    RankedValue.objects.filter(profile=mentee.profile, value__slug="honesty").update(is_essential=True)
    query = typed(mentee, [("influence", "honesty", "1"), ("", "", "")], weights=(5, 5, 0, 90))
    page = client.get(url_of(weavers, **query))
    body = page.content.decode()
    assert page.status_code == 200
    assert [line.person.first_name for line in page.context["then"]] == [
        one.mentor.user.first_name for one in page.context["comparison"].then
    ]
    assert "up " in body
    assert "not offered then" in body
    assert "Honesty is essential to Naledi, and these rules oppose it to Influence." in body
    assert "Save these rules" in body
    assert not OpposedValues.objects.exists()
    assert not CommunityRules.objects.exists()
    assert not Change.objects.filter(kind=Change.Kind.RULES).exists()


def test_the_page_of_a_community_leads_to_the_preview(client, boss, weavers):
    page = client.get(reverse("admin:accounts_community_change", args=[weavers.pk]))
    assert url_of(weavers) in page.content.decode()


def test_the_same_rules_move_nobody_and_are_not_offered_for_saving(client, boss, weavers):
    mentee, _mentors = make_crowd(3)
    body = client.get(url_of(weavers, **typed(mentee))).content.decode()
    assert "nothing moves" in body
    assert "Save these rules" not in body


def test_the_weights_must_add_up_here_too_and_stay_as_typed(client, boss, weavers):
    mentee, _mentors = make_crowd(2)
    page = client.get(url_of(weavers, **typed(mentee, weights=(50, 35, 20, 10))))
    body = page.content.decode()
    assert "The four add up to 115 now." in body
    assert 'name="values" value="50"' in body
    assert "comparison" not in page.context


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([("honesty", "joy", "0.6"), ("joy", "honesty", "0.2")], "This pair is here twice."),
        ([("honesty", "honesty", "0.6")], "not opposed to itself"),
        ([("honesty", "", "0.6")], "A pair needs two values."),
        ([("honesty", "joy", "")], "How much, from 0 to 1?"),
        ([("honesty", "joy", "1.5")], "less than or equal to 1"),
        ([("honesty", "joy", "nan")], "Enter a number."),
        ([("honesty", "nobody", "1")], "not one of the available choices"),
    ],
)
def test_pairs_that_make_no_sense_are_said(client, boss, weavers, pairs, said):
    for slug in ("honesty", "joy"):
        make_value(slug)
    assert said in client.get(url_of(weavers, **typed(pairs=pairs))).content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "values=",
        "values=x&experience=y&mindset=&interests=%00",
        "values=99999999999999999999&experience=0&mindset=0&interests=0",
        "mentee=x",
        "mentee=%00&who=%00",
        "mentee=99999999999999999999",
        "who=" + "x" * 500,
        "pairs-TOTAL_FORMS=3",
        "values=35&pairs-TOTAL_FORMS=x",
        "values=35&pairs-TOTAL_FORMS=99999999&pairs-INITIAL_FORMS=99999999",
        "values=35&pairs-TOTAL_FORMS=-1&pairs-INITIAL_FORMS=5",
        "values=35&experience=35&mindset=20&interests=10&pairs-TOTAL_FORMS=1&pairs-INITIAL_FORMS=0&pairs-0-DELETE=on",
        "values=35&values=40&mentee=1&mentee=2&%FF=%FE",
    ],
)
def test_an_address_that_makes_no_sense_is_answered(client, boss, weavers, query):
    make_crowd(1)
    assert client.get(f"{url_of(weavers)}?{query}").status_code == 200
    sent = dict(part.partition("=")[::2] for part in query.split("&"))
    assert client.post(url_of(weavers), sent).status_code in (200, 302)


def test_a_short_address_leaves_the_pairs_as_they_stand(client, boss, weavers):
    mentee, _mentors = make_crowd(2)
    low, high = sorted([make_value("joy"), make_value("order")], key=lambda value: value.pk)
    OpposedValues.objects.create(community=weavers, first=low, second=high, degree=0.5)
    page = client.get(url_of(weavers, mentee=mentee.pk, values=40, experience=30, mindset=20, interests=10))
    assert page.context["tried"].proposal.declared == {frozenset(("joy", "order")): 0.5}


def test_a_mentee_is_found_by_name_and_only_in_this_community(client, boss, weavers):
    mentee, _mentors = make_crowd(2)
    make_person("Sanna", communities=[make_community("elsewhere")])
    body = client.get(url_of(weavers)).content.decode()
    assert "Naledi Test" in body
    assert "Sanna" not in body
    page = client.get(url_of(weavers, who="nal"))
    assert page.context["mentee"] == mentee
    assert client.get(url_of(weavers, who="sanna")).context["mentee"] is None
    assert client.get(url_of(weavers, who="sanna", mentee=mentee.pk)).context["mentee"] is None


def test_what_is_private_is_not_on_the_page(client, boss, weavers):
    mentee, mentors = make_crowd(4)
    DrainingValue.objects.create(profile=mentee.profile, value=make_value(CANARY))
    Value.objects.filter(slug=CANARY).update(is_active=False)
    actions.write_note(by=mentee, mentor=mentors[0], note=CANARY)
    actions.send(
        mentee=mentee,
        mentor=mentors[1],
        community=weavers,
        goal=mentee.profile.goals.first(),
        message=CANARY,
        hopes=CANARY,
        now=timezone.now(),
    )
    # A mentor who holds the draining value is barred, and under other rules as well; nothing says why, or that they are.
    RankedValue.objects.filter(profile=mentors[2].profile, rank=1).update(value=make_value(CANARY))
    RankedValue.objects.filter(profile=mentee.profile, rank=1).update(is_essential=True)
    body = client.get(url_of(weavers, **typed(mentee, [("honesty", "joy", "1")]))).content.decode()
    assert "The list of Naledi" in body
    assert CANARY not in body.lower()
    assert "Mentor02 " not in body.partition("The list of Naledi")[2]
    assert "rain" not in body.partition("The list of Naledi")[2]


# --- who may


def staff(client, *permissions):
    user = make_user("Helper", is_staff=True)
    give_consent(user)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(user)
    return user


def test_somebody_who_is_no_staff_is_sent_to_sign_in(client, weavers):
    client.force_login(make_mentee("Naledi"))
    for page in (client.get(url_of(weavers)), client.post(url_of(weavers), {})):
        assert page.status_code == 302
        assert page["Location"].startswith(reverse("admin:login"))


@pytest.mark.parametrize(
    ("permissions", "status"),
    [
        ((), 403),
        (("view_community",), 403),
        (("view_community", "view_profile"), 403),
        (("view_community", "view_profile", "view_communityrules"), 200),
    ],
)
def test_staff_see_the_preview_with_the_rights_to_what_it_shows(client, weavers, permissions, status):
    staff(client, *permissions)
    assert client.get(url_of(weavers)).status_code == status


def test_who_may_only_look_can_not_save(client, weavers):
    staff(client, "view_community", "view_profile", "view_communityrules")
    query = typed(weights=(50, 20, 20, 10))
    assert "Save these rules" not in client.get(url_of(weavers, **query)).content.decode()
    assert client.post(url_of(weavers), query | {"seen": standing(weavers).mark}).status_code == 403
    assert not CommunityRules.objects.exists()


def test_a_community_that_is_not_there_is_not_found(client, boss):
    for pk in (0, 10**30):
        address = reverse("admin:accounts_community_rules_preview", args=[pk])
        assert client.get(address).status_code == 404


# --- saving


def test_saving_writes_what_was_tried_once_and_says_so(client, boss, weavers):
    mentee, _mentors = make_crowd(2)
    make_value("loyalty")
    old = sorted([make_value("joy"), make_value("order")], key=lambda value: value.pk)
    OpposedValues.objects.create(community=weavers, first=old[0], second=old[1])
    CommunityRules.objects.create(community=weavers, priced_at=timezone.now())
    query = typed(mentee, [("loyalty", "honesty", "0.4")], weights=(50, 20, 20, 10), uses_prices=False)
    page = client.post(url_of(weavers), query | {"seen": standing(weavers).mark}, follow=True)
    assert "These rules hold from now on" in page.content.decode()
    assert standing(weavers) == proposed(50, 20, 20, 10, uses_prices=False, honesty_loyalty=0.4)
    assert CommunityRules.objects.get().priced_at
    assert [*Change.objects.filter(kind=Change.Kind.RULES).values_list("community", flat=True)] == [
        weavers.pk
    ]
    assert LogEntry.objects.get().object_id == str(weavers.pk)


def test_saving_over_somebody_else_s_rules_asks_to_look_again(client, boss, weavers):
    query = typed(weights=(50, 20, 20, 10)) | {"seen": standing(weavers).mark}
    CommunityRules.objects.create(community=weavers, values=40, experience=30)
    page = client.post(url_of(weavers), query)
    assert page.status_code == 200
    assert "changed since you looked" in page.content.decode()
    assert CommunityRules.objects.get().values == 40
    assert not Change.objects.filter(kind=Change.Kind.RULES).exists()
    again = query | {"seen": page.context["tried"].present.mark}
    assert client.post(url_of(weavers), again).status_code == 302
    assert CommunityRules.objects.get().values == 50


def test_saving_what_holds_already_notes_nothing(boss, weavers):
    mark = standing(weavers).mark
    assert not actions.set_rules(community=weavers, proposal=standing(weavers), seen=mark, by=boss)
    assert not Change.objects.filter(kind=Change.Kind.RULES).exists()


def test_a_value_that_has_gone_is_refused_and_everything_stays(boss, weavers):
    make_value("honesty")
    with pytest.raises(IllegalMove):
        actions.set_rules(
            community=weavers,
            proposal=proposed(50, 20, 20, 10, honesty_gone=1.0),
            seen=standing(weavers).mark,
            by=boss,
        )
    assert not CommunityRules.objects.exists()
    assert not Change.objects.filter(kind=Change.Kind.RULES).exists()
