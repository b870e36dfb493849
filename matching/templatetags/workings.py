"""``{% load workings %}``: a breakdown as a table. Put together here and not in a template, for a page has ten of them."""

from collections.abc import Iterator

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from matching import breakdown as told
from matching.breakdown import Breakdown, Row, signed

register = template.Library()


@register.filter
def figure(points: int | None) -> str:
    """“12”, “−4”, “not known yet”."""
    return told.figure(points)


@register.simple_tag
def workings_table(breakdown: Breakdown) -> SafeString:
    """Head, a body for each part with its lines, the sums of both directions, and what follows from them."""
    unknown = format_html('<span class="quiet">{}</span>', _("not known yet"))
    parts = [
        format_html(
            '<table class="table workings"><thead><tr><th scope="col"><span class="visually-hidden">{}</span></th>'
            '<th class="number" scope="col">{}</th><th class="number" scope="col">{}</th></tr></thead>',
            _("Part"),
            breakdown.mine,
            breakdown.theirs,
        )
    ]
    for section in breakdown.sections:
        parts.append("<tbody>")
        parts += _row(section.head, "workings__part", unknown)
        for row in section.rows:
            parts += _row(row, "workings__line", unknown)
        parts.append("</tbody>")
    parts.append("<tbody>")
    parts += _row(breakdown.together, "is-sum", unknown)
    for label, figure, note in breakdown.results:
        parts += [
            '<tr class="workings__result"><th scope="row">',
            *_label(label, note),
            '</th><td class="number" colspan="2">',
            signed(figure),
            "</td></tr>",
        ]
    parts.append("</tbody></table>")
    return mark_safe("".join(parts))  # nosec B308 B703  # noqa: S308 (every piece is a literal or escaped)


def _row(row: Row, css: str, unknown: str) -> Iterator[str]:
    yield f'<tr class="{css}"><th scope="row">'
    yield from _label(row.label, row.note)
    if row.said:
        yield f' <span class="words words--small">“{conditional_escape(row.said)}”</span>'
    yield "</th>"
    for points in (row.mine, row.theirs):
        yield f'<td class="number">{unknown if points is None else signed(points)}</td>'
    yield "</tr>"


def _label(label: str, note: str) -> Iterator[str]:
    yield conditional_escape(label)
    if note:
        yield f' <span class="quiet">{conditional_escape(note)}</span>'
