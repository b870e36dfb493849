"""The weekly letter, and quiet hours: what waits, until when, and how it ends."""

from datetime import UTC, datetime, time, timedelta
from threading import Barrier

import pytest
from django.db import transaction
from django.utils import timezone

from outbox import actions, delivery, letters, tasks
from outbox.delivery import Verdict
from outbox.models import Haste, Kind, Mail, Mode
from outbox.quiet import Hours

from .conftest import at_once
from .factories import person, queued

THURSDAY = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 7, 0, tzinfo=UTC)  # eight in the morning in Paris
NIGHT = Hours(time(21), time(7))
WEEK = timedelta(days=7)


@pytest.fixture
def clock(time_machine):
    time_machine.move_to(THURSDAY, tick=False)
    return time_machine


def weekly_reader(email: str = "hanna@example.org", **fields):
    reader = person(email, time_zone="Europe/Paris", **fields)
    actions.choose(by=reader, modes={Kind.REQUESTS: Mode.WEEKLY, Kind.CHECKS: Mode.WEEKLY})
    return reader


def gathered(key: str, to, **changes) -> Mail:
    mail = queued(key, to=to, **changes)
    assert delivery.deliver(mail.pk).verdict is Verdict.GATHERED
    return mail


def states() -> dict[str, str]:
    return dict(Mail.objects.values_list("key", "state"))


def send_all(clock, now: datetime) -> None:
    """A tick of both clocks."""
    clock.move_to(now, tick=False)
    tasks.write_letters()
    for pk in delivery.due(now, 100):
        delivery.deliver(pk)


@pytest.mark.django_db
class TestLetter:
    def test_news_waits_for_monday_and_comes_in_one_letter(self, clock, mailoutbox):
        reader = weekly_reader()
        gathered("1", reader, context={"their_subject": "First", "their_text": "See http://testserver/one/."})
        gathered(
            "2",
            reader,
            kind=Kind.CHECKS,
            context={"their_subject": "Second", "their_text": "x"},
            private=True,
        )
        send_all(clock, MONDAY - timedelta(minutes=1))
        assert mailoutbox == []
        send_all(clock, MONDAY)
        (letter,) = mailoutbox
        assert letter.subject == "Your weekly letter: 2 pieces of news"
        assert "First\n" in letter.body
        assert "http://testserver/one/\n" in letter.body
        assert "Second\n" in letter.body
        assert set(states().values()) == {"sent"}
        send_all(clock, MONDAY + WEEK)
        assert len(mailoutbox) == 1

    def test_private_mail_shows_its_subject_and_link_alone(self, clock, mailoutbox):
        reader = weekly_reader()
        mail = gathered("1", reader, private=True)
        Mail.objects.filter(pk=mail.pk).update(html='<div style="display:none">canary-4711</div>')
        send_all(clock, MONDAY)
        (letter,) = mailoutbox
        assert "A letter" in letter.body
        assert "canary-4711" not in letter.body + letter.alternatives[0][0]
        mail.refresh_from_db()
        assert (mail.state, mail.text, mail.html) == (Mail.State.SENT, "", "")

    def test_line_of_a_mail_that_is_not_private_stands_in_the_letter(self, clock, mailoutbox):
        mail = gathered("1", weekly_reader())
        Mail.objects.filter(pk=mail.pk).update(
            html='<div style="display:none; x">What &amp; <b>when</b></div><div>no</div>'
        )
        send_all(clock, MONDAY)
        assert "What & when\n" in mailoutbox[0].body

    @pytest.mark.parametrize(
        "changes",
        [{"haste": Haste.DAYS}, {"haste": Haste.NOW}, {"kind": Kind.COMMUNITY}, {"kind": Kind.ACCOUNT}],
    )
    def test_what_cannot_wait_or_is_wanted_at_once_comes_at_once(self, clock, changes):
        mail = queued(to=weekly_reader(), **changes)
        assert delivery.deliver(mail.pk).verdict is Verdict.SENT

    def test_calendar_comes_at_once(self, clock):
        mail = queued(to=weekly_reader(), calendar="BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n")
        assert delivery.deliver(mail.pk).verdict is Verdict.SENT

    def test_cancelled_mail_drops_out_of_a_letter_that_is_written_already(self, clock, mailoutbox):
        reader, naledi = weekly_reader(), person("naledi@example.org")
        gathered("1", reader, about=naledi, context={"their_subject": "Of Naledi", "their_text": "x"})
        gathered("2", reader, context={"their_subject": "Of nobody", "their_text": "x"})
        clock.move_to(MONDAY, tick=False)
        tasks.write_letters()
        assert actions.cancel(between=(reader, naledi)) == 1
        send_all(clock, MONDAY)
        (letter,) = mailoutbox
        assert letter.subject == "Your weekly letter: one piece of news"
        assert "Of Naledi" not in letter.body + letter.alternatives[0][0]
        assert states()["1"] == Mail.State.CANCELLED

    def test_letter_with_nothing_left_is_not_sent(self, clock, mailoutbox):
        reader = weekly_reader()
        gathered("1", reader)
        clock.move_to(MONDAY, tick=False)
        tasks.write_letters()
        actions.cancel(key_prefix="1")
        send_all(clock, MONDAY)
        assert mailoutbox == []
        assert sorted(states().values()) == ["cancelled", "suppressed"]

    def test_letter_called_off_takes_its_contents_with_it(self, clock):
        reader = weekly_reader()
        gathered("1", reader)
        clock.move_to(MONDAY, tick=False)
        tasks.write_letters()
        actions.cancel(ids=[Mail.objects.get(kind=Kind.LETTER).pk])
        assert set(states().values()) == {"cancelled"}

    def test_kind_switched_off_meanwhile_is_left_out(self, clock, mailoutbox):
        reader = weekly_reader()
        gathered("1", reader)
        gathered("2", reader, kind=Kind.CHECKS)
        actions.choose(by=reader, modes={Kind.CHECKS: Mode.OFF})
        send_all(clock, MONDAY)
        assert mailoutbox[0].subject == "Your weekly letter: one piece of news"
        assert states()["2"] == Mail.State.SUPPRESSED

    def test_what_is_gathered_still_comes_in_the_letter_when_its_kind_is_wanted_at_once_again(
        self, clock, mailoutbox
    ):
        reader = weekly_reader()
        gathered("1", reader)
        actions.choose(by=reader, modes={Kind.REQUESTS: Mode.AT_ONCE})
        send_all(clock, MONDAY)
        assert len(mailoutbox) == 1

    def test_closed_account_gets_no_letter(self, clock, mailoutbox):
        reader = weekly_reader()
        gathered("1", reader)
        reader.is_active = False
        reader.save()
        send_all(clock, MONDAY)
        assert mailoutbox == []
        assert set(states().values()) == {"suppressed"}

    def test_letter_waits_for_the_end_of_a_pause(self, clock, mailoutbox):
        reader = weekly_reader()
        gathered("1", reader)
        actions.choose(by=reader, modes={}, paused_until=MONDAY + timedelta(days=2))
        send_all(clock, MONDAY)
        assert mailoutbox == []
        send_all(clock, MONDAY + WEEK)
        assert len(mailoutbox) == 1

    def test_one_letter_a_week_even_after_an_outage(self, clock, mailoutbox):
        reader = weekly_reader()
        gathered("1", reader)
        late = MONDAY + 2 * WEEK + timedelta(days=3)
        send_all(clock, late)
        assert len(mailoutbox) == 1
        gathered("2", reader)
        send_all(clock, late + timedelta(hours=1))
        assert len(mailoutbox) == 1
        send_all(clock, MONDAY + 3 * WEEK)
        assert len(mailoutbox) == 2

    def test_reader_who_moves_west_gets_it_at_eight_over_there(self, clock, mailoutbox):
        reader = weekly_reader()
        gathered("1", reader)
        reader.time_zone = "America/Lima"
        reader.save()
        send_all(clock, MONDAY)
        assert mailoutbox == []
        send_all(clock, datetime(2026, 11, 30, 13, 0, tzinfo=UTC))
        assert len(mailoutbox) == 1

    def test_unsubscribing_from_the_letter_stops_the_kinds_in_it(self, clock, client):
        reader = weekly_reader()
        gathered("1", reader)
        send_all(clock, MONDAY)
        actions.unsubscribe(mail=Mail.objects.get(kind=Kind.LETTER))
        assert set(reader.mail_preferences.filter(mode="off").values_list("kind", flat=True)) == {
            "requests",
            "checks",
        }

    def test_failed_letter_fails_its_contents_and_is_tried_again_with_them(self, clock, mailoutbox):
        reader = weekly_reader()
        gathered("1", reader)
        clock.move_to(MONDAY, tick=False)
        tasks.write_letters()
        letter = Mail.objects.get(kind=Kind.LETTER)
        held = delivery.claim(letter.pk, MONDAY)
        letters.render(held, now=MONDAY)
        delivery.record(held, delivery.Outcome(Verdict.REFUSED, "554 no"), MONDAY)
        assert set(states().values()) == {"failed"}
        assert actions.retry(ids=[letter.pk]) == 1
        assert states()["1"] == Mail.State.GATHERED
        send_all(clock, MONDAY)
        assert set(states().values()) == {"sent"}
        assert len(mailoutbox) == 1

    def test_worker_that_dies_over_a_letter_loses_nothing(self, clock, mailoutbox):
        reader = weekly_reader()
        gathered("1", reader)
        clock.move_to(MONDAY, tick=False)
        tasks.write_letters()
        letter = Mail.objects.get(kind=Kind.LETTER)
        assert letters.render(delivery.claim(letter.pk, MONDAY), now=MONDAY)
        send_all(clock, MONDAY + delivery.LEASE)
        assert len(mailoutbox) == 1
        assert set(states().values()) == {"sent"}

    def test_trim_leaves_what_is_gathered(self, clock):
        mail = gathered("1", weekly_reader())
        actions.trim(before=MONDAY + WEEK)
        mail.refresh_from_db()
        assert mail.text


@pytest.mark.django_db
class TestQuietHours:
    def reader(self, **fields):
        reader = person(time_zone="Europe/Paris", **fields)
        actions.choose(by=reader, modes={}, quiet=NIGHT)
        return reader

    def test_mail_in_quiet_hours_waits_for_their_end(self, clock, mailoutbox):
        mail = queued(to=self.reader(), haste=Haste.DAYS)
        clock.move_to(datetime(2026, 11, 26, 22, 0, tzinfo=UTC), tick=False)
        assert delivery.deliver(mail.pk).verdict is Verdict.HELD
        morning = datetime(2026, 11, 27, 6, 0, tzinfo=UTC)
        mail.refresh_from_db()
        assert (mail.state, mail.not_before) == (Mail.State.QUEUED, morning)
        assert mail.attempts_allowed - mail.attempts == 14
        send_all(clock, morning)
        assert len(mailoutbox) == 1

    @pytest.mark.parametrize(
        "changes",
        [
            {"kind": Kind.ACCOUNT},
            {"haste": Haste.NOW},
            {"calendar": "BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\nEND:VCALENDAR\r\n"},
        ],
    )
    def test_account_and_what_is_of_no_use_by_the_morning_come_at_night(self, clock, changes):
        mail = queued(to=self.reader(), **changes)
        clock.move_to(datetime(2026, 11, 26, 22, 0, tzinfo=UTC), tick=False)
        assert delivery.deliver(mail.pk).verdict is Verdict.SENT

    def test_change_of_mind_counts_for_what_is_held(self, clock, mailoutbox):
        reader = self.reader()
        mail = queued(to=reader)
        night = datetime(2026, 11, 26, 22, 0, tzinfo=UTC)
        clock.move_to(night, tick=False)
        delivery.deliver(mail.pk)
        actions.choose(by=reader, modes={})
        send_all(clock, night)
        assert len(mailoutbox) == 1

    def test_letter_waits_for_the_end_of_quiet_hours(self, clock, mailoutbox):
        reader = weekly_reader()
        actions.choose(by=reader, modes={}, quiet=Hours(time(22), time(9, 30)))
        gathered("1", reader)
        send_all(clock, MONDAY)
        assert mailoutbox == []
        send_all(clock, MONDAY + timedelta(minutes=90))
        assert len(mailoutbox) == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_clocks_one_writes_the_letter_and_of_many_workers_one_sends_it(sink):
    reader = weekly_reader()
    for number in range(5):
        gathered(f"news-{number}", reader)
    week_ago = timezone.now() - WEEK
    Mail.objects.update(not_before=week_ago, created_at=week_ago)
    starting_line = Barrier(4)

    def tick() -> int:
        starting_line.wait()
        return letters.write_due(timezone.now())

    assert sorted(at_once([tick] * 4)) == [0, 0, 0, 1]
    letter = Mail.objects.get(kind=Kind.LETTER)
    assert letter.enclosed.count() == 5
    starting_line.reset()

    def work():
        starting_line.wait()
        return delivery.deliver(letter.pk)

    assert sum(outcome is not None for outcome in at_once([work] * 4)) == 1
    assert list(sink.counts().values()) == [1]
    assert set(states().values()) == {"sent"}


@pytest.mark.django_db(transaction=True)
def test_block_while_the_letter_is_written_leaves_no_mail_between_the_two(sink):
    """Whichever comes first: nothing of the other is in the letter, or it is called off before the letter goes."""
    reader, naledi = weekly_reader(), person("naledi@example.org")
    gathered("1", reader, about=naledi)
    gathered("2", reader)
    week_ago = timezone.now() - WEEK
    Mail.objects.update(not_before=week_ago, created_at=week_ago)
    starting_line = Barrier(2)

    def tick() -> None:
        starting_line.wait()
        letters.write_due(timezone.now())

    def block() -> None:
        starting_line.wait()
        with transaction.atomic():
            actions.cancel(between=(reader, naledi))

    at_once([tick, block])
    delivery.deliver(Mail.objects.get(kind=Kind.LETTER).pk)
    assert states()["1"] == "cancelled"
    assert states()["2"] == "sent"
    assert [str(mail["Subject"]) for mail in sink.taken] == ["Your weekly letter: one piece of news"]
