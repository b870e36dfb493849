"""What people type on the pages of a pair. Forms check and tidy; changing anything is for ``actions``."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships import wording
from partnerships.models import Agreement, Check, Commitment, Reflection
from partnerships.pair import Pair

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


class AgreementForm(forms.ModelForm):
    """The terms of an agreement, four to twenty-four weeks long. Saved by ``actions.propose``."""

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
        there = pair.agreement
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
        first, last = pair.today + SHORTEST, pair.today + LONGEST
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


class _DueField(DayField):
    """By when: from today to the agreed end."""

    def for_pair(self, pair: Pair, *, initial: date | None = None) -> None:
        latest = pair.ends_on or pair.today + LONGEST
        self.between(
            pair.today,
            max(latest, pair.today),
            too_early=_("That day has gone by. Which day is still to come?"),
            too_late=_("That is after the end you agreed on, %(day)s.")
            % {"day": date_format(latest, "j F Y")},
            initial=initial or pair.next_check_day or pair.today + timedelta(weeks=1),
        )


class CommitmentForm(forms.Form):
    """A small, dated thing."""

    text = words_field(
        gettext_lazy("What I will do"),
        rows=2,
        max_length=240,
        help_text=gettext_lazy(
            "Small enough for a bad day, and so plain that you will know whether you did it."
        ),
        error_messages={"required": gettext_lazy("One line is enough. What is the smallest step?")},
    )
    due_on = _DueField(label=gettext_lazy("By"))

    def __init__(self, *args: Any, pair: Pair, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].for_pair(pair)

    def clean_text(self) -> str:
        return one_line(self.cleaned_data["text"])


WHAT_NEXT = (
    (Commitment.State.SMALLER.value, gettext_lazy("Make it smaller")),
    (Commitment.State.MOVED.value, gettext_lazy("Move it")),
    (Commitment.State.LET_GO.value, gettext_lazy("Let it go")),
)


class ChangeForm(forms.Form):
    """What becomes of a commitment: smaller (in words), moved (to a day), or let go."""

    what_next = forms.ChoiceField(
        label=gettext_lazy("What should become of it?"),
        choices=WHAT_NEXT,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the three. None of them is a failure.")},
    )
    smaller_text = words_field(gettext_lazy("The smaller step"), rows=2, max_length=240, required=False)
    move_to = _DueField(label=gettext_lazy("Move it to"), required=False)

    def __init__(
        self,
        *args: Any,
        pair: Pair,
        move_to: date | None = None,
        smaller_by: date | None = None,
        **kwargs: Any,
    ) -> None:
        """``move_to`` is the day offered; a smaller one is due by ``smaller_by``, or when it was."""
        super().__init__(*args, **kwargs)
        self.smaller_by = smaller_by
        self.fields["move_to"].for_pair(pair, initial=move_to)

    def clean_smaller_text(self) -> str:
        return one_line(self.cleaned_data["smaller_text"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        what = cleaned.get("what_next")
        # A limit on a field that was not asked for must not stand in the way.
        if what != Commitment.State.MOVED:
            self.errors.pop("move_to", None)
        if what != Commitment.State.SMALLER:
            self.errors.pop("smaller_text", None)
        if what == Commitment.State.SMALLER and not cleaned.get("smaller_text"):
            self._ask("smaller_text", _("One line is enough: a step you would take on a bad day."))
        if what == Commitment.State.MOVED and not cleaned.get("move_to"):
            self._ask("move_to", _("To which day?"))
        return cleaned

    def _ask(self, field: str, question: str) -> None:
        """Say what is missing, unless the field has an error of its own."""
        if field not in self.errors:
            self.add_error(field, question)

    @property
    def change(self) -> dict[str, Any]:
        """What ``actions.resize`` takes, of a valid form."""
        what = self.cleaned_data["what_next"]
        if what == Commitment.State.SMALLER:
            return {"to": what, "text": self.cleaned_data["smaller_text"], "due_on": self.smaller_by}
        if what == Commitment.State.MOVED:
            return {"to": what, "due_on": self.cleaned_data["move_to"]}
        return {"to": what}


class AnswerForm(ChangeForm):
    """How it went. One question; what else is asked depends on the answer, and a field that was not asked is not read."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("How did it go?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Choose one of the three. “Not this time” is as good an answer.")
        },
    )
    next_text = words_field(gettext_lazy("The next small thing"), rows=2, max_length=240, required=False)
    next_due_on = _DueField(label=gettext_lazy("By"), required=False)
    note = words_field(gettext_lazy("Two lines"), max_length=1200, required=False)
    helped = words_field(gettext_lazy("What helped"), rows=2, max_length=400, required=False)
    in_the_way = words_field(gettext_lazy("What got in the way"), rows=2, max_length=400, required=False)

    def __init__(self, *args: Any, pair: Pair, check: Check, **kwargs: Any) -> None:
        following = pair.slot_after(check.due_at)
        super().__init__(*args, pair=pair, move_to=following, smaller_by=following, **kwargs)
        self.asked_after = check.commitment if check.commitment and check.commitment.is_open else None
        self.fields["outcome"].choices = list(wording.outcomes(check).items())
        self.fields["what_next"].required = False
        self.fields["note"].label = _("Two lines for %(name)s") % {"name": pair.other.short_name}
        self.fields["next_due_on"].for_pair(pair, initial=following)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        outcome, what = cleaned.get("outcome"), cleaned.get("what_next")
        settles = outcome == Check.Outcome.NOT and self.asked_after is not None
        if not settles:
            for field in ("what_next", "smaller_text", "move_to"):
                self.errors.pop(field, None)
            cleaned["what_next"] = ""
        elif not what:
            self._ask("what_next", _("Choose one of the three. None of them is a failure."))
        if settles or not cleaned.get("next_text"):
            self.errors.pop("next_due_on", None)
            if settles:
                self.errors.pop("next_text", None)
        elif not cleaned.get("next_due_on"):
            self._ask("next_due_on", _("By which day?"))
        return cleaned

    def clean_next_text(self) -> str:
        return one_line(self.cleaned_data["next_text"])

    @property
    def answer(self) -> dict[str, Any]:
        """What ``actions.answer`` takes, of a valid form."""
        data = self.cleaned_data
        if data["what_next"]:
            change = self.change
            following = {"next_text": change.get("text", ""), "next_due_on": change.get("due_on")}
        elif data.get("next_text"):
            following = {"next_text": data["next_text"], "next_due_on": data["next_due_on"]}
        else:
            following = {}
        kept = {name: data[name] for name in ("outcome", "note", "helped", "in_the_way", "what_next")}
        return kept | following


class ReplyForm(forms.Form):
    """Support or a challenge, in words."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What do you answer with?"),
        choices=Check.Reply.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what it is, so that it is read as you mean it.")},
    )
    text = words_field(
        gettext_lazy("Your answer"),
        rows=4,
        max_length=1200,
        error_messages={"required": gettext_lazy("One line is enough. Silence would say something else.")},
    )


class JournalForm(forms.Form):
    """A note that both can read."""

    text = words_field(
        gettext_lazy("Write to the journal"),
        max_length=4000,
        attrs={"placeholder": gettext_lazy("Something you noticed since you last spoke")},
        error_messages={"required": gettext_lazy("There is nothing written here yet.")},
    )


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
