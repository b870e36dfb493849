"""The mails of a running partnership. Each function is one mail; its templates are in ``templates/emails/<name>/``."""

from .agreements import (
    agreement_nudge,
    agreement_proposed,
    agreement_signed,
    change_agreed,
    change_declined,
    change_proposed,
)
from .alone import fit_asked, pulse_asked
from .checks import check, check_ahead, check_answered, check_replied, commitment_loosened, two_misses
from .endings import (
    call_off_renewal,
    partnership_at_end,
    partnership_closed,
    partnership_ended_quiet,
    partnership_ends_soon,
    partnership_lapsed,
    partnership_paused,
    partnership_quiet,
    partnership_renewed,
    partnership_resumed,
    reflection_shared,
    renewal_offered,
)
from .introductions import introduction
from .opportunities import opportunity_answered, opportunity_offered, opportunity_reminder
from .queueing import check_key, loosening_key, opportunity_keys, prefixes, version_key
from .sessions import (
    call_off_session,
    session_agreed,
    session_cancelled,
    session_declined,
    session_proposed,
    session_reminder,
)

__all__ = [
    "agreement_nudge",
    "agreement_proposed",
    "agreement_signed",
    "call_off_renewal",
    "call_off_session",
    "change_agreed",
    "change_declined",
    "change_proposed",
    "check",
    "check_ahead",
    "check_answered",
    "check_key",
    "check_replied",
    "commitment_loosened",
    "fit_asked",
    "introduction",
    "loosening_key",
    "opportunity_answered",
    "opportunity_keys",
    "opportunity_offered",
    "opportunity_reminder",
    "partnership_at_end",
    "partnership_closed",
    "partnership_ended_quiet",
    "partnership_ends_soon",
    "partnership_lapsed",
    "partnership_paused",
    "partnership_quiet",
    "partnership_renewed",
    "partnership_resumed",
    "prefixes",
    "pulse_asked",
    "reflection_shared",
    "renewal_offered",
    "session_agreed",
    "session_cancelled",
    "session_declined",
    "session_proposed",
    "session_reminder",
    "two_misses",
    "version_key",
]
