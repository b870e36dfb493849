"""`/healthz` says whether the site can do its work."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.tests.factories import make_person
from mentorship.celery import app
from outbox.actions import queue, suppress
from outbox.models import Kind, Mail, Suppression

pytestmark = pytest.mark.django_db
WELL = {"database": "well", "broker": "well", "mail_queue": "well", "mail_server": "well"}


def test_well(client):
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (200, WELL)


def test_a_mail_that_nobody_sends_is_not_well(client):
    user = make_person()
    queue(
        name="mentor_paused",
        kind=Kind.REQUESTS,
        key="late",
        to=user,
        context={"requests_url": "http://testserver/"},
        why="Because.",
    )
    assert client.get("/healthz").json() == WELL
    Mail.objects.update(not_before=timezone.now() - timedelta(minutes=16))
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, WELL | {"mail_queue": "not well"})


@pytest.mark.redis
def test_a_dead_broker_is_not_well_and_is_told_quickly(client, settings):
    url, app.conf.broker_write_url = app.conf.broker_write_url, "redis://127.0.0.1:1/0"
    try:
        begun = time.monotonic()
        response = client.get("/healthz")
        took = time.monotonic() - begun
    finally:
        app.conf.broker_write_url = url
    assert (response.status_code, response.json()) == (503, WELL | {"broker": "not well"})
    assert took < 5


def test_a_mail_left_behind_by_a_dead_worker_is_not_well(client):
    user = make_person()
    queue(
        name="mentor_paused",
        kind=Kind.REQUESTS,
        key="left behind",
        to=user,
        context={"requests_url": "http://testserver/"},
        why="Because.",
    )
    Mail.objects.update(
        state=Mail.State.SENDING, attempts=1, lease_until=timezone.now() - timedelta(minutes=16)
    )
    assert client.get("/healthz").json() == WELL | {"mail_queue": "not well"}


def refused(key: str, email: str, state: str = "queued", **fields: object) -> None:
    """A mail written an hour ago, that the server has refused."""
    now = timezone.now()
    user = make_person(email=email)
    queue(
        name="mentor_paused",
        kind=Kind.REQUESTS,
        key=key,
        to=user,
        context={"requests_url": "http://testserver/"},
        why="Because.",
    )
    Mail.objects.filter(key=key).update(
        **{
            "state": state,
            "attempts": 4,
            "last_error": "451 4.7.1 Not now",
            "created_at": now - timedelta(hours=1),
            "not_before": now + timedelta(minutes=20),
        }
        | fields
    )


@pytest.mark.parametrize("state", ["queued", "failed"])
def test_a_mail_server_that_refuses_everybody_is_not_well(client, state):
    refused("1", "one@example.org", state)
    assert client.get("/healthz").json() == WELL  # one person's mail may be their own trouble
    refused("2", "two@example.org", state)
    response = client.get("/healthz")
    assert (response.status_code, response.json()) == (503, WELL | {"mail_server": "not well"})


def test_a_mail_server_that_took_a_mail_since_is_well(client):
    for number in range(3):
        refused(str(number), f"{number}@example.org")
    refused("4", "four@example.org", "sent", sent_at=timezone.now())
    assert client.get("/healthz").json() == WELL


def test_addresses_that_do_not_exist_and_mails_in_quiet_hours_are_no_trouble_of_the_server(client):
    for number in range(2):
        refused(str(number), f"{number}@example.org", "failed")
        suppress(address=f"{number}@example.org", reason=Suppression.Reason.BOUNCED)
        refused(f"held-{number}", f"held-{number}@example.org", last_error="")
    assert client.get("/healthz").json() == WELL


def test_the_desk_shows_mails_that_are_refused_and_tried_again(client):
    refused("1", "one@example.org")
    client.force_login(make_person("Esi", is_staff=True, is_superuser=True))
    page = client.get("/admin/").content.decode()
    assert "mail was refused and is tried again" in page
    assert client.get("/admin/outbox/mail/?state__exact=queued&attempts__gte=3").status_code == 200
