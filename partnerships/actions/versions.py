"""The record of all terms that the two ever proposed to each other."""

from datetime import datetime
from typing import Any

from django.db.models import Max

from accounts.models import User
from outbox import actions as outbox
from partnerships import emails
from partnerships.models import Partnership, Version


def write_version(
    partnership: Partnership,
    *,
    by: User | None,
    state: str,
    now: datetime,
    terms: dict[str, Any],
    **signed: Any,
) -> Version:
    """Add a version, with the next number. One that still waits is replaced by it, and the mail about that one is called off."""
    for waiting in partnership.versions.waiting():
        settle_version(waiting, to=Version.State.REPLACED, now=now)
    last = partnership.versions.aggregate(last=Max("number"))["last"] or 0
    return Version.objects.create(
        partnership=partnership,
        number=last + 1,
        state=state,
        state_at=now,
        proposed_by=by,
        proposed_at=now,
        **terms,
        **signed,
    )


def settle_version(version: Version, *, to: str, now: datetime, **fields: Any) -> bool:
    """Compare-and-swap a version out of WAITING; False when somebody did so before. The mail about it is called off if it waits."""
    waiting = Version.objects.waiting().filter(pk=version.pk)
    if not waiting.update(state=to, state_at=now, **fields):
        return False
    outbox.cancel(key_prefix=emails.version_key(version))
    version.refresh_from_db()
    return True
