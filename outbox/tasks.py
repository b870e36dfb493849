"""What the queue and the clock call.

A mail is never lost with the broker: its row is the truth, and a message on the queue only makes it quick.
"""

import logging
import random
import time
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.core.mail import get_connection
from django.utils import timezone

from . import actions, delivery, letters

logger = logging.getLogger(__name__)

TICK = 10  # seconds between two sweeps, as scheduled in mentorship/celery.py
BUDGET = 8.0  # seconds that one round may take: less than a tick, so that rounds do not pile up
ROUND = 1_000  # mails that one round may reach for
SHARE = 100  # waiting mails for which one more worker is asked to help
PER_CONNECTION = 50  # mails; servers close a connection that carries more
HELPERS = 3  # further rounds at the same time, when there is a backlog
HEAD_START = timedelta(seconds=10)  # for the worker that was told when the mail was written


@shared_task
def deliver(mail_id: int) -> None:
    """Send one mail. Called when it is written; harmless to call again."""
    delivery.deliver(mail_id)


@shared_task
def sweep() -> None:
    """Pick up what nobody has in hand: told to no worker, due for another attempt, or left behind by a worker that died.

    Called on every tick. With a backlog it asks other workers to help.
    """
    now = timezone.now()
    delivery.close_cancelled(now)
    waiting = len(delivery.due(now, ROUND, HEAD_START))
    for _ in range(min(HELPERS, waiting // SHARE)):
        drain.apply_async(expires=TICK)
    if waiting:
        send_due()


@shared_task
def drain() -> None:
    """One more round beside the sweep's own."""
    send_due()


def send_due() -> int:
    """Send what is due, one mail after the other over one connection, for at most ``BUDGET`` seconds; returns how many were sent.

    In no order, so that rounds at the same time seldom reach for the same mail; the claim decides when they do. Ends at the first
    mail that did not reach the server: the next one would not either.
    """
    ids = delivery.due(timezone.now(), ROUND, HEAD_START)
    random.shuffle(ids)
    ends_at = time.monotonic() + BUDGET
    connection = get_connection()
    sent = carried = 0
    try:
        for mail_id in ids:
            outcome = delivery.deliver(mail_id, connection)
            if outcome is None:
                continue
            if outcome.verdict is delivery.Verdict.UNREACHED:
                break
            sent += outcome.verdict is delivery.Verdict.SENT
            carried += 1
            if carried % PER_CONNECTION == 0:
                delivery.close(connection)
            if time.monotonic() > ends_at:
                break
    finally:
        delivery.close(connection)
    return sent


@shared_task
def write_letters() -> None:
    """Write the weekly letters of everybody whose Monday at eight has come. Once a minute; twice at once does no harm."""
    letters.write_due(timezone.now())


@shared_task
def trim() -> None:
    """Forget the text of mails older than ``OUTBOX_KEEP_TEXT_DAYS`` (30). Once a day."""
    days = getattr(settings, "OUTBOX_KEEP_TEXT_DAYS", 30)
    trimmed = actions.trim(before=timezone.now() - timedelta(days=days))
    logger.info("Forgot the text of %s mails.", trimmed)
