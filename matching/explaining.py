"""The facts between a mentee and a mentor: what a page says, and what the score is made of.

`matching/scoring.py` finds these facts and computes the score *from them*, so a reason that is shown is a reason that
counted. Nothing here is a sentence: the words are in `matching/wording.py` and in the templates. Slugs are the
vocabulary's; ranks are 1 (first) to 5. Every tuple is in a fixed order, the weightiest first.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Which of the two."""

    MENTEE = "mentee"
    MENTOR = "mentor"


class ComponentName(StrEnum):
    """The four parts of a score, in the order in which a page lists them. `mindset` is called "Views" there."""

    VALUES = "values"
    EXPERIENCE = "experience"
    MINDSET = "mindset"
    INTERESTS = "interests"


class Via(StrEnum):
    """How a passage comes to bear on a goal, nearest first. `BRIDGE` = in the mentor's own words."""

    SAME = "same"
    BRIDGE = "bridge"
    RELATED = "related"
    GROUP = "group"


class GateKind(StrEnum):
    """Why two people are never shown to each other, whatever their score."""

    ESSENTIAL = "essential"
    DRAINING = "draining"


@dataclass(frozen=True, slots=True)
class Gate:
    """A bar, not a low score.

    `of` is the person whom it protects and `value` their essential or draining value; `against` is the other person's
    value that meets it (for `DRAINING`, the same slug). Draining values are private to `of`: never tell the other why.
    """

    kind: GateKind
    of: Role
    value: str
    against: str


@dataclass(frozen=True, slots=True)
class SharedValue:
    """A named value that both rank. Two values at one place of the circle are not shared."""

    slug: str
    mentee_rank: int
    mentor_rank: int
    mentee_essential: bool
    mentor_essential: bool

    def rank(self, role: Role) -> int:
        """Where that person ranks it, 1 to 5."""
        return self.mentee_rank if role is Role.MENTEE else self.mentor_rank


@dataclass(frozen=True, slots=True)
class Tension:
    """Two values that pull apart, one of each person.

    `degree` in (0, 1]; `declared` by the community, or else by Schwartz's circle. `full` asks for the tension card
    (declared, or both rank it in their top three), otherwise one line, "A smaller pull". `held_by_both`: one of the two
    values is ranked by both people, so they know this pull from inside; a page may say so, or say less.
    """

    mentee_value: str
    mentee_rank: int
    mentor_value: str
    mentor_rank: int
    degree: float
    declared: bool
    full: bool
    held_by_both: bool

    def rank(self, role: Role) -> int:
        """Where that person ranks their side of it, 1 to 5."""
        return self.mentee_rank if role is Role.MENTEE else self.mentor_rank


@dataclass(frozen=True, slots=True)
class PassageMatch:
    """The passage that counted for one goal.

    `rel` in {1, .6, .3}, `depth` in (0, 1]. The mentee's side counts rel·depth and the mentor's side rel alone, so the two
    may pick different passages: then a goal has two matches, one `for_mentee` and one `for_mentor`.
    """

    goal: str
    passage: str
    via: Via
    rel: float
    depth: float
    for_mentee: bool
    for_mentor: bool


@dataclass(frozen=True, slots=True)
class MissingPassage:
    """A goal that nothing the mentor offers comes near. `lived`: has been through that very area, but does not offer it."""

    goal: str
    lived: bool


@dataclass(frozen=True, slots=True)
class StancePair:
    """A statement that both answered, 1 (not at all) to 5 (wholly)."""

    statement: str
    mentee: int
    mentor: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """A part that is "not known yet", with how many items each has answered (values, goals or offers, statements,
    interests). For mindset the number answered by *both* is the component's `n`."""

    name: ComponentName
    mentee: int
    mentor: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that is shared, pulls, matches or is missing between two people.

    `agreeing`: same answer, or neighbouring answers on one side of the middle. `differing`: three points or more apart.
    """

    shared_values: tuple[SharedValue, ...]
    tensions: tuple[Tension, ...]
    passages: tuple[PassageMatch, ...]
    missing: tuple[MissingPassage, ...]
    shared_interests: tuple[str, ...]
    agreeing: tuple[StancePair, ...]
    differing: tuple[StancePair, ...]
    unknown: tuple[Unknown, ...]

    def passages_for(self, role: Role) -> tuple[PassageMatch, ...]:
        """The matches that counted in that person's direction: at most one a goal."""
        return tuple(m for m in self.passages if (m.for_mentee if role is Role.MENTEE else m.for_mentor))

    @property
    def leading_tensions(self) -> tuple[Tension, ...]:
        """The tensions that stand for all: each value once, in its strongest pull.

        Five values against five make up to twenty-five pulls, most of them one disagreement told again. Taken greedily: what the
        community has declared, then both people's top threes, then the degree, then the ranks. A pull in which one of the values is
        held by both is left to the full list, unless it is declared: they know it from inside.
        """
        order = sorted(
            (tension for tension in self.tensions if tension.declared or not tension.held_by_both),
            key=lambda t: (
                not t.declared,
                not t.full,
                -t.degree,
                t.mentee_rank + t.mentor_rank,
                t.mentee_rank,
            ),
        )
        chosen: list[Tension] = []
        for tension in order:
            told = any(
                tension.mentee_value == other.mentee_value or tension.mentor_value == other.mentor_value
                for other in chosen
            )
            if tension.declared or not told:
                chosen.append(tension)
        return tuple(chosen)
