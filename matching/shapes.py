"""What goes into the score of a pair and what comes out of it. Pure; the formula is `matching/scoring.py`.

The facts beside the numbers, such as a shared value or a missing passage, are in `matching/explaining.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Final

from matching.explaining import ComponentName, Explanation, Gate
from matching.rounding import apportion

PLACES: Final = 10  # on Schwartz's circle
MOST_VALUES: Final = 5  # that one person ranks

# --- What goes in ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RankedValue:
    """A value somebody stands for. `place` on Schwartz's circle: 0 self-direction, then clockwise to 9 universalism."""

    slug: str
    place: int
    essential: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.place < PLACES:
            raise ValueError(f"Place {self.place} is not on the circle (0 to {PLACES - 1}).")


@dataclass(frozen=True, slots=True)
class Passage:
    """What somebody has been through: `depth` in (0, 1]; only what is `offered` to mentees counts."""

    area: str
    depth: float
    offered: bool = True

    def __post_init__(self) -> None:
        if not 0 < self.depth <= 1:
            raise ValueError(f"Depth {self.depth} is not in (0, 1].")


@dataclass(frozen=True, slots=True)
class Person:
    """One person, as far as matching may know them.

    `values` in rank order, at most five, none twice; `draining`: slugs they would find draining in the other (private);
    `wanted`: areas of their goals (two goals in one area want one area); `bridges`: (from, to) areas they have written a
    bridge between; `stances`: statement → 1 to 5. Breaking these is a ValueError.
    """

    key: str
    values: tuple[RankedValue, ...] = ()
    draining: frozenset[str] = frozenset()
    wanted: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()
    bridges: frozenset[tuple[str, str]] = frozenset()
    stances: Mapping[str, int] = field(default_factory=dict)
    interests: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if len(self.values) > MOST_VALUES:
            raise ValueError(f"At most {MOST_VALUES} values can be ranked.")
        if len({value.slug for value in self.values}) < len(self.values):
            raise ValueError("A value can be ranked only once.")
        if not all(1 <= stance <= 5 for stance in self.stances.values()):
            raise ValueError("A stance lies between 1 and 5.")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The community's words: area → group, area → areas curated as near (read both ways, within or across groups), and
    interest → weight for rarer interests that say more (above 0; 1 where none is given)."""

    group_of: Mapping[str, str]
    related: Mapping[str, frozenset[str]] = field(default_factory=dict)
    interest_weights: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not all(isfinite(weight) and weight > 0 for weight in self.interest_weights.values()):
            raise ValueError("The weight of an interest must be above 0.")


# --- What comes out -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Component:
    """One row of the breakdown.

    `score` in [0, 1], or None: not known yet. `weight`: after the unknown parts' weight was shared out; the weights of a
    direction add up to 1, or to 0 where nothing is known. `hits` of `n` before shrinking, towards `base`.
    """

    name: ComponentName
    score: float | None
    weight: float
    hits: float
    n: int
    base: float


@dataclass(frozen=True, slots=True)
class Points:
    """A direction in whole hundredths that add up as printed: sum of `parts` (None: not known) + `rest` + `pull` = `total`.

    `parts` are weight × score; `limits` the weights, which add up to 100 (or 0) and which no part exceeds; `rest` is 0, or the
    base where nothing is known; `pull` ≤ 0.
    """

    parts: tuple[tuple[ComponentName, int | None], ...]
    limits: tuple[tuple[ComponentName, int | None], ...]
    rest: int
    pull: int
    total: int


@dataclass(frozen=True, slots=True)
class Direction:
    """How well y fits x: `total` = `subtotal` × (1 − `penalty`), all in [0, 1].

    `components`: always four, in the order of `ComponentName`. `subtotal` = Σ weight·score, or the weighted base where
    nothing is known. `penalty` = .5·`conflict`.
    """

    components: tuple[Component, ...]
    conflict: float
    subtotal: float
    penalty: float
    total: float

    @property
    def pull(self) -> float:
        """What the conflict takes off, as a number ≤ 0: `subtotal` + `pull` = `total`."""
        return self.total - self.subtotal

    def component(self, name: ComponentName) -> Component:
        """The row of that name."""
        return next(row for row in self.components if row.name is name)

    def points(self) -> Points:
        """For a table whose rounded numbers add up: what rounding leaves over goes to the largest remainders."""
        whole, subtotal = round(100 * self.total), round(100 * self.subtotal)
        known = [row for row in self.components if row.score is not None]
        weights = [100 * row.weight for row in known]
        most = apportion(weights, round(sum(weights)))
        exact = [weight * (row.score or 0) for weight, row in zip(weights, known, strict=True)]
        counted = subtotal if any(weights) else 0
        parts = apportion(exact, counted, most)
        limits = {row.name: limit for row, limit in zip(known, most, strict=True)}
        points = {row.name: part for row, part in zip(known, parts, strict=True)}
        return Points(
            parts=tuple((row.name, points.get(row.name)) for row in self.components),
            limits=tuple((row.name, limits.get(row.name)) for row in self.components),
            rest=subtotal - counted,
            pull=whole - subtotal,
            total=whole,
        )


@dataclass(frozen=True, slots=True)
class Pair:
    """Both directions and why. `score` in [0, 1]; `rank_score` = `score` − the mentor's `price` orders the list.

    A pair with `gates` has numbers too, but must not be offered.
    """

    mentee: Direction
    mentor: Direction
    score: float
    price: float
    rank_score: float
    gates: tuple[Gate, ...]
    explanation: Explanation
