"""Telling a worker about a mail. Never more than a hint: a broker that is down delays a mail and hurts nobody."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial

from celery import current_app
from django.db import transaction

logger = logging.getLogger(__name__)

REST = 15.0  # seconds

# When this process may ask the broker again (monotonic clock). A request that writes five mails waits for a dead broker once.
_resting_until = 0.0

_quiet: ContextVar[bool] = ContextVar("quiet", default=False)


@contextmanager
def quiet() -> Iterator[None]:
    """Tell no worker about what is committed inside: for writing history in bulk. The sweep finds what still waits."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)


def offer_after_commit(mail_id: int) -> None:
    """Offer the mail once its row can be seen by others; never if the transaction is rolled back."""
    transaction.on_commit(partial(offer, mail_id), robust=True)


def offer(mail_id: int) -> bool:
    """Put "deliver this mail" on the queue. False when the broker does not answer: the sweep will find the row.

    By name, because the tasks stand above the actions that call this.
    """
    global _resting_until
    if _quiet.get() or time.monotonic() < _resting_until:
        return False
    try:
        current_app.send_task("outbox.tasks.deliver", args=[mail_id], ignore_result=True, retry=False)
    except Exception as error:  # each transport has its own: kombu's, Redis', the operating system's
        _resting_until = time.monotonic() + REST
        logger.warning("The broker does not answer (%s); mails wait for the sweep.", type(error).__name__)
        return False
    return True
