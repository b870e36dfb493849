"""Cohort rounds: matching many mentees with many mentors at once. Pure: NumPy and OR-Tools, no Django.

`instance.py` is the cohort as numbers; `optimal.py` finds the largest total and proves it; `stable.py` leaves no two who would rather have
each other; `figures.py` says what came of it; `solving.py` puts them together.
"""

from matching.rounds.figures import Figures, Reason
from matching.rounds.instance import Instance, Listed, WrongPin
from matching.rounds.solving import Mode, Outcome, solve

__all__ = ["Figures", "Instance", "Listed", "Mode", "Outcome", "Reason", "WrongPin", "solve"]
