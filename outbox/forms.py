"""The page where a person says which mails they want, and when."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import actions
from .models import Kind, Mode, Pause, Preference, QuietHours
from .people import Person
from .quiet import Hours

LONGEST_PAUSE = timedelta(days=366)
EVENING, MORNING = time(21), time(7)
"""Offered to whoever has no quiet hours yet."""


class Rest(models.TextChoices):
    """For how long no mail is to come."""

    NONE = "none", _("No pause")
    WEEK = "week", _("A week")
    FORTNIGHT = "fortnight", _("Two weeks")
    MONTH = "month", _("A month")
    DATE = "date", _("Until a day that you choose")


_DAYS = {Rest.WEEK: 7, Rest.FORTNIGHT: 14, Rest.MONTH: 30}


class PreferencesForm(forms.Form):
    """How each optional kind comes, the hours without mail, and a pause of all of it."""

    is_quiet = forms.BooleanField(
        label=_("Keep quiet hours"),
        required=False,
        help_text=_(
            "By the clocks of your time zone. A mail that comes due in them waits until they end. A talk called off, and the mails of your account, still come."
        ),
    )
    quiet_from = forms.TimeField(
        label=_("From"),
        required=False,
        initial=EVENING,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("We could not read that as a time. Write it as 21:00.")},
    )
    quiet_to = forms.TimeField(
        label=_("To"),
        required=False,
        initial=MORNING,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("We could not read that as a time. Write it as 07:00.")},
    )
    rest = forms.ChoiceField(
        label=_("Pause all mail for a while"),
        choices=Rest.choices,
        initial=Rest.NONE,
        widget=forms.RadioSelect,
        help_text=_(
            "You get nothing but the mails of your account. What happens meanwhile stands on your pages; it is not sent later."
        ),
    )
    paused_until = forms.DateField(
        label=_("Mail comes again on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("We could not read that as a day. Write it as 2026-11-30.")},
    )

    def __init__(self, *args: Any, user: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        chosen = dict(Preference.objects.filter(user=user).values_list("kind", "mode"))
        self.fields = {
            kind.value: forms.ChoiceField(
                label=kind.label,
                help_text=kind.sentence,
                choices=[choice for choice in Mode.choices if kind.may_be_weekly or choice[0] != Mode.WEEKLY],
                initial=chosen.get(kind, Mode.AT_ONCE),
                widget=forms.RadioSelect,
            )
            for kind in Kind.optional()
        } | self.fields
        quiet = QuietHours.objects.filter(user=user).first()
        if quiet:
            self.fields["is_quiet"].initial = True
            self.fields["quiet_from"].initial, self.fields["quiet_to"].initial = quiet.begins, quiet.ends
        pause = Pause.objects.filter(user=user).first()
        self.pause_ends_at = pause.until if pause and pause.holds(timezone.now()) else None
        if self.pause_ends_at:
            self.fields["rest"].initial = Rest.DATE
            self.fields["paused_until"].initial = timezone.localtime(self.pause_ends_at).date()

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("is_quiet"):
            self._clean_quiet_hours(found)
        if found.get("rest") == Rest.DATE and "paused_until" not in self.errors:
            self._clean_day(found.get("paused_until"))
        elif found.get("rest") != Rest.DATE:
            self.errors.pop("paused_until", None)  # a day that was typed and then not chosen
        return found

    def _clean_quiet_hours(self, found: dict[str, Any]) -> None:
        begins, ends = found.get("quiet_from"), found.get("quiet_to")
        if begins is None and "quiet_from" not in self.errors:
            self.add_error("quiet_from", _("From when on? For example 21:00."))
        if ends is None and "quiet_to" not in self.errors:
            self.add_error("quiet_to", _("Until when? For example 07:00."))
        if begins is not None and begins == ends:
            self.add_error("quiet_to", _("Quiet hours end at another time than they begin."))

    def _clean_day(self, day: date | None) -> None:
        today = timezone.localdate()
        if day is None:
            self.add_error("paused_until", _("Which day? Mail comes again on its morning."))
        elif day <= today:
            self.add_error(
                "paused_until", _("That day is not after today. Choose “No pause” to get mail right away.")
            )
        elif day > today + LONGEST_PAUSE:
            self.add_error(
                "paused_until", _("A pause lasts a year at most. You can set the next one when it ends.")
            )

    @property
    def kind_fields(self) -> list[tuple[Kind, forms.BoundField]]:
        return [(kind, self[kind.value]) for kind in Kind.optional()]

    def save(self) -> None:
        found = self.cleaned_data
        actions.choose(
            by=self.user,
            modes={kind: Mode(found[kind.value]) for kind in Kind.optional()},
            quiet=Hours(found["quiet_from"], found["quiet_to"]) if found["is_quiet"] else None,
            paused_until=self._end_of_the_pause(),
        )

    def _end_of_the_pause(self) -> datetime | None:
        rest = Rest(self.cleaned_data["rest"])
        if rest is Rest.NONE:
            return None
        day = (
            self.cleaned_data["paused_until"]
            if rest is Rest.DATE
            else timezone.localdate() + timedelta(days=_DAYS[rest])
        )
        return timezone.make_aware(datetime.combine(day, time.min))
