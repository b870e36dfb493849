"""Terms as rows to read: each with what it would be, and what it is now."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from partnerships import wording
from partnerships.models.agreement import Terms


@dataclass(frozen=True)
class Row:
    """One term in words; ``was`` is empty where there is nothing to compare with. ``is_own``: in somebody's own words."""

    label: str
    text: str
    was: str = ""
    is_own: bool = False

    @property
    def differs(self) -> bool:
        return self.text != self.was


def compared(new: Terms, old: Terms | None) -> list[Row]:
    """The terms of ``new``, beside those of ``old``."""
    rows = zip(_said(new), _said(old) if old else [("", "", False)] * 4, strict=True)
    return [Row(label, text, was, is_own) for (label, text, is_own), (_label, was, _own) in rows]


def _said(terms: Terms) -> list[tuple[str, str, bool]]:
    at = {"rhythm": wording.rhythm(terms), "at": wording.clock(terms.at)}
    return [
        (_("How often"), _("A check %(rhythm)s at %(at)s.") % at, False),
        (_("Until"), date_format(terms.ends_on, "l j F Y"), False),
        (_("What stays between you"), terms.confidentiality, True),
        (_("How honest"), terms.candour, True),
    ]
