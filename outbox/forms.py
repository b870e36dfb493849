"""The page where a person says which mails they want."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import actions
from .models import Kind, Pause, Preference
from .people import Person

LONGEST_PAUSE = timedelta(days=366)


class PreferencesForm(forms.Form):
    """A tick for each optional kind, and a day from which mail comes again."""

    paused_until = forms.DateField(
        label=_("No mail until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_(
            "Until that day you get nothing but the mails of your account. What happens meanwhile stands on your pages; it is not sent later."
        ),
        error_messages={
            "invalid": _("We could not read that as a day. Write it as 2026-11-30, or leave it empty.")
        },
    )

    def __init__(self, *args: Any, user: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        switched_off = set(Preference.objects.filter(user=user, wanted=False).values_list("kind", flat=True))
        pause = Pause.objects.filter(user=user).first()
        kinds = {
            kind.value: forms.BooleanField(
                label=kind.label, help_text=kind.sentence, required=False, initial=kind not in switched_off
            )
            for kind in Kind.optional()
        }
        self.fields = kinds | self.fields
        if pause and pause.holds(timezone.now()):
            self.fields["paused_until"].initial = timezone.localtime(pause.until).date()

    def clean_paused_until(self) -> date | None:
        day: date | None = self.cleaned_data["paused_until"]
        today = timezone.localdate()
        if day and day <= today:
            raise forms.ValidationError(
                _("That day is not after today. Leave it empty to get mail right away.")
            )
        if day and day > today + LONGEST_PAUSE:
            raise forms.ValidationError(
                _("A pause lasts a year at most. You can set the next one when it ends.")
            )
        return day

    @property
    def kind_fields(self) -> list[forms.BoundField]:
        return [self[kind.value] for kind in Kind.optional()]

    def save(self) -> None:
        day = self.cleaned_data["paused_until"]
        actions.choose(
            by=self.user,
            wanted=[kind for kind in Kind.optional() if self.cleaned_data[kind.value]],
            paused_until=timezone.make_aware(datetime.combine(day, time.min)) if day else None,
        )
