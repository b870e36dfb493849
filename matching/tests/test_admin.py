"""Requests and suspensions in the administration."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import give_consent, make_user
from matching.models import Request
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
