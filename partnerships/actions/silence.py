"""A pair that has fallen silent: both are asked, then it ends by itself, and either may take it up again."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.moves import IllegalMove
from partnerships import emails
from partnerships.models import Event, Partnership
from partnerships.silence import GRACE, SILENT_AFTER, silent_since

from .agreement import set_clocks
from .endings import stand_still
from .pairs import hold, log, move, must_be_in
from .renewal import take_a_place

State = Partnership.State


@transaction.atomic
def warn_of_silence(*, partnership: Partnership, now: datetime) -> None:
    """Thirty-five days without a sign of life: both are asked, once for each silence, how it is and whether to go on. By the system."""
    partnership = hold(partnership)
    if not _is_silent(partnership, since=now - SILENT_AFTER):
        raise IllegalMove(_("The two have been in touch."))
    if partnership.warned_at and _is_silent(partnership, since=partnership.warned_at):
        raise IllegalMove(_("Both have been asked already."))
    partnership.warned_at = now
    partnership.save(update_fields=["warned_at"])
    log(partnership, kind=Event.Kind.WARNED, by=None, now=now)
    for person in partnership.people:
        emails.partnership_quiet(partnership, to=person, ends_at=now + GRACE)


@transaction.atomic
def end_in_silence(*, partnership: Partnership, now: datetime) -> Partnership:
    """Seven more silent days after the warning: ACTIVE → ENDED_INACTIVE.

    1. Clocks stop and the mentor's place is free.
    2. Both hear in neutral words how to take it up again within thirty days. By the system.
    """
    partnership = hold(partnership)
    warned_at = partnership.warned_at
    if warned_at is None or now < warned_at + GRACE or not _is_silent(partnership, since=warned_at):
        raise IllegalMove(_("The two have been in touch."))
    move(
        partnership,
        to=State.ENDED_INACTIVE,
        allowed=[State.ACTIVE],
        by=None,
        now=now,
        event=Event.Kind.ENDED,
        warned_at=None,
    )
    stand_still(partnership, by=None, now=now)
    for person in partnership.people:
        emails.partnership_ended_quiet(partnership, to=person)
    return partnership


@transaction.atomic
def revive(*, partnership: Partnership, by: User, now: datetime) -> Partnership:
    """Either takes up what ended in silence, within thirty days and before the agreed end, if the mentor has a place.

    1. Under lock of both people, ENDED_INACTIVE → ACTIVE; the place is taken again, the clocks are set anew.
    2. The other person hears when the next check is.
    """
    must_be_in(partnership, by)
    take_a_place(partnership)
    partnership = hold(partnership)
    if partnership.state == State.ENDED_INACTIVE:
        if now > partnership.revive_until:
            raise IllegalMove(_("Thirty days have gone by since it ended. You can ask anew instead."))
        if partnership.agreement.ends_on <= timezone.localdate(now):
            raise IllegalMove(_("The end you had agreed on has come. You can ask anew instead."))
    move(
        partnership,
        to=State.ACTIVE,
        allowed=[State.ENDED_INACTIVE],
        by=by,
        now=now,
        event=Event.Kind.REVIVED,
    )
    set_clocks(partnership, partnership.agreement, now=now)
    emails.partnership_resumed(partnership, to=partnership.other(by))
    return partnership


def _is_silent(partnership: Partnership, *, since: datetime) -> bool:
    return silent_since(since).filter(pk=partnership.pk).exists()
