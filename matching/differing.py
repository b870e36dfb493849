"""Where a mentee's own judgement and what our score goes by lie apart, criterion by criterion. Pure: no Django, no clock.

Only criteria that came out of a value or an area have a side of ours: what the mentor ranks, or has been through. Levels are 1 (little) to 4
(strong), as a judgement's threads. Two that are next to each other are the same view.
"""

from collections.abc import Iterable
from enum import Enum

APART = 2
OF_RANK = {1: 4, 2: 4, 3: 3, 4: 2, 5: 2}
OF_DEPTH = {"deep": 4, "thorough": 3, "brief": 2}
OF_RELATED = 2
NOTHING = 1


class Differs(Enum):
    """How one's own view lies to ours."""

    MORE = "more"
    LESS = "less"
    NOT = "not"
    UNTOLD = "untold"
    """One of the two has no view."""


def of_value(rank: int | None) -> int:
    """Our side of a value: how high the mentor ranks it (1 to 5); None where it is not among theirs."""
    return OF_RANK.get(rank, NOTHING) if rank is not None else NOTHING


def of_area(depths: Iterable[str], *, has_related: bool) -> int:
    """Our side of an area: the deepest passage in it; else whether there is one in a related area."""
    direct = [OF_DEPTH.get(depth, OF_RELATED) for depth in depths]
    return max(direct, default=OF_RELATED if has_related else NOTHING)


def differs(mine: int, ours: int | None) -> Differs:
    """``mine``: threads of one's own level, 0 for “not enough to go on”."""
    if not mine or ours is None:
        return Differs.UNTOLD
    if abs(mine - ours) < APART:
        return Differs.NOT
    return Differs.MORE if mine > ours else Differs.LESS
