"""Requests for tests, made by the real actions."""

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import make_mentee, make_mentor
from matching import actions
from matching.models import Request

State = Request.State


def make_request(
    *,
    mentee: User | None = None,
    mentor: User | None = None,
    sent: datetime | None = None,
    state: str = State.PENDING,
) -> Request:
    """A request sent at ``sent`` (now unless told), taken on to ``state`` by whoever may do that."""
    mentee, mentor = mentee or make_mentee("Naledi"), mentor or make_mentor("Hanna")
    now = sent or timezone.now()
    request = actions.send(
        mentee=mentee,
        mentor=mentor,
        community=mentee.memberships.get().community,
        goal=mentee.profile.goals.get(),
        message="Could that be you?",
        hopes="One call every two weeks",
        now=now,
    )
    later = now + timedelta(hours=1)
    if state == State.ACCEPTED:
        actions.accept(request=request, by=mentor, now=later)
    elif state == State.DECLINED:
        actions.decline(request=request, by=mentor, reason=Request.Reason.NO_TIME, now=later)
    elif state == State.WITHDRAWN:
        actions.withdraw(request=request, by=mentee, now=later)
    elif state == State.EXPIRED:
        actions.expire(request=request, now=now + timedelta(days=14))
    request.refresh_from_db()
    return request
