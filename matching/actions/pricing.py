"""The prices of a community's mentors: when they are worked out, and by whose leave."""

import logging
from collections.abc import Iterator
from datetime import datetime

import numpy as np
from celery import current_app
from django.db import transaction
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from accounts import actions as accounts
from accounts.models import Community, Membership
from accounts.moves import IllegalMove
from matching import pricing
from matching.cohort import Cohort, cohort
from matching.models import CommunityRules, MentorPrice

log = logging.getLogger(__name__)

CELLS = 4_000_000
"""Scores held at a time: 32 MB."""


def ask_for_prices(*, community: Community) -> None:
    """Let a worker do :func:`work_out_prices`; IllegalMove where it would refuse, or where the queue does not answer."""
    _check(community)
    try:  # by name, because the tasks stand above the actions
        current_app.send_task("matching.tasks.price_community", args=[community.pk], retry=False)
    except Exception as error:  # each transport has its own
        log.warning("The broker does not answer (%s); no prices were asked for.", type(error).__name__)
        raise IllegalMove(_("The queue does not answer just now. Try again later.")) from error


def work_out_prices(*, community: Community, now: datetime) -> int:
    """Work out what demand takes off each mentor's rank in ``community``, and put it in the place of what was there.

    1. Refuse where the community is closed or lets no demand count (IllegalMove).
    2. Read and score the whole cohort, outside any transaction: it may take minutes.
    3. Replace the prices, note the time and tell every process, in one transaction. Of two at once the one that began later stays.

    Returns how many mentors have a price.
    """
    _check(community)
    people = cohort(community)
    at = pricing.prices(pricing.top_lists(_blocks(people)), people.places)
    found = dict(zip(people.mentors.tolist(), at.tolist(), strict=True))
    with transaction.atomic():
        return _replace(community, {mentor: price for mentor, price in found.items() if price > 0}, now)


def _check(community: Community) -> None:
    if not community.is_active:
        raise IllegalMove(_("The community is switched off."))
    if CommunityRules.objects.filter(community=community, uses_prices=False).exists():
        raise IllegalMove(_("Demand does not count in its order."))


def _blocks(people: Cohort) -> Iterator[NDArray[np.float64]]:
    height = max(1, CELLS // max(1, len(people.mentors)))
    for first in range(0, len(people.mentees), height):
        yield people.block(first, min(first + height, len(people.mentees)))


def _replace(community: Community, prices: dict[int, float], now: datetime) -> int:
    """Under the lock of the community's row, which its page in the administration takes as well."""
    Community.objects.select_for_update(no_key=True).get(pk=community.pk)
    rules, __ = CommunityRules.objects.get_or_create(community=community)
    if rules.priced_at and rules.priced_at > now:
        return MentorPrice.objects.filter(community=community).count()
    members = set(Membership.objects.active().filter(community=community).values_list("user_id", flat=True))
    still_here = [mentor for mentor in sorted(prices) if mentor in members]
    MentorPrice.objects.filter(community=community).delete()
    MentorPrice.objects.bulk_create(
        (MentorPrice(community=community, mentor_id=mentor, price=prices[mentor]) for mentor in still_here),
        batch_size=1000,
    )
    CommunityRules.objects.filter(pk=rules.pk).update(priced_at=now)
    accounts.note_prices(community)
    return len(still_here)
