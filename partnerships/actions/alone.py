"""What each of the two is asked alone: a pulse each month, and whether it fits after the first weeks."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.moves import IllegalMove
from partnerships import emails
from partnerships.models import FitCheck, Partnership, Pulse
from partnerships.models.alone import AskedAlone, first_of_month

from .pairs import hold

State = Partnership.State


@transaction.atomic
def ask_pulse(*, partnership: Partnership, now: datetime) -> None:
    """Ask both, each alone, whether they can say what they think here; once for each month. By the system."""
    partnership = hold(partnership)
    month = first_of_month(now)
    if partnership.state != State.ACTIVE or partnership.pulses.filter(month=month).exists():
        raise IllegalMove(_("There is nothing to ask just now."))
    for person in partnership.people:
        pulse = Pulse.objects.create(partnership=partnership, author=person, month=month, asked_at=now)
        emails.pulse_asked(pulse)


@transaction.atomic
def answer_pulse(*, pulse: Pulse, by: User, value: int | None, now: datetime) -> Pulse:
    """Answer from 1 to 5, or skip it (None). Can be changed while the month lasts. Nobody else ever sees it, and nobody is mailed."""
    _may_answer(pulse, by)
    if not pulse.is_open_on(timezone.localdate(now, by.zone)):
        raise IllegalMove(_("That month has gone by. You are asked again in the next."))
    Pulse.objects.filter(pk=pulse.pk).update(value=value, answered_at=now)
    pulse.refresh_from_db()
    return pulse


@transaction.atomic
def ask_fit(*, partnership: Partnership, now: datetime) -> None:
    """After the first weeks, ask both, each alone, whether it is a good fit; once. By the system."""
    partnership = hold(partnership)
    if partnership.state != State.ACTIVE or partnership.fit_checks.exists():
        raise IllegalMove(_("There is nothing to ask just now."))
    for person in partnership.people:
        emails.fit_asked(FitCheck.objects.create(partnership=partnership, author=person, asked_at=now))


@transaction.atomic
def answer_fit(*, fit_check: FitCheck, by: User, answer: str, now: datetime) -> FitCheck:
    """Say whether it is a good fit; can be said otherwise while the pair is on its way. Nobody else ever sees it, and nobody is mailed."""
    _may_answer(fit_check, by)
    FitCheck.objects.filter(pk=fit_check.pk).update(answer=FitCheck.Answer(answer), answered_at=now)
    fit_check.refresh_from_db()
    return fit_check


def _may_answer(asked: AskedAlone, by: User) -> None:
    if asked.author_id != by.pk:
        raise IllegalMove(_("Only who was asked can answer that."))
    if hold(asked.partnership).state not in (State.ACTIVE, State.PAUSED):
        raise IllegalMove(_("This partnership is not on its way any more, so there is nothing to answer."))
