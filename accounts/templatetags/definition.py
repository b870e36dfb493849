"""What the pages of a self-definition need beside its rows: ``{% load definition %}``."""

from django import template
from django.utils.translation import gettext as _

from accounts.models import Profile, Stance
from accounts.weave_wheel import WheelValue

register = template.Library()


@register.filter
def dots(stance: Stance) -> list[bool]:
    """Five truth values, one of them true: where somebody stands between the two poles."""
    return [position == stance.position for position in range(1, 6)]


@register.filter
def wheel_values(profile: Profile) -> list[WheelValue]:
    """The ranked values as ``{% profile_wheel %}`` takes them."""
    return [
        WheelValue(ranked.value.place, ranked.rank, ranked.value.name)
        for ranked in profile.ranked_values.all()
    ]


@register.filter
def values_heading(profile: Profile) -> str:
    """“Five values, in my order”, with the number in words."""
    headings = (
        _("No values yet"),
        _("One value"),
        _("Two values, in my order"),
        _("Three values, in my order"),
        _("Four values, in my order"),
        _("Five values, in my order"),
    )
    return headings[len(profile.ranked_values.all())]
