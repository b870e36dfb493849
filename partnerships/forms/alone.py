"""What one answers alone."""

from django import forms
from django.utils.translation import gettext_lazy

from partnerships.models import FitCheck, Pulse


class PulseForm(forms.Form):
    """From "not at all" to "fully". Skipping is a button of its own, and no choice among these."""

    value = forms.TypedChoiceField(
        label=gettext_lazy("“I can say what I think here.”"),
        choices=Pulse.Value.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the five, or skip it this month.")},
    )


class FitForm(forms.Form):
    """One of three."""

    answer = forms.ChoiceField(
        label=gettext_lazy("How is it?"),
        choices=FitCheck.Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the three. You can change it later.")},
    )
