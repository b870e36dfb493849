"""A pair's score taken apart, fact by fact, in whole hundredths that add up as printed. Pure: no Django.

Lines add up to their part, parts and the pull to the direction's total, and the score is the harmonic mean of the two totals *as
printed*, so that a reader with a pencil comes to the same numbers. The list itself is ordered by the exact figures.

What a line is worth in one direction (x looks at y; `n`, `hits`, `base` and `weight` of the component, α = 1):

- a shared value: weight · n · its rank weight / Σ rank weights / (n + α)
- a goal that a passage answers: weight · rel (· depth, from the mentee's side) / (n + α)
- views: weight · Σ (1 − distance/4) / (n + α), taken together as near, between and far
- interests: weight · hits / (n + α), in one line
- what anybody would have: weight · α · base / (n + α). The fewer the answers, the larger its share: this is the shrinkage.
- a pull: −subtotal · ½ · rank weight · degree / Σ rank weights, for the strongest pull of each of x's values
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import floor
from typing import NamedTuple

from matching.explaining import (
    ComponentName,
    Explanation,
    MissingPassage,
    PassageMatch,
    Role,
    SharedValue,
    StancePair,
    Tension,
)
from matching.rounding import apportion
from matching.scoring import ALPHA, CONFLICT_PENALTY, RANK_WEIGHTS
from matching.shapes import Component, Direction, Pair


class Kind(StrEnum):
    """What a line is about."""

    VALUE = "value"
    PASSAGE = "passage"
    MISSING = "missing"
    NEAR = "near"
    BETWEEN = "between"
    FAR = "far"
    INTERESTS = "interests"
    ANYBODY = "anybody"
    PULL = "pull"


Fact = SharedValue | PassageMatch | MissingPassage | Tension | None


class Two(NamedTuple):
    """A figure for each direction: the mentee looking at the mentor, and the mentor at the mentee. None: not known."""

    mentee: int | None
    mentor: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """One fact and its hundredths. ``count``: how many statements or interests it stands for."""

    kind: Kind
    points: Two
    fact: Fact = None
    count: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One component: ``limit`` is the most it can bring, ``answers`` is n in each direction; without lines where it is not known."""

    name: ComponentName
    limit: int | None
    points: Two
    answers: tuple[int, int]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Sums:
    """Everything in hundredths. ``score`` − ``price`` = ``rank``; ``rest`` is 0 but where nothing is known."""

    parts: tuple[Part, ...]
    rest: Two
    pull: Two
    pulls: tuple[Line, ...]
    totals: Two
    score: int
    price: int

    @property
    def rank(self) -> int:
        return self.score - self.price


def sums(pair: Pair) -> Sums:
    """Take a pair's score apart."""
    sides = (pair.mentee, pair.mentor)
    mentee, mentor = (side.points() for side in sides)
    parts = []
    for (name, mine), (_, theirs), (_, limit) in zip(mentee.parts, mentor.parts, mentee.limits, strict=True):
        one, other = (side.component(name) for side in sides)
        parts.append(
            Part(
                name,
                limit,
                Two(mine, theirs),
                (one.n, other.n),
                _lines(name, pair.explanation, (one, other), (mine, theirs)),
            )
        )
    whole = 2 * mentee.total * mentor.total / ((mentee.total + mentor.total) or 1)
    return Sums(
        parts=tuple(parts),
        rest=Two(mentee.rest, mentor.rest),
        pull=Two(mentee.pull, mentor.pull),
        pulls=_pulls(pair.explanation, sides, (mentee.pull, mentor.pull)),
        totals=Two(mentee.total, mentor.total),
        score=floor(whole + 0.5),
        price=round(100 * pair.price),
    )


def _lines(
    name: ComponentName,
    facts: Explanation,
    sides: tuple[Component, Component],
    printed: tuple[int | None, int | None],
) -> tuple[Line, ...]:
    """The lines of one component, none where it is not known."""
    if printed[0] is None or printed[1] is None:
        return ()
    rows = [
        *_facts(name, facts, sides),
        (Kind.ANYBODY, None, 0, (ALPHA * sides[0].base, ALPHA * sides[1].base)),
    ]
    columns = [
        apportion(
            [100 * side.weight * hits[column] / (side.n + ALPHA) for _, _, _, hits in rows],
            printed[column] or 0,
        )
        for column, side in enumerate(sides)
    ]
    return tuple(
        Line(kind, Two(mine, theirs), fact, count)
        for (kind, fact, count, _), mine, theirs in zip(rows, *columns, strict=True)
    )


Hits = tuple[float, float]


def _facts(
    name: ComponentName, facts: Explanation, sides: tuple[Component, Component]
) -> Iterator[tuple[Kind, Fact, int, Hits]]:
    """Each fact of a component with the hits it brings in either direction; together they are the component's hits."""
    if name is ComponentName.VALUES:
        one, other = (side.n / (sum(RANK_WEIGHTS[: side.n]) or 1) for side in sides)
        for shared in facts.shared_values:
            hits = (
                one * RANK_WEIGHTS[shared.mentee_rank - 1],
                other * RANK_WEIGHTS[shared.mentor_rank - 1],
            )
            yield Kind.VALUE, shared, 0, hits
    elif name is ComponentName.EXPERIENCE:
        for match in facts.passages:
            mine, theirs = match.rel * match.depth, match.rel
            yield Kind.PASSAGE, match, 0, (mine * match.for_mentee, theirs * match.for_mentor)
        for missing in facts.missing:
            yield Kind.MISSING, missing, 0, (0.0, 0.0)
    elif name is ComponentName.MINDSET:
        near, far = _closeness(facts.agreeing), _closeness(facts.differing)
        between = sides[0].n - len(facts.agreeing) - len(facts.differing)
        for kind, count, closeness in (
            (Kind.NEAR, len(facts.agreeing), near),
            (Kind.BETWEEN, between, max(0.0, sides[0].hits - near - far)),
            (Kind.FAR, len(facts.differing), far),
        ):
            if count:
                yield kind, None, count, (closeness, closeness)
    elif facts.shared_interests:
        yield Kind.INTERESTS, None, len(facts.shared_interests), (sides[0].hits, sides[1].hits)


def _closeness(stances: Sequence[StancePair]) -> float:
    return sum(1 - abs(pair.mentee - pair.mentor) / 4 for pair in stances)


def _pulls(
    facts: Explanation, sides: tuple[Direction, Direction], printed: tuple[int, int]
) -> tuple[Line, ...]:
    """The pulls that counted: for each value of either person, the strongest one it is in."""
    counting = [_strongest(facts, role) for role in Role]
    rows = [tension for tension in facts.tensions if any(tension in strongest for strongest in counting)]
    columns = []
    for role, strongest, side, points in zip(Role, counting, sides, printed, strict=True):
        ranks = sum(RANK_WEIGHTS[: side.component(ComponentName.VALUES).n]) or 1
        share = 100 * side.subtotal * CONFLICT_PENALTY / ranks
        exact = [
            share * RANK_WEIGHTS[row.rank(role) - 1] * row.degree if row in strongest else 0.0 for row in rows
        ]
        columns.append([-part for part in apportion(exact, -points)])
    return tuple(
        Line(Kind.PULL, Two(mine, theirs), fact) for fact, mine, theirs in zip(rows, *columns, strict=True)
    )


def _strongest(facts: Explanation, role: Role) -> set[Tension]:
    """For each value of that person the pull that counts: the first of the strongest."""
    found: dict[int, Tension] = {}
    for tension in facts.tensions:
        rank = tension.rank(role)
        if rank not in found or tension.degree > found[rank].degree:
            found[rank] = tension
    return set(found.values())
