"""The talks of a pair of the demo: offered, taken a day later, and told whether they took place."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from accounts.models import User
from partnerships import actions
from partnerships.meeting import instant
from partnerships.models import Partnership, Session

from .moments import Plan

OFFERED_BEFORE = timedelta(days=5)


def plan_talks(
    plan: Plan,
    partnership: Partnership,
    talks: list[dict[str, Any]],
    *,
    day: Callable[[int], date],
    until: datetime,
) -> None:
    """Plan what is told. ``day`` turns days from the coming Sunday into a date; nothing is offered after ``until``."""
    for told in talks:
        by = partnership.mentor if told["by"] == "mentor" else partnership.mentee
        starts_at = instant(day(told["days"]), time.fromisoformat(told["at"]), partnership.mentee.time_zone)
        # The two may have met later in that week than told.
        while starts_at < partnership.introduced_at + OFFERED_BEFORE:
            starts_at += timedelta(weeks=1)
        offered = min(starts_at - OFFERED_BEFORE, until - timedelta(hours=30))
        plan(
            max(offered, partnership.introduced_at + timedelta(hours=1)),
            "talk",
            lambda now, told=told, by=by, starts_at=starts_at: _propose(
                plan, partnership, told, by=by, starts_at=starts_at, now=now
            ),
        )


def _propose(
    plan: Plan,
    partnership: Partnership,
    told: dict[str, Any],
    *,
    by: User,
    starts_at: datetime,
    now: datetime,
) -> None:
    times = [starts_at, starts_at + timedelta(days=1)]
    session = actions.propose_session(
        partnership=partnership,
        by=by,
        times=times,
        minutes=told["minutes"],
        where=told["where"],
        agenda=told["agenda"],
        now=now,
    )
    if told["outcome"] != "proposed":
        plan(
            now + timedelta(hours=20),
            "talk agreed",
            lambda now: actions.accept_time(
                session=session, by=partnership.other(by), starts_at=starts_at, now=now
            ),
        )
        plan(starts_at - timedelta(hours=23), "talk tomorrow", lambda now: _remind(session, now))
    if told["outcome"] in (Session.State.HELD, Session.State.NOT_HELD):
        plan(starts_at + timedelta(hours=3), "talked", lambda now: _tell(session, told, by, now))


def _remind(session: Session, now: datetime) -> None:
    if Session.objects.to_remind_of(now).filter(pk=session.pk).exists():
        actions.remind_of_session(session=session, now=now)


def _tell(session: Session, told: dict[str, Any], by: User, now: datetime) -> None:
    held = told["outcome"] == Session.State.HELD
    session = actions.tell_of_session(session=session, by=by, held=held, now=now)
    if told["notes"]:
        actions.write_session(
            session=session,
            by=by,
            agenda=session.agenda,
            notes=told["notes"],
            version=session.version,
            now=now,
        )
