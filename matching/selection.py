"""Who is on a mentee's list before anybody is scored: gates, filters, and how many each filter would leave. Pure: NumPy only.

A selection is one column of bits. Within one filter any will do, between filters all must; several areas must all have been lived.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.bits import Column, count, counts, from_rows, pack
from matching.columns import Columns, Fact

Key = TypeVar("Key", bound=Hashable)

HOURS_A_WEEK = 7 * 24


@dataclass(frozen=True)
class Wishes:
    """What the list is asked to keep to, by database ids; empty means no wish. An id that nobody has leaves nobody.

    ``areas``: all lived and offered. ``groups``: for each group its areas. ``hours``: at least so many a month. ``overlap``: at least so
    many hours a week in which both are usually free. ``full``: those without a free place, too.
    """

    areas: frozenset[int] = frozenset()
    groups: Mapping[int, Sequence[int]] | None = None
    languages: frozenset[str] = frozenset()
    communities: frozenset[int] = frozenset()
    formats: frozenset[str] = frozenset()
    hours: int = 0
    overlap: int = 0
    full: bool = False


class Selection:
    """Gated rows, and what each wish leaves of them."""

    def __init__(
        self, columns: Columns, gated: Column, wishes: Wishes, overlaps: NDArray[np.uint8] | None = None
    ) -> None:
        """``gated``: who may be on the list at all, free places aside. ``overlaps``: shared hours of each row."""
        self.columns, self.gated, self.wishes = columns, gated, wishes
        self.overlaps = np.zeros(columns.high, np.uint8) if overlaps is None else overlaps

    @cached_property
    def kept_by(self) -> dict[str, Column]:
        """For each wish there is: the rows that meet it."""
        bits, wishes = self.columns.bits, self.wishes
        kept: dict[str, Column] = {}
        if wishes.areas:
            kept["areas"] = np.bitwise_and.reduce(bits.columns([(Fact.LIVED, area) for area in wishes.areas]))
        if wishes.groups is not None:
            kept["groups"] = self._lived(area for areas in wishes.groups.values() for area in areas)
        for name, fact, keys in (
            ("languages", Fact.LANGUAGE, wishes.languages),
            ("communities", Fact.COMMUNITY, wishes.communities),
            ("formats", Fact.FORMAT, wishes.formats),
        ):
            if keys:
                kept[name] = bits.any_of((fact, key) for key in keys)
        if wishes.hours:
            kept["hours"] = self._at_least(self.columns.hours[: self.columns.high], wishes.hours)
        if wishes.overlap:
            kept["overlap"] = self._at_least(self.overlaps, wishes.overlap)
        if not wishes.full:
            kept["full"] = bits.column(Fact.FREE)
        return kept

    def without(self, name: str) -> Column:
        """The rows that meet every wish but this one."""
        rows = self.gated
        for other, column in self.kept_by.items():
            if other != name:
                rows = rows & column
        return rows

    @cached_property
    def rows(self) -> Column:
        """The rows that meet every wish."""
        return self.without("")

    # --- facets: with each of these, how many would be on the list, the other wishes as they are

    def areas(self, areas: Sequence[int]) -> dict[int, int]:
        """Areas add up, so an area's count is what choosing it as well would leave."""
        return self._counts(Fact.LIVED, areas, self.rows)

    def groups(self, areas_in: Mapping[int, Sequence[int]]) -> dict[int, int]:
        rows = self.without("groups")
        return {group: count(rows & self._lived(areas)) for group, areas in areas_in.items()}

    def languages(self, codes: Sequence[str]) -> dict[str, int]:
        return self._counts(Fact.LANGUAGE, codes, self.without("languages"))

    def communities(self, communities: Sequence[int]) -> dict[int, int]:
        return self._counts(Fact.COMMUNITY, communities, self.without("communities"))

    def formats(self, codes: Sequence[str]) -> dict[str, int]:
        return self._counts(Fact.FORMAT, codes, self.without("formats"))

    def hours(self, steps: Iterable[int]) -> dict[int, int]:
        rows, hours = self.without("hours"), self.columns.hours[: self.columns.high]
        return {step: count(rows & self._at_least(hours, step)) if step else count(rows) for step in steps}

    def overlap(self, steps: Iterable[int]) -> dict[int, int]:
        rows = self.without("overlap")
        return {
            step: count(rows & self._at_least(self.overlaps, step)) if step else count(rows) for step in steps
        }

    def full(self) -> int:
        """How many more there would be with those who have no place free."""
        return count(self.without("full") & ~self.columns.bits.column(Fact.FREE))

    def _lived(self, areas: Iterable[int]) -> Column:
        return self.columns.bits.any_of((Fact.LIVED, area) for area in areas)

    def _at_least(self, numbers: NDArray[np.uint8], least: int) -> Column:
        return pack(numbers >= least, self.columns.words)

    def _counts(self, fact: Fact, keys: Sequence[Key], rows: Column) -> dict[Key, int]:
        found = counts(self.columns.bits.columns([(fact, key) for key in keys]), rows) if keys else ()
        return {key: int(n) for key, n in zip(keys, found, strict=True)}


def rows_of(columns: Columns, users: Iterable[int]) -> Column:
    """The users who have a row, as a column."""
    return from_rows(columns.rows_of(np.fromiter(users, np.int64)), columns.words)


def shared_hours(
    mine: Iterable[int], slots: Sequence[Iterable[int]], offsets: Sequence[int]
) -> NDArray[np.uint8]:
    """(offset, slot) → hours of the week that lie in the slot for somebody ``offset`` hours ahead of UTC and are free for me.

    ``mine``: hours of the UTC week, 0 to 167. ``slots``: for each slot its hours of the local week.
    """
    free = np.zeros(HOURS_A_WEEK, np.float32)
    free[list(mine)] = 1
    within = np.zeros((len(slots), HOURS_A_WEEK), np.float32)
    for number, hours in enumerate(slots):
        within[number, list(hours)] = 1
    local = (
        np.stack([np.roll(free, offset) for offset in offsets]) if offsets else np.zeros((0, HOURS_A_WEEK))
    )
    shared: NDArray[np.uint8] = (local @ within.T).astype(np.uint8)
    return shared
