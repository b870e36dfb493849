"""Times for a talk, a line when it is called off, and what both write down about it."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships import meeting, sessions, wording
from partnerships.models import Session
from partnerships.pair import Pair

from .fields import NOT_A_DATE, one_line, words_field

NOT_A_TIME = gettext_lazy("Write a time such as 18:30.")
MINUTES = ((15, "15"), (30, "30"), (45, "45"), (60, "60"), (90, "90"))


class TimesForm(forms.Form):
    """Up to three times by the reader's clock; ``times`` are the moments they mean."""

    minutes = forms.TypedChoiceField(
        label=gettext_lazy("How many minutes"), choices=MINUTES, coerce=int, initial=45
    )
    where = forms.CharField(
        label=gettext_lazy("Where"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("A link, a number to call, or a place. It stands in both calendars."),
    )

    def __init__(self, *args: Any, pair: Pair, session: Session | None = None, **kwargs: Any) -> None:
        """``session`` is the one that is moved, or the times of which are replaced."""
        super().__init__(*args, **kwargs)
        self.pair, self.session = pair, session
        if session:
            self.initial |= {"minutes": session.minutes, "where": session.where}
        offered = [] if self.is_bound else self._offered()
        rows = {}
        for row in range(Session.MOST_TIMES):
            start = timezone.localtime(offered[row]) if row < len(offered) else None
            rows[f"day_{row}"] = forms.DateField(
                label=_("Day"),
                required=row == 0,
                initial=start.date() if start else None,
                widget=forms.DateInput(
                    attrs={"type": "date", "min": pair.today.isoformat()}, format="%Y-%m-%d"
                ),
                input_formats=["%Y-%m-%d"],
                error_messages={"invalid": NOT_A_DATE, "required": _("Offer one time at least.")},
            )
            rows[f"at_{row}"] = forms.TimeField(
                label=_("Time"),
                required=row == 0,
                initial=start.time() if start else None,
                widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                error_messages={"invalid": NOT_A_TIME, "required": _("At what time?")},
            )
        self.fields = rows | self.fields
        self.times: list[datetime] = []

    def _offered(self) -> list[datetime]:
        """The reader's own times that are on offer; else one that would suit both."""
        if self.session and self.session.offered_by_id == self.pair.you.pk:
            mine = [time.starts_at for time in self.session.times.all() if time.starts_at > self.pair.now]
            if mine:
                return sorted(mine)
        return sessions.times_that_suit(self.pair, most=1)

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"day_{row}"], self[f"at_{row}"]) for row in range(Session.MOST_TIMES)]

    def clean_where(self) -> str:
        return one_line(self.cleaned_data["where"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        zone = wording.known_zone(self.pair.you.time_zone)
        for row in range(Session.MOST_TIMES):
            day, at = cleaned.get(f"day_{row}"), cleaned.get(f"at_{row}")
            if f"day_{row}" in self.errors or f"at_{row}" in self.errors or (day is None and at is None):
                continue
            if day is None:
                self.add_error(f"day_{row}", _("On which day?"))
            elif at is None:
                self.add_error(f"at_{row}", _("At what time?"))
            else:
                self._take(row, day, at, zone)
        return cleaned

    def _take(self, row: int, day: Any, at: Any, zone: str) -> None:
        """Keep the moment of one row, or say at its field why it cannot be."""
        try:
            moment = meeting.instant(day, at, zone)
        except meeting.NoSuchTime:
            self.add_error(f"at_{row}", _("The clocks jump over that time on that day. Which other time?"))
            return
        except OverflowError:
            self.add_error(f"day_{row}", NOT_A_DATE)
            return
        if moment <= self.pair.now:
            self.add_error(f"day_{row}", _("That has gone by. Which time is still to come?"))
        elif moment > self.pair.now + Session.AHEAD:
            self.add_error(f"day_{row}", _("That is more than half a year ahead. Choose a nearer day."))
        elif moment in self.times:
            self.add_error(f"at_{row}", _("That is the same time again. Choose another, or leave it empty."))
        elif self.session and moment == self.session.starts_at:
            self.add_error(f"at_{row}", _("That is the time it has. Which other one?"))
        else:
            self.times.append(moment)

    @property
    def offer(self) -> dict[str, Any]:
        """What ``actions.offer_times`` takes, of a valid form."""
        return {
            "times": self.times,
            "minutes": self.cleaned_data["minutes"],
            "where": self.cleaned_data["where"],
        }


class ProposalForm(TimesForm):
    """Times, and what the talk is about."""

    agenda = words_field(
        gettext_lazy("What it is about"),
        rows=3,
        max_length=2000,
        required=False,
        help_text=gettext_lazy("Both of you can read and change this until you talk."),
    )

    @property
    def offer(self) -> dict[str, Any]:
        return super().offer | {"agenda": self.cleaned_data["agenda"]}


class ChoiceForm(forms.Form):
    """Which of the times on offer."""

    starts_at = forms.CharField(error_messages={"required": gettext_lazy("Choose one of the times.")})

    def clean_starts_at(self) -> datetime:
        try:
            return datetime.fromtimestamp(int(self.cleaned_data["starts_at"]), tz=UTC)
        except (ValueError, OverflowError, OSError) as error:
            raise forms.ValidationError(_("Choose one of the times.")) from error


class LineForm(forms.Form):
    """A line with a refusal or when something is called off; nobody has to."""

    word = forms.CharField(
        label=gettext_lazy("A line with it"),
        max_length=400,
        required=False,
        help_text=gettext_lazy("Nobody has to explain."),
    )

    def clean_word(self) -> str:
        return one_line(self.cleaned_data["word"])


class SessionWordsForm(forms.Form):
    """What it is about, and what came of it; ``version`` is the one that was read."""

    agenda = words_field(gettext_lazy("What it is about"), rows=3, max_length=2000, required=False)
    notes = words_field(
        gettext_lazy("What came of it"),
        rows=4,
        max_length=4000,
        required=False,
        help_text=gettext_lazy("For the two of you. What somebody will do belongs into a commitment."),
    )
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {name: getattr(session, name) for name in self.fields} | self.initial
