"""The score of one mentee with every mentor at once: `matching/scoring.py`, column by column. Pure: NumPy only.

The formula is written down in `matching/scoring.py` and nowhere else is it explained; here it is computed fast. Property tests hold the two equal
to 1e-9. How the best are found without scoring everybody to the end:

1. Shared values and passages are added up for all rows at once in bits, a few hundred operations on columns of a few kilobytes.
2. From these a rough upper bound: what the pair would score if views and interests were perfect and little pulled apart.
3. Of the rows with the highest rough bounds a closer bound is taken, and the highest of these are scored exactly: their k-th best is a threshold.
4. Of all other rows whose rough bound reaches it the closer bound is taken; those that still reach it are scored exactly too.

So the order is exact, whatever the bounds; a weak one only costs time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from matching.bits import BLOCK, Column, Rows, Tally, count, has, rows_in, unpack
from matching.columns import Columns, Fact
from matching.explaining import ComponentName, Via
from matching.scoring import (
    ALPHA,
    BASES,
    CIRCLE_CONFLICT,
    CONFLICT_PENALTY,
    FEWEST,
    RANK_WEIGHTS,
    RELATION,
    Weights,
)
from matching.shapes import PLACES

DIGITS: Final = 9
"""Scores that agree to so many decimals are equal; then the public id decides, so that the order never hangs on rounding."""
SAFETY: Final = 1e-5  # the bound is computed in 32-bit floats
FIRST: Final = 1000  # rows looked at closely before there is a threshold
MANY: Final = 31  # interests beyond these make no bound any tighter

Numbers: TypeAlias = Any
"""A number, or an array of them."""

VALUES, EXPERIENCE, MINDSET, INTERESTS = ComponentName
_RANK: Final = np.array(RANK_WEIGHTS, np.float64)
_SEEN: Final = (np.arange(1 << PLACES)[:, None] >> np.arange(PLACES) & 1).astype(np.float64)
_SUMS: Final = np.concatenate([[0.0], np.cumsum(_RANK)])  # of the first n weights


@dataclass(frozen=True)
class Words:
    """The vocabulary by database id: value → place on the circle, area → group, area → curated relations (both ways)."""

    place: Mapping[int, int]
    group_of: Mapping[int, int]
    related: Mapping[int, frozenset[int]] = field(default_factory=dict)

    @cached_property
    def areas_in(self) -> Mapping[int, tuple[int, ...]]:
        """Group → its areas."""
        found: dict[int, list[int]] = {}
        for area, group in self.group_of.items():
            found.setdefault(group, []).append(area)
        return {group: tuple(areas) for group, areas in found.items()}


@dataclass(frozen=True)
class Seeker:
    """A mentee, by database ids: what `scoring.Person` is by slugs. ``values``: (id, essential) in rank order."""

    values: tuple[tuple[int, bool], ...] = ()
    draining: frozenset[int] = frozenset()
    wanted: tuple[int, ...] = ()
    stances: Mapping[int, int] = field(default_factory=dict)
    interests: frozenset[int] = frozenset()

    @cached_property
    def goals(self) -> tuple[int, ...]:
        """The areas wanted, each once."""
        return tuple(dict.fromkeys(self.wanted))


@dataclass(frozen=True)
class Terms:
    """A community's rules by database ids: weights, and degrees of the value pairs it declares opposed."""

    weights: Weights = field(default_factory=Weights)
    declared: Mapping[frozenset[int], float] = field(default_factory=dict)


def barred(columns: Columns, seeker: Seeker, terms: Terms) -> Column:
    """Rows that `scoring.gates` would bar: an essential value against a declared opposite, or a draining one, either way round."""
    bits = columns.bits
    bar = bits.any_of((Fact.DRAINING, value) for value, __ in seeker.values)
    for value in seeker.draining:
        bar = bar | columns.holds(value)
    for value, essential in seeker.values:
        for pair, degree in terms.declared.items():
            if value in pair and degree > 0:
                [other] = pair - {value}
                bar = bar | (columns.holds(other) if essential else bits.column((Fact.ESSENTIAL, other)))
    return bar


class Scorer:
    """One mentee held against all rows, under one set of rules. Read it while the columns stand still."""

    def __init__(self, columns: Columns, seeker: Seeker, words: Words, terms: Terms) -> None:
        self.columns, self.seeker, self.words, self.terms = columns, seeker, words, terms
        known = {
            VALUES: len(seeker.values) >= FEWEST,
            EXPERIENCE: bool(seeker.goals),
            MINDSET: len(seeker.stances) >= FEWEST,
            INTERESTS: len(seeker.interests) >= FEWEST,
        }
        self.weights = {name: terms.weights.of(name) * known[name] for name in ComponentName}
        """What a part may weigh at most: nothing where the mentee has said too little."""
        self.base = sum(terms.weights.of(name) * base for name, base in BASES.items())

    # --- what the bits say of all rows, as small numbers

    @cached_property
    def value_hits(self) -> NDArray[np.uint8]:
        """Of each row: what the shared values weigh for the mentee (low four bits) and for the mentor (high four)."""
        mine, theirs = Tally(), Tally()
        for rank, (value, __) in enumerate(self.seeker.values):
            digits = self.columns.weight_digits(value)
            mine.add([digits[0] | digits[1] | digits[2]], RANK_WEIGHTS[rank])
            theirs.add(digits)
        hits = theirs.read(self.columns.high)
        np.left_shift(hits, 4, out=hits)
        hits |= mine.read(self.columns.high)
        return hits

    @cached_property
    def levels(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """What the numbers of :attr:`passages` stand for: rel·depth in ascending order, and rel; nought first."""
        rels = sorted(set(RELATION.values()))
        products = sorted({rel * depth for rel in rels for depth in self.columns.depths})
        return np.array([0.0, *products]), np.array([0.0, *rels])

    @cached_property
    def passages(self) -> list[tuple[NDArray[np.uint8], NDArray[np.uint8]]]:
        """For each goal: the level of the best rel·depth, and of the best rel, of every row."""
        return [self._passages(goal) for goal in self.seeker.goals]

    def _passages(self, goal: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        columns, words = self.columns, self.words
        near: dict[Via, tuple[int, ...]] = {
            Via.SAME: (goal,),
            Via.RELATED: tuple(words.related.get(goal, frozenset()) - {goal}),
            Via.GROUP: words.areas_in.get(words.group_of.get(goal, -1), ()),
        }
        reached: dict[float, Column] = {}  # rel·depth → who has a passage of just that worth
        within: dict[float, Column] = {}
        for via, rel in RELATION.items():
            for depth in columns.depths:
                keys = (
                    [(Fact.BRIDGE, goal, depth)]
                    if via is Via.BRIDGE
                    else [(Fact.DEPTH, area, depth) for area in near[via]]
                )
                have = columns.bits.any_of(keys)
                for found, level in ((reached, rel * depth), (within, rel)):
                    found[level] = found[level] | have if level in found else have
        return _steps(reached, self.levels[0], columns.high), _steps(within, self.levels[1], columns.high)

    @cached_property
    def interest_hits(self) -> NDArray[np.uint8]:
        """How many of the mentee's interests each row has."""
        tally = Tally()
        for interest in self.seeker.interests:
            tally.add([self.columns.bits.column((Fact.INTEREST, interest))])
        return tally.read(self.columns.high)

    def _stances(self, rows: Rows | slice) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """How many statements both have answered, and how many points lie between the answers in all."""
        numbers = self.columns.statement_numbers
        size = self.columns.high if isinstance(rows, slice) else len(rows)
        both, apart = np.zeros(size, np.uint8), np.zeros(size, np.uint8)
        for statement, stance in self.seeker.stances.items():
            if statement in numbers:
                theirs = self.columns.stances[numbers[statement], rows]
                answered = theirs != 0
                between = np.absolute(theirs - np.int8(stance))
                between *= answered
                both += answered
                apart += between.view(np.uint8)
        return both, apart

    # --- the bound

    # A part is a look-up in a table of what it can be; a table holds the mentee's side and the mentor's as one complex number.

    def rough_bounds(self) -> NDArray[np.float32]:
        """For each row a number that its score cannot exceed: views and interests as if perfect, and some pulls.

        A part that is not known hands its weight on to the others; as if it were known and perfect it can only count for more.
        """
        columns, weights = self.columns, self.weights
        bounds = np.ones(columns.high, np.float32)
        together = sum(weights.values())
        if not together:
            return bounds
        perfect = weights[MINDSET] + weights[INTERESTS]
        table = self._value_table + np.complex64(perfect * (1 + 1j))
        table[: FEWEST << 8] += np.complex64(weights[VALUES] * (1 + 1j))
        table *= np.float32(2 / together)  # the 2 of the harmonic mean
        tables = [(number, one * np.float32(2 / together)) for number, one in self._passage_tables]
        for first in range(0, columns.high, BLOCK):  # so few that all stays in the processor's cache
            some = slice(first, min(first + BLOCK, columns.high))
            sums = _looked_up(table, self._value_codes(some))
            for goals, one in tables:
                sums += _looked_up(one, self._passage_codes(goals, some))
            mentee = sums.real * _looked_up(self._least_pull, columns.circle[some])
            bounds[some] = _half_harmonic(mentee, sums.imag)
        bounds += np.float32(SAFETY)
        return bounds

    def bounds(self, rows: Rows) -> NDArray[np.float32]:
        """For each of these rows a number that its score cannot exceed, and seldom much more: some of the pulls are left out."""
        columns, seeker, weights = self.columns, self.seeker, self.weights
        some, n_values = rows, columns.n_values[rows]
        sums = np.zeros(len(rows), np.complex64)
        known = np.full(len(rows), bool(weights[EXPERIENCE]), np.uint8)
        if weights[VALUES]:
            sums += _looked_up(self._value_table, self._value_codes(some))
            known |= (n_values >= FEWEST).view(np.uint8) << 1
        for goals, table in self._passage_tables:
            sums += _looked_up(table, self._passage_codes(goals, some))
        if weights[MINDSET]:
            both, apart = self._stances(some)
            codes = both.astype(np.uint16)
            codes *= 4 * len(seeker.stances) + 1
            codes += apart
            sums += _looked_up(self._stance_table, codes)
            known |= (both >= FEWEST).view(np.uint8) << 2
        if weights[INTERESTS]:
            n_interests = columns.n_interests[some]
            codes = np.minimum(n_interests, MANY).astype(np.uint16)
            codes *= len(seeker.interests) + 1
            codes += self.interest_hits[some]
            sums += _looked_up(self._interest_table, codes)
            known |= (n_interests >= FEWEST).view(np.uint8) << 3
        sums *= _looked_up(self._shares, known)
        sums[known == 0] = self.base * (1 + 1j)
        mentee = sums.real * _looked_up(self._least_pull, columns.circle[some])
        return 2 * _half_harmonic(mentee, sums.imag) + np.float32(SAFETY)

    def _value_codes(self, some: Rows | slice) -> NDArray[np.uint16]:
        codes = self.columns.n_values[some].astype(np.uint16)
        codes <<= 8
        codes |= self.value_hits[some]
        return codes

    @cached_property
    def _value_table(self) -> NDArray[np.complex64]:
        if not self.weights[VALUES]:
            return np.zeros(6 * 256, np.complex64)
        n, code = len(self.seeker.values), np.arange(6 * 256)
        counted, mine, theirs = code >> 8, code & 15, code >> 4 & 15
        own = _shrunk(n * mine / _SUMS[n], n, VALUES)
        other = _shrunk(counted * theirs / np.maximum(_SUMS[counted], 1), counted, VALUES)
        return _table(self.weights[VALUES] * (counted >= FEWEST), own, other)

    @cached_property
    def _passage_tables(self) -> list[tuple[range, NDArray[np.complex64]]]:
        """Goals and the table of what their passages add: two goals share one, so that there are fewer look-ups."""
        goals = len(self.seeker.goals) if self.weights[EXPERIENCE] else 0
        deeps, wides = self.levels
        own, other = np.tile(deeps, len(wides)), np.repeat(wides, len(deeps))
        weight = self.weights[EXPERIENCE] / (goals + ALPHA)
        tables = []
        for first in range(0, goals, 2):
            prior = 0.0 if first else ALPHA * BASES[EXPERIENCE]
            if first + 1 < goals:
                both = (np.add.outer(side, side).ravel() for side in (own, other))
                tables.append((range(first, first + 2), _table(weight, *(side + prior for side in both))))
            else:
                tables.append((range(first, first + 1), _table(weight, own + prior, other + prior)))
        return tables

    def _passage_codes(self, goals: range, some: Rows | slice) -> NDArray[Any]:
        deeps, wides = (len(levels) for levels in self.levels)
        codes = [
            self.passages[goal][1][some] * np.uint8(deeps) + self.passages[goal][0][some] for goal in goals
        ]
        if len(codes) == 1:
            return codes[0]
        pair = codes[0].astype(np.uint16)
        pair *= deeps * wides
        pair += codes[1]
        return pair

    @cached_property
    def _stance_table(self) -> NDArray[np.complex64]:
        asked = len(self.seeker.stances)
        both, apart = np.divmod(np.arange((asked + 1) * (4 * asked + 1)), 4 * asked + 1)
        agreed = _shrunk(both - apart / 4, both, MINDSET)
        return _table(self.weights[MINDSET] * (both >= FEWEST), agreed, agreed)

    @cached_property
    def _interest_table(self) -> NDArray[np.complex64]:
        n = len(self.seeker.interests)
        counted, shared = np.divmod(np.arange((MANY + 1) * (n + 1)), n + 1)
        return _table(
            self.weights[INTERESTS] * (counted >= FEWEST),
            _shrunk(shared, n, INTERESTS),
            _shrunk(shared, counted, INTERESTS),
        )

    @cached_property
    def _shares(self) -> NDArray[np.float32]:
        """By which parts are known (a bit each): one over their weight in all."""
        code = np.arange(16)
        known = sum(
            (code >> place & 1) * self.weights[name]
            for place, name in enumerate((EXPERIENCE, VALUES, MINDSET, INTERESTS))
        )
        shares: NDArray[np.float32] = (1 / np.where(known == 0, 1, known)).astype(np.float32)
        return shares

    @cached_property
    def _least_pull(self) -> NDArray[np.float32]:
        """By the set of places on the circle that a mentor's values stand at: what the mentee's score keeps at most.

        A declared degree may be below the circle's: then the lower one counts here, since this is a bound.
        """
        pull = np.zeros(len(_SEEN))
        for rank, (value, __) in enumerate(self.seeker.values):
            at = self.words.place.get(value, 0)
            least = np.array([CIRCLE_CONFLICT[abs(at - place)] for place in range(PLACES)])
            for pair, declared in self.terms.declared.items():
                if value in pair:
                    there = self.words.place.get(next(iter(pair - {value})), 0)
                    least[there] = min(least[there], declared)
            pull += RANK_WEIGHTS[rank] * (least * _SEEN).max(axis=1)
        weighed = _SUMS[len(self.seeker.values)] or 1.0
        return (1 - CONFLICT_PENALTY * pull / weighed).astype(np.float32)

    # --- the exact score

    def scores(self, rows: Rows) -> NDArray[np.float64]:
        """The pair score of each of these rows, gates not looked at."""
        mentee, mentor = self.directions(rows)
        together = mentee + mentor
        return np.divide(2 * mentee * mentor, together, out=np.zeros(len(rows)), where=together > 0)

    def directions(self, rows: Rows) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """How well each row fits the mentee, and the mentee each row: the totals of `scoring.Direction`."""
        columns, seeker, weights = self.columns, self.seeker, self.weights
        n_values = columns.n_values[rows].astype(np.intp)
        sums = np.zeros((3, len(rows)))  # for the mentee, for the mentor, and what the known parts weigh

        def count_in(name: ComponentName, mine: Numbers, theirs: Numbers, known: Numbers) -> None:
            weight = weights[name] * known
            sums[0] += weight * mine
            sums[1] += weight * theirs
            sums[2] += weight

        if weights[VALUES]:
            hits, n = self.value_hits[rows], len(seeker.values)
            count_in(
                VALUES,
                _shrunk(n * (hits & 15) / _SUMS[n], n, VALUES),
                _shrunk(n_values * (hits >> 4) / np.maximum(_SUMS[n_values], 1), n_values, VALUES),
                n_values >= FEWEST,
            )
        if weights[EXPERIENCE]:
            ours, back = np.zeros(len(rows)), np.zeros(len(rows))
            for deep, wide in self.passages:
                ours += self.levels[0][deep[rows]]
                back += self.levels[1][wide[rows]]
            goals = len(seeker.goals)
            count_in(
                EXPERIENCE,
                _shrunk(ours, goals, EXPERIENCE),
                _shrunk(back, goals, EXPERIENCE),
                np.ones(len(rows)),
            )
        if weights[MINDSET]:
            both, apart = self._stances(rows)
            agreed = _shrunk(both - apart / 4, both, MINDSET)
            count_in(MINDSET, agreed, agreed, both >= FEWEST)
        if weights[INTERESTS]:
            shared, theirs = self.interest_hits[rows], columns.n_interests[rows].astype(np.float64)
            count_in(
                INTERESTS,
                _shrunk(shared, len(seeker.interests), INTERESTS),
                _shrunk(shared, theirs, INTERESTS),
                theirs >= FEWEST,
            )
        nothing = sums[2] == 0
        weighed = np.where(nothing, 1.0, sums[2])
        pulls = self._conflicts(columns.values[:, rows], n_values)
        mentee, mentor = (
            np.where(nothing, self.base, sums[side] / weighed) * (1 - CONFLICT_PENALTY * pulls[side])
            for side in (0, 1)
        )
        return mentee, mentor

    @cached_property
    def _degrees(self) -> NDArray[np.float64]:
        """(rank of the mentee's value, number of a value) → how far the two pull apart."""
        numbers, place = self.columns.value_numbers, self.words.place
        degrees = np.zeros((len(self.seeker.values), len(numbers) + 1))
        for rank, (value, __) in enumerate(self.seeker.values):
            for other, at in numbers.items():
                if other != value:
                    declared = self.terms.declared.get(frozenset((value, other)))
                    if declared is None:
                        declared = CIRCLE_CONFLICT[abs(place.get(value, 0) - place.get(other, 0))]
                    degrees[rank, at] = declared
        return degrees

    def _conflicts(
        self, values: NDArray[np.uint16], n_values: NDArray[np.intp]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        mine, theirs = np.zeros(len(n_values)), np.zeros(len(n_values))
        if not self.seeker.values:
            return mine, theirs
        for rank, degrees in enumerate(self._degrees):
            worst = degrees[values[0]]
            for others in values[1:]:
                np.maximum(worst, degrees[others], out=worst)
            mine += RANK_WEIGHTS[rank] * worst
        hardest = self._degrees.max(axis=0)
        for rank, others in enumerate(values):
            theirs += RANK_WEIGHTS[rank] * hardest[others]
        return mine / _SUMS[len(self.seeker.values)], theirs / np.maximum(_SUMS[n_values], 1)

    # --- the best

    def best(self, among: Column, k: int, prices: Iterable[tuple[Column, NDArray[np.float64]]] = ()) -> Found:
        """The ``k`` rows of highest score less price, and all that equal the last of them. ``prices``: who pays one, and how much."""
        columns = self.columns
        dear = list(prices)

        def exactly(some: Rows) -> Found:
            scores = self.scores(some)
            taken = np.zeros(len(some))
            for who, price in dear:
                np.maximum(taken, np.where(has(who, some), price[some], 0.0), out=taken)
            return Found(some, scores, scores - taken)

        size, first = count(among), max(FIRST, 4 * k)
        if size <= 4 * first:
            return exactly(rows_in(among)).top(k)
        if size < columns.high // 8:
            rows = rows_in(among)
            bounds = self.bounds(rows)
            promising = np.argpartition(bounds, -2 * k)[-2 * k :]
            found = exactly(rows[promising])
            bounds[promising] = 0
            return found.joined(exactly(rows[bounds >= max(found.threshold(k), SAFETY)])).top(k)
        rough = self.rough_bounds()
        rough *= unpack(among, columns.high)
        sample = rough[:: max(1, len(rough) // 4096)]
        at = max(0, len(sample) - 1 - round(first * len(sample) / len(rough)))
        promising = np.flatnonzero(rough >= max(np.partition(sample, at)[at], SAFETY))[: 4 * first]
        promising = promising[np.argpartition(self.bounds(promising), -2 * k)[-2 * k :]]
        found = exactly(promising)
        threshold = found.threshold(k)
        rough[promising] = 0
        rest = np.flatnonzero(rough >= max(threshold, SAFETY))
        rest = rest[self.bounds(rest) >= threshold]
        return found.joined(exactly(rest)).top(k)


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


def _shrunk(hits: Numbers, n: Numbers, name: ComponentName) -> NDArray[np.float64]:
    """(hits + α·base)/(n + α), for numbers and arrays alike."""
    shrunk: NDArray[np.float64] = (hits + ALPHA * BASES[name]) / (n + ALPHA)
    return shrunk


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


def _steps(worth: Mapping[float, Column], levels: NDArray[np.float64], rows: int) -> NDArray[np.uint8]:
    """The number of the highest level that each row has reached."""
    tally = Tally()
    reached: Column | None = None
    for level in levels[:0:-1]:
        have = worth.get(float(level))
        if have is not None:
            reached = have if reached is None else reached | have
        if reached is not None:
            tally.add([reached])
    return tally.read(rows)


def everybody(columns: Columns) -> Rows:
    """All rows that are taken."""
    return rows_in(columns.here())
