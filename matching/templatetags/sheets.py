"""The four threads beside a level."""

from typing import Any

from django import template

from matching.models import Judgement

register = template.Library()


@register.inclusion_tag("matching/_level.html")
def level_threads(value: Any) -> dict[str, int]:
    """None is drawn for “not enough to go on”: the page hides them then."""
    return {"stitches": Judgement(level=str(value)).stitches}
