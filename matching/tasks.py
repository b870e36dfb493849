"""The clock of the requests. Beat calls it; running it twice changes nothing."""

import logging

from celery import shared_task
from django.utils import timezone

from accounts.moves import IllegalMove
from matching import actions, limits
from matching.models import Request

log = logging.getLogger(__name__)


@shared_task
def remind_and_expire() -> dict[str, int]:
    """Every ten minutes: let requests run out that nobody answered, and remind of the others. Returns how many of each.

    One transaction for each request; one that somebody ended first, or that fails, holds up no other.
    """
    now = timezone.now()
    counts = {"expired": 0, "reminded": 0}
    waiting = Request.objects.pending().with_people()
    for request in waiting.filter(expires_at__lte=now):
        try:
            actions.expire(request=request, now=now)
            counts["expired"] += 1
        except IllegalMove:
            continue
        except Exception:
            log.exception("request %s could not expire", request.pk)
    for number, after in enumerate(limits.REMIND_ON):
        for request in waiting.filter(sent_at__lte=now - after, expires_at__gt=now, reminders_sent=number):
            try:
                counts["reminded"] += actions.remind(request=request, now=now)
            except Exception:
                log.exception("request %s could not be reminded of", request.pk)
    return counts
