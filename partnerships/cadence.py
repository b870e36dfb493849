"""When an accountability check goes out: the rule, without Django and without a clock.

A pair agrees on a local weekday, a local time and a rhythm. What is stored beside them is the next
due instant in UTC; it is always worked out again from the local slot, so summer time never makes it
drift, and always as the first slot after `now`, so an outage gives one mail and not one for each
slot that went by. Every instant that goes in is aware, every instant that comes out is in UTC;
`now` is passed in.

Three words are used throughout:

slot    a local date and time at which a check is due. A wall-clock time that the clocks jump over
        moves to the first moment after the jump; one that happens twice counts the first time only.
period  the stretch of local dates that holds one slot; its key makes a check unique. A slot keeps
        the period of its own date, even if a jump moves it past midnight.
anchor  the local date on which the agreement starts. No slot lies before it.

| rhythm      | slots                               | period                         | key        |
|-------------|-------------------------------------|--------------------------------|------------|
| weekly      | every such weekday                  | the ISO week, Monday to Sunday | 2026-W48   |
| fortnightly | the first such weekday on or after  | 14 days, counted from the      | 2026-W47x2 |
|             | the anchor, then every second one   | anchor; named by its first day |            |
| monthly     | the first such weekday of the month | the calendar month             | 2026-12    |
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

GRACE = timedelta(hours=36)
"""A check found later than this is not sent any more."""

MIN_GAP = timedelta(days=3)
"""After a change of rhythm, day, time or zone, the next check keeps this distance from the last."""

DAY = timedelta(days=1)
FORTNIGHT = timedelta(days=14)
FIVE_WEEKS = timedelta(days=35)  # the first Monday of a month is four or five weeks after the last one


class UnknownZone(ValueError):
    """A time zone that the IANA database on this machine does not have."""


class Rhythm(StrEnum):
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


class Action(StrEnum):
    SEND = "send"
    SKIP = "skip"
    WAIT = "wait"


@cache
def known_zones() -> frozenset[str]:
    """The names that `zone_named` takes, without the two that name no place on earth."""
    return frozenset(available_timezones()) - {"localtime", "Factory"}


@cache
def zone_named(name: str) -> ZoneInfo:
    """The zone of that IANA name; raises `UnknownZone`."""
    if name not in known_zones():
        raise UnknownZone(f"{name!r} is not a known time zone")
    return ZoneInfo(name)


def in_zone(instant: datetime, zone: str) -> datetime:
    """The same instant as the clocks in `zone` show it."""
    return _aware(instant).astimezone(zone_named(zone))


@dataclass(frozen=True, slots=True)
class Cadence:
    """What a pair agreed on; `weekday` is 0 (Monday) to 6 (Sunday), `at` is wall-clock time.

    Two people in two zones share the agreement's one anchor, so that their periods have equal keys.
    `rhythm` may come as its plain value, as a database gives it. Raises ValueError for an unknown
    rhythm, an impossible weekday or an `at` with a zone, `UnknownZone` for a zone.
    """

    rhythm: Rhythm
    weekday: int
    at: time
    zone: str
    anchor: date

    def __post_init__(self) -> None:
        object.__setattr__(self, "rhythm", Rhythm(self.rhythm))
        if not 0 <= self.weekday <= 6:
            raise ValueError(f"weekday is 0 (Monday) to 6 (Sunday), not {self.weekday}")
        if self.at.tzinfo is not None:
            raise ValueError("at is wall-clock time and carries no zone of its own")
        zone_named(self.zone)


@dataclass(frozen=True, slots=True)
class Settled:
    """The last check that was dealt with, sent or skipped: what `reschedule` must not repeat.

    To be stored as it was then, because the cadence may have changed more than once since.
    `due_at` is the slot, not the moment at which a late mail left.
    """

    due_at: datetime
    period: str
    period_ends_at: datetime


@dataclass(frozen=True, slots=True)
class CatchUp:
    """What to do with a due check; `next_due_at` is None if the agreement ends before that slot."""

    action: Action
    period: str
    period_ends_at: datetime
    next_due_at: datetime | None


def next_due(cadence: Cadence, after: datetime, *, ends_on: date | None = None) -> datetime | None:
    """The first slot strictly after `after`, in UTC; None if its local date is after `ends_on`."""
    day, due = next((day, due) for day, due in _slots(cadence, after) if due > after)
    return None if ends_on is not None and day > ends_on else due


def last_due(cadence: Cadence, ends_on: date) -> datetime | None:
    """The last slot on or before the local date `ends_on`, in UTC; None if there is none."""
    last = None
    day = _slot_day_from(cadence, ends_on - FIVE_WEEKS + DAY)
    while day <= ends_on:
        last = day
        day = _slot_day_from(cadence, day + DAY)
    return None if last is None else _instant(cadence, last)


def period_of(cadence: Cadence, when: date) -> str:
    """The key of the period that holds `when`, a local date or an instant."""
    start = _period_start(cadence, _local_day(cadence, when))
    if cadence.rhythm is Rhythm.MONTHLY:
        return f"{start.year:04d}-{start.month:02d}"
    year, week, _ = start.isocalendar()
    return f"{year:04d}-W{week:02d}" + ("x2" if cadence.rhythm is Rhythm.FORTNIGHTLY else "")


def period_ends_at(cadence: Cadence, when: date) -> datetime:
    """The local midnight, in UTC, that ends the period of `when`, a local date or an instant."""
    start = _period_start(cadence, _local_day(cadence, when))
    if cadence.rhythm is Rhythm.MONTHLY:
        end = _next_month(start)
    else:
        end = start + (FORTNIGHT if cadence.rhythm is Rhythm.FORTNIGHTLY else 7 * DAY)
    return _first_instant(datetime.combine(end, time.min), zone_named(cadence.zone))


def settled(cadence: Cadence, due: datetime) -> Settled:
    """The record of the check that was due at `due` under `cadence`."""
    return Settled(due, period_of(cadence, due), period_ends_at(cadence, due))


def catch_up(cadence: Cadence, due: datetime, now: datetime, *, ends_on: date | None = None) -> CatchUp:
    """What to do at `now` with the check that is due at `due`.

    Up to 36 hours late it is sent. Later it is skipped: the system missed it, not the person. In
    both cases the next one is the first slot after `now`, so whatever else fell into an outage is
    never made up for. Before `due`: wait.
    """
    late = _aware(now) - _aware(due)
    upcoming: datetime | None = due
    if late < timedelta(0):
        action = Action.WAIT
    else:
        action = Action.SEND if late <= GRACE else Action.SKIP
        upcoming = next_due(cadence, now, ends_on=ends_on)
    return CatchUp(action, period_of(cadence, due), period_ends_at(cadence, due), upcoming)


def reschedule(
    new: Cadence, *, last: Settled | None, now: datetime, ends_on: date | None = None
) -> datetime | None:
    """The next due instant once a pair has changed to the cadence `new`; None as in `next_due`.

    It is the first slot of `new` after `now` that

    - is not before the end of the last check's period, as it was when that check was due;
    - is in another period than the last check, as `new` counts periods, and has another key;
    - leaves `MIN_GAP` since the last check: Sunday evening and Monday morning are two periods, but
      leave no time to do anything.

    So nobody gets two checks in one period, however often and between whatever zones they change. A
    check that is due already is not looked at: settle it with `catch_up` first.
    """
    earliest = _aware(now)
    if last is not None:
        # Slots are strictly after `after`; the end of a period already belongs to the next.
        earliest = max(earliest, last.period_ends_at - timedelta.resolution)
        earliest = max(earliest, last.due_at + MIN_GAP - timedelta.resolution)
    due = next_due(new, earliest, ends_on=ends_on)
    if last is None:
        return due
    taken = {last.period, period_of(new, last.due_at)}
    while due is not None and period_of(new, due) in taken:
        due = next_due(new, due, ends_on=ends_on)
    return due


def _slots(cadence: Cadence, around: datetime) -> Iterator[tuple[date, datetime]]:
    """Slots in order from the local date of `around` on, each with the local date it belongs to."""
    day = in_zone(around, cadence.zone).date()
    while True:
        day = _slot_day_from(cadence, day)
        yield day, _instant(cadence, day)
        day += DAY


def _slot_day_from(cadence: Cadence, day: date) -> date:
    """The first local date with a slot on or after both `day` and the anchor."""
    day = max(day, cadence.anchor)
    if cadence.rhythm is Rhythm.WEEKLY:
        return _weekday_from(cadence.weekday, day)
    if cadence.rhythm is Rhythm.FORTNIGHTLY:
        first = _weekday_from(cadence.weekday, cadence.anchor)
        return first + max(-((first - day) // FORTNIGHT), 0) * FORTNIGHT
    in_this_month = _weekday_from(cadence.weekday, day.replace(day=1))
    return in_this_month if in_this_month >= day else _weekday_from(cadence.weekday, _next_month(day))


def _period_start(cadence: Cadence, day: date) -> date:
    """The first local date of the period that holds the local date `day`."""
    if cadence.rhythm is Rhythm.WEEKLY:
        return day - day.weekday() * DAY
    if cadence.rhythm is Rhythm.FORTNIGHTLY:
        return cadence.anchor + (day - cadence.anchor) // FORTNIGHT * FORTNIGHT
    return day.replace(day=1)


def _local_day(cadence: Cadence, when: date) -> date:
    """The local date of an instant, or of the slot at that instant if it moved past midnight."""
    if not isinstance(when, datetime):
        return when
    day = in_zone(when, cadence.zone).date()
    eve = day - DAY
    if _slot_day_from(cadence, eve) == eve and _instant(cadence, eve) == when:
        return eve
    return day


def _instant(cadence: Cadence, day: date) -> datetime:
    """The slot of the local date `day`, in UTC."""
    return _first_instant(datetime.combine(day, cadence.at), zone_named(cadence.zone))


def _first_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first instant at which clocks in `zone` show `wall`, or the first after they skip it."""
    instant = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None, fold=0) == wall:
        return instant
    # In a gap, fold=1 reads the wall clock by the offset after the jump and so gives an instant
    # before it, fold=0 the other way round (PEP 495). The jump is between them, on a whole second.
    before = wall.replace(tzinfo=zone, fold=1, microsecond=0).astimezone(UTC)
    offset = before.astimezone(zone).utcoffset()

    def jumped(seconds: int) -> bool:
        return (before + timedelta(seconds=seconds)).astimezone(zone).utcoffset() != offset

    span = range(int((instant - before).total_seconds()) + 1)
    return before + timedelta(seconds=bisect_left(span, True, key=jumped))


def _weekday_from(weekday: int, day: date) -> date:
    return day + (weekday - day.weekday()) % 7 * DAY


def _next_month(day: date) -> date:
    return (day.replace(day=1) + 31 * DAY).replace(day=1)


def _aware(instant: datetime) -> datetime:
    if instant.utcoffset() is None:
        raise ValueError("an instant needs a time zone")
    return instant
