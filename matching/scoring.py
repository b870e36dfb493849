"""How well two people fit each other. Pure: no Django, no clock, no I/O. Read it from top to bottom.

Each person looks at the other; four components, each in [0, 1], make one direction:

    s(x→y) = (.35 Values + .35 Experience + .20 Mindset + .10 Interests) × (1 − .5 Conflict)

and the two directions make the pair's score by their harmonic mean 2ab/(a + b), so that a warm side cannot carry a cold
one. Measured on 8,378 two-sided decisions, the harmonic mean foretells a mutual yes with AUC .769 (geometric .765,
arithmetic .729, one side alone .657). Values lead, because likeness in attitudes, values and beliefs is the strongest
antecedent of mentoring quality (Eby et al. 2013: 173 samples, N = 40,737). Age, gender, origin and photo are not
here to be scored: `Person` has no field for them. Fit bars, words and mails all read the same `Pair`. (What goes in and what
comes out: `matching/shapes.py`; the named facts: `matching/explaining.py`.)

What is not known is not nought. Each mean is shrunk towards a neutral base, (hits + α·base)/(n + α), so that three shared
words cannot read 100 %, and a component that too little is known of has no score at all; its weight is shared out
among the others. When too little is known:

- values, interests: either person has named fewer than three. n = x's own count.
- mindset: fewer than three statements answered by both. n = that number.
- experience: the mentee has no goal. Goals come in ones and twos, so a floor of three would leave this part unknown for nearly
  everybody; one goal is enough, and shrinking keeps a single lucky hit modest. n = distinct wanted areas. A mentor who
  offers no passage is known to offer nothing: that scores low, it is not unknown.

Conflict is neither shrunk nor left out: a pull between values never disappears inside an average.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import cos, floor, fsum, isfinite, radians
from typing import Final

from matching.explaining import (
    ComponentName,
    Explanation,
    Gate,
    GateKind,
    MissingPassage,
    PassageMatch,
    Role,
    SharedValue,
    StancePair,
    Tension,
    Unknown,
    Via,
)
from matching.shapes import (
    PLACES,
    Component,
    Direction,
    Pair,
    Passage,
    Person,
    RankedValue,
    Vocabulary,
)

# --- The tables -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Weights:
    """What each component is worth. A community may set its own; not negative, together 1, else ValueError."""

    values: float = 0.35
    experience: float = 0.35
    mindset: float = 0.20
    interests: float = 0.10  # small on purpose: stated interests predict little

    def __post_init__(self) -> None:
        parts = [self.of(name) for name in ComponentName]
        if not all(isfinite(part) and part >= 0 for part in parts):
            raise ValueError("A weight cannot be negative.")
        if abs(fsum(parts) - 1) > 1e-9:
            raise ValueError("The weights must add up to 1.")

    def of(self, name: ComponentName) -> float:
        """The weight of one component."""
        weight: float = getattr(self, name.value)
        return weight


# Rank-sum weights (Stillwell, Seaver & Edwards 1981): the first of five counts five times the fifth.
RANK_WEIGHTS: Final = (5, 4, 3, 2, 1)

# Neutral priors: about what two people drawn at random would have. Five of some forty values, with a few that many hold: .2.
# A passage in the goal's group and no nearer: .3. Two even draws from five points lie 1.6 apart: 1 − 1.6/4 = .6.
BASES: Final[Mapping[ComponentName, float]] = {
    ComponentName.VALUES: 0.2,
    ComponentName.EXPERIENCE: 0.3,
    ComponentName.MINDSET: 0.6,
    ComponentName.INTERESTS: 0.2,
}
ALPHA: Final = 1.0  # how many answers the base is worth
FEWEST: Final = 3  # answered items below which a part is not known yet

RELATION: Final[Mapping[Via, float]] = {Via.SAME: 1.0, Via.BRIDGE: 0.6, Via.RELATED: 0.6, Via.GROUP: 0.3}

# Schwartz (1992): ten basic values on a circle, 36° apart; the farther apart, the harder to serve at once. By steps round it.
CIRCLE_CONFLICT: Final = tuple(max(0.0, -cos(radians(36 * step))) for step in range(PLACES))
# Opposed in everything, two people keep half of their score: a penalty, never a veto.
CONFLICT_PENALTY: Final = 0.5
TOP: Final = 3  # both rank it this high: the pull gets its full card


@dataclass(frozen=True, slots=True)
class Rules:
    """What a community has set: weights, and degrees in [0, 1] for pairs of value slugs that it declares opposed.

    A declared pair overrules the circle. Degree 0 declares "no conflict here" and so bars nobody.
    """

    weights: Weights = Weights()
    declared: Mapping[frozenset[str], float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not all(len(pair) == 2 for pair in self.declared):
            raise ValueError("A declared conflict is between two different values.")
        if not all(0 <= degree <= 1 for degree in self.declared.values()):
            raise ValueError("The degree of a conflict lies between 0 and 1.")


# --- Values and conflict --------------------------------------------------------------------------------


def conflict(a: RankedValue, b: RankedValue, rules: Rules) -> float:
    """How far two values pull apart, in [0, 1]: as declared, else max(0, −cos Δθ). A value never pulls against itself."""
    if a.slug == b.slug:
        return 0.0
    declared = rules.declared.get(frozenset((a.slug, b.slug)))
    return CIRCLE_CONFLICT[abs(a.place - b.place)] if declared is None else declared


def gates(mentee: Person, mentor: Person, rules: Rules) -> tuple[Gate, ...]:
    """What bars the pair: an essential value that meets a declared opposite, or a draining value that the other ranks;
    either way round. The circle alone never bars anybody."""
    found = []
    for role, x, y in ((Role.MENTEE, mentee, mentor), (Role.MENTOR, mentor, mentee)):
        for value in x.values:
            for other in y.values:
                if value.essential and rules.declared.get(frozenset((value.slug, other.slug)), 0) > 0:
                    found.append(Gate(GateKind.ESSENTIAL, role, value.slug, other.slug))
        found += [Gate(GateKind.DRAINING, role, v.slug, v.slug) for v in y.values if v.slug in x.draining]
    return tuple(found)


def _shared_values(mentee: Person, mentor: Person) -> tuple[SharedValue, ...]:
    theirs = {value.slug: (rank, value.essential) for rank, value in enumerate(mentor.values, 1)}
    shared = [
        SharedValue(value.slug, rank, theirs[value.slug][0], value.essential, theirs[value.slug][1])
        for rank, value in enumerate(mentee.values, 1)
        if value.slug in theirs
    ]
    return tuple(sorted(shared, key=lambda fact: (fact.mentee_rank + fact.mentor_rank, fact.mentee_rank)))


def _tensions(mentee: Person, mentor: Person, rules: Rules) -> tuple[Tension, ...]:
    both = {value.slug for value in mentee.values} & {value.slug for value in mentor.values}
    found = []
    for mine, value in enumerate(mentee.values, 1):
        for theirs, other in enumerate(mentor.values, 1):
            degree = conflict(value, other, rules)
            if degree > 0:
                declared = frozenset((value.slug, other.slug)) in rules.declared
                full = declared or max(mine, theirs) <= TOP
                held = value.slug in both or other.slug in both
                found.append(Tension(value.slug, mine, other.slug, theirs, degree, declared, full, held))
    return tuple(
        sorted(
            found,
            key=lambda t: (
                not t.full,
                not t.declared,
                t.held_by_both,
                -t.degree,
                t.mentee_rank + t.mentor_rank,
                t.mentee_rank,
            ),
        )
    )


def _values(x: Person, role: Role, shared: tuple[SharedValue, ...]) -> float:
    """V = Σ w_v·[y holds v] / Σ w_v over x's ranked values."""
    held = sum(RANK_WEIGHTS[fact.rank(role) - 1] for fact in shared)
    return held / (sum(RANK_WEIGHTS[: len(x.values)]) or 1)


def _conflict(x: Person, role: Role, tensions: tuple[Tension, ...]) -> float:
    """C = Σ w_v·max_u conflict(v, u) / Σ w_v over x's ranked values v and y's values u; 0 where either has none."""
    worst = [0.0] * len(x.values)
    for fact in tensions:
        worst[fact.rank(role) - 1] = max(worst[fact.rank(role) - 1], fact.degree)
    weighted = fsum(weight * degree for weight, degree in zip(RANK_WEIGHTS, worst, strict=False))
    return weighted / (sum(RANK_WEIGHTS[: len(worst)]) or 1)


# --- Experience -----------------------------------------------------------------------------------------


def relation(
    goal: str, passage: str, bridges: frozenset[tuple[str, str]], vocabulary: Vocabulary
) -> Via | None:
    """How the mentor's passage bears on the goal; `RELATION` has the number, None is 0.

    A bridge counts only as written, from what was lived to what is wanted: nobody else says what carries over, and the
    way back is another claim. It goes before a curated relation of equal worth, for it comes with words.
    """
    if goal == passage:
        return Via.SAME
    if (passage, goal) in bridges:
        return Via.BRIDGE
    if passage in vocabulary.related.get(goal, ()) or goal in vocabulary.related.get(passage, ()):
        return Via.RELATED
    group = vocabulary.group_of.get(goal)
    return Via.GROUP if group is not None and group == vocabulary.group_of.get(passage) else None


def _wanted(mentee: Person) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mentee.wanted))


def _passages(
    mentee: Person, mentor: Person, vocabulary: Vocabulary
) -> tuple[tuple[PassageMatch, ...], tuple[MissingPassage, ...]]:
    """The one passage that counts for each goal (the best, not the sum: breadth must not pile up), and the goals without."""
    matches: list[PassageMatch] = []
    missing: list[MissingPassage] = []
    ways = list(Via)
    for goal in _wanted(mentee):
        near: list[tuple[Passage, Via, float]] = []
        for passage in mentor.passages:
            via = relation(goal, passage.area, mentor.bridges, vocabulary) if passage.offered else None
            if via is not None:
                near.append((passage, via, RELATION[via]))
        if not near:
            missing.append(
                MissingPassage(goal, lived=any(passage.area == goal for passage in mentor.passages))
            )
            continue
        # Ties go to the nearer relation, then the deeper passage, then the alphabet.
        near.sort(key=lambda hit: (ways.index(hit[1]), -hit[0].depth, hit[0].area))
        mentee_hit = max(near, key=lambda hit: hit[2] * hit[0].depth)
        for hit in dict.fromkeys((mentee_hit, near[0])):
            passage, via, rel = hit
            matches.append(
                PassageMatch(goal, passage.area, via, rel, passage.depth, hit == mentee_hit, hit == near[0])
            )
    return tuple(matches), tuple(missing)


def _experience(mentee: Person, role: Role, facts: Explanation) -> float:
    """E = mean over the mentee's wanted areas a of max_b rel(a, b)·depth(b) over the mentor's offered passages b.

    From the mentor's side, how well the goals fall within what they offer: the same mean of max_b rel(a, b).
    """
    counted = facts.passages_for(role)
    hits = fsum(fact.rel * fact.depth if role is Role.MENTEE else fact.rel for fact in counted)
    return hits / (len(_wanted(mentee)) or 1)


# --- Mindset and interests ------------------------------------------------------------------------------


def _stances(mentee: Person, mentor: Person) -> tuple[StancePair, ...]:
    """The statements that both answered, by slug."""
    both = sorted(mentee.stances.keys() & mentor.stances.keys())
    return tuple(StancePair(slug, mentee.stances[slug], mentor.stances[slug]) for slug in both)


def _agrees(pair: StancePair) -> bool:
    return (
        pair.mentee == pair.mentor or min(pair.mentee, pair.mentor) >= 4 or max(pair.mentee, pair.mentor) <= 2
    )


def _mindset(stances: tuple[StancePair, ...]) -> float:
    """G = mean of 1 − |a − b|/4 over the statements that both answered."""
    return fsum(1 - abs(pair.mentee - pair.mentor) / 4 for pair in stances) / (len(stances) or 1)


def _interests(x: Person, shared: tuple[str, ...], vocabulary: Vocabulary) -> float:
    """I = weight of the interests that both have / weight of x's interests."""
    weights = vocabulary.interest_weights
    return fsum(weights.get(slug, 1) for slug in shared) / (
        fsum(weights.get(slug, 1) for slug in x.interests) or 1
    )


# --- The pair -------------------------------------------------------------------------------------------


def explain(mentee: Person, mentor: Person, vocabulary: Vocabulary, rules: Rules) -> Explanation:
    """All facts between two people, from which `direction` and `pair_score` compute their numbers."""
    stances = _stances(mentee, mentor)
    passages, missing = _passages(mentee, mentor, vocabulary)
    offers = sum(passage.offered for passage in mentor.passages)
    answered = (
        (ComponentName.VALUES, len(mentee.values), len(mentor.values)),
        (ComponentName.EXPERIENCE, len(_wanted(mentee)), offers),
        (ComponentName.MINDSET, len(mentee.stances), len(mentor.stances)),
        (ComponentName.INTERESTS, len(mentee.interests), len(mentor.interests)),
    )
    known = {
        ComponentName.VALUES: min(len(mentee.values), len(mentor.values)) >= FEWEST,
        ComponentName.EXPERIENCE: bool(mentee.wanted),
        ComponentName.MINDSET: len(stances) >= FEWEST,
        ComponentName.INTERESTS: min(len(mentee.interests), len(mentor.interests)) >= FEWEST,
    }
    return Explanation(
        shared_values=_shared_values(mentee, mentor),
        tensions=_tensions(mentee, mentor, rules),
        passages=passages,
        missing=missing,
        shared_interests=tuple(sorted(mentee.interests & mentor.interests)),
        agreeing=tuple(pair for pair in stances if _agrees(pair)),
        differing=tuple(pair for pair in stances if abs(pair.mentee - pair.mentor) >= 3),
        unknown=tuple(Unknown(*row) for row in answered if not known[row[0]]),
    )


def direction(x: Person, y: Person, *, role: Role, vocabulary: Vocabulary, rules: Rules) -> Direction:
    """How well y fits x, where `role` is x's: a mentee looking at a mentor, or a mentor at a mentee."""
    mentee, mentor = (x, y) if role is Role.MENTEE else (y, x)
    return _direction(mentee, mentor, role, explain(mentee, mentor, vocabulary, rules), vocabulary, rules)


def _direction(
    mentee: Person, mentor: Person, role: Role, facts: Explanation, vocabulary: Vocabulary, rules: Rules
) -> Direction:
    x = mentee if role is Role.MENTEE else mentor
    stances = _stances(mentee, mentor)
    found: dict[ComponentName, tuple[float, int]] = {  # the mean, and n
        ComponentName.VALUES: (_values(x, role, facts.shared_values), len(x.values)),
        ComponentName.EXPERIENCE: (_experience(mentee, role, facts), len(_wanted(mentee))),
        ComponentName.MINDSET: (_mindset(stances), len(stances)),
        ComponentName.INTERESTS: (_interests(x, facts.shared_interests, vocabulary), len(x.interests)),
    }
    unknown = {fact.name for fact in facts.unknown}
    known_weight = fsum(rules.weights.of(name) for name in ComponentName if name not in unknown)
    rows = []
    for name, (mean, n) in found.items():
        hits, base = n * mean, BASES[name]
        score = None if name in unknown else (hits + ALPHA * base) / (n + ALPHA)
        weight = rules.weights.of(name) / known_weight if score is not None and known_weight else 0.0
        rows.append(Component(name, score, weight, hits, n, base))
    if known_weight:
        subtotal = fsum(row.weight * row.score for row in rows if row.score is not None)
    else:  # nothing is known that carries weight: what anybody would have
        subtotal = fsum(rules.weights.of(name) * base for name, base in BASES.items())
    opposed = _conflict(x, role, facts.tensions)
    penalty = CONFLICT_PENALTY * opposed
    return Direction(tuple(rows), opposed, subtotal, penalty, subtotal * (1 - penalty))


def pair_score(
    mentee: Person, mentor: Person, vocabulary: Vocabulary, rules: Rules, price: float = 0.0
) -> Pair:
    """Score one pair both ways. `price`: what the mentor's demand takes off the rank (0 to 1), never off the score."""
    facts = explain(mentee, mentor, vocabulary, rules)
    ours = _direction(mentee, mentor, Role.MENTEE, facts, vocabulary, rules)
    theirs = _direction(mentee, mentor, Role.MENTOR, facts, vocabulary, rules)
    together = ours.total + theirs.total
    score = 2 * ours.total * theirs.total / together if together else 0.0
    return Pair(ours, theirs, score, price, score - price, gates(mentee, mentor, rules), facts)


def stitches(component_score: float) -> int:
    """How many of a fit bar's ten stitches are filled: tenths, halves upward."""
    if not 0 <= component_score <= 1:
        raise ValueError(f"{component_score} is not in [0, 1].")
    return floor(component_score * 10 + 0.5)
