"""The running relationship of two people: agreement, commitments, accountability checks, and its end."""

from .agreement import Agreement, CheckClock, Version
from .alone import FitCheck, Pulse
from .check import Check, misses_in_a_row
from .commitment import Commitment, Loosening
from .forward import Forward
from .journal import JournalEntry, PrivateNote, Reflection
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
    "Forward",
    "JournalEntry",
    "Loosening",
    "Opportunity",
    "Partnership",
    "PrivateNote",
    "Pulse",
    "Reflection",
    "Session",
    "SessionTime",
    "Version",
    "misses_in_a_row",
]
