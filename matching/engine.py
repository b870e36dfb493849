"""The score of one mentee with every mentor at once: `matching/scoring.py`, column by column. Pure: NumPy only.

The formula is written down in `matching/scoring.py` and nowhere else is it explained; here it is computed fast, and property tests hold the two
equal to 1e-12. Shared values, passages and interests are added up for all rows in bits, a few hundred operations on columns of a few kilobytes; the rest
is worked out for the rows one asks for. Who the best are without scoring everybody: `matching/best.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from matching.bits import Column, Rows, Tally, rows_in
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

Numbers: TypeAlias = Any
"""A number, or an array of them."""

VALUES, EXPERIENCE, MINDSET, INTERESTS = ComponentName
_RANK: Final = np.array(RANK_WEIGHTS, np.float64)
SUMS: Final = np.concatenate([[0.0], np.cumsum(_RANK)])  # of the first n weights


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

    def stances_of(self, rows: Rows | slice) -> tuple[NDArray[Any], NDArray[Any]]:
        """How many statements both have answered, and how many points lie between the answers in all."""
        numbers = self.columns.statement_numbers
        size = self.columns.high if isinstance(rows, slice) else len(rows)
        wide: Any = np.uint8 if len(self.seeker.stances) < 64 else np.uint16  # four points each at most
        both, apart = np.zeros(size, wide), np.zeros(size, wide)
        for statement, stance in self.seeker.stances.items():
            if statement in numbers:
                theirs = self.columns.stances[numbers[statement], rows]
                answered = theirs != 0
                between = np.absolute(theirs - np.int8(stance))
                between *= answered
                both += answered
                apart += between.view(np.uint8)
        return both, apart

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
                shrunk(n * (hits & 15) / SUMS[n], n, VALUES),
                shrunk(n_values * (hits >> 4) / np.maximum(SUMS[n_values], 1), n_values, VALUES),
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
                shrunk(ours, goals, EXPERIENCE),
                shrunk(back, goals, EXPERIENCE),
                np.ones(len(rows)),
            )
        if weights[MINDSET]:
            both, apart = self.stances_of(rows)
            agreed = shrunk(both - apart / 4, both, MINDSET)
            count_in(MINDSET, agreed, agreed, both >= FEWEST)
        if weights[INTERESTS]:
            shared, theirs = self.interest_hits[rows], columns.n_interests[rows].astype(np.float64)
            count_in(
                INTERESTS,
                shrunk(shared, len(seeker.interests), INTERESTS),
                shrunk(shared, theirs, INTERESTS),
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
        return mine / SUMS[len(self.seeker.values)], theirs / np.maximum(SUMS[n_values], 1)


def shrunk(hits: Numbers, n: Numbers, name: ComponentName) -> NDArray[np.float64]:
    """(hits + α·base)/(n + α), for numbers and arrays alike."""
    part: NDArray[np.float64] = (hits + ALPHA * BASES[name]) / (n + ALPHA)
    return part


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
