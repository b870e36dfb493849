"""The terms of an agreement."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import Agreement
from partnerships.pair import Pair

from .fields import LONGEST, SHORTEST, DayField, one_line, words_field

WEEK = timedelta(weeks=1)


class AgreementForm(forms.ModelForm):
    """The terms of an agreement, four to twenty-four weeks long. Saved by ``actions.propose``, or ``propose_change`` beside one in force."""

    ends_on = DayField(label=gettext_lazy("Until"))
    at = forms.TimeField(
        label=gettext_lazy("At what time"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        input_formats=["%H:%M", "%H:%M:%S"],
        error_messages={
            "invalid": gettext_lazy("Write a time such as 18:00."),
            "required": gettext_lazy("At what time should each of you be asked?"),
        },
    )
    confidentiality = words_field(
        gettext_lazy("What stays between you"),
        max_length=400,
        error_messages={"required": gettext_lazy("One sentence is enough. Without it, each of you guesses.")},
    )
    candour = words_field(
        gettext_lazy("How honest you want each other to be"),
        max_length=400,
        error_messages={"required": gettext_lazy("One sentence is enough. Without it, each of you guesses.")},
    )

    class Meta:
        model = Agreement
        fields = ("rhythm", "weekday", "at", "ends_on", "confidentiality", "candour")

    def __init__(self, *args: Any, pair: Pair, **kwargs: Any) -> None:
        kwargs["instance"] = None  # a proposal is compared with what stands, never written over it here
        there = (None if pair.change_is_yours else pair.change) or pair.standing or pair.agreement
        kwargs["initial"] = {
            "rhythm": there.rhythm if there else Agreement.Rhythm.FORTNIGHTLY,
            "weekday": there.weekday if there else Agreement.Weekday.WEDNESDAY,
            "at": there.at if there else "18:00",
            "confidentiality": there.confidentiality
            if there
            else _("What is said here stays here. If one of us is in danger, we tell an organiser."),
            "candour": there.candour
            if there
            else _("We say what we see, also where it is uncomfortable, and we say it kindly."),
        }
        super().__init__(*args, **kwargs)
        self.fields["rhythm"].label = _("How often")
        self.fields["weekday"].label = _("On which day")
        first, last = _limits(pair)
        self.fields["ends_on"].between(
            first,
            last,
            too_early=_("A partnership needs four weeks at least: %(day)s or later.")
            % {"day": date_format(first, "j F Y")},
            too_late=_("Twenty-four weeks at most: %(day)s or earlier. You can begin anew after that.")
            % {"day": date_format(last, "j F Y")},
            initial=there.ends_on if there else pair.today + timedelta(weeks=12),
        )

    def clean_confidentiality(self) -> str:
        return one_line(self.cleaned_data["confidentiality"])

    def clean_candour(self) -> str:
        return one_line(self.cleaned_data["candour"])


def _limits(pair: Pair) -> tuple[date, date]:
    """The first and the last day on which it may end: four to twenty-four weeks from today. An agreement in force counts its four weeks from
    its beginning, keeps a week to come, and may always keep the end it has."""
    first, last = pair.today + SHORTEST, pair.today + LONGEST
    if pair.ends_on and pair.agreement and pair.agreement.anchor:
        first = min(max(pair.agreement.anchor + SHORTEST, pair.today + WEEK), pair.ends_on)
        last = max(last, pair.ends_on)
    return first, last


class WordForm(forms.Form):
    """A word for the other, when one would leave the agreement as it is."""

    word = words_field(
        gettext_lazy("A word, if you like"),
        rows=2,
        max_length=400,
        required=False,
        help_text=gettext_lazy("The other person reads it; nobody else does."),
    )

    def clean_word(self) -> str:
        return one_line(self.cleaned_data["word"])
