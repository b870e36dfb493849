"""Filters, the letter to a mentor, and the mentor's answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Community, Format, Goal, User
from matching.models import Request, Shortlisting
from matching.ranking import OVERLAP_STEPS, Filters, Ranking

MOST_AREAS_SHOWN = 8


def filters_of(data: Any) -> Filters:
    """The wishes in a query string (a QueryDict). Unknown values simply match nobody, so they are dropped by the page."""

    def some(name: str) -> frozenset[str]:
        return frozenset(value[:80].replace("\x00", "") for value in data.getlist(name)[:40] if value)

    overlap = data.get("overlap", "")
    return Filters(
        text=data.get("q", "")[:80].replace("\x00", ""),
        areas=some("area"),
        languages=some("language"),
        communities=some("community"),
        formats=some("format") & frozenset(Format.values),
        overlap=int(overlap) if overlap in {str(step) for step in OVERLAP_STEPS} else 0,
    )


def choices_of(ranking: Ranking, filters: Filters) -> dict[str, list[dict[str, Any]]]:
    """What each filter offers: value, name, count, whether chosen. Chosen ones stay, even where nobody is left."""

    def rows(kind: str, counts: Any, chosen: frozenset[str], names: Any) -> list[dict[str, Any]]:
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

    facets, names = ranking.facets, ranking.names
    format_names = {code: Format(code).label for code in Format.values}
    return {
        "areas": rows("area", facets.areas, filters.areas, names["areas"]),
        "languages": rows("language", facets.languages, filters.languages, names["languages"]),
        "communities": rows("community", facets.communities, filters.communities, names["communities"]),
        "formats": rows("format", facets.formats, filters.formats, format_names),
        "overlap": [
            {
                "value": step or "",
                "name": label,
                "count": facets.overlap[step],
                "chosen": filters.overlap == step,
                "id": f"overlap-{step}",
            }
            for step, label in zip(
                (0, *OVERLAP_STEPS),
                (_("Any"), _("Two or more a week"), _("Six or more a week")),
                strict=True,
            )
        ],
    }


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
