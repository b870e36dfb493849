"""What the mentor of a pair has passed on, as one of the two sees it."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from partnerships.actions.opportunities import RUNNING
from partnerships.models import Opportunity, Partnership
from partnerships.pair import Pair

SOON = timedelta(days=7)
NEW = timedelta(days=7)


@dataclass(frozen=True)
class Shelf:
    """``open``: what waits for an answer or an outcome, what is due first; ``earlier``: what has come of the others, the latest first."""

    open: list[Opportunity]
    earlier: list[Opportunity]

    def __bool__(self) -> bool:
        return bool(self.open or self.earlier)


def shelf(pair: Pair) -> Shelf:
    """Everything that was passed on and not taken back."""
    there = [one for one in pair.partnership.opportunities.all() if not one.is_taken_back]
    return Shelf(
        sorted(
            (one for one in there if one.is_open),
            key=lambda one: (not one.is_offered, one.deadline is None, one.deadline or pair.today),
        ),
        [one for one in there if not one.is_open],
    )


def can_offer(pair: Pair) -> bool:
    """Whether you may pass something on."""
    return pair.is_mentor and pair.state in Partnership.UNDER_WAY


def can_move(pair: Pair) -> bool:
    """Whether what was passed on can still be changed, answered or settled."""
    return pair.state in RUNNING


def pressing(pair: Pair) -> Opportunity | None:
    """An offer that comes before the next check for you, the mentee: new, or with its last day within a week."""
    if pair.is_mentor or not pair.is_active:
        return None
    return next((one for one in shelf(pair).open if one.is_offered and _is_pressing(one, pair)), None)


def _is_pressing(opportunity: Opportunity, pair: Pair) -> bool:
    if opportunity.has_gone_by(pair.today):
        return False
    told_at = opportunity.changed_at or opportunity.offered_at
    is_soon = opportunity.deadline is not None and opportunity.deadline <= pair.today + SOON
    return is_soon or timezone.localdate(told_at) > pair.today - NEW
