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
from .feeds import make_feed, revoke_feed
from .forward import leave_forward, pay_forward
from .journal import change_journal, keep_private_note, remove_journal
from .looking_back import reflect
from .opportunities import (
    change_opportunity,
    decline_opportunity,
    offer_opportunity,
    pursue_opportunity,
    remind_of_opportunity,
    settle_opportunity,
    withdraw_opportunity,
)
from .pairs import start, write_journal
from .renewal import go_on, offer_to_go_on, withdraw_offer
from .sessions import (
    Stale,
    accept_time,
    cancel_session,
    decline_times,
    offer_times,
    propose_session,
    remind_of_session,
    tell_of_session,
    withdraw_times,
    write_session,
)
from .silence import end_in_silence, revive, warn_of_silence

__all__ = [
    "Stale",
    "accept_time",
    "adopt_zones",
    "agree_to_change",
    "answer",
    "answer_fit",
    "answer_pulse",
    "ask_fit",
    "ask_pulse",
    "begin_rhythm",
    "cancel_session",
    "change_journal",
    "change_opportunity",
    "close",
    "commit",
    "decline_change",
    "decline_opportunity",
    "decline_times",
    "end_in_silence",
    "end_suspended",
    "finish",
    "fire",
    "go_on",
    "keep_private_note",
    "lapse",
    "leave_forward",
    "leave_suggestion",
    "make_feed",
    "nudge",
    "offer_opportunity",
    "offer_times",
    "offer_to_go_on",
    "open_check",
    "pause",
    "pay_forward",
    "propose",
    "propose_change",
    "propose_session",
    "pursue_opportunity",
    "reach_end",
    "reflect",
    "remind_of_opportunity",
    "remind_of_session",
    "remove_journal",
    "reply",
    "resize",
    "restore",
    "resume",
    "revive",
    "revoke_feed",
    "settle_opportunity",
    "sign",
    "start",
    "suspend",
    "take_back",
    "take_effect",
    "tell_of_session",
    "tell_of_the_end",
    "warn_of_silence",
    "withdraw_change",
    "withdraw_offer",
    "withdraw_opportunity",
    "withdraw_times",
    "write_journal",
    "write_session",
]
