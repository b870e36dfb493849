"""A change of an agreement in force: proposed beside it, and in its place once the other agrees.

A rarer rhythm begins with the next period (docs/decisions/0008); everything else holds at once.
"""

from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.moves import IllegalMove
from partnerships import cadence, emails
from partnerships.models import Agreement, CheckClock, Event, Partnership, Version
from partnerships.models.agreement import Terms

from .agreement import change_rhythm, set_clocks, signature_fields, zone_of
from .checks import fire
from .pairs import hold, log, must_be_in
from .versions import settle_version, write_version

State = Partnership.State


@transaction.atomic
def propose_change(
    *,
    partnership: Partnership,
    by: User,
    rhythm: str,
    weekday: int,
    at: time,
    ends_on: date,
    confidentiality: str,
    candour: str,
    now: datetime,
) -> Version:
    """Propose other terms while the agreement runs on as it is.

    1. Writes a version, signed by who proposes it. One that waited is replaced, whoever proposed it.
    2. Mails the other person, who agrees, declines with a word, or proposes otherwise. The same proposal again changes nothing.
    """
    must_be_in(partnership, by)
    partnership = hold(partnership)
    _must_run(partnership)
    terms = {
        "rhythm": rhythm,
        "weekday": weekday,
        "at": at,
        "ends_on": ends_on,
        "confidentiality": confidentiality,
        "candour": candour,
    }
    if _standing(partnership).terms == terms:
        raise IllegalMove(_("That is what you two have agreed on already. Nothing has been changed."))
    waiting = partnership.versions.waiting().first()
    if waiting and waiting.terms == terms:
        if waiting.proposed_by_id == by.pk:
            return waiting
        raise IllegalMove(
            _("%(name)s proposes exactly this. You can agree to it.")
            % {"name": partnership.other(by).short_name}
        )
    mine, _theirs = signature_fields(partnership, by)
    version = write_version(
        partnership, by=by, state=Version.State.WAITING, now=now, terms=terms, **{mine: now}
    )
    log(partnership, kind=Event.Kind.PROPOSED, by=by, now=now)
    emails.change_proposed(version, to=partnership.other(by), by=by)
    return version


@transaction.atomic
def agree_to_change(*, partnership: Partnership, by: User, number: int, now: datetime) -> Agreement:
    """The other agrees to the version ``number``, as they read it.

    1. Signs it, once. What is due by the old terms is fired first.
    2. End, confidentiality and candour hold at once. So do another day, another time and a more frequent rhythm: clocks are set anew,
       never a second time in a period. A rarer rhythm begins when the running period ends.
    3. Mails both what holds now, and from when.
    """
    must_be_in(partnership, by)
    partnership = hold(partnership)
    _must_run(partnership)
    version = _to_answer(partnership, by, number)
    if version.ends_on <= timezone.localdate(now, partnership.mentee.zone):
        raise IllegalMove(_("The end that is proposed has come. Propose another one."))
    _bring_up_to_date(partnership, now=now)
    standing = _standing(partnership)
    mine, _theirs = signature_fields(partnership, by)
    if not settle_version(version, to=Version.State.AGREED, now=now, **{mine: now}):
        raise IllegalMove(_changed_meanwhile())
    agreement = Agreement.objects.get(partnership=partnership)
    _take_over(agreement, version)
    if version.when != standing.when:
        agreement.rhythm_from = None
        if version.is_rarer_than(agreement):
            agreement.rhythm_from = _end_of_period(partnership, agreement, now=now)
    agreement.save()
    if agreement.rhythm_from is None and version.when != agreement.when:
        change_rhythm(partnership, agreement, version, since=now, now=now)
    else:
        set_clocks(partnership, agreement, now=now)
    log(partnership, kind=Event.Kind.CHANGED, by=by, now=now)
    for person in partnership.people:
        emails.change_agreed(version, to=person, rhythm_from=agreement.rhythm_from)
    return agreement


@transaction.atomic
def withdraw_change(*, partnership: Partnership, by: User, number: int, now: datetime) -> Version:
    """Take one's own proposal back. Its mail is called off if it waits, and nobody is mailed."""
    must_be_in(partnership, by)
    partnership = hold(partnership)
    _must_be_on_its_way(partnership)
    version = partnership.versions.waiting().filter(number=number, proposed_by=by).first()
    if version is None or not settle_version(version, to=Version.State.WITHDRAWN, now=now):
        raise IllegalMove(_("There is no proposal of yours to take back."))
    log(partnership, kind=Event.Kind.WITHDRAWN, by=by, now=now)
    return version


@transaction.atomic
def decline_change(
    *, partnership: Partnership, by: User, number: int, word: str = "", now: datetime
) -> Version:
    """The other would leave the agreement as it is, with a word if they like. Who proposed it is mailed."""
    must_be_in(partnership, by)
    partnership = hold(partnership)
    _must_be_on_its_way(partnership)
    version = _to_answer(partnership, by, number)
    if not settle_version(version, to=Version.State.DECLINED, now=now, word=word):
        raise IllegalMove(_changed_meanwhile())
    log(partnership, kind=Event.Kind.DECLINED, by=by, now=now)
    emails.change_declined(version, to=partnership.other(by))
    return version


@transaction.atomic
def begin_rhythm(*, partnership: Partnership, now: datetime) -> None:
    """The period has ended: the rarer rhythm that both agreed on begins. By the system."""
    partnership = hold(partnership)
    agreement = Agreement.objects.filter(partnership=partnership).first()
    if agreement is None or agreement.rhythm_from is None or now < agreement.rhythm_from:
        raise IllegalMove(_("There is no new rhythm to begin with."))
    if partnership.state not in (State.ACTIVE, State.PAUSED):
        raise IllegalMove(_("It does not run just now."))
    _bring_up_to_date(partnership, now=now)


def _bring_up_to_date(partnership: Partnership, *, now: datetime) -> None:
    """Fire what is due, in order, and begin a rhythm whose time has come."""
    if partnership.state == State.ACTIVE:
        due = CheckClock.objects.filter(partnership=partnership, next_due_at__lte=now)
        for clock in due.order_by("next_due_at"):
            if clock.next_due_at:  # always, of a due one; it says so to the type checker
                fire(clock=clock, due=clock.next_due_at, now=now)
    agreement = Agreement.objects.get(partnership=partnership)
    if agreement.rhythm_from and agreement.rhythm_from <= now:
        change_rhythm(partnership, agreement, _standing(partnership), since=agreement.rhythm_from, now=now)


def _standing(partnership: Partnership) -> Version:
    """What the two have agreed on last, also where its rhythm is still to come."""
    agreed: Version = partnership.versions.filter(state=Version.State.AGREED).latest("number")
    return agreed


def _take_over(agreement: Agreement, version: Version) -> None:
    """Everything of a version but its rhythm."""
    for name in set(Terms.TERMS) - set(Terms.WHEN):
        setattr(agreement, name, getattr(version, name))
    agreement.version = version.number
    agreement.proposed_by, agreement.proposed_at = version.proposed_by, version.proposed_at
    agreement.mentee_signed_at, agreement.mentor_signed_at = (
        version.mentee_signed_at,
        version.mentor_signed_at,
    )


def _end_of_period(partnership: Partnership, agreement: Agreement, *, now: datetime) -> datetime:
    """When the running period has ended for both."""
    return max(
        cadence.period_ends_at(agreement.cadence_in(zone_of(person)), now) for person in partnership.people
    )


def _to_answer(partnership: Partnership, by: User, number: int) -> Version:
    """The proposal that waits for ``by``, if it is the one they have read."""
    version = partnership.versions.waiting().filter(number=number).first()
    if version is None:
        raise IllegalMove(_changed_meanwhile())
    if version.proposed_by_id == by.pk:
        raise IllegalMove(
            _("You have proposed this yourself. %(name)s answers it.")
            % {"name": partnership.other(by).short_name}
        )
    return version


def _changed_meanwhile() -> str:
    return _("The proposal has changed since you opened this page. Please read it once more.")


def _must_run(partnership: Partnership) -> None:
    if partnership.state != State.ACTIVE:
        raise IllegalMove(_("The agreement can be changed while the partnership is running."))


def _must_be_on_its_way(partnership: Partnership) -> None:
    if partnership.state not in (State.ACTIVE, State.PAUSED):
        raise IllegalMove(_("The agreement can be changed while the partnership is running."))
