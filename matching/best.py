"""The best mentors for one mentee, without scoring everybody to the end. Pure: NumPy only.

1. From shared values, passages and interests a rough upper bound for every row: what the pair would score if views were perfect and little
   pulled apart.
2. Of the rows with the highest rough bounds a closer bound is taken, and the highest of these are scored exactly: their k-th best is a threshold.
3. Of all other rows whose rough bound reaches it the closer bound is taken; those that still reach it are scored exactly too.

So the order is exact, whatever the bounds; a weak one only costs time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matching.bits import Column, Rows, count, has, rows_in, unpack
from matching.columns import Fact
from matching.engine import BLOCK, EXPERIENCE, HITS, INTERESTS, MINDSET, SUMS, VALUES, Numbers, Scorer, shrunk
from matching.scoring import ALPHA, BASES, CIRCLE_CONFLICT, CONFLICT_PENALTY, FEWEST, RANK_WEIGHTS
from matching.shapes import MOST_VALUES, PLACES

DIGITS: Final = 9
"""Scores that agree to so many decimals are equal; then the public id decides, so that the order never hangs on rounding."""
SAFETY: Final = 1e-5  # the bounds are computed in 32-bit floats
FIRST: Final = 1000  # rows looked at closely before there is a threshold
MANY: Final = 31  # interests beyond these make no bound any tighter

_SEEN: Final = (np.arange(1 << PLACES) >> np.arange(PLACES)[:, None] & 1).astype(np.float64)


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
    columns = scorer.columns
    toll = np.zeros(columns.high, np.float32)
    dear = list(prices)
    for who, price in dear:
        np.maximum(toll, price[: columns.high] * unpack(who, columns.high), out=toll, casting="same_kind")

    def exactly(some: Rows) -> Found:
        scores = scorer.scores(some)
        taken = np.zeros(len(some))
        for who, price in dear:
            np.maximum(taken, np.where(has(who, some), price[some], 0.0), out=taken)
        return Found(some, scores, scores - taken)

    def close(some: Rows) -> NDArray[np.float32]:
        return bounds.close(some) - toll[some]

    bounds = Bounds(scorer)
    size, first = count(among), max(FIRST, 4 * k)
    if size <= 4 * first:
        return exactly(rows_in(among)).top(k)
    if size < columns.high // 8:
        rows = rows_in(among)
        narrow = close(rows)
        promising = _highest(narrow, 2 * k)
        found = exactly(rows[promising])
        narrow[promising] = -1
        return found.joined(exactly(rows[narrow >= max(found.threshold(k), -0.5)])).top(k)
    rough = bounds.rough()
    rough -= toll
    rough += unpack(among, columns.high)
    rough -= 1  # of those who are not among them: now below nought
    sample = rough[:: max(1, len(rough) // 4096)]
    at = max(0, len(sample) - 1 - round(first * len(sample) / len(rough)))
    promising = np.flatnonzero(rough >= max(np.partition(sample, at)[at], -0.5))[: 4 * first]
    promising = promising[_highest(close(promising), 2 * k)]
    found = exactly(promising)
    threshold = max(found.threshold(k), -0.5)
    rough[promising] = -1
    rest = np.flatnonzero(rough >= threshold)
    rest = rest[close(rest) >= threshold]
    return found.joined(exactly(rest)).top(k)


def _highest(bounds: NDArray[np.float32], n: int) -> Rows:
    """Where the ``n`` highest are; all, where there are fewer."""
    n = min(n, len(bounds))
    return np.argpartition(bounds, -n)[-n:] if n else np.zeros(0, np.intp)


@dataclass(frozen=True)
class Bounds:
    """Numbers that the scores of one mentee cannot exceed.

    A part is a look-up in a table of what it can be; a table holds the mentee's side and the mentor's as one complex number.
    """

    scorer: Scorer

    def rough(self) -> NDArray[np.float32]:
        """For each row a number that its score cannot exceed: views as if perfect, and some pulls.

        A part that is not known hands its weight on to the others; as if it were known and perfect it can only count for more.
        """
        columns, weights = self.scorer.columns, self.scorer.weights
        bounds = np.ones(columns.high, np.float32)
        together = sum(weights.values())
        if not together:
            return bounds
        table = self._value_table + np.complex64(weights[MINDSET] * (1 + 1j))
        table[: FEWEST << 2 * MOST_VALUES] += np.complex64(weights[VALUES] * (1 + 1j))
        table *= np.float32(2 / together)  # the 2 of the harmonic mean
        tables = [(codes, one * np.float32(2 / together)) for codes, one in self._passages]
        if weights[INTERESTS]:
            one = self._interest_table.copy()
            one[: FEWEST * (len(self.scorer.seeker.interests) + 1)] = weights[INTERESTS] * (1 + 1j)
            tables.append((self._interest_codes, one * np.float32(2 / together)))
        for first in range(0, columns.high, BLOCK):
            some = slice(first, min(first + BLOCK, columns.high))
            sums = _looked_up(table, self.scorer.value_codes[some])
            for codes, one in tables:
                sums += _looked_up(one, codes[some])
            mentee = sums.real * _looked_up(self._least_pull, columns.circle[some])
            bounds[some] = _half_harmonic(mentee, sums.imag)
        bounds += np.float32(SAFETY)
        return bounds

    def close(self, rows: Rows) -> NDArray[np.float32]:
        """For each of these rows a number that its score cannot exceed, and seldom much more: some of the pulls are left out."""
        columns, seeker, weights = self.scorer.columns, self.scorer.seeker, self.scorer.weights
        n_values = columns.n_values[rows]
        sums = np.zeros(len(rows), np.complex64)
        known = np.full(len(rows), bool(weights[EXPERIENCE]), np.uint8)
        if weights[VALUES]:
            sums += _looked_up(self._value_table, self.scorer.value_codes[rows])
            known |= (n_values >= FEWEST).view(np.uint8) << 1
        for codes, table in self._passages:
            sums += _looked_up(table, codes[rows])
        if weights[MINDSET]:
            both, apart = self.scorer.stances_of(rows)
            sums += _looked_up(self._stance_table, both * (4 * len(seeker.stances) + 1) + apart)
            known |= (both >= FEWEST).view(np.uint8) << 2
        if weights[INTERESTS]:
            sums += _looked_up(self._interest_table, self._interest_codes[rows])
            known |= (columns.n_interests[rows] >= FEWEST).view(np.uint8) << 3
        sums *= _looked_up(self._shares, known)
        sums[known == 0] = self.scorer.base * (1 + 1j)
        mentee = sums.real * _looked_up(self._least_pull, columns.circle[rows])
        return 2 * _half_harmonic(mentee, sums.imag) + np.float32(SAFETY)

    @cached_property
    def _value_table(self) -> NDArray[np.complex64]:
        code = np.arange((MOST_VALUES + 1) << 2 * MOST_VALUES)
        if not self.scorer.weights[VALUES]:
            return np.zeros(len(code), np.complex64)
        n, counted = len(self.scorer.seeker.values), code >> 2 * MOST_VALUES
        own = shrunk(n * HITS[code & 31] / SUMS[n], n, VALUES)
        theirs = HITS[code >> MOST_VALUES & 31]
        other = shrunk(counted * theirs / np.maximum(SUMS[counted], 1), counted, VALUES)
        return _table(self.scorer.weights[VALUES] * (counted >= FEWEST), own, other)

    @cached_property
    def _passages(self) -> list[tuple[NDArray[Any], NDArray[np.complex64]]]:
        """Codes of all rows, and the table of what they add: two goals share one, so that there are fewer look-ups."""
        if not self.scorer.weights[EXPERIENCE]:
            return []
        codes, (own, other) = self.scorer.passage_codes, self.scorer.levels
        weight = self.scorer.weights[EXPERIENCE] / (len(codes) + ALPHA)
        found: list[tuple[NDArray[Any], NDArray[np.complex64]]] = []
        for first in range(0, len(codes), 2):
            prior = 0.0 if first else ALPHA * BASES[EXPERIENCE]
            if first + 1 < len(codes):
                pair = codes[first].astype(np.uint16)
                pair *= len(own)
                pair += codes[first + 1]
                both = (np.add.outer(side, side).ravel() + prior for side in (own, other))
                found.append((pair, _table(weight, *both)))
            else:
                found.append((codes[first], _table(weight, own + prior, other + prior)))
        return found

    @cached_property
    def _stance_table(self) -> NDArray[np.complex64]:
        asked = len(self.scorer.seeker.stances)
        both, apart = np.divmod(np.arange((asked + 1) * (4 * asked + 1)), 4 * asked + 1)
        agreed = shrunk(both - apart / 4, both, MINDSET)
        return _table(self.scorer.weights[MINDSET] * (both >= FEWEST), agreed, agreed)

    @cached_property
    def _interest_codes(self) -> NDArray[np.uint16]:
        """Of each row: how many interests it has, and how many of the mentee's."""
        columns, interests = self.scorer.columns, self.scorer.seeker.interests
        codes = np.minimum(columns.n_interests[: columns.high], MANY).astype(np.uint16)
        codes *= len(interests) + 1
        held = unpack(columns.bits.columns([(Fact.INTEREST, one) for one in interests]), columns.high)
        codes += np.add.reduce(held, axis=0, dtype=np.uint16)
        return codes

    @cached_property
    def _interest_table(self) -> NDArray[np.complex64]:
        n = len(self.scorer.seeker.interests)
        counted, shared = np.divmod(np.arange((MANY + 1) * (n + 1)), n + 1)
        return _table(
            self.scorer.weights[INTERESTS] * (counted >= FEWEST),
            shrunk(shared, n, INTERESTS),
            shrunk(shared, counted, INTERESTS),
        )

    @cached_property
    def _shares(self) -> NDArray[np.float32]:
        """By which parts are known (a bit each): one over their weight in all."""
        code = np.arange(16)
        known = sum(
            (code >> place & 1) * self.scorer.weights[name]
            for place, name in enumerate((EXPERIENCE, VALUES, MINDSET, INTERESTS))
        )
        shares: NDArray[np.float32] = (1 / np.where(known == 0, 1, known)).astype(np.float32)
        return shares

    @cached_property
    def _least_pull(self) -> NDArray[np.float32]:
        """By the set of places on the circle that a mentor's values stand at: what the mentee's score keeps at most.

        A declared degree may be below the circle's: then the lower one counts here, since this is a bound.
        """
        scorer, values = self.scorer, [value for value, __ in self.scorer.seeker.values]
        if not values:
            return np.ones(_SEEN.shape[1], np.float32)
        at = [scorer.words.place.get(value, 0) for value in values]
        least = np.array(CIRCLE_CONFLICT)[np.abs(np.subtract.outer(at, np.arange(PLACES)))]
        for rank, value in enumerate(values):
            for pair, declared in scorer.terms.declared.items():
                if value in pair:
                    there = scorer.words.place.get(next(iter(pair - {value})), 0)
                    least[rank, there] = min(least[rank, there], declared)
        pull = np.array(RANK_WEIGHTS[: len(values)]) @ (least[:, :, None] * _SEEN).max(axis=1)
        kept: NDArray[np.float32] = (1 - CONFLICT_PENALTY * pull / SUMS[len(values)]).astype(np.float32)
        return kept


def _table(weight: Numbers, mentee: Numbers, mentor: Numbers) -> NDArray[np.complex64]:
    """What one part adds to the two sides, as complex numbers."""
    return np.asarray(weight * (mentee + 1j * mentor), np.complex64)


def _half_harmonic(one: NDArray[np.float32], two: NDArray[np.float32]) -> NDArray[np.float32]:
    """ab/(a + b)"""
    product = one * two
    product /= one + two
    return product


def _looked_up(table: NDArray[Any], codes: NDArray[Any]) -> NDArray[Any]:
    """``table[codes]``, about twice as fast; every code lies in the table."""
    return np.take(table, codes, mode="clip")
