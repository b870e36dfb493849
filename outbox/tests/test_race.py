"""One mail, many workers. Each race is also run with its guard taken away, and must then be lost."""

from datetime import datetime
from threading import Barrier

import pytest
from django.utils import timezone

from outbox import delivery
from outbox.models import Mail

from .conftest import at_once
from .factories import queued

pytestmark = pytest.mark.django_db(transaction=True)

WORKERS = 4


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


def test_control_without_compare_and_swap_the_mail_goes_out_twice(sink):
    mail = queued()
    both_have_looked = Barrier(2)

    def look_then_take(mail_id: int, now: datetime) -> Mail | None:
        found = Mail.objects.claimable(now).filter(pk=mail_id).first()
        both_have_looked.wait(timeout=10)
        if found is None:
            return None
        found.state, found.attempts, found.lease_until = (
            Mail.State.SENDING,
            found.attempts + 1,
            now + delivery.lease(),
        )
        found.save()
        return found

    at_once([lambda: delivery.deliver(mail.pk, claim=look_then_take)] * 2)
    assert list(sink.counts().values()) == [2]


def test_same_race_with_compare_and_swap_sends_once(sink):
    """The control's twin: both workers have looked before either takes."""
    mail = queued()
    both_have_looked = Barrier(2)

    def look_then_claim(mail_id: int, now: datetime) -> Mail | None:
        Mail.objects.claimable(now).filter(pk=mail_id).first()
        both_have_looked.wait(timeout=10)
        return delivery.claim(mail_id, now)

    at_once([lambda: delivery.deliver(mail.pk, claim=look_then_claim)] * 2)
    assert list(sink.counts().values()) == [1]


def test_control_without_the_fence_a_late_worker_overwrites(sink):
    """What `WHERE attempts = mine` is for: a row already sent would go back to the queue and out again."""
    mail, now = queued(), timezone.now()
    late = delivery.claim(mail.pk, now)
    newer = delivery.claim(mail.pk, now + delivery.lease())
    delivery.record(newer, delivery.send(newer, delivery.get_connection()), timezone.now())
    Mail.objects.filter(pk=late.pk).update(
        state=Mail.State.QUEUED, lease_until=None, sent_at=None, not_before=now
    )
    delivery.deliver(mail.pk)
    assert list(sink.counts().values()) == [2]
