"""A broker that is down delays a mail and hurts nobody."""

import socket
import time
from datetime import timedelta

import pytest
import time_machine
from celery import Celery
from django.db import transaction
from django.utils import timezone

from outbox import broker, tasks
from outbox.models import Mail

from .factories import person, queue
from .sink import HOST, free_port

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def redis_at(settings, monkeypatch):
    """Points what is queued at a Redis on a port of the test's choosing, with the site's own patience."""

    def point(port: int) -> None:
        app = Celery("elsewhere", broker=f"redis://{HOST}:{port}/0", set_as_current=False)
        app.conf.broker_transport_options = {
            "socket_timeout": 2,
            "socket_connect_timeout": 2,
            "max_retries": 1,
            "retry_on_timeout": False,
        }
        app.conf.broker_connection_timeout = 2
        app.conf.task_publish_retry_policy = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2}
        monkeypatch.setattr(broker, "current_app", app)

    return point


def write_three() -> float:
    """Seconds that three mails of one request take."""
    began = time.monotonic()
    with transaction.atomic():
        for number in range(3):
            queue(f"mail-{number}", to=person(f"person-{number}@example.org"))
    return time.monotonic() - began


def test_broker_that_is_away_delays_and_the_sweep_sends(redis_at, mailoutbox):
    redis_at(free_port())
    assert write_three() < 5
    assert mailoutbox == []
    with time_machine.travel(timezone.now() + timedelta(seconds=30)):
        tasks.sweep()
    assert list(Mail.objects.values_list("state", flat=True)) == ["sent"] * 3
    assert len(mailoutbox) == 3


def test_broker_that_accepts_and_says_nothing_costs_a_request_less_than_five_seconds(redis_at):
    with socket.socket() as silent:
        silent.bind((HOST, 0))
        silent.listen(20)
        redis_at(silent.getsockname()[1])
        assert write_three() < 5
    assert Mail.objects.filter(state=Mail.State.QUEUED).count() == 3


def test_broker_is_asked_again_after_a_rest(redis_at, monkeypatch):
    asked: list[int] = []
    redis_at(free_port())
    assert broker.offer(1) is False
    monkeypatch.setattr(broker.current_app, "send_task", lambda *args, **kwargs: asked.append(1))
    assert broker.offer(1) is False
    monkeypatch.setattr(broker, "_resting_until", 0.0)
    assert broker.offer(1) is True
    assert asked == [1]


def test_sweep_gives_the_worker_that_was_told_a_head_start(mailoutbox):
    with transaction.atomic():
        queue()
    tasks.sweep()
    assert mailoutbox == []


def test_sweep_picks_up_after_a_dead_worker(mailoutbox):
    with transaction.atomic():
        mail = queue()
    Mail.objects.update(state=Mail.State.SENDING, attempts=1, lease_until=timezone.now())
    tasks.sweep()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, len(mailoutbox)) == (Mail.State.SENT, 2, 1)


def test_trim_keeps_thirty_days(settings):
    settings.OUTBOX_KEEP_TEXT_DAYS = 30
    with transaction.atomic():
        mail = queue()
    Mail.objects.update(
        state=Mail.State.SENT, sent_at=timezone.now(), created_at=timezone.now() - timedelta(days=31)
    )
    tasks.trim()
    mail.refresh_from_db()
    assert (mail.text, mail.html) == ("", "")
