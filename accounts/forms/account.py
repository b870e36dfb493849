"""Consent, settings, invitations, reports."""

from typing import Any

from allauth.account.forms import SetPasswordField
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.zones import grouped_zones


class ConsentForm(forms.Form):
    """Agreement to the present version of both texts, and being of age."""

    adult = forms.BooleanField(
        label=_("I am 18 or older."),
        error_messages={"required": _("This is a place for adults. Tick it if you are one.")},
    )
    conduct = forms.BooleanField(
        label=_("I have read the code of conduct, and I keep to it."),
        error_messages={"required": _("Nobody meets anybody here without it.")},
    )
    data = forms.BooleanField(
        label=_("I agree to what is done with my data, as it says there. I can take this back on any day."),
        error_messages={"required": _("Without your consent we may not keep what you write.")},
    )


class SettingsForm(forms.ModelForm):
    """Name, language, time zone."""

    class Meta:
        model = User
        fields = ["first_name", "last_name", "language", "time_zone"]
        help_texts = {
            "time_zone": _(
                "Checks and mails come by these clocks. A change never asks you twice in one period."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = forms.ChoiceField(
            label=self.fields["time_zone"].label,
            help_text=self.fields["time_zone"].help_text,
            choices=grouped_zones(self.instance.time_zone),
        )


class InvitationForm(ConsentForm):
    """Take over a prepared account: a password, and the same consent as everybody gives."""

    password = SetPasswordField(label=_("Choose a password"))

    field_order = ["password", "adult", "conduct", "data"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["password"].help_text = _("At least twelve characters.")
        self.fields["password"].user = user
        self.fields["password"].widget.attrs.pop("placeholder", None)  # it would only say the label again

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"], self.user)
        return self.cleaned_data["password"]


class ReportForm(forms.Form):
    """A concern, in words."""

    text = forms.CharField(
        label=_("What happened"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("When, where, what was said or done. The admins read this, nobody else."),
        error_messages={"required": _("A sentence or two is enough to begin with.")},
    )


class JoinForm(forms.Form):
    """A line to the organisers of a community that is by approval."""

    message = forms.CharField(
        label=_("Why you would like to join"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The organisers read it before they answer."),
    )
