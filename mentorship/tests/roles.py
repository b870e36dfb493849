"""The table of who may do what. One row for each address: what each role gets for GET, and for an empty POST.

A status, ``L`` for the way to the sign-in page, ``>`` for a way elsewhere. The roles, in the order of the columns: anonymous; stranger (shares
no community); the mentee and the mentor of the pair that the addresses are about; blocked (by both of them); suspended; organiser (of
their community); staff (in no community).
"""

from collections.abc import Callable
from typing import Any

from django.core import signing
from django.urls import reverse

from outbox import tokens

ROLES = ("anonymous", "stranger", "mentee", "mentor", "blocked", "suspended", "organiser", "staff")


def _mentor(world: Any) -> dict[str, Any]:
    return {"person": world.mentor.public_id}


def _request(world: Any) -> dict[str, Any]:
    return {"public_id": world.request.public_id}


def _pair(world: Any) -> dict[str, Any]:
    return {"partnership": world.partnership.public_id}


def _check(world: Any) -> dict[str, Any]:
    return {"check": world.check.public_id}


def _community(world: Any) -> dict[str, Any]:
    return {"slug": world.community.slug}


ARGUMENTS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "account_confirm_email": lambda world: {"key": signing.dumps(1)},
    "account_reset_password_from_key": lambda world: {"uidb36": "1", "key": "set-password"},
    "mfa_remove_webauthn": lambda world: {"pk": 1},
    "mfa_edit_webauthn": lambda world: {"pk": 1},
    **{
        f"matching:{name}": _mentor
        for name in (
            "mentor-detail",
            "mentor-workings",
            "hide",
            "unhide",
            "block",
            "shortlist-add",
            "shortlist-remove",
            "shortlist-note",
            "request-create",
        )
    },
    **{
        f"matching:decision-{name}": lambda world: {"sheet": world.sheet.public_id}
        for name in ("detail", "reveal", "choose", "archive", "reopen", "print", "csv", "text")
    },
    "matching:decision-from-pair": _pair,
    "matching:decision-judge": lambda world: {"sheet": world.sheet.public_id, "place": 1},
    "matching:decision-mind": lambda world: {
        "sheet": world.sheet.public_id,
        "judgement": world.judgement.pk,
    },
    **{
        f"matching:request-{name}": _request
        for name in ("detail", "accept", "decline", "withdraw", "question", "answer")
    },
    **{
        f"partnerships:{name}": _pair
        for name in (
            "partnership-detail",
            "journal-add",
            "agreement",
            "agreement-sign",
            "change-agree",
            "change-decline",
            "change-withdraw",
            "commitment-create",
            "check-open",
            "partnership-close",
            "pause",
            "resume",
            "reflection",
            "go-on",
            "go-on-accept",
            "go-on-withdraw",
            "revive",
            "session-propose",
        )
    },
    **{f"partnerships:check-{name}": _check for name in ("detail", "answer", "reply")},
    "partnerships:suggestion-leave": _check,
    **{
        f"partnerships:opportunity-{name}": lambda world: {"opportunity": world.opportunity.public_id}
        for name in ("detail", "update", "withdraw", "pursue", "decline", "settle")
    },
    "partnerships:opportunity-create": _pair,
    **{f"partnerships:{name}": _pair for name in ("private-note", "forward", "forward-leave")},
    **{
        f"partnerships:journal-{name}": lambda world: {"entry": world.entry.public_id}
        for name in ("update", "remove")
    },
    **{
        f"partnerships:session-{name}": lambda world: {"session": world.session.public_id}
        for name in ("detail", "move", "accept", "decline", "withdraw", "cancel", "tell")
    },
    "partnerships:calendar-feed": lambda world: {"key": world.calendar_key},
    "partnerships:pulse": lambda world: {"pulse": world.pulse.public_id},
    "partnerships:fit": lambda world: {"fit_check": world.fit_check.public_id},
    "partnerships:commitment-take-back": lambda world: {"commitment": world.commitment.public_id},
    "partnerships:commitment-update": lambda world: {"commitment": world.commitment.public_id},
    **{
        f"accounts:version-{name}": lambda world: {"version": world.version.public_id}
        for name in ("detail", "restore")
    },
    "accounts:profile-step": lambda world: {"step": "values"},
    "accounts:values-cut": lambda world: {"stage": "first"},
    **{
        f"accounts:passage-{name}": lambda world: {"pk": world.mentor.profile.passages.first().pk}
        for name in ("update", "delete")
    },
    **{
        f"accounts:goal-{name}": lambda world: {"pk": world.mentee.profile.goals.first().pk}
        for name in ("update", "close")
    },
    **{
        f"accounts:bridge-{name}": lambda world: {"pk": world.mentee.profile.bridges.first().pk}
        for name in ("update", "delete")
    },
    "accounts:unblock": lambda world: {"person": world.blocked.public_id},
    "accounts:invitation": lambda world: {"token": world.invitation.token},
    **{f"accounts:community-{name}": _community for name in ("detail", "join", "leave")},
    "accounts:community-decide": lambda world: {
        "slug": world.community.slug,
        "person": world.applicant.public_id,
    },
    "outbox:unsubscribe": lambda world: {"token": tokens.make(world.mail.public_id)},
}


def address(name: str, world: Any) -> str:
    """The path of that name, about the two people of the world."""
    return reverse(name, kwargs=ARGUMENTS.get(name, lambda world: {})(world))


def row(get: str, post: str) -> dict[str, list[str]]:
    """Two lines of eight outcomes."""
    return {"get": get.split(), "post": post.split()}


MATRIX: dict[str, dict[str, list[str]]] = {
    "accessibility": row("200 200 200 200 200 L 200 200", "405 405 405 405 405 L 405 405"),
    "account_change_password": row("L 200 200 200 200 L 200 200", "L 200 200 200 200 L 200 200"),
    "account_confirm_email": row("200 200 200 200 200 L 200 200", "404 404 404 404 404 L 404 404"),
    "account_confirm_login_code": row("L > > > > L > >", "L > > > > L > >"),
    "account_email": row("L 200 200 200 200 L 200 200", "L > > > > L > >"),
    "account_email_verification_sent": row("200 200 200 200 200 L 200 200", "405 405 405 405 405 L 405 405"),
    "account_inactive": row("200 200 200 200 200 L 200 200", "405 405 405 405 405 L 405 405"),
    "account_login": row("200 > > > > L > >", "200 > > > > L > >"),
    "account_logout": row("> 200 200 200 200 L 200 200", "> > > > > L > >"),
    "account_reauthenticate": row("L 200 200 200 200 L 200 200", "L 200 200 200 200 L 200 200"),
    "account_reset_password": row("200 200 200 200 200 L 200 200", "200 200 200 200 200 L 200 200"),
    "account_reset_password_done": row("200 200 200 200 200 L 200 200", "405 405 405 405 405 L 405 405"),
    "account_reset_password_from_key": row("200 200 200 200 200 L 200 200", "200 200 200 200 200 L 200 200"),
    "account_reset_password_from_key_done": row(
        "200 200 200 200 200 L 200 200", "405 405 405 405 405 L 405 405"
    ),
    "account_set_password": row("L > > > > L > >", "L > > > > L > >"),
    "account_signup": row("200 > > > > L > >", "200 > > > > L > >"),
    "accounts:bridge-create": row("L 200 200 200 200 L 200 200", "L 422 422 422 422 L 422 422"),
    "accounts:bridge-delete": row("L 404 200 404 404 L 404 404", "L 404 > 404 404 L 404 404"),
    "accounts:bridge-update": row("L 404 200 404 404 L 404 404", "L 404 422 404 404 L 404 404"),
    "accounts:community-decide": row("L 404 404 404 404 L 200 200", "L 404 404 404 404 L > >"),
    "accounts:community-detail": row("200 200 200 200 200 L 200 200", "405 405 405 405 405 L 405 405"),
    "accounts:community-join": row("L 405 405 405 405 L 405 405", "L > > > > L > >"),
    "accounts:community-leave": row("L 405 405 405 405 L 405 405", "L 404 > > > L > 404"),
    "accounts:community-list": row("200 200 200 200 200 L 200 200", "405 405 405 405 405 L 405 405"),
    "accounts:consent": row("L 200 200 200 200 L 200 200", "L 422 422 422 422 L 422 422"),
    "accounts:draft-keep": row("405 405 405 405 405 L 405 405", "403 400 400 400 400 L 400 400"),
    "accounts:goal-close": row("L 404 200 404 404 L 404 404", "L 404 > 404 404 L 404 404"),
    "accounts:goal-create": row("L 200 200 200 200 L 200 200", "L 422 422 422 422 L 422 422"),
    "accounts:goal-update": row("L 404 200 404 404 L 404 404", "L 404 422 404 404 L 404 404"),
    "accounts:invitation": row("200 200 200 200 200 L 200 200", "422 422 422 422 422 L 422 422"),
    "accounts:passage-create": row("L 200 200 200 200 L 200 200", "L 422 422 422 422 L 422 422"),
    "accounts:passage-delete": row("L 404 404 200 404 L 404 404", "L 404 404 > 404 L 404 404"),
    "accounts:passage-update": row("L 404 404 200 404 L 404 404", "L 404 404 422 404 L 404 404"),
    "accounts:profile": row("L 200 200 200 200 L 200 200", "L 405 405 405 405 L 405 405"),
    "accounts:profile-preview": row("L 200 200 200 200 L 200 200", "L 405 405 405 405 L 405 405"),
    "accounts:version-list": row("L 200 200 200 200 L 200 200", "L 405 405 405 405 L 405 405"),
    "accounts:version-detail": row("L 404 200 404 404 L 404 404", "L 405 405 405 405 L 405 405"),
    "accounts:version-restore": row("L 405 405 405 405 L 405 405", "L 404 > 404 404 L 404 404"),
    "accounts:profile-step": row("L 200 200 200 200 L 200 200", "L 422 422 422 422 L 422 422"),
    "accounts:report-create": row("L 200 200 200 200 L 200 200", "L 422 422 422 422 L 422 422"),
    "accounts:settings": row("L 200 200 200 200 L 200 200", "L 422 422 422 422 L 422 422"),
    "accounts:sort-later": row("L 405 405 405 405 L 405 405", "L > > > > L > >"),
    "accounts:unblock": row("L 405 405 405 405 L 405 405", "L 404 > > 404 L 404 404"),
    "accounts:value-create": row("L 200 200 200 200 L 200 200", "L 422 422 422 422 L 422 422"),
    "accounts:values-cut": row("L 200 200 200 200 L 200 200", "L > > > > L > >"),
    "code-of-conduct": row("200 200 200 200 200 L 200 200", "405 405 405 405 405 L 405 405"),
    "example-profile": row("200 200 200 200 200 L 200 200", "405 405 405 405 405 L 405 405"),
    "healthz": row("200 200 200 200 200 L 200 200", "405 405 405 405 405 L 405 405"),
    "home": row("200 > > > > L > >", "405 405 405 405 405 L 405 405"),
    "how-it-works": row("200 200 200 200 200 L 200 200", "405 405 405 405 405 L 405 405"),
    "matching:availability": row("L 405 405 405 405 L 405 405", "L 404 404 > 404 L 404 404"),
    "matching:block": row("L 404 200 404 404 L 200 404", "L 404 > 404 404 L > 404"),
    "matching:decision-archive": row("L 405 405 405 405 L 405 405", "L 404 > 404 404 L 404 404"),
    "matching:decision-choose": row("L 404 > 404 404 L 404 404", "L 404 422 404 404 L 404 404"),
    "matching:decision-create": row("L 200 200 200 200 L 200 200", "L 422 422 422 422 L 422 422"),
    "matching:decision-csv": row("L 404 200 404 404 L 404 404", "L 405 405 405 405 L 405 405"),
    "matching:decision-detail": row("L 404 200 404 404 L 404 404", "L 405 405 405 405 L 405 405"),
    "matching:decision-from-pair": row("L 404 > 404 404 L 404 404", "L 405 405 405 405 L 405 405"),
    "matching:decision-judge": row("L 404 > 404 404 L 404 404", "L 404 422 404 404 L 404 404"),
    "matching:decision-list": row("L 200 200 200 200 L 200 200", "L 405 405 405 405 L 405 405"),
    "matching:decision-mind": row("L 404 200 404 404 L 404 404", "L 404 422 404 404 L 404 404"),
    "matching:decision-print": row("L 404 200 404 404 L 404 404", "L 405 405 405 405 L 405 405"),
    "matching:decision-reopen": row("L 405 405 405 405 L 405 405", "L 404 > 404 404 L 404 404"),
    "matching:decision-reveal": row("L 405 405 405 405 L 405 405", "L 404 > 404 404 L 404 404"),
    "matching:decision-text": row("L 404 200 404 404 L 404 404", "L 405 405 405 405 L 405 405"),
    "matching:hidden-list": row("L 200 200 200 200 L 200 200", "L 405 405 405 405 L 405 405"),
    "matching:hide": row("L 405 405 405 405 L 405 405", "L 404 > 404 404 L > 404"),
    "matching:mentor-detail": row("L 404 200 404 404 L 200 404", "L 405 405 405 405 L 405 405"),
    "matching:mentor-filters": row("L 200 200 200 200 L 200 200", "L 405 405 405 405 L 405 405"),
    "matching:mentor-list": row("L 200 200 200 200 L 200 200", "L 405 405 405 405 L 405 405"),
    "matching:mentor-workings": row("L 404 200 404 404 L 200 404", "L 405 405 405 405 L 405 405"),
    "matching:request-accept": row("L 405 405 405 405 L 405 405", "L 404 > > 404 L 404 404"),
    "matching:request-answer": row("L 405 405 405 405 L 405 405", "L 404 422 422 404 L 404 404"),
    "matching:request-create": row("L 404 200 404 404 L 200 404", "L 404 422 404 404 L 422 404"),
    "matching:request-decline": row("L 405 405 405 405 L 405 405", "L 404 422 422 404 L 404 404"),
    "matching:request-detail": row("L 404 200 200 404 L 404 404", "L 405 405 405 405 L 405 405"),
    "matching:request-list": row("L 200 200 200 200 L 200 200", "L 405 405 405 405 L 405 405"),
    "matching:request-question": row("L 405 405 405 405 L 405 405", "L 404 422 422 404 L 404 404"),
    "matching:request-withdraw": row("L 405 405 405 405 L 405 405", "L 404 > > 404 L 404 404"),
    "matching:shortlist": row("L 200 200 200 200 L 200 200", "L > > > > L > >"),
    "matching:shortlist-add": row("L 405 405 405 405 L 405 405", "L 404 > 404 404 L > 404"),
    "matching:shortlist-note": row("L 404 200 404 404 L 200 404", "L 404 > 404 404 L > 404"),
    "matching:shortlist-remove": row("L 405 405 405 405 L 405 405", "L 404 > 404 404 L > 404"),
    "matching:unhide": row("L 405 405 405 405 L 405 405", "L 404 > 404 404 L > 404"),
    "mfa_activate_totp": row("L > > > > L > >", "L > > > > L > >"),
    "mfa_add_webauthn": row("L > > > > L > >", "L > > > > L > >"),
    "mfa_authenticate": row("L > > > > L > >", "L > > > > L > >"),
    "mfa_deactivate_totp": row("L 404 404 404 404 L 404 404", "L 404 404 404 404 L 404 404"),
    "mfa_download_recovery_codes": row("L 404 404 404 404 L 404 404", "L 404 404 404 404 L 404 404"),
    "mfa_edit_webauthn": row("L > > > > L > >", "L > > > > L > >"),
    "mfa_generate_recovery_codes": row("L > > > > L > >", "L > > > > L > >"),
    "mfa_index": row("L 200 200 200 200 L 200 200", "L 405 405 405 405 L 405 405"),
    "mfa_list_webauthn": row("L 200 200 200 200 L 200 200", "L 405 405 405 405 L 405 405"),
    "mfa_login_webauthn": row("L > > > > L > >", "L > > > > L > >"),
    "mfa_reauthenticate": row("L > > > > L > >", "L > > > > L > >"),
    "mfa_reauthenticate_webauthn": row("L > > > > L > >", "L > > > > L > >"),
    "mfa_remove_webauthn": row("L > > > > L > >", "L > > > > L > >"),
    "mfa_view_recovery_codes": row("L 404 404 404 404 L 404 404", "L 405 405 405 405 L 405 405"),
    "outbox:mail-preferences": row("L 200 200 200 200 L 200 200", "L 422 422 422 422 L 422 422"),
    "outbox:unsubscribe": row("200 200 200 200 200 L 200 200", "200 200 200 200 200 L 200 200"),
    "partnerships:agreement": row("L 404 200 200 404 L 404 404", "L 404 200 200 404 L 404 404"),
    "partnerships:agreement-sign": row("L 405 405 405 405 L 405 405", "L 404 > > 404 L 404 404"),
    "partnerships:change-agree": row("L 405 405 405 405 L 405 405", "L 404 > > 404 L 404 404"),
    "partnerships:change-decline": row("L 405 405 405 405 L 405 405", "L 404 > > 404 L 404 404"),
    "partnerships:change-withdraw": row("L 405 405 405 405 L 405 405", "L 404 > > 404 L 404 404"),
    "partnerships:check-answer": row("L 405 405 405 405 L 405 405", "L 404 200 200 404 L 404 404"),
    "partnerships:check-detail": row("L 404 200 200 404 L 404 404", "L 405 405 405 405 L 405 405"),
    "partnerships:check-open": row("L 405 405 405 405 L 405 405", "L 404 > > 404 L 404 404"),
    "partnerships:check-reply": row("L 405 405 405 405 L 405 405", "L 404 200 200 404 L 404 404"),
    "partnerships:commitment-create": row("L 404 200 200 404 L 404 404", "L 404 200 200 404 L 404 404"),
    "partnerships:commitment-update": row("L 404 200 200 404 L 404 404", "L 404 200 200 404 L 404 404"),
    "partnerships:go-on": row("L 404 > > 404 L 404 404", "L 404 > > 404 L 404 404"),
    "partnerships:go-on-accept": row("L 405 405 405 405 L 405 405", "L 404 > > 404 L 404 404"),
    "partnerships:go-on-withdraw": row("L 405 405 405 405 L 405 405", "L 404 > > 404 L 404 404"),
    "partnerships:commitment-take-back": row("L 405 405 405 405 L 405 405", "L 404 > > 404 L 404 404"),
    "partnerships:forward": row("L 404 > > 404 L 404 404", "L 404 > > 404 L 404 404"),
    "partnerships:forward-leave": row("L 405 405 405 405 L 405 405", "L 404 > > 404 L 404 404"),
    "partnerships:journal-add": row("L 404 > > 404 L 404 404", "L 404 422 422 404 L 404 404"),
    "partnerships:journal-remove": row("L 404 200 404 404 L 404 404", "L 404 > 404 404 L 404 404"),
    "partnerships:journal-update": row("L 404 200 404 404 L 404 404", "L 404 422 404 404 L 404 404"),
    "partnerships:private-note": row("L 404 200 200 404 L 404 404", "L 404 > > 404 L 404 404"),
    "partnerships:opportunity-create": row("L 404 200 200 404 L 404 404", "L 404 422 422 404 L 404 404"),
    "partnerships:opportunity-decline": row("L 405 405 405 405 L 405 405", "L 404 > > 404 L 404 404"),
    "partnerships:opportunity-detail": row("L 404 200 200 404 L 404 404", "L 405 405 405 405 L 405 405"),
    "partnerships:opportunity-pursue": row("L 405 405 405 405 L 405 405", "L 404 > > 404 L 404 404"),
    "partnerships:opportunity-settle": row("L 405 405 405 405 L 405 405", "L 404 422 422 404 L 404 404"),
    "partnerships:opportunity-update": row("L 404 200 200 404 L 404 404", "L 404 422 422 404 L 404 404"),
    "partnerships:opportunity-withdraw": row("L 405 405 405 405 L 405 405", "L 404 > > 404 L 404 404"),
    "partnerships:partnership-close": row("L 404 200 200 404 L 404 404", "L 404 > > 404 L 404 404"),
    "partnerships:partnership-detail": row("L 404 200 200 404 L 404 404", "L 405 405 405 405 L 405 405"),
    "partnerships:partnership-list": row("L 200 200 200 200 L 200 200", "L 405 405 405 405 L 405 405"),
    "partnerships:pause": row("L 405 405 405 405 L 405 405", "L 404 200 200 404 L 404 404"),
    "partnerships:reflection": row("L 404 > > 404 L 404 404", "L 404 > > 404 L 404 404"),
    "partnerships:resume": row("L 405 405 405 405 L 405 405", "L 404 > > 404 L 404 404"),
    "partnerships:revive": row("L 405 405 405 405 L 405 405", "L 404 > > 404 L 404 404"),
    "partnerships:fit": row("L 404 200 404 404 L 404 404", "L 404 200 404 404 L 404 404"),
    "partnerships:pulse": row("L 404 200 404 404 L 404 404", "L 404 200 404 404 L 404 404"),
    "partnerships:session-detail": row("L 404 200 200 404 L 404 404", "L 404 200 200 404 L 404 404"),
    "partnerships:session-move": row("L 404 200 200 404 L 404 404", "L 404 200 200 404 L 404 404"),
    "partnerships:session-propose": row("L 404 200 200 404 L 404 404", "L 404 200 200 404 L 404 404"),
    "partnerships:session-accept": row("L 405 405 405 405 L 405 405", "L 404 200 200 404 L 404 404"),
    "partnerships:session-decline": row("L 405 405 405 405 L 405 405", "L 404 > > 404 L 404 404"),
    "partnerships:session-withdraw": row("L 405 405 405 405 L 405 405", "L 404 > > 404 L 404 404"),
    "partnerships:session-cancel": row("L 405 405 405 405 L 405 405", "L 404 > > 404 L 404 404"),
    "partnerships:session-tell": row("L 405 405 405 405 L 405 405", "L 404 > > 404 L 404 404"),
    # A calendar program comes without a cookie: the key in the address is the permission.
    "partnerships:calendar-feed": row("200 200 200 200 200 L 200 200", "405 405 405 405 405 L 405 405"),
    "partnerships:calendar-settings": row("L 200 200 200 200 L 200 200", "L 200 200 200 200 L 200 200"),
    "partnerships:calendar-revoke": row("L 405 405 405 405 L 405 405", "L > > > > L > >"),
    "partnerships:suggestion-leave": row("L 405 405 405 405 L 405 405", "L 404 > > 404 L 404 404"),
    "privacy": row("200 200 200 200 200 L 200 200", "405 405 405 405 405 L 405 405"),
    "today": row("L 200 200 200 200 L 200 200", "L 405 405 405 405 L 405 405"),
    "usersessions_list": row("L 200 200 200 200 L 200 200", "L > > > > L > >"),
}
