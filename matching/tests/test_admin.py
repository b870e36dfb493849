"""Requests, opposed values and suspensions in the administration."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import give_consent, make_community, make_user, make_value
from matching.models import OpposedValues, Request
from outbox.models import Mail
from partnerships.models import Partnership

from .factories import make_request

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    user = make_user("Esi", is_staff=True, is_superuser=True)
    give_consent(user)
    client.force_login(user)
    return user


def choose(client, url_name, action, *rows, **more):
    data = {"action": action, "_selected_action": [row.pk for row in rows], **more}
    return client.post(reverse(f"admin:{url_name}_changelist"), data, follow=True)


def test_a_request_shows_its_state_and_not_its_letter(client, boss):
    request = make_request()
    page = client.get(reverse("admin:matching_request_change", args=[request.pk])).content.decode()
    assert "waits for an answer" in page
    assert "Could that be you?" not in page
    assert "One call every two weeks" not in page


def test_voiding_asks_first_and_tells_nobody(client, boss):
    request = make_request()
    page = choose(client, "matching_request", "void", request)
    assert "Neither is told" in page.content.decode()
    choose(client, "matching_request", "void", request, confirmed="yes")
    request.refresh_from_db()
    assert (request.state, request.ended_by) == (Request.State.VOID, boss)
    assert list(Mail.objects.values_list("name", "state")) == [("request_received", "cancelled")]
    assert LogEntry.objects.get().change_message == "Taken away."


def test_voiding_an_answered_request_says_why_not(client, boss):
    request = make_request(state=Request.State.DECLINED)
    page = choose(client, "matching_request", "void", request, confirmed="yes")
    assert "declined already" in page.content.decode()


def test_suspending_asks_why_and_reaches_requests_and_partnerships(client, boss):
    request = make_request()
    running = make_request(mentee=None, mentor=None, state=Request.State.ACCEPTED)
    hanna = request.mentor
    Partnership.objects.filter(mentee=running.mentee).update(mentor=hanna)
    page = choose(client, "accounts_user", "suspend", hanna, confirmed="yes")
    assert "Why" in page.content.decode()
    assert not User.objects.get(pk=hanna.pk).is_suspended
    choose(client, "accounts_user", "suspend", hanna, confirmed="yes", why="Three reports.")
    hanna.refresh_from_db()
    request.refresh_from_db()
    assert hanna.is_suspended
    assert request.state == Request.State.VOID
    assert Partnership.objects.get().state == Partnership.State.SUSPENDED
    assert LogEntry.objects.get(object_id=str(hanna.pk)).change_message == "Suspended: Three reports."


def test_restoring_lets_somebody_sign_in_again(client, boss):
    hanna = make_user("Hanna", suspended_at=timezone.now())
    choose(client, "accounts_user", "restore", hanna)
    hanna.refresh_from_db()
    assert not hanna.is_suspended


def test_nobody_suspends_themself(client, boss):
    page = choose(client, "accounts_user", "suspend", boss, confirmed="yes", why="Tired.")
    assert "Nobody suspends themself." in page.content.decode()
    boss.refresh_from_db()
    assert not boss.is_suspended


def save_pairs(client, community, *pairs):
    """Save the page of a community with these pairs of opposed values."""
    data = {
        "name": community.name,
        "slug": community.slug,
        "summary": community.summary,
        "admission": community.admission,
        "is_active": "on",
        "memberships-TOTAL_FORMS": 0,
        "memberships-INITIAL_FORMS": 0,
        "opposed_values-TOTAL_FORMS": len(pairs),
        "opposed_values-INITIAL_FORMS": 0,
    }
    for place, (first, second, degree) in enumerate(pairs):
        data |= {
            f"opposed_values-{place}-first": first.pk,
            f"opposed_values-{place}-second": second.pk,
            f"opposed_values-{place}-degree": degree,
        }
    return client.post(reverse("admin:accounts_community_change", args=[community.pk]), data)


def test_opposed_values_are_kept_in_order_whichever_comes_first(client, boss):
    low, high, community = make_value("low"), make_value("high"), make_community()
    assert save_pairs(client, community, (high, low, "0.6")).status_code == 302
    assert list(OpposedValues.objects.values_list("first", "second", "degree")) == [(low.pk, high.pk, 0.6)]


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([("low", "high", "0.6"), ("high", "low", "0.2")], "duplicate"),
        ([("low", "low", "0.6")], "not opposed to itself"),
        ([("low", "high", "1.5")], "less than or equal to 1.0"),
    ],
)
def test_opposed_values_that_make_no_sense_are_said(client, boss, pairs, said):
    page = save_pairs(
        client,
        make_community(),
        *((make_value(one), make_value(other), degree) for one, other, degree in pairs),
    )
    assert said in page.content.decode()
    assert not OpposedValues.objects.exists()


def test_a_pair_that_is_declared_already_is_said(client, boss):
    low, high, community = make_value("low"), make_value("high"), make_community()
    OpposedValues.objects.create(community=community, first=low, second=high)
    page = save_pairs(client, community, (high, low, "0.3"))
    assert "This pair is declared already." in page.content.decode()
    assert OpposedValues.objects.count() == 1
