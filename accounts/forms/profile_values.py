"""The form of the values step: a line and a mark for each value that is kept, and up to two that drain."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from accounts.models import RankedValue, Value
from accounts.models.profile import MAX_DRAINING, MAX_VALUES
from accounts.readiness import FEWEST_VALUES

LINE_LENGTH = 240


class ValuesForm(forms.Form):
    """``kept``: the ranked values as they stand; ``offered``: every value on the list; ``draining``: slugs marked so far."""

    def __init__(
        self, *args: Any, kept: list[RankedValue], offered: list[Value], draining: list[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kept = kept
        self.offered = offered
        for ranked in kept:
            slug = ranked.value.slug
            self.fields[f"line-{slug}"] = forms.CharField(
                label=_("What does it look like when I act on it?"),
                max_length=LINE_LENGTH,
                required=False,
                initial=ranked.line,
                widget=forms.Textarea(attrs={"rows": 1}),
            )
            self.fields[f"essential-{slug}"] = forms.BooleanField(
                label=_("Essential."), required=False, initial=ranked.is_essential
            )
        own = {ranked.value.slug for ranked in kept}
        choices = [("", _("None"))] + [
            (value.slug, value.name) for value in offered if value.slug not in own or value.slug in draining
        ]
        for place in range(MAX_DRAINING):
            self.fields[f"draining-{place + 1}"] = forms.ChoiceField(
                label=_("A value that drains me in somebody else")
                if place == 0
                else _("A second one, if there is one"),
                choices=choices,
                required=False,
                initial=draining[place] if place < len(draining) else "",
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        own = {ranked.value.slug: ranked.value.name for ranked in self.kept}
        for place in range(MAX_DRAINING):
            name = f"draining-{place + 1}"
            if cleaned.get(name) in own:
                self.add_error(
                    name,
                    _("“%(value)s” is one of your own values. Take it out of one of the two lists.")
                    % {"value": own[cleaned[name]]},
                )
        return cleaned

    def require_lines(self) -> bool:
        """Say at each empty line, and for too few values, what is missing; True when nothing is."""
        if len(self.kept) < FEWEST_VALUES:
            self.add_error(
                None,
                _(
                    "Keep at least three values before you go on; five tell more. What you have so far is saved."
                ),
            )
        for ranked in self.kept:
            name = f"line-{ranked.value.slug}"
            if not self.line(ranked):
                self.add_error(
                    name,
                    _("One line is enough. Without it, “%(value)s” can mean anything to the person reading.")
                    % {"value": ranked.value.name},
                )
        return not self.errors

    def line(self, ranked: RankedValue) -> str:
        return " ".join(self.cleaned_data.get(f"line-{ranked.value.slug}", "").split())

    def is_essential(self, ranked: RankedValue) -> bool:
        return bool(self.cleaned_data.get(f"essential-{ranked.value.slug}"))

    def draining(self) -> list[str]:
        """Slugs of the draining values, each once."""
        chosen = [self.cleaned_data.get(f"draining-{place + 1}", "") for place in range(MAX_DRAINING)]
        return [slug for slug in dict.fromkeys(chosen) if slug]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Each kept value with its two fields, for the page."""
        last = len(self.kept) - 1
        return [
            {
                "ranked": ranked,
                "value": ranked.value,
                "line": self[f"line-{ranked.value.slug}"],
                "essential": self[f"essential-{ranked.value.slug}"],
                "is_first": place == 0,
                "is_last": place == last,
            }
            for place, ranked in enumerate(self.kept)
        ]

    @property
    def draining_fields(self) -> list[forms.BoundField]:
        return [self[f"draining-{place + 1}"] for place in range(MAX_DRAINING)]

    @property
    def is_full(self) -> bool:
        return len(self.kept) >= MAX_VALUES
