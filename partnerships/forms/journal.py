"""What the two write down together."""

from django import forms
from django.utils.translation import gettext_lazy

from .fields import words_field


class JournalForm(forms.Form):
    """A note that both can read."""

    text = words_field(
        gettext_lazy("Write to the journal"),
        max_length=4000,
        attrs={"placeholder": gettext_lazy("Something you noticed since you last spoke")},
        error_messages={"required": gettext_lazy("There is nothing written here yet.")},
    )
