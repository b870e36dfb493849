"""The mails of the demo's past: written by the actions as ever, and then dated back, as sent, without being delivered."""

from datetime import datetime, timedelta

from outbox.models import Mail

FRESH = timedelta(hours=36)
STILL_TO_SEND = 5
"""How many of the newest are left waiting, so that the first start has something to deliver."""


class Postmarks:
    """Gives each mail the moment at which it would have been written."""

    def __init__(self) -> None:
        self.last = Mail.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def stamp(self, moment: datetime) -> None:
        """Everything written since the last call was written at ``moment``, and left at once.

        At once, because what happens next depends on it: a request that was read can no longer be called off unread.
        """
        fresh = Mail.objects.filter(pk__gt=self.last)
        newest = fresh.order_by("-pk").values_list("pk", flat=True).first()
        if newest is None:
            return
        fresh.update(created_at=moment, not_before=moment)
        fresh.filter(state=Mail.State.QUEUED).update(
            state=Mail.State.SENT, sent_at=moment + timedelta(seconds=20), attempts=1
        )
        fresh.filter(cancelled_at__isnull=False).update(cancelled_at=moment)
        self.last = newest

    @staticmethod
    def leave_some_waiting(*, first: int, now: datetime) -> int:
        """Put the newest few of the mails after ``first`` back in the queue; returns how many."""
        newest = Mail.objects.filter(pk__gt=first, state=Mail.State.SENT, sent_at__gt=now - FRESH).order_by(
            "-created_at", "-pk"
        )[:STILL_TO_SEND]
        return Mail.objects.filter(pk__in=[mail.pk for mail in newest]).update(
            state=Mail.State.QUEUED, sent_at=None, attempts=0, created_at=now, not_before=now
        )
