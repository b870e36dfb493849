"""The score of one mentee with every mentor at once: `matching/scoring.py`, column by column. Pure: NumPy only.

The formula is written down in `matching/scoring.py` and nowhere else is it explained; here it is computed fast, and property tests hold the two
equal to 1e-12. What passages answer a goal is made out for all rows in bits; the rest is worked out for the rows one asks for.
Who the best are without scoring everybody: `matching/best.py`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from matching.bits import Column, Picked, Rows, Where, in_binary, number_of, rows_in
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
from matching.shapes import MOST_VALUES

BLOCK: Final = 32_768  # rows that are worked on at a time, so that all stays in the processor's cache

Numbers: TypeAlias = Any
"""A number, or an array of them."""

VALUES, EXPERIENCE, MINDSET, INTERESTS = ComponentName
_RANK: Final = np.array(RANK_WEIGHTS, np.float64)
SIDE: Final = 1 + sum(RANK_WEIGHTS)
"""Two sums of rank weights are one number: the first, and this many times the second."""
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
        bar = bar | bits.column((Fact.HOLDS, value))
    for value, essential in seeker.values:
        for pair, degree in terms.declared.items():
            if value in pair and degree > 0:
                [other] = pair - {value}
                bar = bar | bits.column((Fact.HOLDS if essential else Fact.ESSENTIAL, other))
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

    # --- what the columns say, as small numbers

    @cached_property
    def _shared(self) -> NDArray[np.uint8]:
        """(the mentor's rank, number of a value) → what it adds to :meth:`hits_of`."""
        found = np.zeros((MOST_VALUES, len(self.columns.value_numbers) + 1), np.uint8)
        for (value, __), weight in zip(self.seeker.values, RANK_WEIGHTS, strict=False):
            if number := self.columns.value_numbers.get(value):
                found[:, number] = weight + SIDE * _RANK
        return found

    def hits_of(self, where: Where) -> NDArray[np.uint8]:
        """What the values that both hold weigh: for the mentee, and :data:`SIDE` times for each row."""
        hits = np.zeros(len(where), np.uint8)
        for shared, theirs in zip(self._shared, where.take(self.columns.values), strict=True):
            hits += shared.take(theirs, mode="clip")
        return hits

    @cached_property
    def levels(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """What a number of :meth:`passages_of` stands for: the best rel·depth, and the best rel."""
        rels, depths = set(RELATION.values()), self.columns.depths
        deeps, wides = (
            np.array([0.0, *sorted(levels)])
            for levels in ({rel * depth for rel in rels for depth in depths}, rels)
        )
        deeps.resize(1 << (len(deeps) - 1).bit_length(), refcheck=False)
        return np.tile(deeps, len(wides)), np.repeat(wides, len(deeps))

    @cached_property
    def _passages(self) -> list[list[Column]]:
        """For each goal: of every row the number in :attr:`levels`, digit by digit."""
        return [self._answers_to(goal) for goal in self.seeker.goals]

    def _answers_to(self, goal: int) -> list[Column]:
        bits, words = self.columns.bits, self.words
        near: dict[Via, tuple[int, ...]] = {
            Via.SAME: (goal,),
            Via.RELATED: tuple(words.related.get(goal, frozenset())),
            Via.GROUP: words.areas_in.get(words.group_of.get(goal, -1), ()),
        }
        deep: dict[float, Column] = {}
        wide: dict[float, Column] = {}
        for via, rel in RELATION.items():
            for depth in self.columns.depths:
                keys: Iterable[Hashable] = (
                    [(Fact.BRIDGE, goal, depth)]
                    if via is Via.BRIDGE
                    else [(Fact.DEPTH, area, depth) for area in near[via]]
                )
                have = bits.any_of(keys)
                for levels, level in ((deep, rel * depth), (wide, rel)):
                    levels[level] = levels[level] | have if level in levels else have
        return [
            digit
            for levels in (deep, wide)
            for digit in in_binary([levels[level] for level in sorted(levels)])
        ]

    def passages_of(self, where: Where) -> list[NDArray[Any]]:
        """For each goal: the number in :attr:`levels` of each row."""
        return [number_of(digits, where) for digits in self._passages]

    def interests_of(self, where: Where) -> NDArray[Any]:
        """How many of the mentee's interests each row has."""
        shared = np.zeros(len(where), np.min_scalar_type(len(self.seeker.interests)))
        for interest in self.seeker.interests:
            shared += where.of(self.columns.bits.column((Fact.INTEREST, interest)))
        return shared

    def stances_of(self, where: Where) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """How many statements both have answered, and how many points lie between the answers in all."""
        known = self.columns.statement_numbers
        asked = [(known[key], stance) for key, stance in self.seeker.stances.items() if key in known]
        theirs = where.take(self.columns.stances)[[number for number, __ in asked]]
        answered = theirs != 0
        theirs -= np.array([[stance] for __, stance in asked], np.int8).reshape(-1, 1)
        between = np.absolute(theirs, out=theirs)
        between *= answered
        return answered.sum(axis=0), between.sum(axis=0)

    # --- the exact score

    def scores(self, rows: Rows) -> NDArray[np.float64]:
        """The pair score of each of these rows, gates not looked at."""
        if len(rows) > BLOCK:
            return np.concatenate(
                [self.scores(rows[first : first + BLOCK]) for first in range(0, len(rows), BLOCK)]
            )
        mentee, mentor = self.directions(rows)
        together = mentee + mentor
        return np.divide(2 * mentee * mentor, together, out=np.zeros(len(rows)), where=together > 0)

    def directions(self, rows: Rows) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """How well each row fits the mentee, and the mentee each row: the totals of `scoring.Direction`."""
        columns, seeker, weights, where = self.columns, self.seeker, self.weights, Picked(rows)
        n_values = where.take(columns.n_values).astype(np.intp)
        sums = np.zeros((3, len(rows)))  # for the mentee, for the mentor, and what the known parts weigh

        def count_in(name: ComponentName, mine: Numbers, theirs: Numbers, known: Numbers) -> None:
            weight = weights[name] * known
            sums[0] += weight * mine
            sums[1] += weight * theirs
            sums[2] += weight

        if weights[VALUES]:
            (theirs, mine), n = np.divmod(self.hits_of(where), SIDE), len(seeker.values)
            count_in(
                VALUES,
                shrunk(n * mine / SUMS[n], n, VALUES),
                shrunk(n_values * theirs / np.maximum(SUMS[n_values], 1), n_values, VALUES),
                n_values >= FEWEST,
            )
        if weights[EXPERIENCE]:
            ours, back = np.zeros(len(rows)), np.zeros(len(rows))
            for level in self.passages_of(where):
                ours += self.levels[0][level]
                back += self.levels[1][level]
            goals = len(seeker.goals)
            count_in(
                EXPERIENCE,
                shrunk(ours, goals, EXPERIENCE),
                shrunk(back, goals, EXPERIENCE),
                np.ones(len(rows)),
            )
        if weights[MINDSET]:
            both, apart = self.stances_of(where)
            agreed = shrunk(both - apart / 4, both, MINDSET)
            count_in(MINDSET, agreed, agreed, both >= FEWEST)
        if weights[INTERESTS]:
            shared, theirs = self.interests_of(where), where.take(columns.n_interests)
            count_in(
                INTERESTS,
                shrunk(shared, len(seeker.interests), INTERESTS),
                shrunk(shared, theirs, INTERESTS),
                theirs >= FEWEST,
            )
        nothing = sums[2] == 0
        weighed = np.where(nothing, 1.0, sums[2])
        pulls = self._conflicts(where.take(columns.values), n_values)
        mentee, mentor = (
            np.where(nothing, self.base, sums[side] / weighed) * (1 - CONFLICT_PENALTY * pulls[side])
            for side in (0, 1)
        )
        return mentee, mentor

    @cached_property
    def _degrees(self) -> NDArray[np.float64]:
        """(rank of the mentee's value, number of a value) → how far the two pull apart."""
        numbers, place = self.columns.value_numbers, self.words.place
        values = [value for value, __ in self.seeker.values]
        mine = np.array([place.get(value, 0) for value in values], np.intp)
        theirs = np.array([place.get(value, 0) for value in numbers], np.intp)
        steps = mine[:, None] - theirs
        degrees = np.zeros((len(values), len(numbers) + 1))
        degrees[:, 1:] = np.array(CIRCLE_CONFLICT)[np.abs(steps)]
        for rank, value in enumerate(values):
            for pair, degree in self.terms.declared.items():
                if value in pair and (other := next(iter(pair - {value}))) in numbers:
                    degrees[rank, numbers[other]] = degree
            if value in numbers:
                degrees[rank, numbers[value]] = 0
        return degrees

    def _conflicts(
        self, values: NDArray[np.uint16], n_values: NDArray[np.intp]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        n = len(self.seeker.values)
        if not n:
            return np.zeros(len(n_values)), np.zeros(len(n_values))
        apart = self._degrees.take(
            values, axis=1, mode="clip"
        )  # (the mentee's value, the mentor's value, row)
        mine = _RANK[:n] @ apart.max(axis=1)
        theirs = _RANK @ apart.max(axis=0)
        return mine / SUMS[n], theirs / np.maximum(SUMS[n_values], 1)


def shrunk(hits: Numbers, n: Numbers, name: ComponentName) -> NDArray[np.float64]:
    """(hits + α·base)/(n + α), for numbers and arrays alike."""
    part: NDArray[np.float64] = (hits + ALPHA * BASES[name]) / (n + ALPHA)
    return part


def everybody(columns: Columns) -> Rows:
    """All rows that are taken."""
    return rows_in(columns.here())
