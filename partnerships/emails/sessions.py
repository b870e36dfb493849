"""Mails about talks: times on offer, the agreed one for the calendar, moved, called off, and the day before."""

from datetime import datetime

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from accounts.models import User
from outbox.actions import cancel
from outbox.models import Haste, Mail
from outbox.rendering import reading_as
from partnerships import calendars
from partnerships.models import Session

from .queueing import link, queue_to

OF_A_TIME = ("session_proposed", "session_agreed", "session_reminder")
"""What makes no sense any more once the session has another time, or none."""


def call_off_session(session: Session, *names: str) -> None:
    """Call off what is queued under these names about this session; without names all of :data:`OF_A_TIME`."""
    for name in names or OF_A_TIME:
        cancel(key_prefix=f"{name}:{session.partnership_id}:{session.pk}:")


def session_proposed(session: Session, *, to: User, now: datetime) -> Mail | None:
    """Sent to the other person when times are on offer: for a new talk, instead of other times, or to move an agreed one."""
    return _queue(
        "session_proposed",
        session,
        to=to,
        key=f"{now:%Y%m%dT%H%M%S%f}",
        haste=Haste.DAYS,
        context={"times": list(session.times.all())},
    )


def session_agreed(
    session: Session, *, to: User, by: User, before: datetime | None, now: datetime
) -> Mail | None:
    """Sent to both when a time is agreed, or another one (``before`` is the time it had). Brings the entry for the calendar."""
    with reading_as(to.language, to.time_zone):
        calendar = calendars.invitation(session, to=to, now=now)
    return _queue(
        "session_agreed",
        session,
        to=to,
        key=str(session.sequence),
        calendar=calendar,
        context={"before": before, "by_you": to.pk == by.pk},
    )


def session_declined(session: Session, *, to: User, now: datetime) -> Mail | None:
    """Sent to who offered times when none of them fits; an agreed session keeps its time."""
    return _queue("session_declined", session, to=to, key=f"{now:%Y%m%dT%H%M%S%f}")


def session_cancelled(session: Session, *, to: User, by: User | None, now: datetime) -> Mail | None:
    """Sent to both when an agreed session is called off, by one of them or because the pair stands still; strikes it from the calendar."""
    with reading_as(to.language, to.time_zone):
        calendar = calendars.cancellation(session, to=to, now=now)
    return _queue(
        "session_cancelled",
        session,
        to=to,
        key=str(session.sequence),
        calendar=calendar,
        context={"by_you": by is not None and to.pk == by.pk, "by_other": by is not None and to.pk != by.pk},
    )


def session_reminder(session: Session, *, to: User) -> Mail | None:
    """Sent to both on the day before."""
    return _queue("session_reminder", session, to=to, key=str(session.sequence), haste=Haste.DAYS)


def _queue(
    name: str,
    session: Session,
    *,
    to: User,
    key: str,
    calendar: str = "",
    haste: Haste = Haste.NEWS,
    context: dict[str, object] | None = None,
) -> Mail | None:
    return queue_to(
        name,
        session.partnership,
        to=to,
        key=f"{session.pk}:{to.pk}:{key}",
        private=True,  # an agenda or a word is what one wrote to the other
        calendar=calendar,
        haste=haste,
        why=_because_of_talk(session.partnership.other(to)),
        context={"session": session, "session_url": link("session-detail", session.public_id)}
        | (context or {}),
    )


def _because_of_talk(other: User) -> str | Promise:
    return format_lazy(
        gettext_lazy("You get this because you and {name} plan when to talk."), name=other.short_name
    )
