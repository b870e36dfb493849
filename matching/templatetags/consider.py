"""What the list of mentors draws many times on one page, drawn in Python: two hundred small templates take longer than the ranking."""

from collections.abc import Iterable
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def filter_rows(rows: Iterable[dict[str, Any]], name: str, type: str = "checkbox") -> SafeString:
    """``{% filter_rows choices.areas "area" %}``: a tick and a count for each choice; rows as `matching.forms.choices_of` makes them."""
    return mark_safe("\n".join(_row(row, name, type) for row in rows))  # noqa: S308  # nosec B308, B703: escaped below


def _row(row: dict[str, Any], name: str, type: str) -> str:
    here, value, label = escape(row["id"]), escape(str(row["value"])), escape(str(row["name"]))
    checked = " checked" if row["chosen"] else ""
    return (
        f'<label class="tick" for="{here}">\n'
        f'  <input type="{type}" name="{name}" value="{value}" id="{here}"{checked}>\n'
        f'  <span>{label}</span>\n  <span class="tick__count">{int(row["count"])}</span>\n</label>'
    )
