"""The running relationship of two people: agreement, commitments, accountability checks, and its end."""

from .agreement import Agreement, CheckClock, Version
from .check import Check, misses_in_a_row
from .commitment import Commitment, Loosening
from .journal import JournalEntry, Reflection
from .partnership import Event, Partnership

__all__ = [
    "Agreement",
    "Check",
    "CheckClock",
    "Commitment",
    "Event",
    "JournalEntry",
    "Loosening",
    "Partnership",
    "Reflection",
    "Version",
    "misses_in_a_row",
]
