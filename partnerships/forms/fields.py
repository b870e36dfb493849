"""The fields that the pages of a pair share: days between limits, and own words."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

SHORTEST = timedelta(weeks=4)
LONGEST = timedelta(weeks=24)
LONGEST_PAUSE = timedelta(weeks=12)
NOT_A_DATE = gettext_lazy("Write a day such as 2026-11-25.")


class DayField(forms.DateField):
    """A day, between two others that the form sets on it before it is checked."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        options.setdefault("input_formats", ["%Y-%m-%d"])
        options.setdefault("error_messages", {"invalid": NOT_A_DATE, "required": _lazy_required})
        super().__init__(**options)
        self.earliest = self.latest = None
        self.too_early = self.too_late = ""

    def between(
        self, earliest: date, latest: date, *, too_early: str, too_late: str, initial: date | None = None
    ) -> None:
        """Set the limits, what is said outside of them, and the day that stands in the field at first."""
        self.earliest, self.latest = earliest, latest
        self.too_early, self.too_late = too_early, too_late
        self.widget.attrs |= {"min": earliest.isoformat(), "max": latest.isoformat()}
        if initial is not None:
            self.initial = min(max(initial, earliest), latest)

    def clean(self, value: Any) -> date | None:
        day = super().clean(value)
        if day is None:
            return None
        if self.earliest and day < self.earliest:
            raise forms.ValidationError(self.too_early, code="too_early")
        if self.latest and day > self.latest:
            raise forms.ValidationError(self.too_late, code="too_late")
        return day


_lazy_required = gettext_lazy("Choose a day.")


def one_line(text: str) -> str:
    """Own words for a field of one line: line breaks and runs of spaces become one space."""
    return " ".join(text.split())


def words_field(label: Any, *, rows: int = 3, **options: Any) -> forms.CharField:
    """A field for own words: several lines high, so that they can be read while they are written."""
    attrs = {"rows": rows} | options.pop("attrs", {})
    return forms.CharField(label=label, widget=forms.Textarea(attrs=attrs), **options)
