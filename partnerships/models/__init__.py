"""The running relationship of two people: agreement, commitments, accountability checks, and its end."""

from .agreement import Agreement, CheckClock
from .check import Check, Commitment
from .journal import JournalEntry, Reflection
from .partnership import Event, Partnership

__all__ = [
    "Agreement",
    "Check",
    "CheckClock",
    "Commitment",
    "Event",
    "JournalEntry",
    "Partnership",
    "Reflection",
]
