"""When a profile is complete enough to browse with, and what is missing until then."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Profile

FEWEST_VALUES = 3


@dataclass(frozen=True)
class Missing:
    """Something a complete profile needs: ``step`` is the step that asks for it."""

    step: str
    what: str | Promise


def what_is_missing(profile: Profile) -> list[Missing]:
    """Everything that stands between this profile and browsing, in the order of the steps; empty when it is complete."""
    ranked = list(profile.ranked_values.all())
    missing = []
    if not profile.opening.strip():
        missing.append(Missing("who", _("A few lines on who you are")))
    if len(ranked) < FEWEST_VALUES:
        missing.append(Missing("values", _("At least three values, in your order")))
    elif any(not value.line.strip() for value in ranked):
        missing.append(Missing("values", _("A line beside each of your values")))
    if not profile.passages.exists() and not profile.goals.filter(closed_at__isnull=True).exists():
        missing.append(Missing("goals", _("Something you have been through, or something you are entering")))
    if not profile.languages.exists():
        missing.append(Missing("practical", _("A language you can talk in")))
    return missing
