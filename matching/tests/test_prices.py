"""Prices where they are kept: worked out from a real community, by the night, by the command and by an administrator."""

from datetime import timedelta

import pytest
from celery import current_app
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import Change, Community, Membership
from accounts.moves import IllegalMove
from accounts.tests.factories import give_consent, make_community, make_mentee, make_mentor, make_user
from accounts.tests.racing import at_once
from matching import actions, tasks
from matching.candidates import communities_to_price
from matching.models import CommunityRules, MentorPrice
from matching.ranking import rank

pytestmark = pytest.mark.django_db

NOW = timezone.now()
HONEST = (("honesty", "benevolence"), ("fairness", "universalism"), ("courage", "stimulation"))
NEAR = (*HONEST[:2], ("curiosity", "self-direction"))


def crowded(slug="weavers"):
    """Six mentees who would all ask Zodwa first, with Hanna a little behind her; each has two places."""
    community = make_community(slug)
    zodwa = make_mentor("Zodwa", values=HONEST, communities=[community])
    hanna = make_mentor("Hanna", values=NEAR, places=6, communities=[community])
    mentees = [make_mentee(values=HONEST, communities=[community]) for _ in range(6)]
    return community, zodwa, hanna, mentees


def order(mentee):
    return [meeting.mentor.user.first_name for meeting in rank(mentee).meetings]


def prices():
    return dict(MentorPrice.objects.values_list("mentor__first_name", "price"))


def test_whom_all_would_ask_first_moves_down_a_little_and_the_others_cost_nothing():
    community, __, __, [mentee, *_] = crowded()
    before = order(mentee)
    scores = {meeting.mentor.user.first_name: meeting.pair.score for meeting in rank(mentee).meetings}
    actions.work_out_prices(community=community, now=NOW)
    assert before == ["Zodwa", "Hanna"]
    assert set(prices()) == {"Zodwa"}
    assert prices()["Zodwa"] == pytest.approx(scores["Zodwa"] - scores["Hanna"], abs=0.01)
    assert {meeting.mentor.user.first_name: meeting.pair.score for meeting in rank(mentee).meetings} == scores


def test_working_them_out_again_replaces_them_and_tells_every_process():
    community, zodwa, *_ = crowded()
    actions.work_out_prices(community=community, now=NOW)
    first = prices()
    told = Change.objects.filter(kind=Change.Kind.PRICES, community=community).count()
    actions.work_out_prices(community=community, now=NOW + timedelta(days=1))
    assert prices() == first
    assert CommunityRules.objects.get(community=community).priced_at == NOW + timedelta(days=1)
    assert Change.objects.filter(kind=Change.Kind.PRICES, community=community).count() == told + 1
    zodwa.profile.__class__.objects.filter(user=zodwa).update(places=6)
    actions.work_out_prices(community=community, now=NOW + timedelta(days=2))
    assert prices() == {}


def test_prices_that_were_begun_earlier_do_not_replace_later_ones():
    community, zodwa, *_ = crowded()
    actions.work_out_prices(community=community, now=NOW)
    first = prices()
    zodwa.profile.__class__.objects.filter(user=zodwa).update(places=6)
    assert actions.work_out_prices(community=community, now=NOW - timedelta(minutes=1)) == 1
    assert prices() == first


def test_other_communities_keep_theirs():
    community, zodwa, *_ = crowded()
    other = make_community("knitters")
    MentorPrice.objects.create(community=other, mentor=zodwa, price=0.1)
    actions.work_out_prices(community=community, now=NOW)
    assert MentorPrice.objects.get(community=other).price == 0.1


def test_a_community_that_lets_no_demand_count_is_refused_and_its_order_is_by_fit_at_once():
    community, __, __, [mentee, *_] = crowded()
    MentorPrice.objects.create(community=community, mentor=mentee, price=0.1)
    MentorPrice.objects.create(
        community=community, mentor=Membership.objects.get(user__first_name="Zodwa").user, price=0.2
    )
    assert order(mentee) == ["Hanna", "Zodwa"]
    CommunityRules.objects.create(community=community, uses_prices=False)
    assert order(mentee) == ["Zodwa", "Hanna"]
    with pytest.raises(IllegalMove, match="does not count"):
        actions.work_out_prices(community=community, now=NOW)
    assert tasks.price_community(community.pk) == 0


def test_a_community_that_is_closed_or_gone_is_left_alone():
    community, *_ = crowded()
    Community.objects.update(is_active=False)
    assert tasks.price_community(community.pk) == 0
    assert tasks.price_community(0) == 0
    assert not CommunityRules.objects.exists()


def test_a_community_without_people_has_no_price():
    assert actions.work_out_prices(community=make_community("empty"), now=NOW) == 0


def test_the_night_reaches_communities_with_mentors_and_goals_or_with_old_prices():
    crowded("weavers")
    make_mentor("Alone", communities=[make_community("without-goals")])
    make_mentee("Aone", communities=[make_community("without-mentors")])
    away = make_mentor("Away", communities=[make_community("away")])
    away.profile.__class__.objects.filter(user=away).update(paused_at=NOW)
    make_mentee(communities=[make_community("away")])
    MentorPrice.objects.create(community=make_community("left-over"), mentor=away, price=0.1)
    for slug in ("off", "closed"):
        crowded(slug)
    CommunityRules.objects.create(community=make_community("off"), uses_prices=False)
    Community.objects.filter(slug="closed").update(is_active=False)
    assert set(communities_to_price().values_list("slug", flat=True)) == {"weavers", "left-over"}


@pytest.fixture
def worker_at_hand():
    """Tasks run where they are asked for. (monkeypatch cannot take back what Celery's settings compute.)"""
    current_app.conf.task_always_eager = True
    yield
    current_app.conf.task_always_eager = False


def test_the_night_hands_each_community_to_a_worker(worker_at_hand):
    crowded("weavers")
    crowded("knitters")
    assert tasks.price_every_community() == 2
    assert MentorPrice.objects.count() == 2


def test_the_command_works_them_out_and_says_how_many(capsys):
    crowded()
    call_command("match_prices", "weavers")
    assert capsys.readouterr().out == "Mentors with a price in “Weavers”: 1.\n"
    with pytest.raises(CommandError, match="no community 'nowhere'"):
        call_command("match_prices", "nowhere")
    CommunityRules.objects.update(uses_prices=False)
    with pytest.raises(CommandError, match="does not count"):
        call_command("match_prices", "weavers")


def test_an_administrator_asks_a_worker_for_them(client):
    weavers, off = crowded()[0], make_community("off")
    CommunityRules.objects.create(community=off, uses_prices=False)
    boss = make_user("Esi", is_staff=True, is_superuser=True)
    give_consent(boss)
    client.force_login(boss)
    chosen = {"action": "work_out_prices", "_selected_action": [weavers.pk, off.pk]}
    page = client.post(reverse("admin:accounts_community_changelist"), chosen, follow=True).content.decode()
    assert "The prices of 1 community are being worked out." in page
    assert "Off: Demand does not count in its order." in page


@pytest.mark.django_db(transaction=True)
def test_two_at_once_leave_one_set_of_prices():
    community, *_ = crowded()
    calls = [
        lambda later=later: actions.work_out_prices(community=community, now=NOW + timedelta(minutes=later))
        for later in range(4)
    ]
    assert at_once(calls) == [1] * 4
    assert set(prices()) == {"Zodwa"}
    assert CommunityRules.objects.get(community=community).priced_at == NOW + timedelta(minutes=3)
