"""What each of a pair is asked alone, for the demo: the fit after the first weeks, and a pulse in each month that they are on their way."""

from datetime import UTC, datetime, timedelta

from django.conf import settings

from partnerships import actions
from partnerships.models import FitCheck, Partnership, Pulse

from .moments import Plan, spread

ANSWERED_AFTER = timedelta(hours=20)


def plan_alone(plan: Plan, partnership: Partnership, *, agreed: datetime, until: datetime) -> None:
    """Plan the questions as the clock asks them from the agreement on, and the answers, up to ``until``."""
    plan(
        agreed + timedelta(weeks=settings.FIT_CHECK_AFTER_WEEKS),
        "fit",
        lambda now: _ask_fit(plan, partnership, now),
    )
    for month in _tenths(agreed + Pulse.FIRST_AFTER, until):
        plan(month, "pulse", lambda now: _ask_pulse(plan, partnership, now, until))


def _tenths(begin: datetime, until: datetime) -> list[datetime]:
    """Noon of each first day of :attr:`Pulse.DAYS` between two moments."""
    first = datetime(begin.year, begin.month, Pulse.DAYS[0], 12, tzinfo=UTC)
    months = (until.year - begin.year) * 12 + until.month - begin.month
    moments = [
        first.replace(year=first.year + (first.month - 1 + n) // 12, month=(first.month - 1 + n) % 12 + 1)
        for n in range(months + 1)
    ]
    return [moment for moment in moments if begin <= moment <= until]


def _is_active(partnership: Partnership) -> bool:
    partnership.refresh_from_db(fields=["state"])
    return partnership.state == Partnership.State.ACTIVE


def _ask_fit(plan: Plan, partnership: Partnership, now: datetime) -> None:
    if not _is_active(partnership):
        return
    actions.ask_fit(partnership=partnership, now=now)
    for asked in partnership.fit_checks.select_related("author"):
        still_open = spread(f"{asked.author.email} fit", 5) == 0
        answer = FitCheck.Answer.OPEN if still_open else FitCheck.Answer.GOOD
        plan(
            now + ANSWERED_AFTER,
            f"{asked.author} says whether it fits",
            lambda now, asked=asked, answer=answer: actions.answer_fit(
                fit_check=asked, by=asked.author, answer=answer, now=now
            ),
        )


def _ask_pulse(plan: Plan, partnership: Partnership, now: datetime, until: datetime) -> None:
    """Mentors answer each month; mentees each but this one, so that whoever looks around finds a question to answer."""
    if not _is_active(partnership):
        return
    actions.ask_pulse(partnership=partnership, now=now)
    this_month = (now.year, now.month) == (until.year, until.month)
    for pulse in partnership.pulses.filter(month=now.date().replace(day=1)).select_related("author"):
        if this_month and not partnership.is_mentor(pulse.author):
            continue
        value = 3 + spread(f"{pulse.author.email} {pulse.month}", 3)
        plan(
            now + ANSWERED_AFTER,
            f"{pulse.author} answers the pulse",
            lambda now, pulse=pulse, value=value: actions.answer_pulse(
                pulse=pulse, by=pulse.author, value=value, now=now
            ),
        )
