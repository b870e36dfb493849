"""Loads the whole demo, in one transaction: people, and what they lived through up to now."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from accounts import actions as accounts
from accounts.models import Area, User
from outbox import broker
from outbox.models import Mail

from .files import read
from .moments import Moments
from .people import Terms, load_communities, load_people
from .postmarks import Postmarks
from .stories import Stories


class NoVocabulary(Exception):
    """The words that people define themselves in have not been loaded."""


def load(*, now: datetime, told: Callable[[str], object] = lambda what: None) -> bool:
    """Load the demo as it stands at ``now``; False, and nothing done, where there are people already.

    ``told`` hears the name of each move, for a progress bar. No worker is told of the mails: all but the newest few are history,
    and the sweep finds those.
    """
    with broker.quiet(), transaction.atomic():
        if User.objects.exists():
            return False
        if not Area.objects.exists():
            raise NoVocabulary
        first_mail = Mail.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        moments, postmarks = Moments(now), Postmarks()
        terms = Terms.load()
        communities = load_communities(terms, now=now)
        people = load_people(terms, communities, moments, postmarks)
        stories = Stories(people, communities, moments, postmarks)
        stories.read_all()
        for what in stories.live():
            told(what)
        for data in read("people"):
            if data["paused"]:
                user = people[data["key"]]
                accounts.set_available(
                    profile=user.profile, available=False, by=user, now=moments.from_today(user, -5, "pause")
                )
        postmarks.leave_some_waiting(first=first_mail, now=now)
    return True
