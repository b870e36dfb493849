"""Silence: which active pairs have shown no sign of life for so long."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from partnerships.models import (
    Check,
    Commitment,
    Event,
    JournalEntry,
    Loosening,
    Opportunity,
    Partnership,
    Session,
)

SILENT_AFTER = timedelta(days=35)
"""A month and some days: the longest rhythm is monthly, and one check may go by."""
GRACE = timedelta(days=7)
"""How long the two have after the warning."""


def silent_since(moment: datetime) -> QuerySet[Partnership]:
    """Active pairs in which neither of the two has done anything since ``moment``: no answer, reply, commitment, opportunity,
    journal entry, talk or move. What the system does by itself is no sign of life; being taken up again by it after a pause begins the count anew."""
    of_pair = {"partnership": OuterRef("pk")}
    signs = (
        Event.objects.filter(Q(by__isnull=False) | Q(kind=Event.Kind.RESUMED), at__gt=moment, **of_pair),
        Check.objects.filter(Q(answered_at__gt=moment) | Q(replied_at__gt=moment), **of_pair),
        Commitment.objects.filter(made_at__gt=moment, **of_pair),
        Loosening.objects.filter(made_at__gt=moment, commitment__partnership=OuterRef("pk")),
        Opportunity.objects.filter(Q(state_at__gt=moment) | Q(changed_at__gt=moment), **of_pair),
        JournalEntry.objects.filter(written_at__gt=moment, **of_pair),
        Session.objects.filter(Q(state_by__isnull=False, state_at__gt=moment) | _held(moment), **of_pair),
    )
    pairs = Partnership.objects.filter(state=Partnership.State.ACTIVE, state_at__lte=moment)
    for sign in signs:
        pairs = pairs.exclude(Exists(sign))
    return pairs


def _held(moment: datetime) -> Q:
    """A talk whose time came after ``moment``, unless it is said that it did not take place."""
    return Q(state__in=[Session.State.AGREED, Session.State.HELD], starts_at__gt=moment)
