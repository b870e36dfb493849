"""How it went, and what the mentor answers."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnerships import wording
from partnerships.models import Check
from partnerships.pair import Pair

from .commitments import ChangeForm, DueField, offered_as
from .fields import one_line, words_field

MORE = ("helped", "in_the_way", "disagreed", "mistake")
"""Asked under a fold: who has something to say finds it, and nobody is made to."""


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
    next_due_on = DueField(label=gettext_lazy("By"), required=False)
    note = words_field(gettext_lazy("Two lines"), max_length=1200, required=False)
    helped = words_field(gettext_lazy("What helped"), rows=2, max_length=400, required=False)
    in_the_way = words_field(gettext_lazy("What got in the way"), rows=2, max_length=400, required=False)
    disagreed = words_field(gettext_lazy("I disagreed about …"), rows=2, max_length=400, required=False)
    mistake = words_field(gettext_lazy("A mistake I made"), rows=2, max_length=400, required=False)
    suggestion = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, pair: Pair, check: Check, **kwargs: Any) -> None:
        following = pair.slot_after(check.due_at)
        super().__init__(*args, pair=pair, move_to=following, smaller_by=following, **kwargs)
        self.asked_after = check.commitment if check.commitment and check.commitment.is_open else None
        self.fields["outcome"].choices = list(wording.outcomes(check).items())
        self.fields["what_next"].required = False
        self.fields["note"].label = _("Two lines for %(name)s") % {"name": pair.other.short_name}
        self.fields["next_due_on"].for_pair(pair, initial=following)
        self.suggested = pair.suggestion

    @property
    def opens_more(self) -> bool:
        """Whether something that is folded away has an error."""
        return any(self[name].errors for name in MORE)

    @classmethod
    def with_the_suggestion(cls, data: QueryDict, *, pair: Pair, check: Check) -> "AnswerForm":
        """The form as it was typed, and not checked, with what the mentor suggested as the next small thing."""
        form = cls(data, pair=pair, check=check)
        typed = {name: form[name].value() for name in form.fields}
        if pair.suggestion:
            typed |= {"next_text": pair.suggestion.suggestion, "suggestion": pair.suggestion.public_id}
        filled = {name: value for name, value in typed.items() if value is not None}
        return cls(initial=filled, pair=pair, check=check)

    def clean_suggestion(self) -> Check | None:
        """The check in whose answer the next small thing was suggested; anything else that comes in here is nothing."""
        return offered_as(self.suggested, self.cleaned_data["suggestion"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        outcome, what = cleaned.get("outcome"), cleaned.get("what_next")
        settles = outcome == Check.Outcome.NOT and self.asked_after is not None
        if not settles:
            for field in ("what_next", "smaller_text", "move_to"):
                self.errors.pop(field, None)
            cleaned["what_next"] = ""
        elif not what:
            self.ask("what_next", _("Choose one of the three. None of them is a failure."))
        if settles or not cleaned.get("next_text"):
            self.errors.pop("next_due_on", None)
            if settles:
                self.errors.pop("next_text", None)
        elif not cleaned.get("next_due_on"):
            self.ask("next_due_on", _("By which day?"))
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
            following["suggestion"] = data.get("suggestion")
        else:
            following = {}
        kept = {name: data[name] for name in ("outcome", "note", *MORE, "what_next")}
        return kept | following


class ReplyForm(forms.Form):
    """Support, a challenge, or a step beyond the comfort zone, in words."""

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
    suggestion = words_field(
        gettext_lazy("The step"),
        rows=2,
        max_length=240,
        required=False,
        help_text=gettext_lazy(
            "In words that could stand as a commitment: one step, and plain whether it was done."
        ),
    )

    def clean_suggestion(self) -> str:
        return one_line(self.cleaned_data["suggestion"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("kind") == Check.Reply.STEP:
            if "text" in self.errors and not self["text"].value():
                self.errors.pop("text")  # the step speaks for itself
                cleaned["text"] = ""
            if not cleaned.get("suggestion") and "suggestion" not in self.errors:
                self.add_error("suggestion", _("Which step? One line is enough."))
        else:
            self.errors.pop("suggestion", None)
            cleaned["suggestion"] = ""
        return cleaned
