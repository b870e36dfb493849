"""What the two write down together, and what each notes alone."""

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


class JournalChangeForm(forms.Form):
    """One's own note, changed."""

    text = words_field(
        gettext_lazy("What you wrote"),
        rows=8,
        max_length=4000,
        error_messages={
            "required": gettext_lazy("There is nothing written here. To take it out, use the way below.")
        },
    )


class PrivateNoteForm(forms.Form):
    """What somebody notes for themself; may be emptied."""

    text = words_field(gettext_lazy("Your notes"), rows=16, max_length=20_000, required=False)
