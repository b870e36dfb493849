"""What each answer of a real mail server makes of a mail."""

import pytest
from django.utils import timezone

from outbox import actions, delivery, tasks
from outbox.delivery import Verdict
from outbox.models import Mail, Suppression

from .factories import person, queued
from .sink import Sink

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("local_part", "verdict", "state", "said"),
    [
        ("fine", Verdict.SENT, Mail.State.SENT, ""),
        ("later-rcpt", Verdict.LATER, Mail.State.QUEUED, "450 4.2.0 Greylisted, try again"),
        ("later-data", Verdict.LATER, Mail.State.QUEUED, "451 4.3.0 Try later"),
        ("closing", Verdict.UNREACHED, Mail.State.QUEUED, "421 4.3.2 Closing down"),
        ("gone", Verdict.REFUSED, Mail.State.FAILED, "550 5.1.1 No such mailbox"),
        ("policy", Verdict.REFUSED, Mail.State.FAILED, "550 5.7.1 We do not like your network"),
        ("full", Verdict.REFUSED, Mail.State.FAILED, "552 5.2.2 Mailbox full"),
        ("refused-data", Verdict.REFUSED, Mail.State.FAILED, "554 5.6.0 We do not take this"),
        ("drop-rcpt", Verdict.UNREACHED, Mail.State.QUEUED, "SMTPServerDisconnected"),
        ("drop-data", Verdict.UNREACHED, Mail.State.QUEUED, "SMTPServerDisconnected"),
        ("hang-rcpt", Verdict.UNREACHED, Mail.State.QUEUED, "SMTPServerDisconnected"),
        ("hang-data", Verdict.UNREACHED, Mail.State.QUEUED, "SMTPServerDisconnected"),
    ],
)
def test_answer_of_the_server_decides(sink, local_part, verdict, state, said):
    mail = queued(to_email=f"{local_part}@example.org")
    before = timezone.now()
    assert delivery.deliver(mail.pk).verdict is verdict
    mail.refresh_from_db()
    assert mail.state == state
    assert mail.last_error.startswith(said)
    assert mail.lease_until is None
    if state == Mail.State.QUEUED:
        assert 40 < (mail.not_before - before).total_seconds() < 80


@pytest.mark.parametrize(
    ("local_part", "suppressed"), [("gone", True), ("bare", True), ("policy", False), ("full", False)]
)
def test_only_a_missing_mailbox_is_suppressed(sink, local_part, suppressed):
    address = f"{local_part}@example.org"
    delivery.deliver(queued(to_email=address).pk)
    assert Suppression.objects.filter(address=address, reason="bounced").exists() is suppressed
    second = queued("second", to_email=address)
    delivery.deliver(second.pk)
    second.refresh_from_db()
    assert second.state == (Mail.State.SUPPRESSED if suppressed else Mail.State.FAILED)


def test_server_that_is_away_delays(sink):
    sink.stop()
    mail = queued()
    assert delivery.deliver(mail.pk).verdict is Verdict.UNREACHED
    mail.refresh_from_db()
    assert (mail.state, mail.last_error) == (
        Mail.State.QUEUED,
        "ConnectionRefusedError: [Errno 111] Connection refused",
    )
    Mail.objects.update(not_before=timezone.now())
    with Sink(port=sink.port) as back_again:
        delivery.deliver(mail.pk)
        assert len(back_again.taken) == 1


def test_message_on_the_wire(sink):
    picture = actions.InlineImage(cid="pair", filename="pair.png", png=b"\x89PNG\r\n", alt="Two rounds")
    mail = queued(
        "check:1:2026-W48",
        to=person(first_name="Zoë", last_name="Ångström, Dr."),
        reply_to="naledi@example.org",
        images=[picture],
    )
    delivery.deliver(mail.pk)
    (message,) = sink.taken
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Reply-To"] == "naledi@example.org"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].strip().startswith("<http://testserver/mail/unsubscribe/")
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/related",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "image/png",
    ]
    shown = list(message.walk())[-1]
    assert (shown["Content-ID"], shown.get_content_disposition()) == ("<pair>", "inline")
    assert shown.get_payload(decode=True) == b"\x89PNG\r\n"


def test_message_id_is_the_same_at_every_attempt(sink):
    mail = queued("check:1:2026-W48")
    delivery.deliver(mail.pk)
    Mail.objects.update(state=Mail.State.QUEUED, sent_at=None)
    delivery.deliver(mail.pk)
    assert list(sink.counts().values()) == [2]


def test_address_that_cannot_be_written_fails_and_harms_no_other(sink):
    bad = queued("bad", to_email="a b@exa mple.org")
    delivery.deliver(bad.pk)
    bad.refresh_from_db()
    assert bad.state == Mail.State.FAILED
    assert delivery.deliver(queued("good").pk).verdict is Verdict.SENT


def test_sweep_sends_many_over_few_connections_and_stops_when_unreached(sink, monkeypatch):
    monkeypatch.setattr(tasks, "HEAD_START", tasks.timedelta(0))
    for number in range(60):
        queued(f"mail-{number}", to_email=f"person-{number}@example.org")
    queued("gone", to_email="gone@example.org")
    tasks.send_due()
    assert sum(sink.counts().values()) == 60
    assert set(sink.counts().values()) == {1}
    sink.stop()
    for number in range(5):
        queued(f"next-{number}")
    tasks.send_due()
    assert Mail.objects.filter(state=Mail.State.QUEUED, attempts=0).count() == 4
    assert Mail.objects.filter(state=Mail.State.QUEUED, attempts=1).count() == 1
