"""When a mail may come: quiet hours, and the hour of the weekly letter. Pure: no Django, no clock.

What counts is what the clocks in the reader's zone show. Every instant that goes in is aware, every instant that comes out is in UTC.
"""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

LETTER_AT = time(8)
"""The weekly letter is there on Monday morning, before the week is full."""

DAY = timedelta(days=1)
MONDAY = 0


@dataclass(frozen=True, slots=True)
class Hours:
    """From ``begins`` until just before ``ends``, as the clocks show it; over midnight where ``ends`` is the earlier of the two.

    Raises ValueError when both are the same: that would be never, or always.
    """

    begins: time
    ends: time

    def __post_init__(self) -> None:
        if self.begins == self.ends:
            raise ValueError("quiet hours begin and end at two different times")

    def hold(self, now: datetime, zone: ZoneInfo) -> bool:
        """Whether the clocks in ``zone`` show a time within these hours."""
        shown = now.astimezone(zone).time()
        if self.begins < self.ends:
            return self.begins <= shown < self.ends
        return shown >= self.begins or shown < self.ends

    def over_at(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """The first instant after ``now`` at which they no longer hold; None when they do not hold now.

        Where the clocks jump over the end, that is the moment of the jump. Where an hour comes twice and the end lies in it, they are over
        the first time; a mail that comes due when the hour begins again waits for the second.
        """
        now = now.astimezone(UTC)
        if not self.hold(now, zone):
            return None
        over = now + self._left(now, zone)
        jump = _jump(now, over, zone)
        if jump is None:
            return over
        return self.over_at(jump, zone) or jump

    def _left(self, now: datetime, zone: ZoneInfo) -> timedelta:
        """How far the hands of the clock are from the end."""
        return (_since_midnight(self.ends) - _since_midnight(now.astimezone(zone).time())) % DAY


def next_letter(now: datetime, zone: ZoneInfo) -> datetime:
    """The first Monday at eight in the morning after ``now``, by the clocks in ``zone``."""
    shown = now.astimezone(zone).date()
    monday = shown + (MONDAY - shown.weekday()) % 7 * DAY
    for weeks in range(
        3
    ):  # a Monday that an island skipped, on its way over the date line, is followed by another
        letter = datetime.combine(monday + weeks * 7 * DAY, LETTER_AT, zone).astimezone(UTC)
        if letter > now:
            return letter
    raise AssertionError("of three Mondays in a row one is to come")


def _since_midnight(shown: time) -> timedelta:
    return timedelta(
        hours=shown.hour, minutes=shown.minute, seconds=shown.second, microseconds=shown.microsecond
    )


def _jump(begin: datetime, end: datetime, zone: ZoneInfo) -> datetime | None:
    """When the clocks in ``zone`` are put forward or back between the two instants: the first moment with the new offset."""
    before = begin.astimezone(zone).utcoffset()
    if end.astimezone(zone).utcoffset() == before:
        return None
    begin = begin.replace(microsecond=0)
    seconds = range(int((end - begin).total_seconds()) + 2)

    def jumped(second: int) -> bool:
        return (begin + timedelta(seconds=second)).astimezone(zone).utcoffset() != before

    return begin + timedelta(seconds=bisect_left(seconds, True, key=jumped))
