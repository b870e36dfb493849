"""The clock of the partnerships: find what is due, call an action. Beat calls these; running one twice changes nothing."""

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from celery import shared_task
from django.conf import settings
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.moves import IllegalMove
from partnerships import actions
from partnerships.models import (
    CheckClock,
    Event,
    FitCheck,
    Loosening,
    Opportunity,
    Partnership,
    Pulse,
    Session,
)
from partnerships.models.alone import first_of_month
from partnerships.silence import GRACE, SILENT_AFTER, silent_since

log = logging.getLogger(__name__)

NUDGE_AFTER = timedelta(days=7)
TELL_OF_THE_END = timedelta(days=14)
BATCH = 500
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

State = Partnership.State


@shared_task
def send_due_checks() -> int:
    """Every minute: set the clocks of people who moved, then fire every clock that is due; returns how many fired.

    One transaction for each clock, so one that fails holds up no other. At most :data:`BATCH` in one run: the next comes in a minute.
    """
    now = timezone.now()
    actions.adopt_zones(now=now)
    fired = 0
    clocks = CheckClock.objects.due(now).select_related("person", "partnership")
    for clock in clocks[:BATCH]:
        try:
            if clock.next_due_at:  # always, of a due one; it says so to the type checker
                fired += actions.fire(clock=clock, due=clock.next_due_at, now=now)
        except Exception:
            log.exception("clock %s could not be fired", clock.pk)
    return fired


@shared_task
def keep_house() -> dict[str, int]:
    """Every hour: nudge, lapse, take up again, warn of a silence and of the end, reach the agreed end, finish; ask for a pulse and for
    the fit; remind of talks and of the last day of an opportunity; rhythms and commitments become what was written down before. Returns
    how many of each.
    """
    now = timezone.now()
    today = now.date()
    first_weeks = timedelta(weeks=settings.FIT_CHECK_AFTER_WEEKS)
    pairs = Partnership.objects.select_related("mentor", "mentee", "agreement")
    introduced = pairs.filter(state=State.INTRODUCED)
    return {
        "nudged": _each(
            introduced.filter(
                introduced_at__lte=now - NUDGE_AFTER,
                introduced_at__gt=now - Partnership.NEEDS_SIGNATURES_WITHIN,
            ),
            lambda pair: actions.nudge(partnership=pair),
        ),
        "lapsed": _each(
            introduced.filter(introduced_at__lte=now - Partnership.NEEDS_SIGNATURES_WITHIN),
            lambda pair: actions.lapse(partnership=pair, now=now),
        ),
        "resumed": _each(
            pairs.filter(state=State.PAUSED, back_on__lte=today),
            lambda pair: actions.resume(partnership=pair, by=None, now=now),
        ),
        "warned": _each(
            silent_since(now - SILENT_AFTER)
            .select_related("mentor", "mentee", "agreement")
            .filter(Q(warned_at=None) | Q(warned_at__lt=now - SILENT_AFTER)),
            lambda pair: actions.warn_of_silence(partnership=pair, now=now),
        ),
        "fallen silent": _each(
            silent_since(now - SILENT_AFTER - GRACE).filter(warned_at__lte=now - GRACE),
            lambda pair: actions.end_in_silence(partnership=pair, now=now),
        ),
        "told of the end": _each(
            pairs.filter(
                state=State.ACTIVE,
                agreement__ends_on__gt=today,
                agreement__ends_on__lte=today + TELL_OF_THE_END,
            ),
            lambda pair: actions.tell_of_the_end(partnership=pair),
        ),
        "ended": _each(
            pairs.filter(Q(state=State.ACTIVE) | Q(state=State.PAUSED), agreement__ends_on__lt=today),
            lambda pair: actions.reach_end(partnership=pair, now=now),
        ),
        "finished": _each(
            pairs.filter(state=State.CLOSING, state_at__lte=now - Partnership.REFLECTION),
            lambda pair: actions.finish(partnership=pair, now=now),
        ),
        "asked for a pulse": _each(
            _begun(pairs, before=now - Pulse.FIRST_AFTER).exclude(pulses__month=first_of_month(now))
            if now.day in Pulse.DAYS
            else pairs.none(),
            lambda pair: actions.ask_pulse(partnership=pair, now=now),
        ),
        "asked for the fit": _each(
            _begun(pairs, before=now - first_weeks, after=now - first_weeks - FitCheck.ASKED_FOR).filter(
                fit_checks=None
            ),
            lambda pair: actions.ask_fit(partnership=pair, now=now),
        ),
        "reminded of a talk": _each(
            Session.objects.to_remind_of(now).select_related("partnership__mentor", "partnership__mentee"),
            lambda session: actions.remind_of_session(session=session, now=now),
        ),
        "new rhythm": _each(
            pairs.filter(Q(state=State.ACTIVE) | Q(state=State.PAUSED), agreement__rhythm_from__lte=now),
            lambda pair: actions.begin_rhythm(partnership=pair, now=now),
        ),
        "loosened": _each(
            Loosening.objects.due(now).select_related("commitment__partnership"),
            lambda change: actions.take_effect(loosening=change, now=now),
        ),
        "reminded of a last day": _each(
            Opportunity.objects.to_remind(now).select_related("partnership__mentee", "partnership__mentor"),
            lambda offer: actions.remind_of_opportunity(opportunity=offer, now=now),
        ),
    }


def _begun(
    pairs: QuerySet[Partnership], *, before: datetime, after: datetime = LONG_AGO
) -> QuerySet[Partnership]:
    """Active pairs of which the agreement came into force between two moments."""
    agreed = Event.objects.filter(
        partnership=OuterRef("pk"), kind=Event.Kind.AGREED, at__lte=before, at__gt=after
    )
    return pairs.filter(Exists(agreed), state=State.ACTIVE)


Row = TypeVar("Row", bound=Model)


def _each(rows: QuerySet[Row], move: Callable[[Row], object]) -> int:
    """Move each row in a transaction of its own; one that somebody moved first, or that fails, holds up no other."""
    moved = 0
    for row in rows:
        try:
            move(row)
            moved += 1
        except IllegalMove:
            continue
        except Exception:
            log.exception("%s %s could not be moved", row._meta.model_name, row.pk)
    return moved
