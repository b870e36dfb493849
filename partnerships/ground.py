"""What two people have in common, and where they pull apart, in the words they wrote. Pure data: no Django, no clock.

Who finds it does not matter here: ``matching`` hands it over when a request is accepted, and the introduction prints it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SharedValue:
    """A value both rank, with the line each wrote beside it. Ranks count from 1."""

    name: str
    mentee_rank: int
    mentor_rank: int
    mentee_line: str
    mentor_line: str


@dataclass(frozen=True, slots=True)
class Pull:
    """Two values that pull against each other, one of each person's."""

    mentee_value: str
    mentor_value: str
    mentee_line: str
    mentor_line: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """What carries over from something the mentor has been through to something the mentee is entering."""

    passage: str
    goal: str
    text: str
    """Empty where nobody has put it in words yet."""
    by_mentor: bool
    """The mentor's own words, or the clause of a curated relation."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything the introduction says about the two."""

    shared: tuple[SharedValue, ...] = ()
    pulls: tuple[Pull, ...] = ()
    passages: tuple[str, ...] = ()
    """Names of what the mentor has been through and the mentee is entering, or something near it."""
    transfers: tuple[Transfer, ...] = ()
    """The passages among them that come to bear from another area."""
    mentee_values: tuple[tuple[int, int], ...] = ()
    """(place on the circle, rank): what the mentee's emblem is woven from."""
    mentor_values: tuple[tuple[int, int], ...] = ()
    shared_places: frozenset[int] = frozenset()
    """Places on the circle at which both rank the same named value."""
