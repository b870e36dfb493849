"""Filters, the letter to a mentor, and the mentor's answers."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.models import Community, Format, Goal, User
from matching.models import Request, Shortlisting
from matching.ranking import HOURS_STEPS, OVERLAP_STEPS, Facets, Filters, Ranking

PARAMETERS = {
    "areas": "area",
    "groups": "group",
    "languages": "language",
    "communities": "community",
    "formats": "format",
}
"""Wish that may be made several times → its name in the query string."""


def filters_of(data: Any) -> Filters:
    """The wishes in a query string (a QueryDict). Unknown values simply match nobody, so they are dropped by the page."""

    def some(name: str) -> frozenset[str]:
        return frozenset(value[:80].replace("\x00", "") for value in data.getlist(name)[:40] if value)

    def step(name: str, steps: tuple[int, ...]) -> int:
        text = data.get(name, "")
        return int(text) if text in {str(step) for step in steps} else 0

    return Filters(
        text=data.get("q", "")[:80].replace("\x00", ""),
        areas=some("area"),
        groups=some("group"),
        languages=some("language"),
        communities=some("community"),
        formats=some("format") & frozenset(Format.values),
        hours=step("hours", HOURS_STEPS),
        overlap=step("overlap", OVERLAP_STEPS),
        full=data.get("full") == "1",
    )


def choices_of(ranking: Ranking, filters: Filters) -> dict[str, list[dict[str, Any]]]:
    """What each filter offers: rows of value, name, count, whether chosen. Chosen ones come first and stay, even where nobody is
    left; then the most frequent. ``groups`` hold the rows of their areas, a row for any of them, and say whether they stand open."""
    facets, names = ranking.facets, ranking.names
    areas = _rows("area", facets.areas, filters.areas, names["areas"])
    return {
        "areas": areas,
        "groups": _groups(areas, ranking, filters),
        "languages": _rows("language", facets.languages, filters.languages, names["languages"]),
        "communities": _rows("community", facets.communities, filters.communities, names["communities"]),
        "formats": _rows(
            "format", facets.formats, filters.formats, {code: Format(code).label for code in Format.values}
        ),
        "hours": _steps(
            "hours",
            facets.hours,
            filters.hours,
            {
                0: _("Any"),
                2: _("Half an hour a week or more"),
                4: _("An hour a week or more"),
                8: _("Two hours a week or more"),
            },
        ),
        "overlap": _steps(
            "overlap",
            facets.overlap,
            filters.overlap,
            {0: _("Any"), 2: _("Two or more a week"), 6: _("Six or more a week")},
        ),
        "full": _full(facets, filters),
    }


def _rows(
    kind: str, counts: Mapping[str, int], chosen: frozenset[str], names: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The choices of a filter that somebody has or the reader has made."""
    known = [value for value in names if counts.get(value) or value in chosen]
    known.sort(key=lambda value: (value not in chosen, -counts.get(value, 0), str(names[value])))
    return [
        {
            "value": value,
            "name": names[value],
            "count": counts.get(value, 0),
            "chosen": value in chosen,
            "id": f"{kind}-{value}",
        }
        for value in known
    ]


def _groups(areas: list[dict[str, Any]], ranking: Ranking, filters: Filters) -> list[dict[str, Any]]:
    """The groups with the rows of their areas."""
    within: dict[str, list[dict[str, Any]]] = {}
    for row in areas:
        within.setdefault(ranking.group_of.get(row["value"], ""), []).append(row)
    counts = {slug: ranking.facets.groups.get(slug, 0) for slug in within} | dict(ranking.facets.groups)
    begun = filters.groups | {slug for slug, rows in within.items() if any(row["chosen"] for row in rows)}
    found = _rows("group", counts, begun, ranking.names["groups"])
    return [
        row
        | {
            "chosen": row["value"] in filters.groups,
            "open": row["value"] in begun,
            "any": [row | {"name": _any_of(row["name"]), "chosen": row["value"] in filters.groups}],
            "areas": within.get(row["value"], []),
        }
        for row in found
    ]


def _any_of(group: str) -> str:
    """“Any of these”, with the group's name for who does not see which list it stands in."""
    return format_html('{}<span class="visually-hidden">: {}</span>', _("Any of these"), group)


def _steps(
    kind: str, counts: Mapping[int, int], chosen: int, names: Mapping[int, Any]
) -> list[dict[str, Any]]:
    """The steps of a filter of which one holds; the first is no wish."""
    return [
        {
            "value": step or "",
            "name": name,
            "count": counts[step],
            "chosen": chosen == step,
            "id": f"{kind}-{step}",
        }
        for step, name in names.items()
    ]


def _full(facets: Facets, filters: Filters) -> list[dict[str, Any]]:
    """One row, where it would make a difference; its count is how many more there are."""
    if not (facets.full or filters.full):
        return []
    return [
        {
            "value": "1",
            "name": _("Also those without a free place just now"),
            "count": f"+{facets.full}",
            "chosen": filters.full,
            "id": "full-1",
        }
    ]


class NoteForm(forms.ModelForm):
    """A private note beside a mentor."""

    class Meta:
        model = Shortlisting
        fields = ["note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}
        labels = {"note": _("Private note")}
        help_texts = {"note": _("Only you can read this.")}


class AskForm(forms.ModelForm):
    """The letter to a mentor."""

    class Meta:
        model = Request
        fields = ["goal", "community", "message", "hopes", "not_asking"]
        widgets = {
            "goal": forms.RadioSelect,
            "community": forms.RadioSelect,
            "message": forms.Textarea(attrs={"rows": 8}),
            "hopes": forms.Textarea(attrs={"rows": 2}),
            "not_asking": forms.Textarea(attrs={"rows": 2}),
        }
        labels = {
            "goal": _("What you are entering"),
            "community": _("In which community"),
            "message": _("Your letter"),
            "hopes": _("What you hope for"),
            "not_asking": _("What you are not asking for"),
        }
        help_texts = {
            "message": _(
                "Why this person, and what you would like to be asked. A few honest lines are enough."
            ),
            "hopes": _("For example: one call every two weeks, half an hour."),
            "not_asking": _("For example: contacts, or a reference. It takes a weight off the other person."),
        }

    def __init__(self, *args: Any, mentee: User, mentor: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        goals = Goal.objects.filter(profile__user=mentee, closed_at__isnull=True).select_related("area")
        communities = Community.objects.with_member(mentee) & Community.objects.with_member(mentor)
        self.fields["goal"].queryset, self.fields["community"].queryset = goals, communities
        for name, queryset in (("goal", goals), ("community", communities)):
            field = self.fields[name]
            field.required, field.empty_label = True, None
            found = list(queryset[:2])
            if len(found) == 1:
                field.initial = found[0]
                if name == "community":
                    field.widget = forms.HiddenInput()
        self.fields["goal"].error_messages["required"] = _("Which of your goals is this about?")
        self.fields["message"].error_messages["required"] = _(
            "Write a few lines: nobody can answer an empty letter."
        )


class DeclineForm(forms.Form):
    """A reason from the list, and a line if the mentor likes."""

    reason = forms.ChoiceField(
        label=_("Reason they will see"),
        choices=[(reason.value, reason.label) for reason in Request.DECLINE_REASONS],
    )
    reply = forms.CharField(
        label=_("A line from you"),
        required=False,
        max_length=1200,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class QuestionForm(forms.Form):
    text = forms.CharField(
        label=_("Your question"),
        max_length=800,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the question first.")},
    )


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer"),
        max_length=1200,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the answer first.")},
    )
