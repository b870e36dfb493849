"""What is written on a decision sheet."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Goal, User
from matching.actions.sheets import Wanted
from matching.models import Criterion, Judgement
from matching.models.decision import FEWEST_CRITERIA, FEWEST_MENTORS, MOST_CRITERIA, MOST_MENTORS
from matching.sheets import Seat, sourced

SUGGESTED = 3
"""So many criteria stand in the form to begin with."""


class SheetForm(forms.Form):
    """The goal, the people, and the criteria of a new sheet."""

    goal = forms.ModelChoiceField(
        Goal.objects.none(),
        label=_("For which goal?"),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Which of your goals is this about?")},
    )
    mentors = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Between whom?"),
        help_text=_("Two to five people of your shortlist."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose two to five people.")},
    )

    def __init__(
        self, *args: Any, mentee: User, shortlisted: Sequence[int], offered: Sequence[Wanted], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered
        goals = Goal.objects.filter(profile__user=mentee, closed_at__isnull=True).select_related("area")
        mentors = User.objects.filter(pk__in=shortlisted).order_by("first_name", "pk")
        goal, people = self.fields["goal"], self.fields["mentors"]
        goal.queryset, people.queryset = goals, mentors
        people.label_from_instance = User.get_full_name  # type: ignore[method-assign]
        if len(shortlisted) <= MOST_MENTORS:
            people.initial = list(shortlisted)
        goal.initial = goals.first()
        for place in range(1, MOST_CRITERIA + 1):
            self.fields[f"criterion_{place}"] = forms.CharField(
                label=_("Criterion %(n)d") % {"n": place},
                max_length=120,
                required=False,
                initial=offered[place - 1].text if place <= min(SUGGESTED, len(offered)) else "",
                widget=forms.TextInput(attrs={"list": "suggestions", "class": "words"}),
            )
            self.fields[f"weight_{place}"] = forms.TypedChoiceField(
                label=_("How much it weighs"),
                required=False,
                coerce=int,
                empty_value=None,
                choices=[
                    ("", _("Not weighed")),
                    (1, _("Good to have")),
                    (2, _("Important")),
                    (3, _("Decisive")),
                ],
            )

    @property
    def criteria(self) -> list[tuple[Any, Any]]:
        """Field of the words and field of the weight, for each place."""
        return [(self[f"criterion_{n}"], self[f"weight_{n}"]) for n in range(1, MOST_CRITERIA + 1)]

    def clean_mentors(self) -> Any:
        chosen = self.cleaned_data["mentors"]
        if not FEWEST_MENTORS <= len(chosen) <= MOST_MENTORS:
            raise forms.ValidationError(_("Choose two to five people."))
        return chosen

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        wanted = [
            sourced(text, data.get(f"weight_{n}"), self.offered)
            for n in range(1, MOST_CRITERIA + 1)
            if (text := data.get(f"criterion_{n}", ""))
        ]
        texts = [item.text.casefold() for item in wanted]
        if len(wanted) < FEWEST_CRITERIA:
            empty = next(n for n in range(1, MOST_CRITERIA + 1) if not data.get(f"criterion_{n}"))
            self.add_error(
                f"criterion_{empty}", _("Write three at least: with fewer, one impression decides it all.")
            )
        elif len(set(texts)) < len(texts):
            twice = next(
                n
                for n in range(2, MOST_CRITERIA + 1)
                if (text := data.get(f"criterion_{n}", "").casefold())
                and text in [data.get(f"criterion_{m}", "").casefold() for m in range(1, n)]
            )
            self.add_error(f"criterion_{twice}", _("This one stands there twice."))
        data["criteria"] = wanted
        return data


class WordsField(forms.CharField):
    """Several lines, which end alike whether a form or a script has sent them: else the same words would look like a change."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)


class CellForm(forms.Form):
    """One cell: the level, and why. Half a cell may be saved; :meth:`complain` says what it lacks."""

    level = forms.ChoiceField(
        label=_("How far?"), choices=Judgement.Level.choices, required=False, widget=forms.RadioSelect
    )
    text = WordsField(
        label=_("Because"), max_length=800, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    version = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, seat: Seat, judgement: Judgement | None, **kwargs: Any) -> None:
        initial = {"version": judgement.version if judgement else 0}
        if judgement:
            initial |= {"level": judgement.level, "text": judgement.text}
        super().__init__(*args, prefix=f"cell-{seat.option.pk}", initial=initial, **kwargs)
        self.seat, self.judgement = seat, judgement
        self.elsewhere: Judgement | None = None
        """What another tab has saved in the meantime."""
        self.said: list[Any] = []

    def complain(self) -> None:
        level, text = self.cleaned_data.get("level"), self.cleaned_data.get("text")
        if not level and "level" not in self.errors:
            self.add_error("level", _("Which one? “Not enough to go on” is an answer too."))
        elif level == Judgement.Level.UNKNOWN and not text:
            self.add_error("text", _("Then write the question you would ask."))
        elif not text and "text" not in self.errors:
            self.add_error("text", _("A few words are enough: what makes you think so?"))

    def stale(self, current: Judgement) -> None:
        """Keep what was typed; show what was saved; the next save goes on from there."""
        self.elsewhere = current
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = str(current.version)


class MindForm(forms.Form):
    """Another level, and what swayed one."""

    level = forms.ChoiceField(label=_("Now I say"), choices=Judgement.Level.choices, widget=forms.RadioSelect)
    why = forms.CharField(
        label=_("What changed your mind?"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("A few words: in a year it is worth knowing what swayed you.")},
    )


class ChoiceForm(forms.Form):
    """Whom to ask first, and one sentence of why. Nothing is ticked in advance; ``seats``: of those who can be asked now."""

    option = forms.ChoiceField(
        label=_("Whom do you ask first?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one person."),
            "invalid_choice": _(
                "That person cannot be asked just now. Choose another, or keep the sheet for later."
            ),
        },
    )
    why = forms.CharField(
        label=_("In one sentence, why?"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": _("One sentence is enough. Without it you will not know next year why you chose.")
        },
    )

    def __init__(self, *args: Any, seats: Sequence[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        option = self.fields["option"]
        option.choices = [(str(seat.option.pk), seat.name) for seat in seats]


def forms_of(criterion: Criterion, cells: Any, data: Any = None) -> list[CellForm]:
    """A form for each cell of a criterion."""
    return [CellForm(data, seat=cell.seat, judgement=cell.judgement) for cell in cells]


def drafts_of(criterion: Criterion, cells: Any, data: Any) -> list[CellForm]:
    """The same, filled with what was typed and not saved; half a sentence is no mistake yet."""
    forms = forms_of(criterion, cells, data)
    for form in forms:
        form._errors = ErrorDict()
    return forms
