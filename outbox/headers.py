"""What stands above a mail: one-line texts, and the headers by which other programs handle it rightly."""

import hashlib
import unicodedata
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from . import tokens
from .links import absolute
from .models import Mail

# Join letters of some scripts and of emoji; every other format character can only mislead (turn the line round, hide in it).
_JOINERS = {"\u200c", "\u200d"}


def one_line(text: str, limit: int) -> str:
    """The text as a header may hold it: no line break or control character, at most ``limit`` letters."""
    letters = (
        " " if unicodedata.category(letter)[0] in "CZ" and letter not in _JOINERS else letter
        for letter in text
    )
    # "=?" would begin an encoded word: what is written in one may decode to anything, line breaks included.
    return " ".join("".join(letters).replace("=?", "= ?").split())[:limit].rstrip()


def message_id(key: str) -> str:
    """The same mail has the same id at every attempt, so a receiver that gets it twice can tell."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"


def unsubscribe_url(mail: Mail) -> str:
    return absolute(reverse("outbox:unsubscribe", args=[tokens.make(mail.public_id)]))


def headers(mail: Mail) -> dict[str, str]:
    """All headers but subject, sender and addressees.

    Sources: RFC 3834 (Auto-Submitted), RFC 2369 and RFC 8058 (List-Unsubscribe, one click).
    """
    result = {
        "Message-ID": message_id(mail.key),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "X-Mail-Kind": mail.kind,
    }
    if mail.is_optional:
        result["List-Unsubscribe"] = f"<{unsubscribe_url(mail)}>"
        result["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return result
