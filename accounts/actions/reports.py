"""Concerns."""

from datetime import datetime

from django.db import transaction

from accounts import emails
from accounts.evidence import snapshot
from accounts.models import Report, User

from .communities import caretakers_of


@transaction.atomic
def report(*, by: User | None, about: User | None, text: str, now: datetime) -> Report:
    """Tell of a concern. Keeps what the other person's profile said at this moment, and mails staff and the organisers of the
    teller's communities; never the person it is about."""
    entry = Report.objects.create(
        reporter=by, about=about, text=text, evidence=snapshot(about, now) if about else {}
    )
    for person in caretakers_of(by):
        if person != about:
            emails.report_received(entry, to=person)
    return entry
