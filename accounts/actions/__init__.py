"""Every change of state of a person, a membership or a mentor, one function each.

All take keywords only, say who acts (``by``; None is the system), take the time from the caller where it matters, and run in one
transaction. A move that is not allowed raises :class:`accounts.moves.IllegalMove` and changes nothing. What ranking must know
writes a :class:`~accounts.models.Change` in the same transaction.
"""

from .account import agree, block, restore, suspend, unblock
from .changes import forget_changes, note_change, note_changes, note_prices, note_rules, note_vocabulary
from .communities import admit, caretakers_of, decides_for, join, leave, organisers_of, refuse, remove
from .invitations import accept_invitation, invite
from .profile import (
    add_passage,
    approve_mentor,
    complete_if_ready,
    offer_to_mentor,
    refuse_mentor,
    restore_version,
    save_step,
    set_available,
    sort_later,
)
from .reports import report
from .versions import keep_version
from .vocabulary import adopt_value, propose_value, withdraw_value

__all__ = [
    "accept_invitation",
    "add_passage",
    "admit",
    "adopt_value",
    "agree",
    "approve_mentor",
    "block",
    "caretakers_of",
    "complete_if_ready",
    "decides_for",
    "forget_changes",
    "invite",
    "join",
    "keep_version",
    "leave",
    "note_change",
    "note_changes",
    "note_prices",
    "note_rules",
    "note_vocabulary",
    "offer_to_mentor",
    "organisers_of",
    "propose_value",
    "refuse",
    "refuse_mentor",
    "remove",
    "report",
    "restore",
    "restore_version",
    "save_step",
    "set_available",
    "sort_later",
    "suspend",
    "unblock",
    "withdraw_value",
]
