"""allauth's forms in our words: no words inside a field that vanish when one types, and one sentence about passwords."""

from typing import Any

from allauth.account import forms as allauth
from django.utils.translation import gettext_lazy as _


class _InOurWords:
    """Put before a form of allauth's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = getattr(self, "fields")  # noqa: B009 - a form has them, this half of one does not
        for field in fields.values():
            field.widget.attrs.pop("placeholder", None)
        if "email" in fields:
            fields["email"].label = _("E-mail address")
        if "password1" in fields:
            fields["password1"].help_text = _(
                "At least twelve characters. Three or four words in a row are strong, and easy to remember."
            )


class SignUp(_InOurWords, allauth.SignupForm):
    """Sign up."""


class LogIn(_InOurWords, allauth.LoginForm):
    """Sign in."""


class ResetPassword(_InOurWords, allauth.ResetPasswordForm):
    """Ask for a link to choose a new password."""


class ResetPasswordKey(_InOurWords, allauth.ResetPasswordKeyForm):
    """Choose a new password, having come by that link."""


class ChangePassword(_InOurWords, allauth.ChangePasswordForm):
    """Choose another password, knowing the old one."""


class SetPassword(_InOurWords, allauth.SetPasswordForm):
    """Choose a first password."""
