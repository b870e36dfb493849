"""What a matching of a cohort comes to, and why somebody is left without a mentor. Pure NumPy."""

from dataclasses import dataclass
from enum import Enum

import numpy as np

from matching.rounds.instance import UNIT, Instance, Ints


class Reason(Enum):
    """Why a mentee has no mentor. The sentences, with what helps, are in `matching/round_wording.py`."""

    NO_MENTOR = "no_mentor"
    """The gates bar every mentor."""
    BANNED = "banned"
    """The gates would let some pass, and all of those are banned in this round."""
    FLOOR = "floor"
    """All that are left are below the lowest score."""
    NO_PLACE = "no_place"
    """None of those they may meet had a place to give."""
    FULL = "full"
    """All of those they may meet are full with others, who fit better or count for more in the total."""


@dataclass(frozen=True)
class Figures:
    """All that is shown of a matching; scores as people see them, in [0, 1]."""

    total: float
    matched: int
    mentees: int
    places_used: int
    places: int
    blocking_pairs: int
    """Pairs in which both would rather have each other than what they have. Who is pinned has no part in it."""
    worst: float | None
    """The least score of a pair; None without pairs."""
    mean: float | None


def figures(instance: Instance, partner: Ints) -> Figures:
    """What ``partner`` (for each mentee the mentor, or -1) comes to."""
    matched = np.flatnonzero(partner >= 0)
    units = instance.of(partner)[matched]
    count = len(matched)
    return Figures(
        total=int(units.sum()) / UNIT,
        matched=count,
        mentees=instance.mentees,
        places_used=count,
        places=int(instance.places.sum()),
        blocking_pairs=blocking_pairs(instance, partner),
        worst=int(units.min()) / UNIT if count else None,
        mean=int(units.sum()) / UNIT / count if count else None,
    )


def blocking_pairs(instance: Instance, partner: Ints) -> int:
    """Pairs who are not matched, and would both gain by it: strictly, so equals do not block."""
    choosing = instance.pinned < 0
    has = np.where(partner >= 0, instance.of(partner), -1)
    given = choosing & (partner >= 0)
    least = np.full(instance.mentors, UNIT + 1, np.int64)
    np.minimum.at(least, partner[given], has[given])
    used = np.bincount(partner[given], minlength=instance.mentors)
    least = np.where(used < instance.free, -1, least)
    return instance.blocking(np.where(choosing, has, UNIT + 1), least)


def reasons(instance: Instance, partner: Ints) -> dict[int, Reason]:
    """Each mentee without a mentor → why."""
    alone = np.flatnonzero(partner < 0)
    if not len(alone):
        return {}
    reachable = instance.reach(instance.free > 0) > 0
    found: dict[int, Reason] = {}
    for mentee in alone.tolist():
        if instance.allowed[mentee] == 0:
            found[mentee] = Reason.NO_MENTOR
        elif instance.allowed[mentee] == instance.banned[mentee]:
            found[mentee] = Reason.BANNED
        elif instance.remaining[mentee] == 0:
            found[mentee] = Reason.FLOOR
        else:
            found[mentee] = Reason.FULL if reachable[mentee] else Reason.NO_PLACE
    return found
