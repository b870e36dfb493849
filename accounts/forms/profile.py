"""Forms of the guided profile's steps. They keep what is typed and say at the field what is wrong; moves are made by actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.hours import SLOTS
from accounts.models import Format, Interest, Language, MentorState, Profile, Statement, User
from accounts.zones import grouped_zones

MOST_INTERESTS = 20
NOTE_LENGTH = 240
COMMON_LANGUAGES = ("en", "fr", "pt", "es", "ar", "sw", "zh", "hi", "ru", "de", "am", "uk")
"""Languages that stand first; all others stand in a list of their own."""


class WhoForm(forms.ModelForm):
    """Opening, more, headline, place. ``going_on``: the opening may not be empty; to stop half-way it may."""

    class Meta:
        model = Profile
        fields = ["opening", "more", "headline", "place"]
        widgets = {
            "opening": forms.Textarea(attrs={"rows": 7}),
            "more": forms.Textarea(attrs={"rows": 5}),
            "headline": forms.TextInput(attrs={"class": "words"}),
            "place": forms.TextInput(attrs={"autocomplete": "address-level2"}),
        }
        labels = {
            "opening": gettext_lazy("Who I am"),
            "more": gettext_lazy("More, if you like"),
            "headline": gettext_lazy("In one line"),
            "place": gettext_lazy("Where I live"),
        }
        help_texts = {
            "opening": gettext_lazy(
                "The first thing people read, and the largest. A few sentences, as you would tell a person you like. No titles needed."
            ),
            "more": gettext_lazy("What you are like on an ordinary day. What people get wrong about you."),
            "headline": gettext_lazy("Stands under your name, e.g. “Tram driver on line 18, Porto.”"),
            "place": gettext_lazy("A town or a region is enough."),
        }

    def __init__(self, *args: Any, going_on: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.going_on = going_on

    def clean_headline(self) -> str:
        return " ".join(self.cleaned_data["headline"].split())

    def clean_place(self) -> str:
        return " ".join(self.cleaned_data["place"].split())

    def clean_opening(self) -> str:
        opening = self.cleaned_data["opening"]
        if self.going_on and not opening.strip():
            raise forms.ValidationError(
                _("A few lines are enough. Without them, people meet a list and not a person.")
            )
        return opening


class StandForm(forms.Form):
    """A place between two poles for each statement, or none, and a line of why."""

    def __init__(self, *args: Any, statements: list[Statement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.statements = statements
        for statement in statements:
            self.fields[f"position_{statement.pk}"] = forms.TypedChoiceField(
                label=statement.question,
                choices=[(str(place), str(place)) for place in range(1, 6)] + [("", _("Skip this one"))],
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"note_{statement.pk}"] = forms.CharField(
                label=_("Why, in a line"),
                max_length=NOTE_LENGTH,
                required=False,
                widget=forms.TextInput(attrs={"class": "words"}),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for statement in self.statements:
            position, note = f"position_{statement.pk}", f"note_{statement.pk}"
            if cleaned.get(note) and position in cleaned and cleaned[position] is None:
                self.add_error(
                    position, _("Choose a place for this line to stand beside, or empty the line.")
                )
        return cleaned

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each statement with its two fields, for the page."""
        return [
            {
                "statement": statement,
                "position": self[f"position_{statement.pk}"],
                "note": self[f"note_{statement.pk}"],
            }
            for statement in self.statements
        ]

    def stances(self) -> dict[int, tuple[int, str]]:
        """Statement's primary key → (position, note) where a place was chosen."""
        return {
            statement.pk: (position, self.cleaned_data[f"note_{statement.pk}"])
            for statement in self.statements
            if (position := self.cleaned_data[f"position_{statement.pk}"]) is not None
        }


class InterestsForm(forms.Form):
    """Which interests, by short name."""

    interests = forms.ModelMultipleChoiceField(
        queryset=Interest.objects.none(),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Interests"),
    )

    def __init__(self, *args: Any, offered: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["interests"].queryset = offered

    def clean_interests(self) -> Any:
        chosen = self.cleaned_data["interests"]
        if len(chosen) > MOST_INTERESTS:
            raise forms.ValidationError(
                _(
                    "That is %(count)d. Keep the %(most)d you would really talk about for an hour; more say less about you."
                ),
                params={"count": len(chosen), "most": MOST_INTERESTS},
            )
        return chosen


class PracticalForm(forms.ModelForm):
    """Languages, time zone, ways to talk, hours, free times, and whether one mentors."""

    languages = forms.ModelMultipleChoiceField(
        queryset=Language.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Languages I can talk in"),
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("Mails and times on these pages follow it, also through summer time."),
    )
    formats = forms.MultipleChoiceField(
        label=gettext_lazy("How I like to talk"),
        choices=Format.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    free_slots = forms.MultipleChoiceField(
        label=gettext_lazy("When I am usually free"),
        choices=[(slot, slot) for slot in SLOTS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    mentors = forms.BooleanField(label=gettext_lazy("I would mentor somebody"), required=False)
    places = forms.IntegerField(
        label=gettext_lazy("For how many people at once"),
        min_value=1,
        max_value=20,
        required=False,
        help_text=gettext_lazy("One or two is plenty to begin with. You can change it on any day."),
    )

    class Meta:
        model = Profile
        fields = ["formats", "hours_per_month", "free_slots"]
        labels = {"hours_per_month": gettext_lazy("Hours a month I can give")}
        help_texts = {
            "hours_per_month": gettext_lazy("Most pairs talk for two to four hours a month. From 1 to 40.")
        }
        widgets = {"hours_per_month": forms.NumberInput(attrs={"min": 1, "max": 40, "inputmode": "numeric"})}

    def __init__(self, *args: Any, going_on: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        profile: Profile = self.instance
        user: User = profile.user
        self.going_on = going_on
        self.fields["time_zone"].choices = grouped_zones(user.time_zone)
        self.fields["time_zone"].initial = user.time_zone
        self.fields["languages"].initial = [language.pk for language in profile.languages.all()]
        self.fields["mentors"].initial = profile.mentor_state in (MentorState.AWAITING, MentorState.APPROVED)
        self.fields["places"].initial = profile.places or 2

    def clean_languages(self) -> Any:
        languages = self.cleaned_data["languages"]
        if self.going_on and not languages:
            raise forms.ValidationError(_("Choose at least one. People are matched within a language."))
        return languages

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("mentors") and "places" in cleaned and cleaned["places"] is None:
            self.add_error("places", _("For how many? One is a good number."))
        return cleaned

    @property
    def language_groups(self) -> tuple[list[Any], list[Any]]:
        """What stands first, namely what is ticked and then the common languages; and all others."""
        options = {str(option.data["value"]): option for option in self["languages"]}
        ticked = [code for code, option in options.items() if option.data["selected"]]
        first = [options.pop(code) for code in (*ticked, *COMMON_LANGUAGES) if code in options]
        return first, list(options.values())

    @property
    def week(self) -> list[tuple[str, list[Any]]]:
        """Days with the tick of each part, for the table."""
        options = list(self["free_slots"])
        parts = len(options) // 7
        days = (
            _("Monday"),
            _("Tuesday"),
            _("Wednesday"),
            _("Thursday"),
            _("Friday"),
            _("Saturday"),
            _("Sunday"),
        )
        return [(day, options[row * parts : (row + 1) * parts]) for row, day in enumerate(days)]
