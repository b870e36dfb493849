"""Requests and decision sheets for tests, made by the real actions."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import make_mentee, make_mentor
from matching import actions
from matching.actions.sheets import Wanted
from matching.models import DecisionSheet, Request

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


def make_sheet(
    *,
    by: User,
    mentors: Sequence[User],
    criteria: Sequence[str] = ("Tells me the truth", "Has time", "Has led people"),
    state: str = DecisionSheet.State.OPEN,
    text: str = "So it seems",
) -> DecisionSheet:
    """A sheet of ``by``, taken on to ``state``; every cell says ``text`` once it is revealed."""
    now = timezone.now()
    sheet = actions.open_sheet(
        by=by,
        goal=by.profile.goals.first(),
        mentors=mentors,
        criteria=[Wanted(words) for words in criteria],
        now=now,
    )
    if state != DecisionSheet.State.OPEN:
        fill(sheet, text=text)
        actions.reveal(by=by, sheet=sheet, now=now)
    if state == DecisionSheet.State.DECIDED:
        actions.decide(by=by, sheet=sheet, option=sheet.options.first(), why=text, now=now)
    sheet.refresh_from_db()
    return sheet


def fill(sheet: DecisionSheet, *, text: str = "So it seems", level: str = "good") -> None:
    """The same in every cell."""
    for criterion in sheet.criteria.all():
        for option in sheet.options.all():
            actions.judge(
                by=sheet.mentee,
                sheet=sheet,
                criterion=criterion,
                option=option,
                level=level,
                text=text,
                version=0,
                now=timezone.now(),
            )
