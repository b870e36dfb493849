"""The score of one mentee with every mentor at once: `matching/scoring.py`, column by column. Pure: NumPy only.

The formula is written down in `matching/scoring.py` and nowhere else is it explained; here it is computed fast, and property tests hold the two
equal to 1e-12. Shared values and passages are made out for all rows in bits, with few operations on large tables; the rest is worked out for the rows one
asks for. Who the best are without scoring everybody: `matching/best.py`.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from matching.bits import Column, Rows, has, rows_in, unpack
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
HITS: Final = (np.arange(1 << MOST_VALUES)[:, None] >> np.arange(MOST_VALUES) & 1) @ _RANK
"""What a set of ranks weighs: a bit for each rank, the first lowest."""
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
    def value_codes(self) -> NDArray[np.uint16]:
        """Of each row: which of the mentee's values it holds (five bits, by the mentee's rank), which of its own the mentee holds (five
        bits, by the mentor's rank), and how many it has (three bits)."""
        bits, values = self.columns.bits, [value for value, __ in self.seeker.values]
        ranked = [(Fact.RANKED, value, rank) for value in values for rank in range(MOST_VALUES)]
        held = bits.columns(ranked).reshape(len(values), MOST_VALUES, self.columns.words)
        codes = self.columns.n_values[: self.columns.high].astype(np.uint16)
        for side in (np.bitwise_or.reduce(held, axis=0), np.bitwise_or.reduce(held, axis=1)):
            digits = unpack(side, self.columns.high)
            np.left_shift(digits, np.arange(len(digits), dtype=np.uint8)[:, None], out=digits)
            codes <<= MOST_VALUES
            codes |= np.bitwise_or.reduce(digits, axis=0)
        return codes

    @cached_property
    def levels(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """What a number of :attr:`passage_codes` stands for: the best rel·depth, and the best rel."""
        rels = sorted(set(RELATION.values()))
        deeps = [0.0, *sorted({rel * depth for rel in rels for depth in self.columns.depths})]
        wides = [0.0, *rels]
        return np.tile(deeps, len(wides)), np.repeat(wides, len(deeps))

    @cached_property
    def passage_codes(self) -> list[NDArray[np.uint8]]:
        """For each goal: the number in :attr:`levels` of every row."""
        return [self._passages(goal) for goal in self.seeker.goals]

    def _passages(self, goal: int) -> NDArray[np.uint8]:
        columns, words = self.columns, self.words
        near: dict[Via, tuple[int, ...]] = {
            Via.SAME: (goal,),
            Via.RELATED: tuple(words.related.get(goal, frozenset())),
            Via.GROUP: words.areas_in.get(words.group_of.get(goal, -1), ()),
        }
        rels, depths = sorted(set(RELATION.values())), sorted(columns.depths)
        kinds = [(rel, depth) for rel in rels for depth in depths]
        keys: list[Hashable] = []
        starts = []
        for rel, depth in kinds:
            starts.append(len(keys))
            keys.append(None)  # a column of noughts, so that none is without
            for via in (via for via, worth in RELATION.items() if worth == rel):
                if via is Via.BRIDGE:
                    keys.append((Fact.BRIDGE, goal, depth))
                else:
                    keys += [(Fact.DEPTH, area, depth) for area in near[via]]
        if not kinds:
            return np.zeros(columns.high, np.uint8)
        have = np.bitwise_or.reduceat(columns.bits.columns(keys), starts, axis=0)
        wide = np.bitwise_or.reduce(have.reshape(len(rels), len(depths), -1), axis=1)
        # Whoever has reached a level has reached those below it: so many levels reached is the number of the highest.
        order = sorted(range(len(kinds)), key=lambda kind: -kinds[kind][0] * kinds[kind][1])
        worth = [kinds[kind][0] * kinds[kind][1] for kind in order]
        last = [at for at, one in enumerate(worth) if one not in worth[at + 1 :]]  # some are worth the same
        deep = np.bitwise_or.accumulate(have[order], axis=0)[last]
        wide = np.bitwise_or.accumulate(wide[::-1], axis=0)
        deepest = np.add.reduce(unpack(deep, columns.high), axis=0, dtype=np.uint8)
        widest: NDArray[np.uint8] = np.add.reduce(unpack(wide, columns.high), axis=0, dtype=np.uint8)
        widest *= len(deep) + 1
        widest += deepest
        return widest

    def interests_of(self, rows: Rows) -> NDArray[np.intp]:
        """How many of the mentee's interests each row has."""
        keys = [(Fact.INTEREST, interest) for interest in self.seeker.interests]
        shared: NDArray[np.intp] = has(self.columns.bits.columns(keys), rows).sum(axis=0)
        return shared

    def stances_of(self, rows: Rows) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """How many statements both have answered, and how many points lie between the answers in all."""
        numbers = self.columns.statement_numbers
        asked = [(numbers[key], stance) for key, stance in self.seeker.stances.items() if key in numbers]
        places = np.array([number for number, __ in asked], np.intp)
        theirs = self.columns.stances[places[:, None], rows]
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
        columns, seeker, weights = self.columns, self.seeker, self.weights
        n_values = columns.n_values[rows].astype(np.intp)
        sums = np.zeros((3, len(rows)))  # for the mentee, for the mentor, and what the known parts weigh

        def count_in(name: ComponentName, mine: Numbers, theirs: Numbers, known: Numbers) -> None:
            weight = weights[name] * known
            sums[0] += weight * mine
            sums[1] += weight * theirs
            sums[2] += weight

        if weights[VALUES]:
            codes, n = self.value_codes[rows], len(seeker.values)
            mine, theirs = HITS[codes & 31], HITS[codes >> MOST_VALUES & 31]
            count_in(
                VALUES,
                shrunk(n * mine / SUMS[n], n, VALUES),
                shrunk(n_values * theirs / np.maximum(SUMS[n_values], 1), n_values, VALUES),
                n_values >= FEWEST,
            )
        if weights[EXPERIENCE]:
            ours, back = np.zeros(len(rows)), np.zeros(len(rows))
            for numbers in self.passage_codes:
                ours += self.levels[0][numbers[rows]]
                back += self.levels[1][numbers[rows]]
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
            shared, theirs = self.interests_of(rows), columns.n_interests[rows].astype(np.float64)
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
        apart = self._degrees[:, values]  # (the mentee's value, the mentor's value, row)
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
