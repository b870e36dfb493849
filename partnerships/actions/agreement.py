"""The two agree on a rhythm, an end and how they talk; with the second signature the partnership is active."""

from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.moves import IllegalMove
from partnerships import cadence, emails
from partnerships.models import Agreement, Check, CheckClock, Event, Partnership, Version
from partnerships.models.agreement import Terms

from .pairs import hold, log, move, must_be_in
from .versions import write_version

State = Partnership.State
UNKNOWN_ZONE = "UTC"
"""Where somebody is whose zone this machine does not know."""


@transaction.atomic
def propose(
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
) -> Agreement:
    """Write down terms, signed by who proposes them.

    1. Sets the terms as a new version; a signature under other terms no longer counts.
    2. Mails the other person, who signs them or proposes others. The same terms proposed again change nothing and mail nobody.

    Possible until both have signed; after that see :func:`partnerships.actions.propose_change`.
    """
    must_be_in(partnership, by)
    partnership = hold(partnership)
    if partnership.state != State.INTRODUCED:
        raise IllegalMove(_("You have both signed already. A change is proposed beside what you signed."))
    terms = {
        "rhythm": rhythm,
        "weekday": weekday,
        "at": at,
        "ends_on": ends_on,
        "confidentiality": confidentiality,
        "candour": candour,
    }
    agreement = Agreement.objects.filter(partnership=partnership).first()
    if agreement and all(getattr(agreement, name) == value for name, value in terms.items()):
        return agreement
    mine, theirs = signature_fields(partnership, by)
    version = write_version(
        partnership, by=by, state=Version.State.WAITING, now=now, terms=terms, **{mine: now}
    )
    agreement, _made = Agreement.objects.update_or_create(
        partnership=partnership,
        defaults=terms
        | {"version": version.number, "proposed_by": by, "proposed_at": now, mine: now, theirs: None},
    )
    log(partnership, kind=Event.Kind.PROPOSED, by=by, now=now)
    emails.agreement_proposed(agreement, to=partnership.other(by), by=by)
    return agreement


@transaction.atomic
def sign(*, partnership: Partnership, by: User, version: int, now: datetime) -> Agreement:
    """Sign the terms of ``version``.

    1. Writes the signature, once: by compare-and-swap on version and empty signature.
    2. With the second one: the partnership becomes ACTIVE, each person's clock is set to the first check in their own zone,
       and both get a mail with what they agreed and when the first check is.

    Raises IllegalMove when the terms have changed since the page was read, or there are none.
    """
    must_be_in(partnership, by)
    partnership = hold(partnership)
    mine, theirs = signature_fields(partnership, by)
    signed = Agreement.objects.filter(
        partnership=partnership,
        version=version,
        partnership__state=State.INTRODUCED,
        **{f"{mine}__isnull": True},
    ).update(**{mine: now})
    agreement = Agreement.objects.filter(partnership=partnership).first()
    if agreement is None or not signed:
        if agreement and agreement.version == version and getattr(agreement, mine):
            raise IllegalMove(_("You have signed this already."))
        raise IllegalMove(_("The terms have changed since you opened this page. Please read them once more."))
    partnership.versions.filter(number=version).update(**{mine: now})
    log(partnership, kind=Event.Kind.SIGNED, by=by, now=now)
    if getattr(agreement, theirs):
        _bring_into_force(partnership, agreement, by=by, now=now)
    return agreement


def _bring_into_force(partnership: Partnership, agreement: Agreement, *, by: User, now: datetime) -> None:
    """Both have signed: the pair is active, the clocks run, both hear of it."""
    move(
        partnership,
        to=State.ACTIVE,
        allowed=[State.INTRODUCED],
        by=by,
        now=now,
        event=Event.Kind.AGREED,
    )
    partnership.versions.waiting().update(state=Version.State.AGREED, state_at=now)
    agreement.anchor = cadence.in_zone(now, zone_of(partnership.mentee)).date()
    agreement.save(update_fields=["anchor"])
    set_clocks(partnership, agreement, now=now)
    for person in partnership.people:
        emails.agreement_signed(agreement, to=person)


def change_rhythm(
    partnership: Partnership, agreement: Agreement, to: Terms, *, since: datetime, now: datetime
) -> None:
    """Let the clocks go by the rhythm of ``to``, counted from the day of ``since``. What is due by the old one has been fired before.

    1. A coming check that was answered ahead of time counts as dealt with, so that nobody is asked twice; one that was only opened is
       opened anew.
    2. Clocks are set anew, never a second time in a period.
    """
    _settle_answered_ahead(partnership, agreement)
    partnership.checks.open().filter(due_at__gt=now).delete()
    for name in Terms.WHEN:
        setattr(agreement, name, getattr(to, name))
    agreement.anchor = cadence.in_zone(since, zone_of(partnership.mentee)).date()
    agreement.rhythm_from = None
    agreement.save(update_fields=[*Terms.WHEN, "anchor", "rhythm_from"])
    if partnership.state == State.ACTIVE:
        set_clocks(partnership, agreement, now=now)


def _settle_answered_ahead(partnership: Partnership, agreement: Agreement) -> None:
    """Where the coming check has its answer already, note its slot as dealt with, on each clock that has not passed it."""
    for clock in partnership.clocks.all():
        due = clock.next_due_at
        if due is None:
            continue
        coming = cadence.settled(agreement.cadence_in(clock.zone), due)
        if partnership.checks.filter(period=coming.period, state=Check.State.ANSWERED).exists():
            partnership.clocks.filter(pk=clock.pk).update(
                last_due_at=due, last_period=coming.period, last_period_ends_at=coming.period_ends_at
            )


def set_clocks(partnership: Partnership, agreement: Agreement, *, now: datetime) -> None:
    """Set each person's clock to their next slot, never a second time in a period that has had its check."""
    for person in partnership.people:
        zone = zone_of(person)
        clock, _made = CheckClock.objects.get_or_create(
            partnership=partnership, person=person, defaults={"zone": zone}
        )
        clock.zone = zone
        clock.next_due_at = cadence.reschedule(
            agreement.cadence_in(clock.zone), last=clock.last, now=now, ends_on=agreement.ends_on
        )
        clock.save(update_fields=["zone", "next_due_at"])


def zone_of(person: User) -> str:
    """Where somebody is, or UTC where this machine does not know their zone."""
    return person.time_zone if person.time_zone in cadence.known_zones() else UNKNOWN_ZONE


def signature_fields(partnership: Partnership, user: User) -> tuple[str, str]:
    """The names of ``user``'s signature and of the other person's."""
    fields = ("mentee_signed_at", "mentor_signed_at")
    return fields[::-1] if partnership.is_mentor(user) else fields
