"""The mentor decides."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Profile, User
from accounts.moves import IllegalMove
from matching import emails, limits
from matching.meeting import meet
from matching.models import Request
from outbox import actions as outbox
from partnerships import actions as partnerships
from partnerships.models import Partnership

from .locks import end, lock

State = Request.State


@transaction.atomic
def accept(*, request: Request, by: User, reply: str = "", now: datetime) -> Partnership:
    """The mentor says yes.

    1. Under lock of both people, PENDING → ACCEPTED by compare-and-swap.
    2. Counts places and the mentee's own limit again; a mentor with one place never accepts two.
    3. Starts the partnership, which introduces both by mail, once.
    4. With the mentor's last place taken, their other waiting requests are void, and those mentees hear at once and kindly;
       with the mentee's limit reached, the mentee's other requests are overtaken, and those mentors hear.
    """
    _must_be_mentor(request, by)
    lock(request.mentee, request.mentor)
    end(request, to=State.ACCEPTED, by=by, now=now, reply=reply, reply_draft="")
    places = Profile.objects.get(user=request.mentor).places
    if _places_taken(request.mentor) >= places:
        raise IllegalMove(_("All your places are taken. Add one on your profile, or decline kindly."))
    if _running(request.mentee) >= limits.MAX_MENTORS:
        raise IllegalMove(_("%(name)s has found company meanwhile.") % {"name": request.mentee.short_name})
    outbox.cancel(key_prefix=emails.prefix(request))
    partnership = partnerships.start(
        mentee=request.mentee,
        mentor=request.mentor,
        community=request.community,
        goal=request.goal,
        goal_text=request.goal_text,
        origin=f"request:{request.public_id}",
        ground=meet(request.mentee, request.mentor).ground(),
        by=by,
        now=now,
    )
    if _places_taken(request.mentor) >= places:
        _void_waiting_for(request.mentor, now=now)
    if _running(request.mentee) >= limits.MAX_MENTORS:
        _supersede_others_of(request.mentee, now=now)
    return partnership


@transaction.atomic
def decline(*, request: Request, by: User, reason: str, reply: str = "", now: datetime) -> Request:
    """The mentor says no, with a reason from the list and a line if they like; the mentee is mailed and offered their shortlist."""
    _must_be_mentor(request, by)
    if reason not in Request.DECLINE_REASONS:
        raise ValueError(f"{reason!r} is not a reason to decline")
    lock(request.mentee, request.mentor)
    end(request, to=State.DECLINED, by=by, now=now, reason=reason, reply=reply, reply_draft="")
    outbox.cancel(key_prefix=emails.prefix(request))
    emails.request_declined(request)
    return request


@transaction.atomic
def keep_draft(*, request: Request, by: User, reply: str) -> None:
    """Keep what the mentor had written when the request ended under their hands."""
    _must_be_mentor(request, by)
    Request.objects.filter(pk=request.pk).update(reply_draft=reply)
    request.reply_draft = reply


def _must_be_mentor(request: Request, user: User) -> None:
    if user.pk != request.mentor_id:
        raise IllegalMove(_("Only who was asked can answer a request."))


def _places_taken(mentor: User) -> int:
    return Partnership.objects.taking_a_place().filter(mentor=mentor).count()


def _running(mentee: User) -> int:
    return Partnership.objects.taking_a_place().filter(mentee=mentee).count()


def _void_waiting_for(mentor: User, *, now: datetime) -> None:
    for request in Request.objects.pending().filter(mentor=mentor).with_people():
        end(request, to=State.VOID, by=None, now=now, reason=Request.Reason.FULL)
        outbox.cancel(key_prefix=emails.prefix(request))
        emails.mentor_full(request)


def _supersede_others_of(mentee: User, *, now: datetime) -> None:
    for request in Request.objects.pending().filter(mentee=mentee).with_people():
        end(request, to=State.SUPERSEDED, by=None, now=now)
        outbox.cancel(key_prefix=emails.prefix(request))
        emails.request_superseded(request)
