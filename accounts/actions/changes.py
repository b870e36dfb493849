"""The change log: what ranking must read again is written down in the transaction that changes it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from accounts.models import Change, Community, User
from accounts.searching import write_search_text

KEPT_FOR = timedelta(days=7)
"""A process that was away for longer reads everything again."""


def note_change(user: User) -> None:
    """Write down, in the caller's transaction and after its other writes, that what ranking knows of ``user`` may have changed."""
    note_changes([user.pk])


def note_changes(users: Iterable[int], *, words: bool = True) -> None:
    """The same for many people at once, by primary key; the text that is searched for them is written anew.

    ``words`` False: nothing that they wrote or are called has changed, so their texts stand as they are.
    """
    users = list(users)
    Change.objects.bulk_create((Change(user_id=user) for user in users), batch_size=1000)
    if words:
        write_search_text(users)


def note_vocabulary() -> None:
    """Write down that a word, what is said of it, or how areas are related may have changed."""
    Change.objects.create(kind=Change.Kind.VOCABULARY)


def note_rules(community: Community) -> None:
    """Write down that what ``community`` has set may have changed: weights, opposed values, whether it is open."""
    Change.objects.create(kind=Change.Kind.RULES, community=community)


def note_prices(community: Community) -> None:
    """Write down that the prices of the mentors of ``community`` were worked out anew."""
    Change.objects.create(kind=Change.Kind.PRICES, community=community)


def forget_changes(*, now: datetime) -> int:
    """Delete what every process has long read; returns how many rows. The newest row always stays: by it a process knows that it
    has missed nothing."""
    newest = Change.objects.order_by("-pk").values_list("pk", flat=True).first()
    if newest is None:
        return 0
    return Change.objects.filter(at__lt=now - KEPT_FOR, pk__lt=newest).delete()[0]
