"""The mails of a running partnership. Each function is one mail; its templates are in ``templates/emails/<name>/``."""

from .agreements import agreement_nudge, agreement_proposed, agreement_signed
from .checks import check, check_ahead, check_answered, check_replied
from .endings import (
    partnership_at_end,
    partnership_closed,
    partnership_lapsed,
    partnership_paused,
    partnership_resumed,
)
from .introductions import introduction
from .queueing import check_key, prefixes

__all__ = [
    "agreement_nudge",
    "agreement_proposed",
    "agreement_signed",
    "check",
    "check_ahead",
    "check_answered",
    "check_key",
    "check_replied",
    "introduction",
    "partnership_at_end",
    "partnership_closed",
    "partnership_lapsed",
    "partnership_paused",
    "partnership_resumed",
    "prefixes",
]
