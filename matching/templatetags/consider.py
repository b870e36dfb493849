"""What the list of mentors draws many times on one page, drawn in Python: two hundred small templates take longer than the ranking."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

TICK = '<label class="tick" for="{}">\n  <input type="{}" name="{}" value="{}" id="{}"'
WORDS = """>
  <span>{}</span>
  <span class="tick__count">"""
END = """</span>
</label>"""


@register.simple_tag
def filter_rows(rows: Iterable[dict[str, Any]], name: str, type: str = "checkbox") -> SafeString:
    """``{% filter_rows choices.areas "area" %}``: a tick and a count for each choice; rows as `matching.forms.choices_of` makes them."""
    drawn = []
    for row in rows:
        tick, words = _drawn(type, name, row["value"], row["id"], row["name"])
        ticked = " checked" if row["chosen"] else ""
        drawn.append(f"{tick}{ticked}{words}{conditional_escape(row['count'])}{END}")
    return mark_safe("\n".join(drawn))  # nosec B308 B703  # noqa: S308 (every piece is a literal or escaped)


@lru_cache(maxsize=4096, typed=True)
def _drawn(type: str, name: str, value: str | int, key: str, words: str) -> tuple[str, str]:
    """What is the same for everybody: before the tick, and from there to the count. Typed, for one of two equal texts may be markup."""
    return format_html(TICK, key, type, name, value, key), format_html(WORDS, words)
