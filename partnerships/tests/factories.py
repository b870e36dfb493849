"""Pairs for tests, brought to a state through the real actions."""

from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

from django.db.models import F

from accounts.models import User
from accounts.tests.factories import make_community, make_mentee, make_mentor, make_person
from partnerships import actions
from partnerships.ground import Ground, Pull, SharedValue
from partnerships.models import Check, CheckClock, Commitment, Opportunity, Partnership, Version
from partnerships.silence import GRACE, SILENT_AFTER

State = Partnership.State

BEGIN = datetime(2026, 9, 1, 10, 0, tzinfo=UTC)
"""A Tuesday. Factories begin their stories here, so that a test reads the same on any day."""

GROUND = Ground(
    shared=(
        SharedValue(
            name="Honesty",
            mentee_rank=1,
            mentor_rank=1,
            mentee_line="I say the uncomfortable number in the meeting, not in the corridor afterwards.",
            mentor_line="I weigh the coffee twice and write down the lower one.",
        ),
        SharedValue(
            name="Fairness", mentee_rank=2, mentor_rank=3, mentee_line="I count who spoke.", mentor_line=""
        ),
    ),
    pulls=(
        Pull(
            mentee_value="Independence of mind",
            mentor_value="Steady ground",
            mentee_line="I ask who says so.",
            mentor_line="I keep what has carried us.",
        ),
    ),
    passages=("First time managing people",),
    mentee_values=((8, 1), (9, 2), (0, 3)),
    mentor_values=((8, 1), (9, 3), (5, 2)),
    shared_places=frozenset({8, 9}),
)


def make_partnership(
    state: str = State.INTRODUCED,
    *,
    mentee: User | None = None,
    mentor: User | None = None,
    ground: Ground = GROUND,
    now: datetime = BEGIN,
    **terms: object,
) -> Partnership:
    """A pair in ``state``, everything at ``now``. ``terms`` go into the agreement (see :func:`agree`)."""
    mentee = mentee or make_mentee("Naledi", time_zone="Africa/Gaborone")
    mentor = mentor or make_mentor("Adaeze", time_zone="Africa/Lagos")
    goal = mentee.profile.goals.first()
    partnership = actions.start(
        mentee=mentee,
        mentor=mentor,
        community=make_community(),
        goal=goal,
        goal_text=goal.text if goal else "A first team",
        origin=f"test:{uuid4()}",
        ground=ground,
        by=mentor,
        now=now,
    )
    return _bring_to(state, partnership, now=now, **terms)


def _bring_to(state: str, partnership: Partnership, *, now: datetime, **terms: object) -> Partnership:
    one, other = partnership.mentee, partnership.mentor
    if state in (
        State.ACTIVE,
        State.PAUSED,
        State.CLOSING,
        State.COMPLETED,
        State.ENDED_EARLY,
        State.ENDED_INACTIVE,
        State.SUSPENDED,
    ):
        agree(partnership, now=now, **terms)
    if state == State.PAUSED:
        actions.pause(partnership=partnership, by=one, back_on=now.date() + timedelta(days=21), now=now)
    elif state in (State.CLOSING, State.ENDED_EARLY):
        actions.close(partnership=partnership, by=other, now=now)
    elif state == State.COMPLETED:
        actions.reach_end(partnership=partnership, now=now + timedelta(weeks=12))
        actions.finish(partnership=partnership, now=now + timedelta(weeks=14))
    elif state == State.LAPSED:
        actions.lapse(partnership=partnership, now=now)
    elif state == State.SUSPENDED:
        actions.suspend(partnership=partnership, by=None, now=now)
    elif state == State.ENDED_INACTIVE:
        _fall_silent(partnership, now=now)
    if state == State.ENDED_EARLY:
        actions.finish(partnership=partnership, now=now)
    return Partnership.objects.get(pk=partnership.pk)


def _fall_silent(partnership: Partnership, *, now: datetime) -> None:
    """Six silent weeks, which end at ``now``: what has happened is moved back by that much."""
    silence = SILENT_AFTER + GRACE + timedelta(seconds=1)
    Partnership.objects.filter(pk=partnership.pk).update(state_at=now - silence)
    partnership.events.update(at=F("at") - silence)
    actions.warn_of_silence(partnership=partnership, now=now - GRACE)
    actions.end_in_silence(partnership=partnership, now=now)


def agree(partnership: Partnership, *, now: datetime = BEGIN, **terms: object) -> None:
    """Both sign: every second Wednesday at six in the evening for twelve weeks, unless ``terms`` say otherwise."""
    terms = {
        "rhythm": "fortnightly",
        "weekday": 2,
        "at": time(18),
        "ends_on": now.date() + timedelta(weeks=12),
        "confidentiality": "What is said here stays here.",
        "candour": "We say what we see.",
    } | terms
    agreement = actions.propose(partnership=partnership, by=partnership.mentee, now=now, **terms)
    actions.sign(partnership=partnership, by=partnership.mentor, version=agreement.version, now=now)


def propose_change(partnership: Partnership, by: User, *, now: datetime = BEGIN, **terms: object) -> Version:
    """Propose to change the agreement in force in ``terms``."""
    standing = partnership.versions.filter(state=Version.State.AGREED).latest("number")
    return actions.propose_change(partnership=partnership, by=by, now=now, **standing.terms | terms)


def make_commitment(
    partnership: Partnership,
    text: str = "Tell Kabelo I will not sign the October log.",
    *,
    now: datetime = BEGIN,
) -> Commitment:
    return actions.commit(
        partnership=partnership,
        by=partnership.mentee,
        text=text,
        due_on=now.date() + timedelta(days=14),
        now=now,
    )


def clock_of(partnership: Partnership, person: User) -> CheckClock:
    return CheckClock.objects.get(partnership=partnership, person=person)


def make_check(partnership: Partnership, state: str = Check.State.OPEN) -> Check:
    """The check of the mentee's next slot, opened by its clock; answered an hour later if so told."""
    clock = clock_of(partnership, partnership.mentee)
    due = clock.next_due_at
    actions.fire(clock=clock, due=due, now=due)
    check = partnership.checks.get(due_at=due)
    if state == Check.State.ANSWERED:
        actions.answer(
            check=check,
            by=partnership.mentee,
            outcome="not",
            note="I stood at his door.",
            what_next="smaller" if check.commitment else "",
            next_text="Ask Kabelo to walk me through borehole 7.",
            now=due + timedelta(hours=1),
        )
    return check


def make_stranger() -> User:
    """Somebody who is signed in and has no part in any pair."""
    return make_person("Stranger")


def make_opportunity(
    partnership: Partnership,
    state: str = Opportunity.State.OFFERED,
    *,
    title: str = "Panel on groundwater, Windhoek",
    now: datetime = BEGIN,
    **fields: object,
) -> Opportunity:
    """Something that the mentor passes on, with a last day three weeks on, brought to ``state`` by the two."""
    fields = {
        "why": "They asked me. You know more about sand.",
        "url": "https://example.org/panel",
        "deadline": now.date() + timedelta(days=21),
    } | fields
    one = actions.offer_opportunity(
        partnership=partnership, by=partnership.mentor, title=title, now=now, **fields
    )
    by = {"opportunity": one, "by": partnership.mentee, "now": now}
    if state == Opportunity.State.TAKEN_BACK:
        actions.withdraw_opportunity(opportunity=one, by=partnership.mentor, now=now)
    elif state == Opportunity.State.DECLINED:
        actions.decline_opportunity(word="Not this one.", **by)
    elif state in (Opportunity.State.PURSUING, Opportunity.State.OUTCOME):
        actions.pursue_opportunity(version=one.version, **by)
    if state == Opportunity.State.OUTCOME:
        actions.settle_opportunity(outcome="not", word="They chose a geologist.", **by)
    return one
