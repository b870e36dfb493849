"""The project: settings, URLs, the clock, and the command that serves everything at once."""

from mentorship.celery import app as celery_app

__all__ = ["celery_app"]
