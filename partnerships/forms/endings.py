"""Pauses and looking back."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships import qualities
from partnerships.models import Reflection
from partnerships.pair import Pair

from .fields import LONGEST, LONGEST_PAUSE, SHORTEST, DayField, words_field


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


class GoOnForm(forms.Form):
    """Until when the two would go on: four to twenty-four weeks from today."""

    until = DayField(label=gettext_lazy("Until"))

    def __init__(self, *args: Any, pair: Pair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, last = pair.today + SHORTEST, pair.today + LONGEST
        self.fields["until"].between(
            first,
            last,
            too_early=_("Four weeks at least: %(day)s or later.") % {"day": date_format(first, "j F Y")},
            too_late=_("Twenty-four weeks at most: %(day)s or earlier.")
            % {"day": date_format(last, "j F Y")},
            initial=pair.partnership.go_on_until or pair.today + timedelta(weeks=12),
        )


class AcceptanceForm(forms.Form):
    """The day that somebody says yes to, as it stood on their page."""

    until = forms.DateField(widget=forms.HiddenInput)


class ReflectionForm(forms.ModelForm):
    """A look back. A mentee is also asked how the mentor was, a mentor only about themself."""

    learned = words_field(
        gettext_lazy("What I take with me"),
        rows=5,
        max_length=2000,
        required=False,
        help_text=gettext_lazy(
            "What you learned, what you would do differently, what you want to keep doing."
        ),
    )

    class Meta:
        model = Reflection
        fields = ("learned", "is_shared", *Reflection.QUALITIES, "never_again")
        widgets = dict.fromkeys(Reflection.QUALITIES, forms.RadioSelect)
        labels = {"never_again": gettext_lazy("Please do not match the two of us again")}
        help_texts = {
            "never_again": gettext_lazy(
                "Private. Neither of you is told; you are just not shown to each other."
            )
        }

    def __init__(self, *args: Any, pair: Pair, **kwargs: Any) -> None:
        super().__init__(*args, instance=pair.reflection, **kwargs)
        name = pair.other.short_name
        self.fields["is_shared"].label = _("%(name)s may read these lines") % {"name": name}
        self.fields["is_shared"].help_text = _("Without it, nobody but you reads them.")
        if pair.is_mentor:
            for quality in Reflection.QUALITIES:
                del self.fields[quality]
            return
        choices = [*Reflection.Agreeing.choices, ("", _("I would rather not say"))]
        for quality, statement in qualities.statements(name).items():
            self.fields[quality].label = statement
            self.fields[quality].choices = choices

    @property
    def about_mentor(self) -> list[forms.BoundField]:
        """The four qualities; empty for a mentor."""
        return [self[name] for name in Reflection.QUALITIES if name in self.fields]

    def look(self) -> dict[str, Any]:
        """What was said, as :func:`partnerships.actions.reflect` takes it."""
        data = self.cleaned_data
        said = {name: data[name] for name in Reflection.QUALITIES if name in self.fields}
        return {
            "learned": data["learned"],
            "is_shared": data["is_shared"],
            "never_again": data["never_again"],
            "qualities": said,
        }
