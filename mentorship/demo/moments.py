"""From "so many days ago" to a moment. Two clocks, as README.md says: today, and the coming Sunday."""

import zlib
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Protocol

from accounts.models import User

FIRST_HOUR, HOURS = 8, 12
SUNDAY = 6


class Plan(Protocol):
    """Puts a move into the queue of all moves."""

    def __call__(self, moment: datetime, what: str, move: Callable[[datetime], object]) -> None: ...


class Moments:
    """Where the story stands in time. Everything is in the person's own zone, by daylight, and the same at each loading."""

    def __init__(self, now: datetime):
        self.now = now

    def today(self, person: User) -> date:
        return self.now.astimezone(person.zone).date()

    def sunday(self, person: User) -> date:
        """The coming Sunday where ``person`` lives; today, if it is one."""
        today = self.today(person)
        return today + timedelta(days=SUNDAY - today.weekday())

    def from_today(self, person: User, days: int, what: str) -> datetime:
        """``days`` from today at an hour that ``what`` settles; never later than now."""
        return self._moment(person, self.today(person) + timedelta(days=days), what)

    def from_sunday(self, person: User, days: int, what: str) -> datetime:
        """``days`` from the coming Sunday, likewise."""
        return self._moment(person, self.sunday(person) + timedelta(days=days), what)

    def _moment(self, person: User, day: date, what: str) -> datetime:
        moment = datetime.combine(day, time(FIRST_HOUR), tzinfo=person.zone)
        moment += timedelta(minutes=spread(f"{person.email} {what}", HOURS * 60))
        return min(moment, self.now - timedelta(minutes=1))


def spread(what: str, limit: int) -> int:
    """A number from 0 to ``limit`` - 1 that looks like chance and is the same for the same text on every machine."""
    return zlib.crc32(what.encode()) % limit
