"""What sign-up asks. Apart from the other forms, because allauth reads it while its own forms are still being imported."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.zones import is_zone


class SignupForm(forms.Form):
    """What sign-up asks beside address and password: a name. The browser adds its time zone, where it can."""

    first_name = forms.CharField(
        label=_("First name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        validators=User._meta.get_field("first_name").validators,
    )
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        validators=User._meta.get_field("last_name").validators,
    )
    time_zone = forms.CharField(
        required=False, max_length=64, widget=forms.HiddenInput(attrs={"data-browser-zone": ""})
    )

    field_order = ["first_name", "last_name", "email", "password1"]

    def clean_time_zone(self) -> str:
        """What the browser says; nonsense is as good as silence."""
        zone = self.cleaned_data["time_zone"]
        return zone if is_zone(zone) else ""

    def signup(self, request: Any, user: User) -> None:
        """Called by allauth once the account is made."""
        user.first_name = self.cleaned_data["first_name"]
        user.last_name = self.cleaned_data["last_name"]
        user.time_zone = self.cleaned_data["time_zone"] or user.time_zone
        user.save(update_fields=["first_name", "last_name", "time_zone"])
