"""The best mentors for one mentee, without scoring everybody to the end. Pure: NumPy only.

1. From shared values, passages and interests a rough upper bound for every row: what the pair would score if views were perfect and little
   pulled apart. Where filters leave few rows this is left out.
2. Of the rows with the highest rough bounds a closer bound is taken, and the highest of these are scored exactly: their k-th best is a threshold.
3. Of all other rows whose rough bound reaches it the closer bound is taken; those that still reach it are scored exactly too.

So the order is exact, whatever the bounds; a weak one only costs time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache, reduce
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matching.bits import Column, Picked, Rows, Stretch, Where, count, rows_in
from matching.engine import BLOCK, EXPERIENCE, INTERESTS, MINDSET, SIDE, SUMS, VALUES, Numbers, Scorer, shrunk
from matching.scoring import ALPHA, BASES, CIRCLE_CONFLICT, CONFLICT_PENALTY, FEWEST, RANK_WEIGHTS
from matching.shapes import MOST_VALUES, PLACES

DIGITS: Final = 9
"""Scores that agree to so many decimals are equal; then the public id decides, so that the order never hangs on rounding."""
SAFETY: Final = 1e-5  # the bounds are computed in 32-bit floats
FIRST: Final = 1000  # rows looked at closely before there is a threshold
SEEN: Final = -1e9  # in place of the bound of a row that is scored already
FEW: Final = 8  # where no more than one row in so many is left, all are looked at closely
MANY: Final = 31  # interests beyond these make no bound any tighter


@dataclass(frozen=True)
class Found:
    """Rows with their scores, and with what orders them: the score less the price."""

    rows: Rows
    scores: NDArray[np.float64]
    order: NDArray[np.float64]

    def joined(self, other: Found) -> Found:
        return Found(
            np.concatenate([self.rows, other.rows]),
            np.concatenate([self.scores, other.scores]),
            np.concatenate([self.order, other.order]),
        )

    def threshold(self, k: int) -> float:
        """What the k-th best has, less a little for ties; minus infinity where there are fewer."""
        if len(self.rows) < k:
            return -np.inf
        return float(np.partition(self.order, len(self.order) - k)[len(self.order) - k]) - 1e-8

    def top(self, k: int) -> Found:
        """The k best, and all that equal the last of them, in no order yet."""
        keep = self.order >= self.threshold(k)
        return Found(self.rows[keep], self.scores[keep], self.order[keep])

    def sorted(self, public: NDArray[np.uint64]) -> Found:
        """Best first; equals by public id, which is given by row as two halves."""
        place = np.lexsort((public[self.rows, 1], public[self.rows, 0], -np.round(self.order, DIGITS)))
        return Found(self.rows[place], self.scores[place], self.order[place])


NOBODY: Final = Found(np.zeros(0, np.intp), np.zeros(0), np.zeros(0))


def best(
    scorer: Scorer, among: Column, k: int, prices: Iterable[tuple[Column, NDArray[np.float64]]] = ()
) -> Found:
    """The ``k`` rows of highest score less price, and all that equal the last of them. ``prices``: who pays one, and how much."""
    columns, bounds, dear = scorer.columns, Bounds(scorer), list(prices)

    def toll(where: Where) -> Numbers:
        tolls = [where.take(price) * where.of(who) for who, price in dear]
        return reduce(np.maximum, tolls) if tolls else 0.0

    def exactly(some: Rows) -> Found:
        scores = scorer.scores(some)
        return Found(some, scores, scores - toll(Picked(some)))

    def close(some: Rows) -> NDArray[np.float64]:
        where = Picked(some)
        bound: NDArray[np.float64] = bounds.close(where) - toll(where)
        return bound

    def settled(rows: Rows, bound: NDArray[np.float64], found: Found) -> Found:
        """The best of ``found`` and of those other rows whose bound is high enough."""
        rest = rows[bound >= max(found.threshold(k), SEEN / 2)]
        return (found.joined(exactly(rest)) if len(rest) else found).top(k)

    if count(among) <= max(columns.high // FEW, 2 * FIRST):
        rows = rows_in(among)
        bound = close(rows)
        promising = _highest(bound, 8 * k)
        found = exactly(rows[promising])
        bound[promising] = SEEN
        return settled(rows, bound, found)
    rough = np.empty(columns.high, np.float32)  # and one, so that nought says: not among them
    for first in range(0, columns.high, BLOCK):
        some = Stretch(first, min(first + BLOCK, columns.high))
        rough[first : some.last] = (bounds.rough(some) + 1 - toll(some)) * some.of(among)
    most = max(FIRST, 4 * k)
    sample = rough[:: max(1, len(rough) // 4096)]
    at = max(0, len(sample) - 1 - round(most * len(sample) / len(rough)))
    promising = np.flatnonzero(rough >= max(np.partition(sample, at)[at], 0.5))[: 4 * most]
    promising = promising[_highest(close(promising), 4 * k)]
    found = exactly(promising)
    rough[promising] = 0
    rest = np.flatnonzero(rough >= max(1 + found.threshold(k), 0.5))
    return settled(rest, close(rest), found)


def _highest(bounds: NDArray[np.float64], n: int) -> Rows:
    """Where the ``n`` highest are; all, where there are fewer."""
    n = min(n, len(bounds))
    return np.argpartition(bounds, -n)[-n:] if n else np.zeros(0, np.intp)


@dataclass(frozen=True)
class Bounds:
    """Numbers that the scores of one mentee cannot exceed.

    A part is a look-up in a table of what it can be; a table holds the mentee's side and the mentor's as one complex number.
    """

    scorer: Scorer

    def rough(self, where: Where) -> NDArray[np.float32]:
        """For each row a number that its score cannot exceed: views as if perfect, and some pulls.

        A part that is not known hands its weight on to the others; as if it were known and perfect it can only count for more.
        """
        scorer, weights = self.scorer, self.scorer.weights
        together = sum(weights.values())
        if not together:
            return np.ones(len(where), np.float32)
        share = np.float32(2 / together)  # the 2 of the harmonic mean
        sums = _looked_up(self._rough_values * share, self._value_codes(where))
        if weights[EXPERIENCE]:
            for codes in scorer.passages_of(where):
                sums += _looked_up(self._experience * share, codes)
        if weights[INTERESTS]:
            sums += _looked_up(self._rough_interests * share, self._interest_codes(where))
        return _half_harmonic(sums, self._kept(where)) + np.float32(SAFETY)

    def close(self, where: Where) -> NDArray[np.float32]:
        """For each row a number that its score cannot exceed, and seldom much more: some of the pulls are left out."""
        scorer, columns, weights = self.scorer, self.scorer.columns, self.scorer.weights
        sums, weighed = np.zeros(len(where), np.complex64), np.full(len(where), weights[EXPERIENCE])
        if weights[VALUES]:
            sums += _looked_up(self._values, self._value_codes(where))
            weighed += weights[VALUES] * (where.take(columns.n_values) >= FEWEST)
        if weights[EXPERIENCE]:
            for codes in scorer.passages_of(where):
                sums += _looked_up(self._experience, codes)
        if weights[MINDSET]:
            both, apart = scorer.stances_of(where)
            asked = len(scorer.seeker.stances)
            sums += _looked_up(_views(weights[MINDSET], asked), both * (4 * asked + 1) + apart)
            weighed += weights[MINDSET] * (both >= FEWEST)
        if weights[INTERESTS]:
            sums += _looked_up(self._interests, self._interest_codes(where))
            weighed += weights[INTERESTS] * (where.take(columns.n_interests) >= FEWEST)
        nothing = weighed == 0
        sums[nothing], weighed[nothing] = scorer.base * (1 + 1j), 1
        sums *= (2 / weighed).astype(np.float32)  # the 2 of the harmonic mean
        return _half_harmonic(sums, self._kept(where)) + np.float32(SAFETY)

    def _kept(self, where: Where) -> NDArray[np.float32]:
        """What the mentee's score keeps at most, by where each row's values stand."""
        return _looked_up(self._least_pull, where.take(self.scorer.columns.circle))

    # --- which line of a table a row looks up, and the tables

    def _value_codes(self, where: Where) -> NDArray[np.uint16]:
        """Of each row: how many values it has, and what the shared ones weigh."""
        codes: NDArray[np.uint16] = where.take(self.scorer.columns.n_values).astype(np.uint16)
        codes *= SIDE * SIDE
        codes += self.scorer.hits_of(where)
        return codes

    def _interest_codes(self, where: Where) -> NDArray[np.uint16]:
        """Of each row: how many interests it has, and how many of the mentee's."""
        codes: NDArray[np.uint16] = np.minimum(where.take(self.scorer.columns.n_interests), MANY).astype(
            np.uint16
        )
        codes *= len(self.scorer.seeker.interests) + 1
        codes += self.scorer.interests_of(where)
        return codes

    @cached_property
    def _values(self) -> NDArray[np.complex64]:
        return _values(self.scorer.weights[VALUES], len(self.scorer.seeker.values))

    @cached_property
    def _rough_values(self) -> NDArray[np.complex64]:
        """With perfect views, and with perfect values where those are not known."""
        weights = self.scorer.weights
        table = self._values + np.complex64(weights[MINDSET] * (1 + 1j))
        table[: FEWEST * SIDE * SIDE] += np.complex64(weights[VALUES] * (1 + 1j))
        return table

    @cached_property
    def _experience(self) -> NDArray[np.complex64]:
        """Of one goal."""
        goals = len(self.scorer.seeker.goals)
        own, other = (level + ALPHA * BASES[EXPERIENCE] / goals for level in self.scorer.levels)
        return _table(self.scorer.weights[EXPERIENCE] / (goals + ALPHA), own, other)

    @cached_property
    def _interests(self) -> NDArray[np.complex64]:
        return _interests(self.scorer.weights[INTERESTS], len(self.scorer.seeker.interests))

    @cached_property
    def _rough_interests(self) -> NDArray[np.complex64]:
        """With perfect interests, where they are not known."""
        table, weight = self._interests.copy(), self.scorer.weights[INTERESTS]
        table[: FEWEST * (len(self.scorer.seeker.interests) + 1)] = weight * (1 + 1j)
        return table

    @cached_property
    def _least_pull(self) -> NDArray[np.float32]:
        """By the set of places on the circle that a mentor's values stand at: what the mentee's score keeps at most.

        A declared degree may be below the circle's: then the lower one counts here, since this is a bound.
        """
        scorer, values = self.scorer, [value for value, __ in self.scorer.seeker.values]
        if not values:
            return np.ones(1 << PLACES, np.float32)
        at = [scorer.words.place.get(value, 0) for value in values]
        least = np.array(CIRCLE_CONFLICT)[np.abs(np.subtract.outer(at, np.arange(PLACES)))]
        for rank, value in enumerate(values):
            for pair, declared in scorer.terms.declared.items():
                if value in pair:
                    there = scorer.words.place.get(next(iter(pair - {value})), 0)
                    least[rank, there] = min(least[rank, there], declared)
        pulls = np.zeros((len(values), 1 << PLACES))
        for place in range(PLACES):  # to each set of places before it, this one is added
            sets = 1 << place
            np.maximum(pulls[:, :sets], least[:, place, None], out=pulls[:, sets : 2 * sets])
        pull = np.array(RANK_WEIGHTS[: len(values)]) @ pulls
        kept: NDArray[np.float32] = (1 - CONFLICT_PENALTY * pull / SUMS[len(values)]).astype(np.float32)
        return kept


@lru_cache(maxsize=64)
def _values(weight: float, n: int) -> NDArray[np.complex64]:
    """What values add, by :meth:`Bounds._value_codes`, where the mentee has ``n``."""
    counted, hits = np.divmod(np.arange((MOST_VALUES + 1) * SIDE * SIDE), SIDE * SIDE)
    theirs, mine = np.divmod(hits, SIDE)
    return _table(
        weight * (counted >= FEWEST),
        shrunk(n * mine / max(SUMS[n], 1), n, VALUES),
        shrunk(counted * theirs / np.maximum(SUMS[counted], 1), counted, VALUES),
    )


@lru_cache(maxsize=256)
def _views(weight: float, asked: int) -> NDArray[np.complex64]:
    """What views add, by how many statements both have answered and how far apart they are in all."""
    both, apart = np.divmod(np.arange((asked + 1) * (4 * asked + 1)), 4 * asked + 1)
    agreed = shrunk(both - apart / 4, both, MINDSET)
    return _table(weight * (both >= FEWEST), agreed, agreed)


@lru_cache(maxsize=256)
def _interests(weight: float, n: int) -> NDArray[np.complex64]:
    """What interests add, by :meth:`Bounds._interest_codes`, where the mentee has ``n``."""
    counted, shared = np.divmod(np.arange((MANY + 1) * (n + 1)), n + 1)
    return _table(
        weight * (counted >= FEWEST),
        shrunk(shared, n, INTERESTS),
        shrunk(shared, counted, INTERESTS),
    )


def _table(weight: Numbers, mentee: Numbers, mentor: Numbers) -> NDArray[np.complex64]:
    """What one part adds to the two sides, as complex numbers."""
    return np.asarray(weight * (mentee + 1j * mentor), np.complex64)


def _half_harmonic(sums: NDArray[np.complex64], kept: NDArray[np.float32]) -> NDArray[np.float32]:
    """ab/(a + b), a being what the mentee's side keeps of its sum, b the mentor's sum."""
    mentee = sums.real * kept
    product = mentee * sums.imag
    mentee += sums.imag
    product /= mentee
    return product


def _looked_up(table: NDArray[Any], codes: NDArray[Any]) -> NDArray[Any]:
    """``table[codes]``, about twice as fast; every code lies in the table."""
    return table.take(codes, mode="clip")
