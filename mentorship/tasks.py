"""What the clock asks of the project itself: sweeping up."""

from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.core.management import call_command

from mentorship import embedded


@shared_task
def tidy() -> None:
    """Delete the sessions that have ended and the file broker's finished messages. Once an hour."""
    call_command("clearsessions")
    if not settings.REDIS_URL:
        embedded.prune(Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["processed_folder"]))
