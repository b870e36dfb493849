"""Every change of state of a partnership, one function each.

All take keywords only, say who acts (``by``; None is the system), take the time from the caller, and run in one transaction
that holds the partnership's row. A move the state does not allow raises :class:`accounts.moves.IllegalMove`.
"""

from .agreement import propose, sign
from .alone import answer_fit, answer_pulse, ask_fit, ask_pulse
from .changes import agree_to_change, begin_rhythm, decline_change, propose_change, withdraw_change
from .checks import adopt_zones, answer, fire, leave_suggestion, open_check, reply
from .commitments import commit, resize, take_back, take_effect
from .endings import (
    close,
    end_suspended,
    finish,
    lapse,
    nudge,
    pause,
    reach_end,
    restore,
    resume,
    suspend,
    tell_of_the_end,
)
from .looking_back import reflect
from .pairs import start, write_journal
from .renewal import go_on, offer_to_go_on, withdraw_offer
from .silence import end_in_silence, revive, warn_of_silence

__all__ = [
    "adopt_zones",
    "agree_to_change",
    "answer",
    "answer_fit",
    "answer_pulse",
    "ask_fit",
    "ask_pulse",
    "begin_rhythm",
    "close",
    "commit",
    "decline_change",
    "end_in_silence",
    "end_suspended",
    "finish",
    "fire",
    "go_on",
    "lapse",
    "leave_suggestion",
    "nudge",
    "offer_to_go_on",
    "open_check",
    "pause",
    "propose",
    "propose_change",
    "reach_end",
    "reflect",
    "reply",
    "resize",
    "restore",
    "resume",
    "revive",
    "sign",
    "start",
    "suspend",
    "take_back",
    "take_effect",
    "tell_of_the_end",
    "warn_of_silence",
    "withdraw_change",
    "withdraw_offer",
    "write_journal",
]
