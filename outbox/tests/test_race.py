"""One mail, many workers. Each race is also run with its guard taken away, and must then be lost."""

import time
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.utils import timezone

from outbox import delivery
from outbox.models import Mail

from .conftest import at_once
from .factories import queued

pytestmark = pytest.mark.django_db(transaction=True)

WORKERS = 4


@pytest.fixture
def patient_sink(sink, settings):
    """The mail server, with settings that wait for it."""
    settings.EMAIL_TIMEOUT = 10
    return sink


def test_of_many_workers_one_sends(sink):
    for number in range(10):
        mail = queued(f"mail-{number}")
        starting_line = Barrier(WORKERS)

        def work(mail=mail, starting_line=starting_line):
            starting_line.wait()
            return delivery.deliver(mail.pk)

        outcomes = at_once([work] * WORKERS)
        assert sum(outcome is not None for outcome in outcomes) == 1
    assert list(sink.counts().values()) == [1] * 10


def test_control_without_compare_and_swap_the_mail_goes_out_twice(patient_sink):
    mail = queued(to_email="hang-data@example.org")  # slow, so that neither is done before the other sends
    both_have_looked = Barrier(2)

    def look_then_take(mail_id: int, now: datetime) -> Mail | None:
        found = Mail.objects.claimable(now).filter(pk=mail_id).first()
        both_have_looked.wait(timeout=10)
        if found is None:
            return None
        found.state, found.attempts, found.lease_until = (
            Mail.State.SENDING,
            found.attempts + 1,
            now + delivery.LEASE,
        )
        found.save()
        return found

    at_once([lambda: delivery.deliver(mail.pk, claim=look_then_take)] * 2)
    assert list(patient_sink.counts().values()) == [2]


def test_same_race_with_compare_and_swap_sends_once(patient_sink):
    """The control's twin: both workers have looked before either takes."""
    mail = queued(to_email="hang-data@example.org")
    both_have_looked = Barrier(2)

    def look_then_claim(mail_id: int, now: datetime) -> Mail | None:
        Mail.objects.claimable(now).filter(pk=mail_id).first()
        both_have_looked.wait(timeout=10)
        return delivery.claim(mail_id, now)

    at_once([lambda: delivery.deliver(mail.pk, claim=look_then_claim)] * 2)
    assert list(patient_sink.counts().values()) == [1]


def test_control_without_the_fence_a_late_worker_overwrites(sink):
    """What `WHERE attempts = mine` is for: a row already sent would go back to the queue and out again."""
    mail, now = queued(), timezone.now()
    late = delivery.claim(mail.pk, now)
    newer = delivery.claim(mail.pk, now + delivery.LEASE)
    delivery.record(newer, delivery.send(newer, delivery.get_connection()), timezone.now())
    Mail.objects.filter(pk=late.pk).update(
        state=Mail.State.QUEUED, lease_until=None, sent_at=None, not_before=now
    )
    delivery.deliver(mail.pk)
    assert list(sink.counts().values()) == [2]


def slow_server(monkeypatch, renew_every: float) -> Mail:
    """A mail whose server answers after three seconds, under a lease of one."""
    monkeypatch.setattr(delivery, "LEASE", timedelta(seconds=1))
    monkeypatch.setattr(delivery, "RENEW_EVERY", renew_every)
    return queued(to_email="hang-data@example.org")


def send_beside_a_second_worker(mail: Mail) -> None:
    def second() -> None:
        time.sleep(2)  # the lease of one second is over, the server has not answered
        delivery.deliver(mail.pk)

    at_once([lambda: delivery.deliver(mail.pk), second])


def test_slow_server_does_not_make_a_mail_look_abandoned(patient_sink, monkeypatch):
    mail = slow_server(monkeypatch, renew_every=0.2)
    send_beside_a_second_worker(mail)
    assert list(patient_sink.counts().values()) == [1]


def test_control_without_renewal_a_slow_server_gets_the_mail_twice(patient_sink, monkeypatch):
    mail = slow_server(monkeypatch, renew_every=60)
    send_beside_a_second_worker(mail)
    assert list(patient_sink.counts().values()) == [2]
