"""Moves that reach through all floors: a block, a suspension."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts import actions as accounts
from accounts.models import User
from matching import emails
from matching.models import Request, Shortlisting
from outbox import actions as outbox
from partnerships import actions as partnerships
from partnerships.models import Partnership

from .locks import end, lock


@transaction.atomic
def block(*, by: User, other: User, now: datetime) -> None:
    """``by`` wants nothing to do with ``other`` any more. Works both ways, at once, and nobody is told.

    1. Writes the block and calls off queued mails between the two (accounts).
    2. Waiting requests between them are void; live partnerships between them stop.
    3. Each disappears from the other's shortlist.
    """
    lock(by, other)
    accounts.block(by=by, other=other, now=now)
    for request in Request.objects.pending().between(by, other).with_people():
        _void(request, by=by, now=now)
    for partnership in Partnership.objects.live().between(by, other):
        partnerships.suspend(partnership=partnership, by=by, now=now)
    Shortlisting.objects.filter(Q(mentee=by, mentor=other) | Q(mentee=other, mentor=by)).delete()


@transaction.atomic
def suspend_person(*, user: User, by: User, reason: str, now: datetime) -> None:
    """An admin suspends somebody: sessions end, queued mails are called off, requests are void, partnerships stop."""
    lock(user)
    accounts.suspend(user=user, by=by, reason=reason, now=now)
    void_all_of(user=user, by=by, now=now)
    for partnership in Partnership.objects.live().filter(Q(mentor=user) | Q(mentee=user)):
        partnerships.suspend(partnership=partnership, by=by, now=now)


@transaction.atomic
def restore_person(*, user: User, by: User, now: datetime) -> None:
    """An admin takes a suspension back. Partnerships are restored one by one, by an admin who has looked at each."""
    accounts.restore(user=user, by=by, now=now)


@transaction.atomic
def void_all_of(*, user: User, by: User | None, now: datetime) -> int:
    """Void every waiting request of or to somebody; returns how many."""
    waiting = list(Request.objects.pending().filter(Q(mentor=user) | Q(mentee=user)).with_people())
    for request in waiting:
        _void(request, by=by, now=now)
    return len(waiting)


@transaction.atomic
def void(*, request: Request, by: User, now: datetime) -> Request:
    """An admin takes a waiting request away. It disappears for both, its queued mails are called off, and nobody is told."""
    lock(request.mentee, request.mentor)
    _void(request, by=by, now=now)
    return request


def _void(request: Request, *, by: User | None, now: datetime) -> None:
    end(request, to=Request.State.VOID, by=by, now=now)
    outbox.cancel(key_prefix=emails.prefix(request))
