"""The running relationship of two people: agreement, commitments, accountability checks, and its end."""

from .agreement import Agreement, CheckClock, Version
from .alone import FitCheck, Pulse
from .check import Check, misses_in_a_row
from .commitment import Commitment, Loosening
from .journal import JournalEntry, Reflection
from .opportunity import Opportunity
from .partnership import Event, Partnership
from .session import CalendarFeed, Session, SessionTime

__all__ = [
    "Agreement",
    "CalendarFeed",
    "Check",
    "CheckClock",
    "Commitment",
    "Event",
    "FitCheck",
    "JournalEntry",
    "Loosening",
    "Opportunity",
    "Partnership",
    "Pulse",
    "Reflection",
    "Session",
    "SessionTime",
    "Version",
    "misses_in_a_row",
]
