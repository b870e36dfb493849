"""Calendars: what a mail brings and what stands at a private address, read by two libraries."""

import re
from datetime import timedelta
from email.utils import parseaddr

import icalendar
import pytest
import time_machine
import vobject
from django.conf import settings
from django.urls import reverse

from outbox import delivery
from outbox.models import Mail
from partnerships import actions, calendars
from partnerships.models import CalendarFeed, Partnership, Session

from .factories import BEGIN, make_partnership
from .test_sessions import LATER, ONE, TWO, agree, propose

pytestmark = pytest.mark.django_db
HOSTILE = 'A;B,C:D"E\\n\\F\nBEGIN:VEVENT\r\nATTENDEE:mailto:x@example.org \u2028 ☕ ' + "long " * 60


@pytest.fixture
def pair():
    return make_partnership(Partnership.State.ACTIVE)


def both_read(text: str) -> list[tuple[icalendar.Event, vobject.base.Component]]:
    """The entries of a calendar as two libraries read them, side by side; they must agree on what makes an entry."""
    mine = icalendar.Calendar.from_ical(text)
    theirs = vobject.readOne(text)
    pairs = list(zip(mine.walk("VEVENT"), theirs.contents.get("vevent", []), strict=True))
    for one, other in pairs:
        assert str(one["UID"]) == other.uid.value
        assert one["DTSTART"].dt == other.dtstart.value
        assert one["DTEND"].dt == other.dtend.value
        assert str(one["SUMMARY"]) == other.summary.value
    return pairs


def test_lines_are_as_the_standard_wants_them(pair):
    session = agree(pair)
    Session.objects.filter(pk=session.pk).update(where=HOSTILE[:300])
    session.refresh_from_db()
    text = calendars.invitation(session, to=pair.mentee, now=LATER)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))  # RFC 5545, 3.1
    assert "\n" not in text.replace("\r\n", "")


def test_invitation_names_both_and_the_site_as_organiser(pair):
    session = agree(pair)
    ((one, _other),) = both_read(calendars.invitation(session, to=pair.mentee, now=LATER))
    assert one["DTSTART"].dt == ONE
    assert one["DTEND"].dt == ONE + timedelta(minutes=45)
    assert one["STATUS"] == "CONFIRMED"
    assert one["SUMMARY"] == f"You and {pair.mentor.get_full_name()}"
    assert {str(address).removeprefix("mailto:") for address in one["ATTENDEE"]} == {
        person.email for person in pair.people
    }
    assert str(one["ORGANIZER"]) == f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"


def test_hostile_words_stay_words(pair):
    session = agree(pair)
    Session.objects.filter(pk=session.pk).update(where=HOSTILE[:300], agenda=HOSTILE)
    pair.mentor.first_name = 'Ada"; CN=evil\r\nATTENDEE:mailto:x@example.org'
    pair.mentor.save()
    session = Session.objects.get(pk=session.pk)
    for text in (
        calendars.invitation(session, to=pair.mentee, now=LATER),
        calendars.cancellation(session, to=pair.mentee, now=LATER),
    ):
        ((one, other),) = both_read(text)
        assert len(one["ATTENDEE"]) == len(other.contents["attendee"]) == 2
        assert "☕" in one["LOCATION"]
        assert str(one["LOCATION"]).count("\n") == 0


def test_moved_and_cancelled_are_the_same_entry_with_a_higher_sequence(pair):
    session = agree(pair)
    first = calendars.invitation(session, to=pair.mentee, now=LATER)
    actions.offer_times(session=session, by=pair.mentor, times=[TWO], minutes=30, where="", now=LATER)
    moved = actions.accept_time(session=session, by=pair.mentee, starts_at=TWO, now=LATER)
    second = calendars.invitation(moved, to=pair.mentee, now=LATER)
    gone = actions.cancel_session(session=moved, by=pair.mentee, word="", now=LATER)
    third = calendars.cancellation(gone, to=pair.mentee, now=LATER)
    entries = [both_read(text)[0][0] for text in (first, second, third)]
    assert len({str(entry["UID"]) for entry in entries}) == 1
    assert [entry["SEQUENCE"] for entry in entries] == [0, 1, 2]
    assert [entry["STATUS"] for entry in entries] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [icalendar.Calendar.from_ical(text)["METHOD"] for text in (first, second, third)] == [
        "REQUEST",
        "REQUEST",
        "CANCEL",
    ]


def test_mail_brings_it_beside_its_text_and_as_a_file(pair):
    agree(pair)
    message = delivery.build(Mail.objects.filter(name="session_agreed", to=pair.mentee).get()).message()
    parts = {part.get_content_type(): part for part in message.walk()}
    assert parts["text/calendar"].get_param("method") == "REQUEST"
    assert both_read(parts["text/calendar"].get_payload(decode=True).decode())
    assert both_read(parts["application/ics"].get_payload(decode=True).decode())


# The private address


def feed_of(client, key: str):
    return client.get(reverse("partnerships:calendar-feed", args=[key]))


def test_feed_holds_talks_and_checks_of_live_pairs_and_nothing_they_wrote(client, pair):
    session = agree(pair)
    Session.objects.filter(pk=session.pk).update(agenda="CANARY agenda", notes="CANARY notes")
    propose(pair, pair.mentee, TWO)
    key = actions.make_feed(by=pair.mentor, now=LATER)
    with time_machine.travel(LATER, tick=False):
        answer = feed_of(client, key)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    text = answer.content.decode()
    summaries = [str(one["SUMMARY"]) for one, _other in both_read(text)]
    name = pair.mentee.get_full_name()
    assert summaries == [f"You and {name}", f"Check with {name}"]
    assert "CANARY" not in text
    assert pair.goal_text not in text
    actions.suspend(partnership=pair, by=pair.mentee, now=LATER)
    with time_machine.travel(LATER, tick=False):
        assert both_read(feed_of(client, key).content.decode()) == []


def test_key_is_shown_once_kept_nowhere_and_ends_when_it_is_replaced_or_revoked(client, pair):
    client.force_login(pair.mentee)
    settings_page = reverse("partnerships:calendar-settings")
    shown = client.post(settings_page).content.decode()
    key = re.search(r"/partnerships/calendar/([\w-]{32})\.ics", shown)[1]
    assert key not in client.get(settings_page).content.decode()
    assert key not in CalendarFeed.objects.get().digest
    client.logout()
    assert feed_of(client, key).status_code == 200
    assert client.post(reverse("partnerships:calendar-feed", args=[key])).status_code == 405
    newer = actions.make_feed(by=pair.mentee, now=LATER)
    assert feed_of(client, key).status_code == 404
    assert feed_of(client, newer).status_code == 200
    client.force_login(pair.mentee)
    client.post(reverse("partnerships:calendar-revoke"))
    assert feed_of(client, newer).status_code == 404


@pytest.mark.parametrize("change", [{"suspended_at": BEGIN}, {"is_active": False}])
def test_feed_of_somebody_who_may_not_use_the_site_is_gone(client, pair, change):
    key = actions.make_feed(by=pair.mentee, now=LATER)
    type(pair.mentee).objects.filter(pk=pair.mentee.pk).update(**change)
    assert feed_of(client, key).status_code == 404
