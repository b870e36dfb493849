"""Claim, check again, send, record."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from outbox import actions, delivery
from outbox.delivery import Outcome, Verdict
from outbox.models import Kind, Mail, Mode, Suppression

from .factories import NOTHING, person, queued

pytestmark = pytest.mark.django_db


def test_deliver_sends_once(mailoutbox):
    mail = queued(to=person())
    assert delivery.deliver(mail.pk) == Outcome(Verdict.SENT)
    assert delivery.deliver(mail.pk) is None
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.lease_until) == (Mail.State.SENT, 1, None)
    assert mail.sent_at
    assert [message.to for message in mailoutbox] == [["Hanna Tesfaye <hanna@example.org>"]]


def test_claim_is_had_once():
    mail, now = queued(), timezone.now()
    assert delivery.claim(mail.pk, now).attempts == 1
    assert delivery.claim(mail.pk, now) is None


def test_claim_is_free_again_when_the_lease_has_run_out():
    mail, now = queued(), timezone.now()
    delivery.claim(mail.pk, now)
    just_before, just_after = now + delivery.LEASE - timedelta(seconds=1), now + delivery.LEASE
    assert delivery.claim(mail.pk, just_before) is None
    assert delivery.claim(mail.pk, just_after).attempts == 2


@pytest.mark.parametrize(
    "late", [Outcome(Verdict.SENT), Outcome(Verdict.LATER, "450"), Outcome(Verdict.REFUSED, "550")]
)
def test_late_worker_cannot_overwrite_a_newer_one(late):
    mail, now = queued(), timezone.now()
    first = delivery.claim(mail.pk, now)
    second = delivery.claim(mail.pk, now + delivery.LEASE)
    assert delivery.record(first, late, now + delivery.LEASE) is None
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.last_error) == (Mail.State.SENDING, 2, "")
    assert delivery.record(second, Outcome(Verdict.SENT), timezone.now()) == Mail.State.SENT
    assert delivery.record(first, late, timezone.now()) is None
    mail.refresh_from_db()
    assert mail.state == Mail.State.SENT


def test_worker_whose_lease_ran_out_while_connecting_does_not_send(mailoutbox):
    mail, now = queued(), timezone.now()
    slow = delivery.claim(mail.pk, now)
    delivery.claim(mail.pk, now + delivery.LEASE)
    assert delivery.send(slow, delivery.get_connection()).verdict is Verdict.UNREACHED
    assert mailoutbox == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"is_active": False}, "The account is closed."),
        ({"suspended_at": timezone.now()}, "The account is suspended."),
    ],
)
@pytest.mark.parametrize("kind", [Kind.ACCOUNT, Kind.CHECKS])
def test_account_closed_or_suspended_after_queueing_gets_nothing(mailoutbox, change, reason, kind):
    hanna = person()
    mail = queued(to=hanna, kind=kind)
    type(hanna).objects.update(**change)
    delivery.deliver(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.last_error) == (Mail.State.SUPPRESSED, reason)
    assert (mail.text, mail.html) == ("", "")
    assert mailoutbox == []


def test_preference_changed_after_queueing_holds(mailoutbox):
    mail = queued(to=person())
    actions.choose(by=mail.to, modes=NOTHING | {Kind.CHECKS: Mode.AT_ONCE})
    delivery.deliver(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mailoutbox) == (Mail.State.SUPPRESSED, [])


def test_pause_holds_until_its_end(mailoutbox):
    hanna = person()
    waiting = queued("waiting", to=hanna)
    actions.choose(by=hanna, modes={}, paused_until=timezone.now() + timedelta(days=3))
    delivery.deliver(waiting.pk)
    with time_machine.travel(timezone.now() + timedelta(days=3, minutes=1)):
        after = queued("after", to=hanna)
        delivery.deliver(after.pk)
    waiting.refresh_from_db()
    after.refresh_from_db()
    assert (waiting.state, after.state, len(mailoutbox)) == (Mail.State.SUPPRESSED, Mail.State.SENT, 1)


@pytest.mark.parametrize(
    ("reason", "kind", "has_account", "state"),
    [
        (Suppression.Reason.BOUNCED, Kind.ACCOUNT, True, "suppressed"),
        (Suppression.Reason.COMPLAINED, Kind.CHECKS, False, "suppressed"),
        (Suppression.Reason.UNSUBSCRIBED, Kind.COMMUNITY, False, "suppressed"),
        (Suppression.Reason.UNSUBSCRIBED, Kind.ACCOUNT, False, "sent"),
        (Suppression.Reason.UNSUBSCRIBED, Kind.COMMUNITY, True, "sent"),
    ],
)
def test_suppressed_address_gets_what_its_reason_allows(reason, kind, has_account, state):
    mail = queued(
        kind=kind, to=person("HANNA@example.org") if has_account else None, to_email="HANNA@example.org"
    )
    actions.suppress(address="hanna@example.org", reason=reason)
    delivery.deliver(mail.pk)
    mail.refresh_from_db()
    assert mail.state == state


def test_private_mail_is_forgotten_once_sent(mailoutbox):
    mail = queued(kind=Kind.ACCOUNT, private=True)
    delivery.deliver(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.text, mail.html) == (Mail.State.SENT, "", "")
    assert mail.trimmed_at
    assert "It says something." in mailoutbox[0].body


def test_cancel_while_a_worker_holds_it_stops_the_next_attempt():
    mail, now = queued(to=person()), timezone.now()
    mine = delivery.claim(mail.pk, now)
    assert actions.cancel(to=mail.to) == 0
    delivery.record(mine, Outcome(Verdict.LATER, "450"), now)
    mail.refresh_from_db()
    assert mail.state == Mail.State.CANCELLED


def test_cancel_while_a_worker_that_dies_holds_it_is_not_picked_up(mailoutbox):
    mail, now = queued(to=person()), timezone.now()
    delivery.claim(mail.pk, now)
    actions.cancel(to=mail.to)
    later = now + delivery.LEASE + timedelta(seconds=1)
    assert delivery.claim(mail.pk, later) is None
    assert delivery.close_cancelled(later) == 1
    mail.refresh_from_db()
    assert (mail.state, mail.lease_until) == (Mail.State.CANCELLED, None)


def test_mail_over_which_workers_die_is_given_up(mailoutbox):
    mail = queued()
    Mail.objects.update(attempts=mail.attempts_allowed)
    assert delivery.deliver(mail.pk).verdict is Verdict.REFUSED
    mail.refresh_from_db()
    assert (mail.state, mailoutbox) == (Mail.State.FAILED, [])


def test_back_off_grows_to_six_hours_with_jitter():
    minutes = [delivery.back_off(attempt).total_seconds() / 60 for attempt in range(1, 15)]
    expected = [1, 3, 9, 27, 81, 243, *[360] * 8]
    assert all(0.8 * e <= m <= 1.2 * e for m, e in zip(minutes, expected, strict=True))
    assert len({delivery.back_off(3) for _ in range(20)}) > 1


def test_last_allowed_attempt_ends_in_failed():
    mail = queued()
    Mail.objects.update(attempts=mail.attempts_allowed - 1)
    mine = delivery.claim(mail.pk, timezone.now())
    assert delivery.record(mine, Outcome(Verdict.LATER, "450 later"), timezone.now()) == Mail.State.FAILED
