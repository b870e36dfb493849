"""``/healthz``: whether the site can do its work, for a monitor. Says nothing about anybody."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.db.utils import Error as DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mentorship.celery import app
from outbox import delivery
from outbox.models import Mail

logger = logging.getLogger(__name__)

LATE = timedelta(minutes=15)
"""A mail that has waited longer than this beyond its time means that nobody is sending."""


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when database, broker, mail queue and mail server are well, else 503; which one is not stands in the body."""
    state = {"database": database_is_well(), "broker": broker_is_well()}
    state["mail_queue"] = state["database"] and mail_queue_is_well()
    state["mail_server"] = state["database"] and mail_server_is_well()
    return JsonResponse(
        {name: "well" if is_well else "not well" for name, is_well in state.items()},
        status=200 if all(state.values()) else 503,
    )


def database_is_well() -> bool:
    """Whether the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        logger.warning("The database does not answer.")
        return False
    return True


def broker_is_well() -> bool:
    """Whether a message could be put on the queue now; with a dead Redis the answer comes within its two seconds."""
    if not settings.REDIS_URL:
        return True  # the broker is a folder of this machine
    try:
        with app.connection_for_write() as queue:
            queue.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=2)
    except Exception:
        logger.warning("The broker does not answer.")
        return False
    return True


def mail_queue_is_well() -> bool:
    """Whether no mail has been due, or been left behind by a worker that died, for longer than :data:`LATE`."""
    limit = timezone.now() - LATE
    due = Q(state=Mail.State.QUEUED, not_before__lt=limit)
    left_behind = Q(state=Mail.State.SENDING, lease_until__lt=limit)
    return not Mail.objects.filter(due | left_behind).exists()


def mail_server_is_well() -> bool:
    """Whether the mail server takes mails. While it refuses all of them the queue is not late: each waits for its next attempt."""
    if delivery.refuses_everything(timezone.now()):
        logger.warning("The mail server refuses every mail.")
        return False
    return True
