"""A value in a member's own words."""

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Basic, Value


class OwnValueForm(forms.Form):
    """Two or three words, what is meant, and the listed value that it stands beside: from that it has its place on the circle."""

    name = forms.CharField(
        label=_("The value, in a word or three"),
        max_length=40,
        help_text=_("As you would say it: “Keeping my word”, “Room for doubt”."),
    )
    description = forms.CharField(
        label=_("What you mean by it"),
        max_length=160,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    neighbour = forms.ModelChoiceField(
        label=_("Which of these is it closest to?"),
        queryset=Value.objects.none(),
        to_field_name="slug",
        empty_label=_("Choose one"),
        help_text=_("It gets its place on the circle of values from this one."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["neighbour"]
        field.queryset = Value.objects.filter(is_active=True).order_by("name")
        by_place: dict[str, list[tuple[str, str]]] = {}
        for value in field.queryset:
            by_place.setdefault(value.basic, []).append((value.slug, value.name))
        groups = [(basic.label, by_place[basic.value]) for basic in Basic if basic.value in by_place]
        field.choices = [("", field.empty_label), *groups]

    def clean_name(self) -> str:
        return self._plain("name")

    def clean_description(self) -> str:
        return self._plain("description")

    def _plain(self, name: str) -> str:
        """One line of words that can be read: no control signs, none that turn the direction of what follows."""
        text = unicodedata.normalize("NFC", self.cleaned_data[name])
        text = " ".join("".join(" " if sign.isspace() else sign for sign in text).split())
        if any(unicodedata.category(sign).startswith("C") for sign in text):
            raise forms.ValidationError(gettext("There is a sign in it that cannot be shown. Type it anew."))
        if text and not any(sign.isalpha() for sign in text):
            raise forms.ValidationError(gettext("Say it in words."))
        return text
