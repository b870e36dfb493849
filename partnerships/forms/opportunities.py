"""What a mentor passes on, and what the mentee says of it."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import Opportunity
from partnerships.pair import Pair

from .fields import DayField, one_line, words_field

FURTHEST = timedelta(days=2 * 366)
NOT_A_LINK = gettext_lazy("Write an address such as https://example.org/call.")


class LinkField(forms.URLField):
    """An address of the web, http or https; without one of the two it is taken as https."""

    default_validators = [URLValidator(schemes=["http", "https"], message=NOT_A_LINK)]
    default_error_messages = {"invalid": NOT_A_LINK}

    def __init__(self, **options: Any) -> None:
        super().__init__(assume_scheme="https", **options)

    def to_python(self, value: Any) -> str:
        url: str = super().to_python(value)
        if not url:
            return url
        scheme, colon, rest = url.partition(":")
        return f"{scheme.lower()}{colon}{rest}"

    def clean(self, value: Any) -> str:
        url: str = super().clean(value)
        # "https://bank.example@elsewhere.example" shows one name and leads to another.
        if urlsplit(url).username is not None:
            raise forms.ValidationError(NOT_A_LINK, code="invalid")
        return url


class OpportunityForm(forms.Form):
    """Something to pass on. The last day is counted where the mentee lives."""

    title = forms.CharField(
        label=gettext_lazy("What it is"),
        max_length=120,
        widget=forms.TextInput(attrs={"class": "words"}),
        help_text=gettext_lazy("In one line: a call, a post, a course, somebody to meet."),
        error_messages={"required": gettext_lazy("One line is enough. What is it?")},
    )
    why = words_field(
        gettext_lazy("Why it fits"),
        rows=4,
        max_length=1000,
        error_messages={"required": gettext_lazy("A sentence is enough. Why did you think of them?")},
    )
    url = LinkField(
        label=gettext_lazy("Link"),
        max_length=500,
        required=False,
        widget=forms.URLInput(attrs={"inputmode": "url", "placeholder": "https://"}),
    )
    deadline = DayField(label=gettext_lazy("Last day"), required=False)

    def __init__(self, *args: Any, pair: Pair, opportunity: Opportunity | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if opportunity:
            self.initial = {name: getattr(opportunity, name) for name in self.fields} | self.initial
        name = pair.other.short_name
        self.fields["why"].help_text = _("%(name)s reads this. What in it made you think of their goal?") % {
            "name": name
        }
        self.fields["deadline"].help_text = _("If there is one. Three days before, %(name)s is reminded.") % {
            "name": name
        }
        today = timezone.localdate(pair.now, pair.partnership.mentee.zone)
        self.was: date | None = opportunity.deadline if opportunity else None
        self.fields["deadline"].between(
            min(today, self.was or today),
            today + FURTHEST,
            too_early=_("That day has gone by where %(name)s lives. Which day is still to come?")
            % {"name": name},
            too_late=_("That is more than two years away. Which day did you mean?"),
        )
        self.today = today

    def clean_title(self) -> str:
        return one_line(self.cleaned_data["title"])

    def clean_deadline(self) -> date | None:
        """A day that has gone by meanwhile may stay as it was, and may not be chosen anew."""
        day: date | None = self.cleaned_data["deadline"]
        if day and day < self.today and day != self.was:
            raise forms.ValidationError(self.fields["deadline"].too_early, code="too_early")
        return day


class DeclineOfferForm(forms.Form):
    """A kind word, or none."""

    word = words_field(
        gettext_lazy("A word with it"),
        rows=2,
        max_length=600,
        required=False,
        help_text=gettext_lazy("No reason is needed."),
    )


class OutcomeForm(forms.Form):
    """How it turned out."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("How did it turn out?"),
        choices=Opportunity.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the three. Each is an answer.")},
    )
    word = words_field(gettext_lazy("In your words"), rows=3, max_length=600, required=False)
