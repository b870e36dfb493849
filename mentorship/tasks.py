"""What the clock asks of the project itself: sweeping up."""

from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from accounts import actions, drafts
from mentorship import embedded


@shared_task
def tidy() -> None:
    """Delete the sessions that have ended, old drafts, what every process has read of the change log, and the file broker's finished messages.
    Once an hour."""
    call_command("clearsessions")
    actions.forget_changes(now=timezone.now())
    drafts.forget_old(now=timezone.now())
    if not settings.REDIS_URL:
        embedded.prune(Path(settings.CELERY_BROKER_TRANSPORT_OPTIONS["processed_folder"]))
