"""What somebody will do, how it went, and what becomes of it."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships import wording
from partnerships.models import Check, Commitment
from partnerships.pair import Pair

from .fields import LONGEST, DayField, one_line, words_field


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
