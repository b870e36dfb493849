"""How much asking is good for everybody. One table, read by actions, pages and mails alike."""

from datetime import timedelta

from django.conf import settings

MAX_PENDING: int = getattr(settings, "MATCHING_MAX_PENDING", 3)
"""Requests a mentee may have waiting at one time."""
MAX_MENTORS: int = getattr(settings, "MATCHING_MAX_MENTORS", 2)
"""Partnerships a mentee may have at one time. Reaching it overtakes their other requests."""

EXPIRES_AFTER = timedelta(days=14)
REMIND_ON = (timedelta(days=4), timedelta(days=10))
ASK_ANOTHER_AFTER = timedelta(days=4)
"""For one goal one asks one person; from the fourth day of silence somebody else too."""
COOL_OFF = timedelta(days=30)
"""After a decline, until the same mentor can be asked again."""
PAUSE_AFTER_EXPIRIES = 3
"""Requests in a row that ran out unanswered, until the mentor is paused."""
