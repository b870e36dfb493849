"""A whole cohort as numbers: who may meet whom and how well they fit, places, pins and bans. Pure NumPy.

Scores become whole millionths (*units*), so that totals and prices are exact: a score of 0.734512 is 734,512 units. A pair that may
not meet is :data:`BARRED`. What is asked of all pairs is asked in blocks of rows, so no more than a block is worked on at once.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Units: TypeAlias = NDArray[np.int32]
Pairs: TypeAlias = Sequence[tuple[int, int]]
"""Pairs of places in the two lists: the mentee's, the mentor's."""
Heard: TypeAlias = Callable[[int], object]

UNIT = 1_000_000
BARRED = -1
BLOCK = 1 << 20
"""Pairs worked on at once."""
HELD = 1 << 26
"""So many pairs are kept in memory (256 MB); of a larger cohort each block is scored anew whenever it is needed."""
UNMATCHED = -1


class Scores(Protocol):
    """Every pair of a cohort, as :class:`matching.cohort.Cohort` gives it."""

    def block(self, first: int, last: int, /) -> Floats:
        """Scores in [0, 1] of mentees ``first`` to ``last`` with every mentor; NaN where a gate bars the pair."""


@dataclass(frozen=True)
class Listed:
    """Scores of listed pairs only, row by row: ``columns[starts[i]:starts[i + 1]]`` are whom mentee ``i`` may meet."""

    starts: Ints
    columns: Ints
    scores: Floats


class WrongPin(ValueError):
    """A pin that cannot be kept. ``code`` says why: ``twice``, ``barred``, ``banned`` or ``full``."""

    def __init__(self, code: str, mentee: int, mentor: int) -> None:
        super().__init__(f"{code}: mentee {mentee}, mentor {mentor}")
        self.code, self.mentee, self.mentor = code, mentee, mentor


@dataclass(frozen=True)
class Edges:
    """Pairs that may meet: mentee, mentor, units; three arrays of one length, ordered by mentee."""

    rows: Ints
    columns: Ints
    units: Ints

    def __len__(self) -> int:
        return len(self.rows)

    def __add__(self, other: "Edges") -> "Edges":
        """Both, ordered by mentee; they have no pair in common."""
        rows = np.concatenate([self.rows, other.rows])
        order = np.argsort(rows, kind="stable")
        return Edges(
            rows[order],
            np.concatenate([self.columns, other.columns])[order],
            np.concatenate([self.units, other.units])[order],
        )

    @staticmethod
    def joined(parts: Iterable["Edges"]) -> "Edges":
        """Blocks in the order of their rows, as one."""
        found = list(parts)
        if not found:
            nobody = np.zeros(0, np.int64)
            return Edges(nobody, nobody, nobody)
        return Edges(
            np.concatenate([part.rows for part in found]),
            np.concatenate([part.columns for part in found]),
            np.concatenate([part.units for part in found]),
        )


@dataclass
class Instance:
    """What a round decides on.

    Raises:
        WrongPin: a pin bars itself, names a mentee twice, or asks a mentor for more places than there are.
    """

    scores: Scores | Listed
    places: Ints
    """Free places of each mentor."""
    mentees: int
    """How many mentees there are."""
    pins: Pairs = ()
    """Who must be together. They take a place and have no part in the rest."""
    bans: Pairs = ()
    """Who must not."""
    floor: float = 0.0
    """Pairs below it count as barred."""
    heard: Heard | None = None
    """Told how many mentees have been scored since it was last told."""
    free: Ints = field(init=False)
    """Places left when the pins have taken theirs."""
    pinned: Ints = field(init=False)
    """For each mentee the mentor they are pinned to, or :data:`UNMATCHED`."""
    pinned_units: Ints = field(init=False)
    allowed: Ints = field(init=False)
    """For each mentee, how many mentors no gate bars."""
    remaining: Ints = field(init=False)
    """The same without those who are banned or below the floor."""
    banned: Ints = field(init=False)
    """For each mentee, how many of the allowed are banned."""

    def __post_init__(self) -> None:
        self.places = np.asarray(self.places, np.int64)
        self.pinned = np.full(self.mentees, UNMATCHED, np.int64)
        self.pinned_units = np.zeros(self.mentees, np.int64)
        banned = set(self.bans)
        for mentee, mentor in dict.fromkeys(self.pins):
            if self.pinned[mentee] != UNMATCHED:
                raise WrongPin("twice", mentee, mentor)
            if (mentee, mentor) in banned:
                raise WrongPin("banned", mentee, mentor)
            self.pinned[mentee] = mentor
        taken = np.bincount(self.pinned[self.pinned >= 0], minlength=len(self.places))
        for mentee, mentor in self.pins:
            if taken[mentor] > self.places[mentor]:
                raise WrongPin("full", mentee, mentor)
        self.free = self.places - taken
        self.allowed = np.zeros(self.mentees, np.int64)
        self.remaining = np.zeros(self.mentees, np.int64)
        self.banned = np.zeros(self.mentees, np.int64)
        self._bans = np.array(sorted(banned), np.int64).reshape(-1, 2)
        self._lowest = round(self.floor * UNIT)
        self._held: Units | None = None
        self._edges: Edges | None = None
        if isinstance(self.scores, Listed):
            self._edges = self._list(self.scores)
        elif self.mentees * self.mentors <= HELD:
            held = np.empty((self.mentees, self.mentors), np.int32)
            for first, last in self.spans():
                held[first:last] = self._score(first, last)
            self._held = held
        else:
            for first, last in self.spans():  # so that a wrong pin is found before anything is solved
                self._score(first, last)

    @property
    def mentors(self) -> int:
        return len(self.places)

    def spans(self) -> Iterator[tuple[int, int]]:
        """The blocks: first row, and the one after the last."""
        step = max(1, BLOCK // max(1, self.mentors))
        for first in range(0, self.mentees, step):
            yield first, min(first + step, self.mentees)

    def units(self, first: int, last: int) -> Units:
        """Units of mentees ``first`` to ``last`` with every mentor; all barred for those who are pinned."""
        if self._held is not None:
            return self._held[first:last]
        return self._score(first, last)

    def best(self, most: int) -> Edges:
        """For each mentee, exactly the ``most`` best pairs (ties at the end as they fall); of listed pairs all."""
        if self._edges is not None:
            return self._edges
        return Edges.joined(_largest(first, block, most) for first, block in self._blocks())

    def above(self, utilities: Ints, prices: Ints, most: int) -> Edges:
        """Pairs worth more than ``utilities[mentee] + prices[mentor]``; of each mentee those with the largest excess, ``most`` at most."""
        if self._edges is not None:
            edges = self._edges
            found = edges.units > utilities[edges.rows] + prices[edges.columns]
            return Edges(edges.rows[found], edges.columns[found], edges.units[found])
        small = max(np.abs(utilities).max(initial=0), np.abs(prices).max(initial=0)) < 1 << 30
        levels, costs = (part.astype(np.int32 if small else np.int64) for part in (utilities, prices))
        return Edges.joined(
            _exceeding(first, block, levels[first : first + len(block)], costs, most)
            for first, block in self._blocks()
        )

    def blocking(self, has: Ints, least: Ints) -> int:
        """How many pairs both gain from leaving what they have: units above ``has[mentee]`` and above ``least[mentor]``."""
        if self._edges is not None:
            edges = self._edges
            return int(
                np.count_nonzero((edges.units > has[edges.rows]) & (edges.units > least[edges.columns]))
            )
        hold, bar = has.astype(np.int32), least.astype(np.int32)
        return sum(
            int(np.count_nonzero((block > hold[first : first + len(block), None]) & (block > bar)))
            for first, block in self._blocks()
        )

    def reach(self, mentors: NDArray[np.bool_]) -> Ints:
        """For each mentee, how many of the marked mentors they may meet."""
        if self._edges is not None:
            return np.bincount(self._edges.rows[mentors[self._edges.columns]], minlength=self.mentees)
        counts = [np.count_nonzero(block[:, mentors] >= 0, axis=1) for _, block in self._blocks()]
        return np.concatenate(counts) if counts else np.zeros(0, np.int64)

    def of(self, partner: Ints) -> Ints:
        """Units of each mentee with ``partner[mentee]``; 0 for those without one."""
        units = np.zeros(self.mentees, np.int64)
        if self._edges is not None:
            edges = self._edges
            chosen = edges.columns == partner[edges.rows]
            units[edges.rows[chosen]] = edges.units[chosen]
        else:
            for first, block in self._blocks():
                mine = partner[first : first + len(block)]
                here = np.flatnonzero(mine >= 0)
                units[first + here] = block[here, mine[here]]
        pinned = self.pinned >= 0
        units[pinned] = np.where(partner[pinned] == self.pinned[pinned], self.pinned_units[pinned], 0)
        return units

    @property
    def listed(self) -> Edges | None:
        """All pairs that may meet, where the instance was given as a list."""
        return self._edges

    def _blocks(self) -> Iterator[tuple[int, Units]]:
        for first, last in self.spans():
            yield first, self.units(first, last)

    def _score(self, first: int, last: int) -> Units:
        assert not isinstance(self.scores, Listed)
        scored = self.scores.block(first, last)
        barred = np.isnan(scored)
        units = np.where(barred, BARRED, np.rint(np.where(barred, 0.0, scored) * UNIT)).astype(np.int32)
        self.allowed[first:last] = (units >= 0).sum(axis=1)
        begin, end = np.searchsorted(self._bans[:, 0], [first, last])
        rows, columns = self._bans[begin:end, 0] - first, self._bans[begin:end, 1]
        self.banned[first:last] = np.bincount(rows[units[rows, columns] >= 0], minlength=last - first)
        units[rows, columns] = BARRED
        here = np.flatnonzero(self.pinned[first:last] >= 0)
        worth = units[here, self.pinned[first + here]]
        for mentee in first + here[worth < 0]:
            raise WrongPin("barred", int(mentee), int(self.pinned[mentee]))
        self.pinned_units[first + here] = worth
        if self._lowest > 0:
            units[units < self._lowest] = BARRED
        self.remaining[first:last] = (units >= 0).sum(axis=1)
        units[here] = BARRED
        if self.heard is not None:
            self.heard(last - first)
        return units

    def _list(self, listed: Listed) -> Edges:
        rows = np.repeat(np.arange(self.mentees), np.diff(listed.starts))
        columns = np.asarray(listed.columns, np.int64)
        scored = np.asarray(listed.scores, np.float64)
        kept = ~np.isnan(scored)
        self.allowed += np.bincount(rows[kept], minlength=self.mentees)
        if len(self._bans):
            width = np.int64(self.mentors)
            banned = np.isin(rows * width + columns, self._bans[:, 0] * width + self._bans[:, 1])
            self.banned += np.bincount(rows[banned & kept], minlength=self.mentees)
            kept &= ~banned
        units = np.zeros(len(rows), np.int64)
        units[kept] = np.rint(scored[kept] * UNIT)
        theirs = kept & (columns == self.pinned[rows])
        self.pinned_units[rows[theirs]] = units[theirs]
        missing = self.pinned >= 0
        missing[rows[theirs]] = False
        for mentee in np.flatnonzero(missing):
            raise WrongPin("barred", int(mentee), int(self.pinned[mentee]))
        kept &= units >= self._lowest
        self.remaining += np.bincount(rows[kept], minlength=self.mentees)
        kept &= self.pinned[rows] < 0
        if self.heard is not None:
            self.heard(self.mentees)
        return Edges(rows[kept], columns[kept], units[kept])


def _chosen(first: int, block: Units, rows: NDArray[Any], columns: NDArray[Any]) -> Edges:
    """The named pairs of a block that begins with mentee ``first``."""
    return Edges(
        rows.astype(np.int64) + first, columns.astype(np.int64), block[rows, columns].astype(np.int64)
    )


def _top(values: NDArray[Any], most: int) -> NDArray[np.intp]:
    """In which columns each row's ``most`` largest values stand, in no order."""
    width = values.shape[1]
    if width > most:
        return np.argpartition(values, width - most, axis=1)[:, width - most :]
    return np.broadcast_to(np.arange(width), values.shape)


def _largest(first: int, block: Units, most: int) -> Edges:
    columns = _top(block, most)
    rows, at = np.nonzero(np.take_along_axis(block, columns, 1) >= 0)
    return _chosen(first, block, rows, columns[rows, at])


def _exceeding(first: int, block: Units, utilities: NDArray[Any], prices: NDArray[Any], most: int) -> Edges:
    excess = block - prices
    found = (excess > utilities[:, None]) & (block >= 0)
    many = np.flatnonzero(found.any(axis=1))
    columns = _top(np.where(found[many], excess[many], np.iinfo(excess.dtype).min), most)
    rows, at = np.nonzero(np.take_along_axis(found[many], columns, 1))
    return _chosen(first, block, many[rows], columns[rows, at])
