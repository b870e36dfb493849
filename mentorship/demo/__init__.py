"""The demo community: fiction, described in README.md here, loaded on the embedded default only.

It lives through the same actions as real people, each at its own moment of the past few months.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# Printed at every start, and known to everybody who reads this.
PASSWORD = "weaving-by-lamplight"  # noqa: S105  # nosec B105


@dataclass(frozen=True)
class SignIn:
    """Somebody to try the product as."""

    role: "StrPromise"
    name: str
    email: str


SIGN_INS = (
    SignIn(_("mentee"), "Naledi Mokoena", "naledi.mokoena@example.org"),
    SignIn(_("mentor"), "Hanna Tesfaye", "hanna.tesfaye@example.org"),
    SignIn(_("admin"), "Esi Mensah", "esi.mensah@example.org"),
)
ADMINISTRATOR = "esi"
"""The key of the person who may open the administration."""
