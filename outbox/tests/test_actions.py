"""Writing a mail, calling it off, trying it again."""

from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from outbox import actions, delivery
from outbox.models import Image, Kind, Mail, Suppression

from .conftest import at_once
from .factories import NOTHING, person, queue, queued


def states() -> dict[str, str]:
    return dict(Mail.objects.values_list("key", "state"))


@pytest.mark.django_db
def test_queue_writes_one_row_with_both_bodies():
    hanna = person()
    mail = queued(to=hanna, reply_to="naledi@example.org")
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.subject) == (Mail.State.QUEUED, 0, "A letter")
    assert (mail.to, mail.to_email, mail.to_name) == (hanna, "hanna@example.org", "Hanna Tesfaye")
    assert mail.reply_to == "naledi@example.org"
    assert "It says something." in mail.text
    assert "It says something." in mail.html
    assert "You get this because a test wrote it." in mail.text
    assert "You get this because a test wrote it." in mail.html


@pytest.mark.django_db
def test_queue_with_a_known_key_writes_nothing():
    first = queued("once")
    assert queue("once") is None
    assert list(Mail.objects.all()) == [first]


@pytest.mark.django_db(transaction=True)
def test_queue_with_one_key_from_eight_threads_writes_one_row():
    starting_line = Barrier(8)

    def write() -> bool:
        starting_line.wait()
        with transaction.atomic():
            return queue("once") is not None

    assert sorted(at_once([write] * 8)) == [False] * 7 + [True]
    assert Mail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_queue_leaves_nothing_when_the_transaction_is_rolled_back(monkeypatch):
    offered: list[int] = []
    monkeypatch.setattr("outbox.broker.offer", offered.append)
    with pytest.raises(RuntimeError), transaction.atomic():
        queue()
        raise RuntimeError("what the mail tells about did not happen")
    assert not Mail.objects.exists()
    assert offered == []


@pytest.mark.django_db
def test_queue_keeps_only_the_reason_when_the_kind_is_switched_off():
    hanna = person()
    actions.choose(by=hanna, modes=NOTHING)
    assert queue(to=hanna) is None
    mail = Mail.objects.get()
    assert (mail.state, mail.text, mail.html) == (Mail.State.SUPPRESSED, "", "")
    assert mail.last_error == "The person has switched this kind off."


@pytest.mark.django_db
def test_queue_sends_account_mail_whatever_was_switched_off_or_paused():
    hanna = person()
    actions.choose(by=hanna, modes=NOTHING, paused_until=timezone.now() + timedelta(days=7))
    assert queue(to=hanna, kind=Kind.ACCOUNT) is not None


@pytest.mark.django_db
def test_queue_stops_optional_mail_during_a_pause():
    hanna = person()
    actions.choose(by=hanna, modes={}, paused_until=timezone.now() + timedelta(days=7))
    assert queue(to=hanna) is None
    assert states() == {"a-mail": Mail.State.SUPPRESSED}


@pytest.mark.django_db
def test_queue_for_nobody_is_an_error():
    with pytest.raises(ValueError, match="for nobody"):
        queue(to_email="")


@pytest.mark.django_db
def test_queue_renders_in_the_readers_language_and_zone():
    amina = person("amina@example.org", language="fr", time_zone="Asia/Kolkata")
    moment = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    mail = queued(
        name="account_password_changed",
        kind=Kind.ACCOUNT,
        to=amina,
        context={"timestamp": moment, "ip": "192.0.2.1", "user_agent": "Firefox", "reset_url": "https://x"},
        why=gettext_lazy("No"),
    )
    assert "22 novembre 2026, 17:30" in mail.text
    assert "IST" in mail.text
    assert "\nNon\n" in mail.text  # Django's own French word for "No": the lazy string followed the reader


@pytest.mark.django_db
@pytest.mark.parametrize("zone", ["Nowhere/Land", "../../etc/passwd"])
def test_queue_survives_an_unknown_zone_or_language(zone):
    mail = queued(to=person(language="xx-no", time_zone=zone))
    assert mail.text


@pytest.mark.django_db
def test_text_is_not_escaped_and_html_is():
    hostile = '<script>alert(1)</script> & "Tom\'s"'
    mail = queued(context={"their_subject": hostile, "their_text": hostile}, to=person(first_name=hostile))
    assert mail.subject == hostile
    assert hostile in mail.text
    assert "<script>" not in mail.html
    assert "&lt;script&gt;" in mail.html


@pytest.mark.django_db
def test_queue_keeps_pictures():
    picture = actions.InlineImage(cid="pair", filename="pair.png", png=b"\x89PNG", alt="Two rounds")
    mail = queued(images=[picture])
    image = Image.objects.get()
    assert (image.mail, image.cid, bytes(image.png)) == (mail, "pair", b"\x89PNG")
    assert 'src="cid:pair"' in mail.html
    assert 'alt="Two rounds"' in mail.html


@pytest.mark.django_db
def test_optional_mail_carries_its_way_out_and_account_mail_does_not():
    hanna = person()
    optional = queued("one", to=hanna)
    account = queued("two", to=hanna, kind=Kind.ACCOUNT)
    assert "/mail/unsubscribe/" in optional.text
    assert "/mail/unsubscribe/" in optional.html
    assert "/mail/unsubscribe/" not in account.text + account.html


@pytest.mark.django_db(transaction=True)
def test_queue_tells_a_worker_after_the_commit(monkeypatch):
    offered: list[int] = []
    monkeypatch.setattr("outbox.broker.offer", offered.append)
    with transaction.atomic():
        mail = queue()
        assert offered == []
    assert offered == [mail.pk]


@pytest.mark.django_db(transaction=True)
def test_queue_for_later_waits_for_the_sweep(monkeypatch, mailoutbox):
    offered: list[int] = []
    monkeypatch.setattr("outbox.broker.offer", offered.append)
    mail = queued(not_before=timezone.now() + timedelta(hours=1))
    assert offered == []
    assert delivery.deliver(mail.pk) is None
    assert mailoutbox == []


@pytest.mark.django_db
def test_cancel_takes_only_waiting_mails_that_meet_every_condition():
    hanna, naledi, tom = person(), person("naledi@example.org"), person("tom@example.org")
    queued("1", to=hanna, about=naledi)
    queued("2", to=naledi, about=hanna)
    queued("3", to=hanna, about=tom)
    queued("4", to=hanna)
    sent = queued("5", to=hanna, about=naledi)
    delivery.deliver(sent.pk)
    assert actions.cancel(between=(naledi, hanna)) == 2
    assert states() == {"1": "cancelled", "2": "cancelled", "3": "queued", "4": "queued", "5": "sent"}
    assert actions.cancel(to=hanna, about=tom) == 1
    assert actions.cancel(key_prefix="4") == 1
    assert actions.cancel(to=hanna) == 0


@pytest.mark.django_db
def test_cancel_without_a_condition_is_an_error():
    queued()
    with pytest.raises(ValueError, match="which mails"):
        actions.cancel()
    assert states() == {"a-mail": "queued"}


@pytest.mark.django_db
def test_cancelled_mail_is_never_sent(mailoutbox):
    mail = queued(to=person())
    actions.cancel(to=mail.to)
    assert delivery.deliver(mail.pk) is None
    assert mailoutbox == []


@pytest.mark.django_db
def test_retry_gives_a_failed_mail_a_fresh_allowance(mailoutbox):
    mail = queued()
    Mail.objects.update(state=Mail.State.FAILED, attempts=14, last_error="450 no")
    assert actions.retry(ids=[mail.pk]) == 1
    delivery.deliver(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, mail.attempts_allowed) == (Mail.State.SENT, 15, 28)
    assert len(mailoutbox) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["queued", "cancelled", "suppressed"])
def test_retry_leaves_other_mails_alone(state):
    mail = queued()
    Mail.objects.update(state=state, cancelled_at=timezone.now())
    assert actions.retry(ids=[mail.pk]) == 0
    assert states() == {"a-mail": state}


@pytest.mark.django_db
def test_trim_forgets_text_and_pictures_but_not_the_key():
    picture = actions.InlineImage(cid="pair", filename="pair.png", png=b"\x89PNG", alt="")
    old = queued("old", images=[picture])
    waiting = queued("waiting")
    delivery.deliver(old.pk)
    Mail.objects.update(created_at=timezone.now() - timedelta(days=31))
    young = queued("young")
    delivery.deliver(young.pk)
    assert actions.trim(before=timezone.now() - timedelta(days=30)) == 1
    old.refresh_from_db()
    assert (old.text, old.html, old.subject, old.state) == ("", "", "A letter", "sent")
    assert old.trimmed_at
    assert not Image.objects.exists()
    assert all(Mail.objects.get(pk=mail.pk).text for mail in (waiting, young))
    assert queue("old") is None


@pytest.mark.django_db
def test_suppress_keeps_the_weightier_reason():
    actions.suppress(address="Somebody@Example.org", reason=Suppression.Reason.UNSUBSCRIBED)
    actions.suppress(address="somebody@example.org", reason=Suppression.Reason.BOUNCED)
    actions.suppress(address="somebody@example.org", reason=Suppression.Reason.UNSUBSCRIBED)
    assert list(Suppression.objects.values_list("address", "reason")) == [("somebody@example.org", "bounced")]
    assert actions.lift(address="SOMEBODY@example.org") is True
    assert actions.lift(address="somebody@example.org") is False
