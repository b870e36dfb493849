"""When people are usually free: slots of a local week, and how two people's weeks overlap. Pure: no Django, no clock.

A slot is a weekday and a part of the day ("wed-evening"). Slots are local; two people overlap in the hours of UTC, as the
offsets of their zones stand at a given moment.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PARTS = {
    "early": (6, 9),
    "morning": (9, 12),
    "midday": (12, 14),
    "afternoon": (14, 18),
    "evening": (18, 22),
}
"""Part of the day → first hour, and the hour after the last one."""
SLOTS = tuple(f"{day}-{part}" for day in DAYS for part in PARTS)
HOURS_A_WEEK = 7 * 24


def local_hours(slots: Iterable[str]) -> frozenset[int]:
    """Hours of the local week, 0 (Monday 00:00) to 167. Unknown slots are left out."""
    found: set[int] = set()
    for slot in slots:
        day, _, part = slot.partition("-")
        if day in DAYS and part in PARTS:
            first, end = PARTS[part]
            found.update(DAYS.index(day) * 24 + hour for hour in range(first, end))
    return frozenset(found)


@cache
def zone_named(zone: str) -> ZoneInfo:
    """The zone, kept: `zoneinfo` itself remembers eight, and reads the files of all others again and again."""
    return ZoneInfo(zone)


def offset_hours(zone: str, now: datetime) -> int:
    """The zone's offset from UTC at ``now``, rounded down to whole hours."""
    offset = now.astimezone(zone_named(zone)).utcoffset()
    return int(offset.total_seconds() // 3600) if offset else 0


def utc_hours(slots: Iterable[str], zone: str, now: datetime) -> frozenset[int]:
    """The same hours as hours of the UTC week."""
    offset = offset_hours(zone, now)
    return frozenset((hour - offset) % HOURS_A_WEEK for hour in local_hours(slots))


def overlap(
    mine: Iterable[str], my_zone: str, theirs: Iterable[str], their_zone: str, *, now: datetime
) -> int:
    """In how many hours of the week both are usually free."""
    return len(utc_hours(mine, my_zone, now) & utc_hours(theirs, their_zone, now))


def together(
    mine: Iterable[str], my_zone: str, theirs: Iterable[str], their_zone: str, *, now: datetime
) -> list[tuple[int, int, int]]:
    """The hours in which both are usually free, by my clock: weekday (0 is Monday), first hour, and the hour after the last one."""
    both = utc_hours(mine, my_zone, now) & utc_hours(theirs, their_zone, now)
    offset = offset_hours(my_zone, now)
    spans: list[tuple[int, int, int]] = []
    for hour in sorted((hour + offset) % HOURS_A_WEEK for hour in both):
        day, first = divmod(hour, 24)
        if spans and spans[-1][0] == day and spans[-1][2] == first:
            spans[-1] = (day, spans[-1][1], first + 1)
        else:
            spans.append((day, first, first + 1))
    return spans


def ahead(my_zone: str, their_zone: str, now: datetime) -> float:
    """How many hours their clocks are ahead of mine at ``now``; negative: behind."""
    mine, theirs = (now.astimezone(zone_named(zone)).utcoffset() for zone in (my_zone, their_zone))
    return ((theirs - mine).total_seconds() / 3600) if mine is not None and theirs is not None else 0.0
