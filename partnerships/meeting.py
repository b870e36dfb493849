"""A talk by two clocks: from what somebody typed to an instant, and times that would suit both. Pure: no Django, no clock."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from partnerships.cadence import zone_named


class NoSuchTime(ValueError):
    """The clocks jump over that time on that day."""


def instant(day: date, at: time, zone: str) -> datetime:
    """The moment (UTC) at which the clocks in ``zone`` show that day and time.

    One that happens twice, when the clocks go back, is the first; one that the clocks jump over raises :class:`NoSuchTime`; raises
    :class:`OverflowError` at the edges of the calendar.
    """
    shown = datetime.combine(day, at)
    moment = shown.replace(tzinfo=zone_named(zone)).astimezone(UTC)
    if moment.astimezone(zone_named(zone)).replace(tzinfo=None) != shown:
        raise NoSuchTime(f"{shown} does not happen in {zone}")
    return moment


def suggestions(
    spans: Sequence[tuple[int, int, int]], *, zone: str, now: datetime, most: int, days: int = 15
) -> Iterator[datetime]:
    """Beginnings (UTC) of the hours in which both are usually free, from the day after tomorrow on, at most ``most``, one a day.

    ``spans``: weekday (0 is Monday), first hour, and the hour after the last, by the clocks in ``zone``.
    """
    today = now.astimezone(zone_named(zone)).date()
    found = 0
    for ahead in range(2, days + 2):
        day = today + timedelta(days=ahead)
        for weekday, first, _end in spans:
            if weekday == day.weekday() and found < most:
                try:
                    moment = instant(day, time(first), zone)
                except NoSuchTime:
                    continue
                found += 1
                yield moment
                break


def distinct(moments: Iterable[datetime]) -> list[datetime]:
    """In order of time, each once."""
    return sorted(set(moments))
