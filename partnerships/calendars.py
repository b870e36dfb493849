"""Sessions and checks as calendars read them: invitations by mail (RFC 5546) and a feed (RFC 5545)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vCalAddress, vText

from accounts.models import User
from outbox.headers import one_line
from outbox.links import absolute
from partnerships.models import CheckClock, Partnership, Session

CHECK_MINUTES = 15
KEPT_DAYS = timedelta(days=60)
"""How far back a feed reaches."""


def invitation(session: Session, *, to: User, now: datetime) -> str:
    """METHOD:REQUEST for an agreed session. The same UID with a higher SEQUENCE moves the entry that is there."""
    return _message("REQUEST", session, to=to, now=now)


def cancellation(session: Session, *, to: User, now: datetime) -> str:
    """METHOD:CANCEL: the entry disappears, or is struck out."""
    return _message("CANCEL", session, to=to, now=now)


def feed(user: User, *, now: datetime) -> str:
    """Every session with a time, and the coming checks, of the live pairs of somebody; in the language of the moment.

    It holds names, times and the place only: whoever looks over a shoulder at a calendar learns of no goal and no commitment.
    """
    calendar = _calendar()
    calendar.add("x-wr-calname", settings.SITE_NAME)
    calendar.add("refresh-interval", timedelta(hours=4), parameters={"value": "DURATION"})
    pairs = Partnership.objects.visible_to(user).live().select_related("mentor", "mentee")
    sessions = Session.objects.filter(
        partnership__in=pairs,
        starts_at__gt=now - KEPT_DAYS,
        state__in=[Session.State.AGREED, Session.State.HELD],
    ).select_related("partnership__mentor", "partnership__mentee")
    for session in sessions.order_by("starts_at"):
        calendar.add_component(_event(session, to=user, now=now))
    for event in _checks(user, pairs, now=now):
        calendar.add_component(event)
    return _text(calendar)


def _checks(user: User, pairs: Iterable[Partnership], *, now: datetime) -> Iterable[Event]:
    clocks = CheckClock.objects.filter(
        partnership__in=pairs, person=user, next_due_at__gt=now
    ).select_related("partnership__mentor", "partnership__mentee")
    for clock in clocks.order_by("next_due_at"):
        pair = clock.partnership
        event = Event()
        event.add("uid", f"check-{pair.public_id}@{_host()}")
        event.add("dtstamp", now)
        event.add("dtstart", clock.next_due_at)
        event.add("dtend", clock.next_due_at + timedelta(minutes=CHECK_MINUTES))
        event.add("summary", _("Check with %(name)s") % {"name": _name(pair.other(user))})
        event.add("url", absolute(pair.get_absolute_url()))
        event.add("transp", "TRANSPARENT")
        yield event


def _message(method: str, session: Session, *, to: User, now: datetime) -> str:
    calendar = _calendar()
    calendar.add("method", method)
    event = _event(session, to=to, now=now)
    # The site organises, so that no answer of a calendar program goes astray at the other person's address.
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    organiser = vCalAddress(f"mailto:{sender}")
    organiser.params["cn"] = vText(settings.SITE_NAME)
    event["organizer"] = organiser
    for person in session.partnership.people:
        attendee = vCalAddress(f"mailto:{person.email}")
        attendee.params["cn"] = vText(_name(person))
        attendee.params["role"] = vText("REQ-PARTICIPANT")
        attendee.params["partstat"] = vText("ACCEPTED")
        attendee.params["rsvp"] = vText("FALSE")
        event.add("attendee", attendee, encode=0)
    calendar.add_component(event)
    return _text(calendar)


def _event(session: Session, *, to: User, now: datetime) -> Event:
    pair = session.partnership
    url = absolute(reverse("partnerships:session-detail", args=[session.public_id]))
    event = Event()
    event.add("uid", f"session-{session.public_id}@{_host()}")
    event.add("dtstamp", now)
    event.add("sequence", session.sequence)
    event.add("dtstart", session.starts_at)
    event.add("dtend", session.ends_at)
    event.add("summary", _("You and %(name)s") % {"name": _name(pair.other(to))})
    event.add("description", _("What it is about, moving it or calling it off: %(url)s") % {"url": url})
    event.add("url", url)
    if session.where:
        event.add("location", one_line(session.where, 300))
    event.add("status", "CANCELLED" if session.state == Session.State.CANCELLED else "CONFIRMED")
    return event


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//Mentorship//Peer mentoring//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    return calendar


def _name(person: User) -> str:
    """A name for a parameter: no quotes, no line breaks (RFC 5545, 3.2)."""
    return one_line(person.get_full_name().replace('"', "'"), 120) or person.email


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def _text(calendar: Calendar) -> str:
    return str(calendar.to_ical().decode())
