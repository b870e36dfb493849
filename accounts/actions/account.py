"""Consent, suspension and blocks."""

from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from accounts import consent
from accounts.models import Block, Consent, User
from outbox import actions as outbox

from .changes import note_change


@transaction.atomic
def agree(*, user: User, now: datetime) -> None:
    """Record that somebody agreed to the present version of every text and said they are 18 or older."""
    for document, version in consent.VERSIONS.items():
        Consent.objects.get_or_create(
            user=user, document=document, version=version, defaults={"is_adult": True, "agreed_at": now}
        )


@transaction.atomic
def suspend(*, user: User, by: User | None, reason: str, now: datetime) -> None:
    """Keep somebody out: sessions end, queued mails to and about them are called off. Twice is once.

    Requests and partnerships are the matter of :func:`matching.actions.suspend_person`, which calls this.
    """
    suspended = User.objects.filter(pk=user.pk, suspended_at__isnull=True).update(suspended_at=now)
    if not suspended:
        return
    user.suspended_at = now
    _end_sessions(user)
    outbox.cancel(to=user)
    outbox.cancel(about=user)
    note_change(user)


@transaction.atomic
def restore(*, user: User, by: User, now: datetime) -> None:
    """Take a suspension back."""
    User.objects.filter(pk=user.pk).update(suspended_at=None)
    user.suspended_at = None
    note_change(user)


def _end_sessions(user: User) -> None:
    sessions = UserSession.objects.filter(user=user)
    Session.objects.filter(session_key__in=list(sessions.values_list("session_key", flat=True))).delete()
    sessions.delete()


@transaction.atomic
def block(*, by: User, other: User, now: datetime) -> Block:
    """Write a block and call off queued mails between the two. Nobody is told.

    Requests and partnerships are the matter of :func:`matching.actions.block`, which calls this.
    """
    entry, _made = Block.objects.get_or_create(blocker=by, blocked=other)
    outbox.cancel(between=(by, other))
    return entry


@transaction.atomic
def unblock(*, by: User, other: User) -> None:
    """Take one's own block back; the other person's, if there is one, stays."""
    Block.objects.filter(blocker=by, blocked=other).delete()
