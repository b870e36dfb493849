"""The mentee's side of a request, and the questions that go to and fro before an answer."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Community, Goal, Profile, User
from accounts.moves import IllegalMove
from matching import candidates, emails, limits
from matching.meeting import meet
from matching.models import Request
from outbox import actions as outbox
from partnerships.models import Partnership

from .locks import end, lock

State = Request.State


@transaction.atomic
def send(
    *,
    mentee: User,
    mentor: User,
    community: Community,
    goal: Goal,
    message: str,
    hopes: str = "",
    not_asking: str = "",
    now: datetime,
) -> Request:
    """The mentee asks.

    1. Under lock of both people, checks the gates and the limits again (see :func:`why_not`).
    2. Writes the request, PENDING until its ``expires_at``.
    3. Mails the mentor, who sees the same explanation from their side.
    """
    lock(mentee, mentor)
    reason = why_not(mentee=mentee, mentor=mentor, goal=goal, now=now)
    if reason:
        raise IllegalMove(reason)
    try:
        with transaction.atomic():
            request = Request.objects.create(
                mentee=mentee,
                mentor=mentor,
                community=community,
                goal=goal,
                goal_text=goal.text,
                message=message,
                hopes=hopes,
                not_asking=not_asking,
                sent_at=now,
                expires_at=now + limits.EXPIRES_AFTER,
            )
    except IntegrityError as error:
        raise IllegalMove(_("You have asked %(name)s already.") % {"name": mentor.short_name}) from error
    emails.request_received(request)
    return request


def why_not(*, mentee: User, mentor: User, goal: Goal | None, now: datetime) -> str:
    """Why ``mentee`` cannot ask ``mentor`` now, in words for the mentee; empty when they can.

    What a block, a draining value or "never again" forbids is worded like any other absence: it tells nobody anything.
    """
    name = mentor.short_name
    profile = Profile.objects.filter(user=mentee).first()
    if profile is None or not profile.is_complete:
        return _("Finish your own profile first: a mentor answers a person, not a name.")
    pending = Request.objects.pending().filter(mentee=mentee)
    if pending.filter(mentor=mentor).exists():
        return _("You have asked %(name)s already. The answer is on its way.") % {"name": name}
    if pending.count() >= limits.MAX_PENDING:
        return ngettext(
            "%(count)d request of yours waits for an answer. Withdraw it to ask somebody else.",
            "%(count)d requests of yours wait for an answer. Withdraw one to ask somebody else.",
            limits.MAX_PENDING,
        ) % {"count": limits.MAX_PENDING}
    running = Partnership.objects.filter(mentee=mentee, state__in=Partnership.TAKES_A_PLACE).count()
    if running >= limits.MAX_MENTORS:
        return _(
            "You go together with as many mentors as one person can do justice to. Ask again when one of these has ended."
        )
    if not candidates.mentors_open_to(mentee).filter(user=mentor).exists() or meet(mentee, mentor).pair.gates:
        return _("%(name)s is not taking requests from you at the moment.") % {"name": name}
    return _too_soon(mentee=mentee, mentor=mentor, goal=goal, now=now)


def _too_soon(*, mentee: User, mentor: User, goal: Goal | None, now: datetime) -> str:
    declined = (
        Request.objects.filter(mentee=mentee, mentor=mentor, state=State.DECLINED)
        .order_by("-ended_at")
        .first()
    )
    if declined and declined.ended_at and now < declined.ended_at + limits.COOL_OFF:
        return _("%(name)s said no on %(day)s. You can ask again from %(from)s.") % {
            "name": mentor.short_name,
            "day": _day(declined.ended_at),
            "from": _day(declined.ended_at + limits.COOL_OFF),
        }
    fresh = (
        Request.objects.pending()
        .filter(mentee=mentee, goal=goal, sent_at__gt=now - limits.ASK_ANOTHER_AFTER)
        .select_related("mentor")
        .first()
    )
    if goal and fresh:
        return _("You asked %(name)s about this on %(day)s. From %(from)s you can ask someone else too.") % {
            "name": fresh.mentor.short_name,
            "day": _day(fresh.sent_at),
            "from": _day(fresh.sent_at + limits.ASK_ANOTHER_AFTER),
        }
    return ""


def _day(moment: datetime) -> str:
    return formats.date_format(timezone.localtime(moment), "DATE_FORMAT")


@transaction.atomic
def withdraw(*, request: Request, by: User, now: datetime) -> Request:
    """The mentee takes it back, any time before the answer. Called-off mails stay unsent; the mentor is told, and a reply they
    were writing is kept."""
    if by.pk != request.mentee_id:
        raise IllegalMove(_("Only who has asked can withdraw a request."))
    lock(request.mentee, request.mentor)
    end(request, to=State.WITHDRAWN, by=by, now=now)
    unread = outbox.cancel(key_prefix=emails.prefix(request))
    if not unread:
        emails.request_withdrawn(request)
    return request


@transaction.atomic
def mark_seen(*, request: Request, by: User, now: datetime) -> None:
    """The mentor has opened it. A time, not a state; the mentee sees the day."""
    if by.pk == request.mentor_id and request.seen_at is None:
        Request.objects.filter(pk=request.pk, seen_at__isnull=True).update(seen_at=now)
        request.seen_at = now


@transaction.atomic
def ask_question(*, request: Request, by: User, text: str, now: datetime) -> Request:
    """The mentor asks one question before deciding. The mentee gets it by mail and answers on the request's page."""
    if by.pk != request.mentor_id:
        raise IllegalMove(_("Only the mentor can ask a question here."))
    asked = (
        Request.objects.pending()
        .filter(pk=request.pk, question_at__isnull=True)
        .update(question=text, question_at=now)
    )
    request.refresh_from_db()
    if not asked:
        raise IllegalMove(
            _("You have asked a question already.")
            if request.is_pending
            else _("This request is no longer open.")
        )
    emails.request_question(request)
    return request


@transaction.atomic
def answer_question(*, request: Request, by: User, text: str, now: datetime) -> Request:
    """The mentee answers the mentor's question, once; the mentor gets it by mail."""
    if by.pk != request.mentee_id:
        raise IllegalMove(_("Only who was asked can answer."))
    answered = (
        Request.objects.pending()
        .filter(pk=request.pk, question_at__isnull=False, answer_at__isnull=True)
        .update(answer=text, answer_at=now)
    )
    request.refresh_from_db()
    if not answered:
        raise IllegalMove(
            _("You have answered already.") if request.is_pending else _("This request is no longer open.")
        )
    emails.request_answer(request)
    return request
