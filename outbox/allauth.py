"""allauth's mails, through the same outbox as all others: `class AccountAdapter(OutboxMailMixin, DefaultAccountAdapter)`."""

import uuid
from typing import Any

from allauth.account import app_settings
from allauth.core import context as allauth_context
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sites.shortcuts import get_current_site
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from . import actions, rendering
from .links import absolute, rehosted
from .models import Kind
from .people import Person

# allauth's template prefix → our folder in templates/emails/. Anything else goes into `account_other`, with allauth's own words.
FOLDERS = {
    "account/email/account_already_exists": "account_already_exists",
    "account/email/email_changed": "account_email_changed",
    "account/email/email_confirm": "account_email_confirmed",
    "account/email/email_confirmation": "account_email_confirmation",
    "account/email/email_confirmation_signup": "account_welcome",
    "account/email/email_deleted": "account_email_removed",
    "account/email/login_code": "account_login_code",
    "account/email/password_changed": "account_password_changed",
    "account/email/password_reset": "account_password_was_reset",
    "account/email/password_reset_code": "account_password_reset_code",
    "account/email/password_reset_key": "account_password_reset",
    "account/email/password_set": "account_password_set",
    "account/email/unknown_account": "account_unknown",
    "mfa/email/recovery_codes_generated": "account_recovery_codes",
    "mfa/email/totp_activated": "account_totp_on",
    "mfa/email/totp_deactivated": "account_totp_off",
    "mfa/email/webauthn_added": "account_passkey_added",
    "mfa/email/webauthn_removed": "account_passkey_removed",
}
OTHER = "account_other"

DAY = 24 * 60 * 60  # seconds

# What allauth builds from the request's host.
_ADDRESSES = {"activate_url", "password_reset_url", "signup_url"}
# What opens an account to whoever reads it.
_KEYS = {"code", "key"}


class OutboxMailMixin:
    """Replaces the sending of `DefaultAccountAdapter`. A mail is sent in the moment it is asked for, so each has a key of its own."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        request = allauth_context.request
        folder = FOLDERS.get(template_prefix, OTHER)
        user = _addressee(request, email, context)
        shown = {key: value for key, value in context.items() if key not in {"request", "user", "key", "uid"}}
        for name in _ADDRESSES & shown.keys():
            shown[name] = rehosted(shown[name])
        shown |= {
            "email": email,
            "user": user,
            "reset_url": absolute(reverse("account_reset_password")),
            "days": settings.PASSWORD_RESET_TIMEOUT // DAY
            if folder == "account_password_reset"
            else app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS,
        }
        if folder == OTHER:
            shown |= _in_their_words(template_prefix, request, context | shown)
        actions.queue(
            name=folder,
            kind=Kind.ACCOUNT,
            key=f"{folder}:{uuid.uuid4().hex}",
            to=user,
            to_email=email,
            context=shown,
            why=_(
                "You get this because this address was entered on our site. Mails about an account always come."
            )
            if user is None
            else _("You get this because it is about your account. Mails about an account always come."),
            private=bool(_KEYS & context.keys()),
        )


def _addressee(request: HttpRequest | None, email: str, context: dict[str, Any]) -> Person | None:
    """Whose account the mail is about. A notice may go to an address that is theirs no longer, so the request counts too."""
    named = context.get("user") or get_user_model().objects.filter(email__iexact=email).first()
    if named is None and "timestamp" in context and request is not None and request.user.is_authenticated:
        return request.user
    return named


def _in_their_words(prefix: str, request: HttpRequest | None, context: dict[str, Any]) -> dict[str, str]:
    """Subject and text from allauth's own templates, for a mail that a later version may add."""
    context = context | {"current_site": get_current_site(request)}
    return {
        "their_subject": " ".join(rendering.render_plain(f"{prefix}_subject.txt", context).split()),
        "their_text": rendering.render_plain(f"{prefix}_message.txt", context).strip(),
    }
