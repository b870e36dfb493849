"""From a template folder to a mail's subject, text and HTML, in the reader's language and time zone."""

import re
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils import timezone, translation

from .headers import one_line
from .models import Mail

_EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str


@contextmanager
def reading_as(language: str, zone: str) -> Iterator[None]:
    """What is rendered inside comes out in this language and IANA zone; an unknown one falls back to the site's."""
    known = language if translation.check_for_language(language or "") else settings.LANGUAGE_CODE
    with translation.override(known), timezone.override(zone_named(zone)):
        yield


def zone_named(name: str) -> zoneinfo.ZoneInfo:
    """The IANA zone of that name; the site's for one that is not known."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return zoneinfo.ZoneInfo(settings.TIME_ZONE)


def render(name: str, context: dict[str, Any]) -> Rendered:
    """The three parts of ``templates/emails/<name>/``; the subject is known to the other two as ``subject``."""
    limit = Mail._meta.get_field("subject").max_length or 200
    subject = one_line(render_plain(f"emails/{name}/subject.txt", context), limit)
    context = context | {"subject": subject}
    # What a template leaves out leaves its empty lines behind.
    text = _EMPTY_LINES.sub("\n\n", render_plain(f"emails/{name}/body.txt", context)).strip() + "\n"
    html = render_to_string(f"emails/{name}/body.html", context)
    # PostgreSQL stores no NUL; one in a person's words must not cost them the mail.
    return Rendered(subject=subject, text=text.replace("\0", ""), html=html.replace("\0", ""))


def render_plain(template: str, context: dict[str, Any]) -> str:
    """A plain text, in which ``&`` stays ``&``: nothing that a reader's program would take for markup."""
    compiled: Any = get_template(template)  # the stubs know Django's wrapper only, not the template in it
    return str(compiled.template.render(Context(context, autoescape=False)))
