"""A mail that brings an entry for the reader's calendar, as the mail server gets it."""

import email
import email.policy

import pytest
from django.utils import timezone

from outbox import actions, delivery
from outbox.models import Mail, Preference

from .factories import person, queue, queued

pytestmark = pytest.mark.django_db

ICS = "\r\n".join(
    (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//test//",
        "METHOD:CANCEL",
        "BEGIN:VEVENT",
        "UID:one@example.org",
        "DTSTAMP:20261126T070000Z",
        "DTSTART:20261203T051500Z",
        "SUMMARY:Gespräch mit Adaeze",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    )
)


def sent(mail: Mail) -> email.message.EmailMessage:
    """The mail as bytes on the wire, read by Python's own parser."""
    return email.message_from_bytes(
        delivery.build(mail).message().as_bytes(linesep="\r\n"), policy=email.policy.default
    )


def test_calendar_stands_beside_text_and_html_and_as_a_file():
    message = sent(queued(calendar=ICS))
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]


def test_calendar_part_names_its_method_and_arrives_as_written():
    part = next(
        part for part in sent(queued(calendar=ICS)).walk() if part.get_content_type() == "text/calendar"
    )
    assert (part.get_param("method"), part.get_content_charset()) == ("CANCEL", "utf-8")
    assert part.get_content_disposition() is None  # else Gmail takes it for a file only
    assert part.get_payload(decode=True).decode() == ICS


def test_file_has_a_name_that_programs_open():
    file = next(part for part in sent(queued(calendar=ICS)).iter_attachments())
    assert (file.get_content_type(), file.get_filename()) == ("application/ics", "invite.ics")
    assert file.get_payload(decode=True).decode() == ICS


def test_mail_without_a_calendar_is_as_before():
    assert "calendar" not in delivery.build(queued()).message().as_string()


def test_private_calendar_is_forgotten_once_sent(mailoutbox):
    mail = queued(calendar=ICS, private=True)
    delivery.deliver(mail.pk)
    mail.refresh_from_db()
    assert (mail.state, mail.calendar) == (Mail.State.SENT, "")


def test_calendar_that_nobody_wants_is_not_kept():
    reader = person()
    Preference.objects.create(user=reader, kind="requests", mode="off")
    assert queue(to=reader, calendar=ICS) is None
    assert Mail.objects.get().calendar == ""


def test_calendar_is_forgotten_with_the_text(mailoutbox):
    mail = queued(calendar=ICS)
    delivery.deliver(mail.pk)
    actions.trim(before=timezone.now())
    mail.refresh_from_db()
    assert (mail.text, mail.calendar) == ("", "")
