"""Every change of state of a partnership, one function each.

All take keywords only, say who acts (``by``; None is the system), take the time from the caller, and run in one transaction
that holds the partnership's row. A move the state does not allow raises :class:`accounts.moves.IllegalMove`.
"""

from .agreement import propose, sign
from .checks import adopt_zones, answer, commit, fire, open_check, reply, resize
from .endings import (
    close,
    end_suspended,
    finish,
    lapse,
    nudge,
    pause,
    reach_end,
    reflect,
    restore,
    resume,
    suspend,
)
from .pairs import start, write_journal

__all__ = [
    "adopt_zones",
    "answer",
    "close",
    "commit",
    "end_suspended",
    "finish",
    "fire",
    "lapse",
    "nudge",
    "open_check",
    "pause",
    "propose",
    "reach_end",
    "reflect",
    "reply",
    "resize",
    "restore",
    "resume",
    "sign",
    "start",
    "suspend",
    "write_journal",
]
