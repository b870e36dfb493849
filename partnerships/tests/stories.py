"""What pairs live through, for tests of all their mails: each story by the real actions, from :data:`BEGIN` on."""

from datetime import date, timedelta

from partnerships import actions
from partnerships.models import Check, Partnership

from .factories import (
    BEGIN,
    agree,
    clock_of,
    make_check,
    make_commitment,
    make_partnership,
    propose_change,
)


def go_to_the_close() -> Partnership:
    """From the introduction to the close: terms and their changes, what is asked alone, checks answered and missed, a pause."""
    pair = make_partnership()
    actions.nudge(partnership=pair)
    agree(pair)
    make_commitment(pair)
    for answer in (actions.decline_change, actions.agree_to_change):
        change = propose_change(pair, pair.mentee, weekday=3)
        answer(partnership=pair, by=pair.mentor, number=change.number, now=BEGIN)
    actions.ask_fit(partnership=pair, now=BEGIN)
    actions.ask_pulse(partnership=pair, now=BEGIN)
    clock = clock_of(pair, pair.mentor)
    actions.fire(clock=clock, due=clock.next_due_at, now=clock.next_due_at)
    check = make_check(pair, Check.State.ANSWERED)
    actions.reply(
        check=check, by=pair.mentor, kind="support", text="A knee is a beginning.", now=check.due_at
    )
    now = check.due_at + timedelta(days=1)
    actions.resize(commitment=pair.commitments.get(state="open"), by=pair.mentee, to="let_go", now=now)
    for _missed in range(2):
        make_check(pair)
    actions.pause(partnership=pair, by=pair.mentee, back_on=date(2026, 9, 20), now=now)
    actions.resume(partnership=pair, by=pair.mentee, now=now)
    return actions.close(partnership=pair, by=pair.mentee, now=now)


def plan_talks(pair: Partnership) -> None:
    """One that is agreed, reminded of, and called off; and one for which no time fits."""
    talk = {"minutes": 45, "where": "Room 4", "agenda": "The October log"}
    when = BEGIN + timedelta(days=3)
    session = actions.propose_session(partnership=pair, by=pair.mentee, times=[when], now=BEGIN, **talk)
    session = actions.accept_time(session=session, by=pair.mentor, starts_at=when, now=BEGIN)
    actions.remind_of_session(session=session, now=when - timedelta(hours=20))
    actions.cancel_session(session=session, by=pair.mentor, word="A fever.", now=BEGIN)
    session = actions.propose_session(partnership=pair, by=pair.mentee, times=[when], now=BEGIN, **talk)
    actions.decline_times(session=session, by=pair.mentor, word="All week away.", now=BEGIN)
