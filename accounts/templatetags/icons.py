"""The icons of heroicons, each drawn once: the library builds its SVG anew for every place where one stands."""

from functools import lru_cache

from django import template
from django.utils.safestring import SafeString
from heroicons.templatetags.heroicons import heroicon_outline

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """``{% icon "plus" %}``: the outline, as large as a line of text."""
    return heroicon_outline(name, **{"class": "icon"})
