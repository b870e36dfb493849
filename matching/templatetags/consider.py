"""What the list of mentors draws many times on one page, drawn in Python: two hundred small templates take longer than the ranking."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

register = template.Library()

ROW = """<label class="tick" for="{}">
  <input type="{}" name="{}" value="{}" id="{}"{}>
  <span>{}</span>
  <span class="tick__count">{}</span>
</label>"""
TICKED = SafeString(" checked")


@register.simple_tag
def filter_rows(rows: Iterable[dict[str, Any]], name: str, type: str = "checkbox") -> SafeString:
    """``{% filter_rows choices.areas "area" %}``: a tick and a count for each choice; rows as `matching.forms.choices_of` makes them."""
    return format_html_join(
        "\n",
        ROW,
        (
            (
                row["id"],
                type,
                name,
                row["value"],
                row["id"],
                TICKED if row["chosen"] else "",
                row["name"],
                row["count"],
            )
            for row in rows
        ),
    )
