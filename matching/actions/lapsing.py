"""What the clock does to a request that nobody answers."""

from datetime import datetime

from django.db import transaction

from accounts import actions as accounts
from accounts.models import User
from matching import emails, limits
from matching.models import Request
from outbox import actions as outbox

from .locks import end, lock


@transaction.atomic
def remind(*, request: Request, now: datetime) -> bool:
    """On the fourth and the tenth day: remind the mentor; on the fourth also tell the mentee that they can ask someone else too.

    Counted by compare-and-swap, so each reminder goes out once. After an outage only the latest of those due is sent.
    Returns whether one was.
    """
    due = sum(1 for after in limits.REMIND_ON if request.sent_at + after <= now)
    moved = (
        Request.objects.pending()
        .filter(pk=request.pk, reminders_sent=request.reminders_sent, reminders_sent__lt=due)
        .update(reminders_sent=due)
    )
    if not moved:
        return False
    if request.reminders_sent == 0:
        emails.ask_someone_else(request)
    request.reminders_sent = due
    emails.request_reminder(request)
    return True


@transaction.atomic
def expire(*, request: Request, now: datetime) -> Request:
    """Fourteen days without an answer.

    1. PENDING → EXPIRED; the mentee is told, and can ask again or somebody else at once.
    2. The third in a row pauses the mentor, gently: they are told, and come back with one click.
    """
    lock(request.mentee, request.mentor)
    end(request, to=Request.State.EXPIRED, by=None, now=now)
    outbox.cancel(key_prefix=emails.prefix(request))
    emails.request_expired(request)
    silent = _expired_in_a_row(request.mentor) >= limits.PAUSE_AFTER_EXPIRIES
    if silent and accounts.set_available(profile=request.mentor.profile, available=False, by=None, now=now):
        emails.mentor_paused(request)
    return request


def _expired_in_a_row(mentor: User) -> int:
    """How many of the latest requests to end by the mentor's answer or silence ended in silence, since they were last paused."""
    latest = (
        Request.objects.filter(
            mentor=mentor,
            state__in=[Request.State.EXPIRED, Request.State.ACCEPTED, Request.State.DECLINED],
        )
        .order_by("-ended_at", "-pk")
        .values_list("state", flat=True)[: limits.PAUSE_AFTER_EXPIRIES]
    )
    count = 0
    for state in latest:
        if state != Request.State.EXPIRED:
            break
        count += 1
    return count
