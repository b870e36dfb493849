"""Every change of state of a request, of a community's rules, and every move that touches several floors.

All take keywords only, say who acts (``by``; None is the system), take the time from the caller, and run in one transaction.
The rows of the two people are locked first, always in the order of their primary keys. A move that is not allowed raises
:class:`accounts.moves.IllegalMove` and changes nothing.
"""

from .asking import answer_question, ask_question, mark_seen, send, withdraw
from .deciding import accept, decline, keep_draft
from .keeping import (
    add_to_shortlist,
    hide,
    put_back,
    remove_from_shortlist,
    set_aside,
    take_back,
    unhide,
    write_note,
)
from .lapsing import expire, remind
from .pricing import ask_for_prices, work_out_prices
from .rules import set_rules
from .safety import block, restore_person, suspend_person, void, void_all_of
from .sheets import archive, change_mind, decide, judge, open_sheet, reopen, reveal

__all__ = [
    "accept",
    "add_to_shortlist",
    "answer_question",
    "archive",
    "ask_for_prices",
    "ask_question",
    "block",
    "change_mind",
    "decide",
    "decline",
    "expire",
    "hide",
    "judge",
    "keep_draft",
    "mark_seen",
    "open_sheet",
    "put_back",
    "remind",
    "remove_from_shortlist",
    "reopen",
    "restore_person",
    "reveal",
    "send",
    "set_aside",
    "set_rules",
    "suspend_person",
    "take_back",
    "unhide",
    "void",
    "void_all_of",
    "withdraw",
    "work_out_prices",
    "write_note",
]
