"""When the two talk. Either offers times, the other takes one; either moves it or calls it off; afterwards either says whether it took place."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.moves import IllegalMove
from partnerships import emails
from partnerships.meeting import distinct
from partnerships.models import Partnership, Session, SessionTime

from .pairs import hold, must_be_in

State = Session.State


class Stale(IllegalMove):
    """Somebody has written meanwhile. ``session`` is how it stands."""

    def __init__(self, session: Session) -> None:
        super().__init__(_("It has been changed meanwhile. Read both, and save what should stand."))
        self.session = session


@transaction.atomic
def propose_session(
    *,
    partnership: Partnership,
    by: User,
    times: Sequence[datetime],
    minutes: int,
    where: str,
    agenda: str,
    now: datetime,
) -> Session:
    """Offer one to three times for a talk, while the pair is introduced or active; one such offer at a time.

    The other person is mailed the times by their own clock.
    """
    must_be_in(partnership, by)
    partnership = hold(partnership)
    _must_run(partnership)
    if partnership.sessions.filter(state=State.PROPOSED).exists():
        raise IllegalMove(_("Times for a talk are on offer already. Change those, or take them back."))
    if partnership.sessions.agreed().filter(starts_at__gt=now).count() >= Session.MOST_AHEAD:
        raise IllegalMove(_("That many talks lie ahead already. Hold one first."))
    times = _checked(times, now)
    session = Session.objects.create(
        partnership=partnership,
        state_at=now,
        state_by=by,
        made_at=now,
        offered_by=by,
        minutes=minutes,
        where=where,
        agenda=agenda,
    )
    _offer(session, times)
    emails.session_proposed(session, to=partnership.other(by), now=now)
    return session


@transaction.atomic
def offer_times(
    *,
    session: Session,
    by: User,
    times: Sequence[datetime],
    minutes: int,
    where: str,
    now: datetime,
) -> Session:
    """Offer other times: instead of those on offer, by either; or to move an agreed session, which stands until one of them is taken.

    The other person is mailed; what was queued about the times before is called off.
    """
    session = _hold(session, by)
    _must_run(session.partnership)
    if session.state != State.PROPOSED and not session.is_to_come(now):
        raise IllegalMove(_("This talk cannot be moved any more. Propose a new one."))
    times = [time for time in _checked(times, now) if time != session.starts_at]
    if not times:
        raise IllegalMove(_("That is the time it has."))
    emails.call_off_session(session, "session_proposed")
    session.times.all().delete()
    _save(session, offered_by=by, minutes=minutes, where=where, state_at=now, state_by=by)
    _offer(session, times)
    emails.session_proposed(session, to=session.partnership.other(by), now=now)
    return session


@transaction.atomic
def accept_time(*, session: Session, by: User, starts_at: datetime, now: datetime) -> Session:
    """Take one of the times that the other has offered.

    1. PROPOSED → AGREED; or the agreed time becomes another, and the sequence grows.
    2. Both get it for their calendars; what was queued about the time before is called off.
    """
    session = _hold(session, by)
    _must_run(session.partnership)
    _must_be_offered(session, by)
    if not session.times.filter(starts_at=starts_at).exists():
        raise IllegalMove(_("That time is not on offer any more. Choose one of those that are."))
    if starts_at <= now:
        raise IllegalMove(_("That time has gone by. Choose another, or offer one yourself."))
    before = session.starts_at
    emails.call_off_session(session)
    session.times.all().delete()
    _save(
        session,
        state=State.AGREED,
        state_at=now,
        state_by=by,
        starts_at=starts_at,
        agreed_at=now,
        reminded_at=None,
        sequence=session.sequence + (1 if before else 0),
    )
    for person in session.partnership.people:
        emails.session_agreed(session, to=person, by=by, before=before, now=now)
    return session


@transaction.atomic
def decline_times(*, session: Session, by: User, word: str, now: datetime) -> Session:
    """None of the offered times fits: PROPOSED → DECLINED; an agreed session keeps its time. Who offered them is told."""
    session = _hold(session, by)
    _must_be_offered(session, by)
    emails.call_off_session(session, "session_proposed")
    session.times.all().delete()
    to = State.DECLINED if session.state == State.PROPOSED else session.state
    _save(session, state=to, state_at=now, state_by=by, word=word)
    emails.session_declined(session, to=session.partnership.other(by), now=now)
    return session


@transaction.atomic
def withdraw_times(*, session: Session, by: User, now: datetime) -> Session:
    """Take back the times one has offered: PROPOSED → WITHDRAWN; an agreed session keeps its time. A mail that waits is called off."""
    session = _hold(session, by)
    if not session.times.exists() or session.offered_by_id != by.pk:
        raise IllegalMove(_("There is nothing of yours to take back."))
    emails.call_off_session(session, "session_proposed")
    session.times.all().delete()
    to = State.WITHDRAWN if session.state == State.PROPOSED else session.state
    _save(session, state=to, state_at=now, state_by=by)
    return session


@transaction.atomic
def cancel_session(*, session: Session, by: User, word: str, now: datetime) -> Session:
    """Call off an agreed session before it begins. Both calendars are told; the other person reads the word, if there is one."""
    session = _hold(session, by)
    if not session.is_to_come(now):
        raise IllegalMove(_("Only a talk that is still to come can be called off."))
    _cancel(session, by=by, word=word, now=now)
    for person in session.partnership.people:
        emails.session_cancelled(session, to=person, by=by, now=now)
    return session


@transaction.atomic
def tell_of_session(*, session: Session, by: User, held: bool, now: datetime) -> Session:
    """Say whether it took place, once its time has come; can be said otherwise later. Nobody is mailed."""
    session = _hold(session, by)
    if not session.has_begun(now):
        raise IllegalMove(_("Whether it took place can be said once its time has come."))
    session.times.all().delete()
    _save(session, state=State.HELD if held else State.NOT_HELD, state_at=now, state_by=by)
    return session


@transaction.atomic
def write_session(
    *, session: Session, by: User, agenda: str, notes: str, version: int, now: datetime
) -> Session:
    """Write what it is about and what came of it, for both to read. Nobody is mailed.

    Raises :class:`Stale` when ``version`` is not the one that stands: somebody has written meanwhile, and nothing is lost.
    """
    session = _hold(session, by)
    if session.state in (State.DECLINED, State.WITHDRAWN):
        raise IllegalMove(_("This talk did not come about, so there is nothing to write down."))
    if version != session.version:
        if (session.agenda, session.notes) == (agenda, notes):
            return session
        raise Stale(session)
    _save(session, agenda=agenda, notes=notes, version=F("version") + 1)
    return session


@transaction.atomic
def remind_of_session(*, session: Session, now: datetime) -> None:
    """The day before, both hear of it, once for each agreed time. By the system."""
    hold(session.partnership)
    if not Session.objects.to_remind_of(now).filter(pk=session.pk).update(reminded_at=now):
        raise IllegalMove(_("There is nothing to remind of."))
    session.refresh_from_db()
    for person in session.partnership.people:
        emails.session_reminder(session, to=person)


def call_off_sessions(
    partnership: Partnership,
    *,
    by: User | None,
    now: datetime,
    tell: bool = True,
    before: datetime | None = None,
) -> None:
    """A pair stands still: what is on offer is taken back, what is agreed and to come (``before`` a moment) is called off.

    Both calendars are told, unless contact has stopped (``tell`` False). Inside the caller's transaction, which holds the pair.
    """
    for session in partnership.sessions.filter(state=State.PROPOSED):
        emails.call_off_session(session, "session_proposed")
        session.times.all().delete()
        _save(session, state=State.WITHDRAWN, state_at=now, state_by=by)
    ahead = partnership.sessions.agreed().filter(starts_at__gt=now)
    for session in ahead.filter(starts_at__lt=before) if before else ahead:
        _cancel(session, by=by, word="", now=now)
        for person in partnership.people if tell else ():
            emails.session_cancelled(session, to=person, by=by, now=now)


def _hold(session: Session, by: User) -> Session:
    """The session afresh, with its pair's row locked; only the two act on it, in a pair that is live."""
    partnership = hold(session.partnership)
    must_be_in(partnership, by)
    if not partnership.is_live:
        raise IllegalMove(_("This partnership has ended. What was written stays to be read."))
    session = Session.objects.get(pk=session.pk)
    session.partnership = partnership
    return session


def _must_run(partnership: Partnership) -> None:
    if partnership.state not in Partnership.UNDER_WAY:
        raise IllegalMove(_("Talks are planned while the partnership is running."))


def _must_be_offered(session: Session, by: User) -> None:
    if session.state not in Session.OPEN or not session.times.exists():
        raise IllegalMove(_("There is nothing on offer any more."))
    if session.offered_by_id == by.pk:
        raise IllegalMove(_("Your own offer is for the other to answer."))


def _checked(times: Sequence[datetime], now: datetime) -> list[datetime]:
    """In order, each once; one to three of them, all still to come and none too far off."""
    offered = distinct(times)
    if not 1 <= len(offered) <= Session.MOST_TIMES:
        raise IllegalMove(
            ngettext("Offer %(n)d time.", "Offer one to %(n)d times.", Session.MOST_TIMES)
            % {"n": Session.MOST_TIMES}
        )
    if offered[0] <= now or offered[-1] > now + Session.AHEAD:
        raise IllegalMove(_("Offer times that are still to come, within half a year."))
    return offered


def _offer(session: Session, times: Sequence[datetime]) -> None:
    SessionTime.objects.bulk_create(SessionTime(session=session, starts_at=time) for time in times)


def _cancel(session: Session, *, by: User | None, word: str, now: datetime) -> None:
    emails.call_off_session(session)
    session.times.all().delete()
    _save(
        session,
        state=State.CANCELLED,
        state_at=now,
        state_by=by,
        word=word,
        sequence=session.sequence + 1,
    )


def _save(session: Session, **fields: object) -> None:
    partnership = session.partnership
    Session.objects.filter(pk=session.pk).update(**fields)
    session.refresh_from_db()
    session.partnership = partnership
