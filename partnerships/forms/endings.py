"""Pauses and looking back."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import Reflection
from partnerships.pair import Pair

from .fields import LONGEST_PAUSE, DayField, words_field


class PauseForm(forms.Form):
    """Until when."""

    back_on = DayField(
        label=gettext_lazy("Pause until"),
        help_text=gettext_lazy("On that day it goes on by itself."),
    )

    def __init__(self, *args: Any, pair: Pair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = pair.today + timedelta(days=1)
        last = max(first, min(pair.today + LONGEST_PAUSE, pair.ends_on or pair.today + LONGEST_PAUSE))
        self.fields["back_on"].between(
            first,
            last,
            too_early=_("A pause ends on a day that is still to come."),
            too_late=_("At the latest %(day)s. For longer than that, bring it to a close and begin anew.")
            % {"day": date_format(last, "j F Y")},
            initial=pair.today + timedelta(weeks=2),
        )


class ReflectionForm(forms.ModelForm):
    """A look back."""

    learned = words_field(
        gettext_lazy("What I take with me"),
        rows=5,
        max_length=2000,
        required=False,
        help_text=gettext_lazy("For you. Nobody else reads it."),
    )

    class Meta:
        model = Reflection
        fields = ("learned", "never_again")
        labels = {"never_again": gettext_lazy("Please do not match the two of us again")}
        help_texts = {
            "never_again": gettext_lazy(
                "Private. Neither of you is told; you are just not shown to each other."
            )
        }
