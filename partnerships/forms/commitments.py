"""What somebody will do, and what becomes of it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships.models import Check, Commitment, Loosening
from partnerships.models.commitment import JUST_WRITTEN
from partnerships.pair import Pair

from .fields import LONGEST, DayField, one_line, words_field


class DueField(DayField):
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
    due_on = DueField(label=gettext_lazy("By"))
    suggestion = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, pair: Pair, suggested: bool = False, **kwargs: Any) -> None:
        """``suggested`` begins with what the mentor suggested, to be changed at will."""
        super().__init__(*args, **kwargs)
        self.fields["due_on"].for_pair(pair)
        self.offered = pair.suggestion
        if suggested and self.offered:
            self.initial |= {"text": self.offered.suggestion, "suggestion": self.offered.public_id}

    def clean_text(self) -> str:
        return one_line(self.cleaned_data["text"])

    def clean_suggestion(self) -> Check | None:
        """The check in whose answer this was suggested; anything else that comes in here is nothing."""
        return offered_as(self.offered, self.cleaned_data["suggestion"])


def offered_as(offered: Check | None, asked: UUID | None) -> Check | None:
    """``offered``, if it is what a form asks for."""
    return offered if offered and offered.public_id == asked else None


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
    move_to = DueField(label=gettext_lazy("Move it to"), required=False)

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
            self.ask("smaller_text", _("One line is enough: a step you would take on a bad day."))
        if what == Commitment.State.MOVED and not cleaned.get("move_to"):
            self.ask("move_to", _("To which day?"))
        return cleaned

    def ask(self, field: str, question: str) -> None:
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


class CommitmentChangeForm(ChangeForm):
    """A change between two checks: also larger, which holds at once; less holds after seven days, so that a later day lies beyond them."""

    larger_text = words_field(gettext_lazy("The larger step"), rows=2, max_length=240, required=False)

    def __init__(self, *args: Any, pair: Pair, commitment: Commitment, **kwargs: Any) -> None:
        move_to = pair.slot_after(pair.next_due_at) if pair.next_due_at else None
        late = commitment.due_on < pair.today
        super().__init__(
            *args, pair=pair, move_to=move_to, smaller_by=pair.next_check_day if late else None, **kwargs
        )
        self.commitment = commitment
        self.is_draft = pair.now - commitment.made_at < JUST_WRITTEN
        self.holds_on = pair.today + Loosening.AFTER
        self.fields["what_next"].choices = (*WHAT_NEXT, (Commitment.State.GROWN, _("Make it larger")))
        self.fields["what_next"].error_messages["required"] = _("Choose one of the four.")

    def clean_larger_text(self) -> str:
        return one_line(self.cleaned_data["larger_text"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        what, day = cleaned.get("what_next"), cleaned.get("move_to")
        if what != Commitment.State.GROWN:
            self.errors.pop("larger_text", None)
        elif not cleaned.get("larger_text"):
            self.ask("larger_text", _("One line is enough. What more will you do?"))
        if what == Commitment.State.MOVED and day:
            if day == self.commitment.due_on:
                self.ask("move_to", _("That is the day it has. To which other day?"))
            elif not self.is_draft and self.commitment.due_on < day < self.holds_on:
                says = _(
                    "A later day holds after seven days. Choose %(day)s or later; when you are asked how it went, you can move it at once."
                )
                self.ask("move_to", says % {"day": date_format(self.holds_on, "j F")})
        return cleaned

    @property
    def change(self) -> dict[str, Any]:
        if self.cleaned_data["what_next"] == Commitment.State.GROWN:
            return {"to": Commitment.State.GROWN, "text": self.cleaned_data["larger_text"]}
        return super().change
