"""The clock of the requests and of the prices. Beat calls these; running one twice changes nothing."""

import logging

from celery import shared_task
from django.utils import timezone

from accounts.models import Community
from accounts.moves import IllegalMove
from matching import actions, limits
from matching.candidates import communities_to_price
from matching.models import Request

NIGHT = 6 * 60 * 60
"""Seconds that a community's prices may wait for a worker, and then take; what is late waits for the next night."""

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


@shared_task
def price_every_community() -> int:
    """Every night: a task for each community in whose order demand counts and that has mentors, or prices left; returns how many."""
    listed = communities_to_price().values_list("pk", flat=True)
    for community in listed:
        price_community.apply_async(args=[community], expires=NIGHT)
    return len(listed)


@shared_task(acks_late=False, soft_time_limit=NIGHT, time_limit=NIGHT + 30)
def price_community(community_id: int) -> int:
    """Work out the prices of one community, unless that has become pointless meanwhile; returns how many mentors have one.

    A community of tens of thousands takes longer than a task usually may. So the message counts as done when it is taken up: nobody else
    begins the same again, and what dies with a worker comes the next night.
    """
    community = Community.objects.filter(pk=community_id).first()
    if community is None:
        return 0
    try:
        return actions.work_out_prices(community=community, now=timezone.now())
    except IllegalMove as refusal:
        log.info("community %s keeps its prices: %s", community_id, refusal)
        return 0
