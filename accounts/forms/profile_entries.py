"""Forms of the things that a profile lists: passages, goals, bridges."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import Q
from django.forms.models import ModelChoiceIterator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import bridging
from accounts.models import Area, Bridge, Depth, Goal, Passage, Profile
from accounts.models.profile import FIRST_YEAR


class _GroupedAreas(ModelChoiceIterator):
    """Areas under the names of their groups."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        yield ("", self.field.empty_label)
        for group, areas in groupby(self.queryset, key=lambda area: area.group):
            yield (group.name, [self.choice(area) for area in areas])


class AreaSelect(forms.Select):
    """A select that ``static/js/areas.js`` puts a search above; what an area is described as is searched, too."""

    def build_attrs(
        self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        words = {
            "data-search": _("Search the areas"),
            "data-one": _("%(n)s area fits.") % {"n": "%n"},
            "data-many": _("%(n)s areas fit.") % {"n": "%n"},
        }
        return super().build_attrs(base_attrs, extra_attrs) | words

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        area = getattr(value, "instance", None)
        if area is not None and area.description:
            option["attrs"]["data-more"] = area.description
        return option


class AreaField(forms.ModelChoiceField):
    """A select of the areas on offer, in groups; ``keep`` is offered too, though it may have left the lists."""

    iterator = _GroupedAreas
    widget = AreaSelect

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": gettext_lazy("Choose the area that comes closest.")})
        super().__init__(
            queryset=Area.objects.none(),
            to_field_name="slug",
            empty_label=gettext_lazy("Choose an area"),
            **kwargs,
        )

    def offer(self, keep: int | None) -> None:
        """Read what is on offer now."""
        self.queryset = (
            Area.objects.filter(Q(is_active=True, group__is_active=True) | Q(pk=keep))
            .select_related("group")
            .order_by("group__position", "group__name", "name")
        )


class YearField(forms.IntegerField):
    """A year in four digits."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": "numeric", "maxlength": 4, "size": 6})
        )
        kwargs.setdefault("error_messages", {"invalid": gettext_lazy("A year in four digits, e.g. 2019.")})
        super().__init__(**kwargs)

    def clean(self, value: Any) -> int | None:
        year = super().clean(value)
        if year is None:
            return None
        if year > timezone.localdate().year:
            raise forms.ValidationError(
                _("%(year)s is still to come. Which year did you mean?")
                if year < 10_000
                else self.error_messages["invalid"],
                params={"year": year},
            )
        if year < FIRST_YEAR:
            raise forms.ValidationError(
                _("%(year)s is before %(first)s. Which year did you mean?")
                if year >= 1000
                else self.error_messages["invalid"],
                params={"year": year, "first": FIRST_YEAR},
            )
        return year


class EntryForm(forms.ModelForm):
    """What the three have in common: they belong to a profile, and offer areas in groups."""

    area_names = ("area",)

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.profile = profile
        for name in self.area_names:
            self.fields[name].offer(getattr(self.instance, f"{name}_id"))
            area = self.fields[name].queryset.filter(pk=getattr(self.instance, f"{name}_id")).first()
            self.initial[name] = area.slug if area else ""


class PassageForm(EntryForm):
    """Something somebody has been through."""

    area = AreaField(label=gettext_lazy("What it was"))
    began = YearField(label=gettext_lazy("Began in"))
    ended = YearField(
        label=gettext_lazy("Ended in"),
        required=False,
        help_text=gettext_lazy("Leave it empty if it goes on."),
    )
    depth = forms.ChoiceField(
        label=gettext_lazy("How deep it went"), choices=Depth.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = Passage
        fields = ["area", "began", "ended", "depth", "asked_of_me", "differently", "is_offered"]
        labels = {
            "asked_of_me": gettext_lazy("What it asked of me"),
            "differently": gettext_lazy("What I would do differently"),
        }
        help_texts = {
            "asked_of_me": gettext_lazy(
                "Somebody at the beginning of it reads this. Details help more than advice."
            ),
            "is_offered": gettext_lazy(
                "Only what you offer counts when mentees look for a mentor. It stands on your profile either way."
            ),
        }
        widgets = {
            "asked_of_me": forms.Textarea(attrs={"rows": 5}),
            "differently": forms.Textarea(attrs={"rows": 3}),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        began, ended = cleaned.get("began"), cleaned.get("ended")
        if began and ended and ended < began:
            self.add_error(
                "ended",
                _("It began in %(began)s, so it cannot have ended in %(ended)s. Which of the two is right?")
                % {"began": began, "ended": ended},
            )
        return cleaned


class GoalForm(EntryForm):
    """Something somebody is entering."""

    area = AreaField(label=gettext_lazy("Area"))

    class Meta:
        model = Goal
        fields = ["area", "text", "why", "by", "is_stretch"]
        labels = {
            "text": gettext_lazy("What I am entering"),
            "why": gettext_lazy("Why it matters to me"),
            "by": gettext_lazy("By when"),
            "is_stretch": gettext_lazy("It lies beyond my comfort zone"),
        }
        help_texts = {
            "text": gettext_lazy("In one line, in your words. You send it along when you ask a mentor."),
            "by": gettext_lazy("Only if there is a day."),
        }
        widgets = {
            "text": forms.TextInput(attrs={"class": "words"}),
            "why": forms.Textarea(attrs={"rows": 4}),
            "by": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def clean_by(self) -> Any:
        day = self.cleaned_data["by"]
        if day and "by" in self.changed_data and day <= timezone.localdate():
            raise forms.ValidationError(_("That day has passed. Which one did you mean?"))
        return day

    def clean_text(self) -> str:
        return " ".join(self.cleaned_data["text"].split())


class BridgeForm(EntryForm):
    """What carries over from one area to another."""

    area_names = ("from_area", "to_area")

    from_area = AreaField(label=gettext_lazy("From"))
    to_area = AreaField(label=gettext_lazy("To"))

    class Meta:
        model = Bridge
        fields = ["from_area", "to_area", "text"]
        labels = {"text": gettext_lazy("What carries over")}
        help_texts = {"text": gettext_lazy("A sentence or two. What does the one teach about the other?")}
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}

    def suggest(self, *, start: str, end: str) -> None:
        """Choose both ends by short name, as far as they are on offer, and say what the vocabulary knows of the two."""
        areas = {}
        for name, slug in (("from_area", start), ("to_area", end)):
            offered = self.fields[name].queryset
            if area := offered.filter(slug=slug.replace("\x00", "")[:80]).first():
                self.initial[name] = area.slug
                areas[name] = area
        if why := bridging.hint(areas.get("from_area"), areas.get("to_area")):
            self.fields["text"].help_text = _(
                "Others say of these two: “%(why)s” How was it for you? A scene tells more than a rule."
            ) % {"why": why}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("from_area"), cleaned.get("to_area")
        if not start or not end:
            return cleaned
        if start == end:
            self.add_error("to_area", _("A bridge needs two different areas."))
        elif (
            Bridge.objects.filter(profile=self.instance.profile, from_area=start, to_area=end)
            .exclude(pk=self.instance.pk)
            .exists()
        ):
            self.add_error(
                "to_area", _("You have this bridge already. You can change its words in your list.")
            )
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        # clean() has said both in our words, at the field; Django would say them again above the form.
        return super()._get_validation_exclusions() | {"from_area", "to_area"}
