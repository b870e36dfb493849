"""The project: settings, URLs, the clock, and the command that serves everything at once."""

from mentorship import file_broker
from mentorship.celery import app as celery_app

file_broker.install()

__all__ = ["celery_app"]
