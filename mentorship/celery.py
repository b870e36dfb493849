"""The queue and the clock.

Tasks are idempotent and take primary keys, because a message may be delivered twice (docs/architecture.md). Each tick of the clock
expires before the next but one, so a worker that was away does not find a hundred of them.
"""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.settings")

MINUTE = 60
HOUR = 60 * MINUTE

app = Celery("mentorship")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "sweep-mail": {
        "task": "outbox.tasks.sweep",
        "schedule": 10,
        "options": {"expires": 15},
    },
    "write-weekly-letters": {
        "task": "outbox.tasks.write_letters",
        "schedule": MINUTE,
        "options": {"expires": 110},
    },
    "forget-old-mail": {
        "task": "outbox.tasks.trim",
        "schedule": 24 * HOUR,
        "options": {"expires": 12 * HOUR},
    },
    "send-due-checks": {
        "task": "partnerships.tasks.send_due_checks",
        "schedule": MINUTE,
        "options": {"expires": 110},
    },
    "remind-and-expire-requests": {
        "task": "matching.tasks.remind_and_expire",
        "schedule": 10 * MINUTE,
        "options": {"expires": 19 * MINUTE},
    },
    "price-mentors": {
        "task": "matching.tasks.price_every_community",
        "schedule": crontab(hour=3, minute=17),
        "options": {"expires": 6 * HOUR},
    },
    "tidy": {
        "task": "mentorship.tasks.tidy",
        "schedule": HOUR,
        "options": {"expires": 2 * HOUR - MINUTE},
    },
    "keep-house": {
        "task": "partnerships.tasks.keep_house",
        "schedule": HOUR,
        "options": {"expires": 2 * HOUR - MINUTE},
    },
}
