"""Paying forward: after an ending, the mentee passes on what they have come through."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import add_passage
from accounts.models import Area, Passage, User
from accounts.moves import IllegalMove
from partnerships.models import Forward, Partnership

from .commitments import must_be_mentee
from .pairs import hold

State = Partnership.State
AFTER = (State.CLOSING, State.COMPLETED, State.ENDED_EARLY, State.ENDED_INACTIVE)


@transaction.atomic
def pay_forward(
    *,
    partnership: Partnership,
    by: User,
    area: Area,
    began: int,
    ended: int | None,
    depth: str,
    asked_of_me: str,
    differently: str,
    is_offered: bool,
    now: datetime,
) -> Passage:
    """The mentee adds a passage that grew from the goal, once for each partnership.

    1. It stands on their profile; where they offer to be asked about it, the next request of anybody ranks by it.
    2. Nobody is mailed, and the mentor is not told.
    """
    partnership = _may_decide(partnership, by)
    passage = add_passage(
        profile=by.profile,
        area=area,
        began=began,
        ended=ended,
        depth=depth,
        asked_of_me=asked_of_me,
        differently=differently,
        is_offered=is_offered,
        now=now,
    )
    Forward.objects.create(partnership=partnership, state=Forward.State.GIVEN, state_at=now, passage=passage)
    return passage


@transaction.atomic
def leave_forward(*, partnership: Partnership, by: User, now: datetime) -> Forward:
    """The mentee says "not now": they are not asked about this partnership again."""
    partnership = _may_decide(partnership, by)
    return Forward.objects.create(partnership=partnership, state=Forward.State.LEFT, state_at=now)


def _may_decide(partnership: Partnership, by: User) -> Partnership:
    must_be_mentee(partnership, by)
    partnership = hold(partnership)
    agreement = getattr(partnership, "agreement", None)
    if partnership.state not in AFTER or agreement is None or not agreement.is_in_force:
        raise IllegalMove(
            _("What you take with you can be passed on once a partnership that had begun is over.")
        )
    if Forward.objects.filter(partnership=partnership).exists():
        raise IllegalMove(_("You have decided on that already."))
    return partnership
