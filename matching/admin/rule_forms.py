"""What an admin types about the rules of a community: the weights, and on the preview the pairs and whose list it is about."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Basic, Community, Goal, Membership, User, Value
from accounts.models.user import UserQuerySet
from accounts.text import words_of
from matching.models import CommunityRules
from matching.proposal import Proposal

WEIGHTS = ("values", "experience", "mindset", "interests")
MOST_PAIRS, SPARE_PAIRS = 100, 2
MOST_NAMES = 100
"""How many mentees one list offers; more are found by name."""


class WeightsForm(forms.ModelForm):
    """Four whole percents that add up to 100, and whether demand counts."""

    class Meta:
        model = CommunityRules
        fields = (*WEIGHTS, "uses_prices")
        help_texts = {
            "values": gettext_lazy("What each stands for, in order. Default: 35."),
            "experience": gettext_lazy("What the one enters and the other has been through. Default: 35."),
            "mindset": gettext_lazy("How they like to work together. Default: 20."),
            "interests": gettext_lazy("What they could talk about for an hour. Default: 10."),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if all(0 <= data.get(name, -1) <= 100 for name in WEIGHTS):
            total = sum(data[name] for name in WEIGHTS)
            if total != 100:
                self.add_error(None, _sentence(total))
        return data


def _sentence(total: int) -> str:
    off = abs(100 - total)
    said = (
        _("The four add up to %(total)d now. Take %(off)d away, so that they make 100.")
        if total > 100
        else _("The four add up to %(total)d now. Add %(off)d, so that they make 100.")
    )
    return said % {"total": total, "off": off}


class PairForm(forms.Form):
    """One pair of opposed values, by their slugs; both empty: no pair."""

    first = forms.ChoiceField(label=gettext_lazy("Value"), required=False)
    second = forms.ChoiceField(label=gettext_lazy("Its opposite"), required=False)
    degree = forms.FloatField(
        label=gettext_lazy("How much"),
        min_value=0,
        max_value=1,
        required=False,
        widget=forms.NumberInput(attrs={"step": "any"}),
    )

    def __init__(self, *args: Any, words: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        for name in ("first", "second"):
            self.fields[name].choices = words
        for field in self.fields.values():  # in a table, the heading of the column is no label
            field.widget.attrs["aria-label"] = field.label

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        one, other = data.get("first"), data.get("second")
        if "first" in data and "second" in data and bool(one) != bool(other):
            self.add_error("first" if other else "second", _("A pair needs two values."))
        elif one and one == other:
            self.add_error("second", _("A value is not opposed to itself. Choose two different ones."))
        elif one and other and "degree" in data and data["degree"] is None:
            self.add_error("degree", _("How much, from 0 to 1? With 1 they are opposed in full."))
        return data


class PairFormSet(forms.BaseFormSet):
    """All pairs that would hold, each once, whichever value is named first."""

    deletion_widget = forms.CheckboxInput(attrs={"aria-label": gettext_lazy("Leave out")})

    def clean(self) -> None:
        seen: set[frozenset[str]] = set()
        for form in self.forms:
            pair = self._pair(form)
            if pair in seen:
                form.add_error(None, _("This pair is here twice."))
            elif pair:
                seen.add(pair)

    def _pair(self, form: PairForm) -> frozenset[str]:
        """The two slugs; empty where there is nothing to declare."""
        data = getattr(form, "cleaned_data", {})
        both = bool(data.get("first") and data.get("second"))
        return frozenset((data["first"], data["second"])) if both and not data.get("DELETE") else frozenset()

    @property
    def declared(self) -> dict[frozenset[str], float]:
        """Pair → degree, of a valid set."""
        return {pair: form.cleaned_data["degree"] for form in self.forms if (pair := self._pair(form))}


PairForms = forms.formset_factory(
    PairForm,
    formset=PairFormSet,
    extra=SPARE_PAIRS,
    can_delete=True,
    max_num=MOST_PAIRS,
    absolute_max=MOST_PAIRS,
    validate_max=True,
)


def pair_forms(data: Mapping[str, Any] | None, present: Proposal) -> PairFormSet:
    """The rows of pairs. Where ``data`` says nothing about pairs, they are those that stand."""
    names = {value.slug: value.name for value in Value.objects.all()}
    named = "pairs-TOTAL_FORMS" in (data or {})
    ordered = sorted(
        (sorted(pair, key=names.__getitem__) for pair in present.declared),
        key=lambda pair: [names[slug] for slug in pair],
    )
    return PairForms(
        data if named else None,
        prefix="pairs",
        form_kwargs={"words": _words(used=frozenset().union(*present.declared))},
        initial=[
            {"first": one, "second": other, "degree": present.declared[frozenset((one, other))]}
            for one, other in ordered
        ],
    )


def _words(used: frozenset[str]) -> list[Any]:
    """Values to choose from, by their place on the circle: those that are offered, and those that are in use here."""
    places: dict[str, list[tuple[str, str]]] = {basic.value: [] for basic in Basic}
    for value in Value.objects.filter(Q(is_active=True) | Q(slug__in=used)):
        places[value.basic].append((value.slug, value.name))
    return [("", "–"), *((Basic(basic).label, words) for basic, words in places.items() if words)]


class MenteeForm(forms.Form):
    """Whose list. In a large community, by name: what is typed narrows the list, and an only match is taken."""

    who = forms.CharField(
        label=gettext_lazy("Find by name"), max_length=80, required=False, widget=forms.TextInput
    )
    mentee = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Whose list"),
        required=False,
        empty_label=gettext_lazy("Choose a mentee"),
    )

    def __init__(self, *args: Any, community: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = mentees_of(community)
        self.fields["mentee"].queryset = people
        typed = str(self.data.get("who", "")) if self.is_bound else ""
        self.matches = list(_named(people, typed)[: MOST_NAMES + 1])
        self.fields["mentee"].widget.choices = [
            ("", self.fields["mentee"].empty_label),
            *((user.pk, user.get_full_name()) for user in self.matches[:MOST_NAMES]),
        ]
        if len(self.matches) <= MOST_NAMES and not typed:
            self.fields["who"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """Who was chosen before and is not called what was typed since is not meant any more."""
        data = super().clean() or {}
        chosen, typed = data.get("mentee"), data.get("who", "")
        if chosen and not _named(User.objects.filter(pk=chosen.pk), typed).exists():
            chosen = None
        if not chosen and typed and len(self.matches) == 1:
            chosen = self.matches[0]
        data["mentee"] = chosen
        self._show(chosen)
        return data

    def _show(self, chosen: User | None) -> None:
        """Select them on the page, even where the list is too long to have them in it."""
        self.data = self.data.copy()
        self.data["mentee"] = str(chosen.pk) if chosen else ""
        offered = self.fields["mentee"].widget.choices
        if chosen and chosen.pk not in {pk for pk, _name in offered}:
            offered.append((chosen.pk, chosen.get_full_name()))


def mentees_of(community: Community) -> UserQuerySet:
    """Members with a complete profile and an open goal, by name."""
    return (
        User.objects.in_good_standing()
        .filter(
            Exists(Membership.objects.active().filter(community=community, user=OuterRef("pk"))),
            Exists(Goal.objects.filter(profile__user=OuterRef("pk"), closed_at__isnull=True)),
            profile__completed_at__isnull=False,
        )
        .order_by("first_name", "last_name", "pk")
    )


def _named(people: UserQuerySet, typed: str) -> UserQuerySet:
    """Every word occurs in one of their names."""
    for word in words_of(typed):
        people = people.filter(Q(first_name__icontains=word) | Q(last_name__icontains=word))
    return people
