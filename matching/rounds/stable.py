"""A matching in which no two would rather have each other: deferred acceptance. Pure NumPy.

Mentees propose in the order of their preference, mentors keep the best they have places for (Gale and Shapley, 1962). All who are free
propose at once, each straight to the first mentor who would not turn them down, so few waves are needed. The outcome is the one stable
matching that every mentee likes best. With ties, broken by lot here, a *largest* stable matching would be NP-hard to find: none is promised.

Between a mentee and a mentor of a round both sides go by one mutual score. Then there is exactly one stable matching for each drawing of
lots: the best pair of all, then the best pair of those still free, and so on.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappush, heapreplace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from matching.rounds.instance import UNMATCHED, Floats, Instance, Ints, Units

FIRST = 32
"""So many mentors a mentee considers at a time."""
LOTS = 1 << 22
"""More people than this cannot be told apart by lot; of one side."""
FINE = 1 << 40
"""Steps between 0 and 1 that general preferences are told apart by."""
CHUNK = 1 << 17
"""Pairs looked at in one go."""
FEW = 48
"""With fewer free mentees than this, one after the other is faster than a wave."""
NOBODY = -1


class Preferences(Protocol):
    """Who prefers whom, as keys: larger is better, no two equal in one person's list, negative: barred."""

    mentees: int
    mentors: int

    def offers(self, rows: Ints, bars: Ints, most: int) -> tuple[Ints, Ints]:
        """For each of ``rows`` (ascending) the ``most`` mentors they like best of those whose key for them is above ``bars[mentor]``.

        Returns two arrays (rows × at most ``most``), best first: the mentors (:data:`NOBODY` when there are no more) and those
        mentors' keys for the mentee.
        """


def accept(preferences: Preferences, places: Ints) -> Ints:
    """The mentor of each mentee, or :data:`UNMATCHED`, where no pair blocks."""
    if not preferences.mentees or not preferences.mentors:
        return np.full(preferences.mentees, UNMATCHED, np.int64)
    return _Round(preferences, places).run()


class _Round:
    def __init__(self, preferences: Preferences, places: Ints) -> None:
        self.preferences = preferences
        self.places = [int(number) for number in places]
        self.kept: list[list[tuple[int, int]]] = [[] for _ in self.places]
        """Each mentor's heap of (key, mentee), the least liked on top."""
        self.bars = np.where(places > 0, -1, np.iinfo(np.int64).max)
        """The key that a mentee must surpass at each mentor."""
        self.columns = np.zeros((preferences.mentees, FIRST), np.int64)
        self.keys = np.zeros((preferences.mentees, FIRST), np.int64)
        self.at = np.full(preferences.mentees, FIRST)
        """How far each mentee is in their short list."""

    def run(self) -> Ints:
        free = np.arange(self.preferences.mentees)
        while len(free):
            free = self._advance(free)
            free = self._one_by_one(free) if len(free) <= FEW else self._wave(free)
        partner = np.full(self.preferences.mentees, UNMATCHED, np.int64)
        for mentor, kept in enumerate(self.kept):
            for _, mentee in kept:
                partner[mentee] = mentor
        return partner

    def _advance(self, free: Ints) -> Ints:
        """Bring each to the next mentor who would have them; who has none left drops out."""
        waiting, ready = np.sort(free), []
        while len(waiting):
            columns, keys = self.columns[waiting], self.keys[waiting]
            welcome = (
                (columns != NOBODY)
                & (keys > self.bars[columns])
                & (np.arange(FIRST) >= self.at[waiting, None])
            )
            some = welcome.any(axis=1)
            self.at[waiting[some]] = welcome[some].argmax(axis=1)
            ready.append(waiting[some])
            waiting = self._refill(waiting[~some])
        return np.concatenate(ready) if ready else free

    def _refill(self, rows: Ints) -> Ints:
        """New short lists; whoever gets an empty one is left out."""
        if not len(rows):
            return rows
        columns, keys = self.preferences.offers(rows, self.bars, FIRST)
        self.columns[rows] = NOBODY
        self.columns[rows, : columns.shape[1]] = columns
        self.keys[rows, : keys.shape[1]] = keys
        self.at[rows] = 0
        found: Ints = rows[self.columns[rows, 0] != NOBODY]
        return found

    def _wave(self, free: Ints) -> Ints:
        """All propose at once; those turned down are free again."""
        asked = self.columns[free, self.at[free]]
        keys = self.keys[free, self.at[free]]
        order = np.lexsort((-keys, asked))
        turned_down = []
        for mentee, mentor, key in zip(
            free[order].tolist(), asked[order].tolist(), keys[order].tolist(), strict=True
        ):
            lost = self._propose(mentee, mentor, key)
            if lost != NOBODY:
                turned_down.append(lost)
        return np.array(turned_down, np.int64)

    def _one_by_one(self, free: Ints) -> Ints:
        """Each chain of one turning out the next is followed to its end."""
        out_of_list = []
        waiting = free.tolist()
        bars, rows = self.bars, {}
        while waiting:
            mentee = waiting.pop()
            if mentee not in rows:
                rows[mentee] = self.columns[mentee].tolist(), self.keys[mentee].tolist()
            columns, keys = rows[mentee]
            place = int(self.at[mentee])
            while place < FIRST and columns[place] != NOBODY and keys[place] <= bars[columns[place]]:
                place += 1
            self.at[mentee] = place
            if place == FIRST or columns[place] == NOBODY:
                out_of_list.append(mentee)
                continue
            lost = self._propose(mentee, columns[place], keys[place])
            if lost != NOBODY:
                waiting.append(lost)
        return np.array(out_of_list, np.int64)

    def _propose(self, mentee: int, mentor: int, key: int) -> int:
        """Who has no mentor afterwards: the mentee, somebody who had to give way, or :data:`NOBODY`."""
        kept = self.kept[mentor]
        if len(kept) < self.places[mentor]:
            heappush(kept, (key, mentee))
            lost = NOBODY
        elif key > kept[0][0]:
            lost = heapreplace(kept, (key, mentee))[1]
        else:
            return mentee
        if len(kept) == self.places[mentor]:
            self.bars[mentor] = kept[0][0]
        return lost


@dataclass
class Mutual:
    """Both sides go by the pair's own score; the seed draws lots among equals."""

    instance: Instance
    seed: int = 0

    def __post_init__(self) -> None:
        lots = np.random.default_rng(self.seed)
        self.mentees, self.mentors = self.instance.mentees, self.instance.mentors
        self.mentee_lots, self.mentor_lots = lots.permutation(self.mentees), lots.permutation(self.mentors)
        self._order: Ints | None = None

    def offers(self, rows: Ints, bars: Ints, most: int) -> tuple[Ints, Ints]:
        if self.instance.listed is not None:
            return self._listed(rows, bars, most)
        parts = []
        for first, last in self.instance.spans():
            begin, end = np.searchsorted(rows, [first, last])
            if begin < end:
                units = self.instance.units(first, last)
                parts += [
                    self._short(units, first, some, bars, most)
                    for some in _chunks(rows[begin:end], self.mentors)
                ]
        return _stacked(parts)

    def _short(self, block: Units, first: int, rows: Ints, bars: Ints, most: int) -> tuple[Ints, Ints]:
        units = block[rows - first].astype(np.int64)
        units *= LOTS
        theirs = np.where(units < 0, NOBODY, units + self.mentee_lots[rows, None])
        units += self.mentor_lots
        return _short_lists(units, theirs, bars, most)

    def _listed(self, rows: Ints, bars: Ints, most: int) -> tuple[Ints, Ints]:
        edges = self.instance.listed
        assert edges is not None
        wanted = np.full(self.mentees, NOBODY, np.int64)
        wanted[rows] = np.arange(len(rows))
        theirs = edges.units * LOTS + self.mentee_lots[edges.rows]
        open_ = np.flatnonzero((wanted[edges.rows] != NOBODY) & (theirs > bars[edges.columns]))
        mine, column = edges.rows[open_], edges.columns[open_]
        order = np.lexsort((-(edges.units[open_] * LOTS + self.mentor_lots[column]), mine))
        mine = mine[order]
        rank = np.arange(len(mine)) - np.searchsorted(mine, mine)
        first = rank < most
        columns = np.full((len(rows), most), NOBODY, np.int64)
        keys = np.zeros_like(columns)
        at = wanted[mine[first]], rank[first]
        columns[at] = column[order][first]
        keys[at] = theirs[open_][order][first]
        return columns, keys


class TwoSided:
    """Each side has scores of its own, (mentees × mentors) in [0, 1], NaN for barred; both barred where either is.

    Scores closer than 2⁻⁴⁰ count as equal; equals in the order in which they are given.
    """

    def __init__(self, mentees_scores: Floats, mentors_scores: Floats) -> None:
        self.mentees, self.mentors = mentees_scores.shape
        self._ours, self._theirs = mentees_scores, mentors_scores

    def offers(self, rows: Ints, bars: Ints, most: int) -> tuple[Ints, Ints]:
        return _stacked([self._short(some, bars, most) for some in _chunks(rows, self.mentors)])

    def _short(self, rows: Ints, bars: Ints, most: int) -> tuple[Ints, Ints]:
        ours, theirs = self._ours[rows], self._theirs[rows]
        barred = np.isnan(ours + theirs)
        steps, others = _steps(ours, barred), _steps(theirs, barred)
        steps += np.arange(self.mentors)[::-1]
        others += (self.mentees - 1 - rows)[:, None]
        others[barred] = NOBODY
        return _short_lists(steps, others, bars, most)


def _chunks(rows: Ints, width: int) -> Iterator[Ints]:
    """So many rows at a time that what is worked on stays in the processor's cache."""
    step = max(1, CHUNK // width)
    for first in range(0, len(rows), step):
        yield rows[first : first + step]


def _stacked(parts: list[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    return np.concatenate([columns for columns, _ in parts]), np.concatenate([keys for _, keys in parts])


def _steps(scores: Floats, barred: NDArray[np.bool_]) -> Ints:
    """The upper part of a key; 0 for barred."""
    scores = scores * FINE
    scores[barred] = 0.0
    steps = np.rint(scores, out=scores).astype(np.int64)
    steps *= LOTS
    return steps


def _short_lists(ours: Ints, theirs: Ints, bars: Ints, most: int) -> tuple[Any, Any]:
    """The best columns of each row where ``theirs`` is above the bar, best first; and what stands there in ``theirs``. Writes on ``ours``."""
    ours[theirs <= bars] = NOBODY
    width = ours.shape[1]
    if width > most:
        top = np.argpartition(ours, width - most, axis=1)[:, width - most :]
        top_keys = np.take_along_axis(ours, top, 1)
        top = np.take_along_axis(top, np.argsort(-top_keys, axis=1), 1)
    else:
        top = np.argsort(-ours, axis=1)
    good = np.take_along_axis(ours, top, 1) >= 0
    return np.where(good, top, NOBODY), np.take_along_axis(theirs, top, 1)
