"""What the pages of a self-definition need beside its rows: ``{% load definition %}``."""

from django import template

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
