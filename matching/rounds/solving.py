"""A round, solved in either way, with all that is shown of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

import numpy as np

from matching.rounds.figures import Figures, Reason, figures, reasons
from matching.rounds.instance import Instance, Ints
from matching.rounds.optimal import Certificate, optimal
from matching.rounds.stable import Mutual, accept


class Mode(Enum):
    OPTIMAL = "optimal"
    """The largest total."""
    STABLE = "stable"
    """No two would rather have each other."""


@dataclass(frozen=True)
class Outcome:
    """Who is with whom, and what it comes to."""

    partner: Ints
    """For each mentee the mentor, or -1; pins included."""
    units: Ints
    """The score of each pair in millionths; 0 for those without a mentor."""
    figures: Figures
    reasons: Mapping[int, Reason]
    """Each mentee without a mentor → why."""
    certificate: Certificate | None
    """The proof of the largest total; None for a stable matching, whose proof is that no pair blocks."""


def solve(instance: Instance, mode: Mode, *, seed: int = 0, most_people_first: bool = False) -> Outcome:
    """The same for the same instance and seed. ``most_people_first`` has no bearing on a stable matching."""
    certificate: Certificate | None = None
    if mode is Mode.OPTIMAL:
        partner, certificate = optimal(instance, seed=seed, most_people_first=most_people_first)
    else:
        chosen = accept(Mutual(instance, seed), instance.free)
        partner = np.where(instance.pinned >= 0, instance.pinned, chosen)
    return Outcome(
        partner, instance.of(partner), figures(instance, partner), reasons(instance, partner), certificate
    )
