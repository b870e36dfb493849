"""What a mentor passes on: offered → pursuing → outcome, or declined. The mentor offers; the mentee moves it on."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.moves import IllegalMove
from outbox import actions as outbox
from partnerships import emails
from partnerships.models import Opportunity, Partnership

from .commitments import must_be_mentee
from .pairs import hold, must_be_in

State = Partnership.State
RUNNING = (*Partnership.UNDER_WAY, State.PAUSED)
MOST_OFFERED = 5
"""So many may wait for an answer at a time: passing on is choosing."""
SAME_OFFER = timedelta(hours=1)


@transaction.atomic
def offer_opportunity(
    *,
    partnership: Partnership,
    by: User,
    title: str,
    why: str,
    url: str = "",
    deadline: date | None = None,
    now: datetime,
) -> Opportunity:
    """The mentor passes something on, tied to the goal of the pair.

    1. Not past in the mentee's zone; at most :data:`MOST_OFFERED` wait for an answer. The very same one again within an hour (a form sent
       twice) gives the one that is there.
    2. The mentee is mailed at once.
    """
    must_be_mentor(partnership, by)
    partnership = hold(partnership)
    if partnership.state not in Partnership.UNDER_WAY:
        raise IllegalMove(_("An opportunity is passed on while the partnership is running."))
    waiting = partnership.opportunities.filter(state=Opportunity.State.OFFERED)
    there = waiting.filter(title=title, why=why, url=url, deadline=deadline, offered_at__gt=now - SAME_OFFER)
    if found := there.first():
        return found
    if waiting.count() >= MOST_OFFERED:
        raise IllegalMove(
            _("%(count)d wait for an answer already. Take one of them back first.") % {"count": MOST_OFFERED}
        )
    _must_be_to_come(partnership, deadline, now)
    opportunity = Opportunity.objects.create(
        partnership=partnership,
        title=title,
        why=why,
        url=url,
        deadline=deadline,
        offered_at=now,
        state_at=now,
        state_by=by,
    )
    emails.opportunity_offered(opportunity)
    return opportunity


@transaction.atomic
def change_opportunity(
    *,
    opportunity: Opportunity,
    by: User,
    version: int,
    title: str,
    why: str,
    url: str = "",
    deadline: date | None = None,
    now: datetime,
) -> Opportunity:
    """The mentor changes an offer that has no answer yet.

    1. ``version`` is the one that the mentor has read: a change from another window is not written over unseen. The same again changes nothing.
    2. The mail about the offer as it was is called off if it waits; the mentee is mailed the new one. Another last day is reminded of anew.
    """
    must_be_mentor(opportunity.partnership, by)
    partnership = hold(opportunity.partnership)
    opportunity.refresh_from_db()
    new: dict[str, Any] = {"title": title, "why": why, "url": url, "deadline": deadline}
    if opportunity.is_offered and new == {name: getattr(opportunity, name) for name in new}:
        return opportunity
    if deadline != opportunity.deadline:
        _must_be_to_come(partnership, deadline, now)
        new["reminded_at"] = None
    _move(
        partnership,
        opportunity,
        allowed=[Opportunity.State.OFFERED],
        read=version,
        version=version + 1,
        changed_at=now,
        **new,
    )
    _call_off(opportunity)
    emails.opportunity_offered(opportunity)
    return opportunity


@transaction.atomic
def withdraw_opportunity(*, opportunity: Opportunity, by: User, now: datetime) -> Opportunity:
    """The mentor takes an offer back that has no answer yet. What waits to be mailed about it is called off; nobody is mailed."""
    must_be_mentor(opportunity.partnership, by)
    partnership = hold(opportunity.partnership)
    _move(
        partnership,
        opportunity,
        allowed=[Opportunity.State.OFFERED],
        state=Opportunity.State.TAKEN_BACK,
        state_at=now,
        state_by=by,
    )
    _call_off(opportunity)
    return opportunity


@transaction.atomic
def pursue_opportunity(*, opportunity: Opportunity, by: User, version: int, now: datetime) -> Opportunity:
    """The mentee takes it up, as they have read it (``version``). The mentor is mailed."""
    return _answer(
        opportunity,
        by=by,
        now=now,
        allowed=[Opportunity.State.OFFERED],
        read=version,
        state=Opportunity.State.PURSUING,
        answered_at=now,
    )


@transaction.atomic
def decline_opportunity(*, opportunity: Opportunity, by: User, word: str = "", now: datetime) -> Opportunity:
    """The mentee leaves it, with a word or without. The mentor is mailed; a reminder that waits is called off."""
    return _answer(
        opportunity,
        by=by,
        now=now,
        allowed=[Opportunity.State.OFFERED],
        state=Opportunity.State.DECLINED,
        answered_at=now,
        word=word,
    )


@transaction.atomic
def settle_opportunity(
    *, opportunity: Opportunity, by: User, outcome: str, word: str = "", now: datetime
) -> Opportunity:
    """The mentee says how it turned out, with a word or without. The mentor is mailed; a reminder that waits is called off."""
    return _answer(
        opportunity,
        by=by,
        now=now,
        allowed=[Opportunity.State.PURSUING],
        state=Opportunity.State.OUTCOME,
        outcome=Opportunity.Outcome(outcome),
        word=word,
    )


@transaction.atomic
def remind_of_opportunity(*, opportunity: Opportunity, now: datetime) -> Opportunity:
    """Three days before the last day the mentee hears of it again, once for each such day. By the system.

    Who was offered it, or heard of a change, within these three days has just read of it and is not reminded.
    """
    partnership = hold(opportunity.partnership)
    opportunity.refresh_from_db()
    zone = partnership.mentee.zone
    due = opportunity.remind_at(zone)
    told_at = opportunity.changed_at or opportunity.offered_at
    is_over = opportunity.reminded_at or opportunity.has_gone_by(now.astimezone(zone).date())
    if is_over or due is None or not told_at < due <= now:
        raise IllegalMove(_("There is nothing to be reminded of just now."))
    _move(partnership, opportunity, allowed=Opportunity.OPEN, states=Partnership.UNDER_WAY, reminded_at=now)
    emails.opportunity_reminder(opportunity)
    return opportunity


def must_be_mentor(partnership: Partnership, user: User) -> None:
    """What only the mentor of a pair does."""
    must_be_in(partnership, user)
    if user.pk != partnership.mentor_id:
        raise IllegalMove(_("The mentor does that."))


def _must_be_to_come(partnership: Partnership, deadline: date | None, now: datetime) -> None:
    if deadline is not None and deadline < now.astimezone(partnership.mentee.zone).date():
        raise IllegalMove(
            _("That day has gone by where %(name)s lives.") % {"name": partnership.mentee.short_name}
        )


def _answer(
    opportunity: Opportunity,
    *,
    by: User,
    now: datetime,
    allowed: Collection[str],
    read: int | None = None,
    **fields: Any,
) -> Opportunity:
    """A move of the mentee's: it is mailed to the mentor, and what waits to be mailed to the mentee is called off."""
    must_be_mentee(opportunity.partnership, by)
    partnership = hold(opportunity.partnership)
    _move(partnership, opportunity, allowed=allowed, read=read, state_at=now, state_by=by, **fields)
    if not opportunity.is_pursued:
        _call_off(opportunity)
    emails.opportunity_answered(opportunity)
    return opportunity


def _move(
    partnership: Partnership,
    opportunity: Opportunity,
    *,
    allowed: Collection[str],
    states: Collection[str] = RUNNING,
    read: int | None = None,
    **fields: Any,
) -> None:
    """Compare-and-swap on the state, in a pair that runs; and on the version that was ``read``, where that matters."""
    if partnership.state not in states:
        raise IllegalMove(_("This partnership does not run any more. What was passed on stays to be read."))
    found = Opportunity.objects.filter(pk=opportunity.pk, state__in=allowed)
    if read is not None and found.exclude(version=read).exists():
        raise IllegalMove(_("It has been changed since you opened it. Nothing is done yet: read it again."))
    if not found.update(**fields):
        opportunity.refresh_from_db(fields=["state"])
        raise IllegalMove(
            _("It stands at “%(state)s” by now. Nothing has been changed.")
            % {"state": opportunity.get_state_display()}
        )
    opportunity.refresh_from_db()


def _call_off(opportunity: Opportunity) -> None:
    """Call off what is queued to the mentee about it."""
    for prefix in emails.opportunity_keys(opportunity):
        outbox.cancel(key_prefix=prefix)
