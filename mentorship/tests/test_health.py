"""`/healthz` says whether the site can do its work."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.tests.factories import make_person
from mentorship.celery import app
from outbox.actions import queue
from outbox.models import Kind, Mail

pytestmark = pytest.mark.django_db
WELL = {"database": "well", "broker": "well", "mail_queue": "well"}


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
