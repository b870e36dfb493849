"""A private address at which a person's calendar program reads their sessions and checks."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from accounts.models import User
from partnerships.models import CalendarFeed

KEY_BYTES = 24
"""192 bits: more than enough that nobody guesses one (OWASP ASVS 5.0, 11.5.1 asks for 128)."""


@transaction.atomic
def make_feed(*, by: User, now: datetime) -> str:
    """Make a new address, or replace the one there is, which stops at once. Returns its key, which is kept nowhere."""
    key = secrets.token_urlsafe(KEY_BYTES)
    CalendarFeed.objects.update_or_create(user=by, defaults={"digest": digest_of(key), "made_at": now})
    return key


@transaction.atomic
def revoke_feed(*, by: User, now: datetime) -> None:
    """The address answers no more."""
    CalendarFeed.objects.filter(user=by).delete()


def digest_of(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(key.encode()).hexdigest()
