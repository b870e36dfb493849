"""What the mails of a pair have in common: to whom, why, with which key and which facts."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from accounts.models import User
from outbox.actions import InlineImage, queue
from outbox.links import absolute
from outbox.models import Haste, Kind, Mail
from outbox.rendering import reading_as
from partnerships import wording
from partnerships.models import Agreement, Check, Loosening, Opportunity, Partnership, Version


def prefixes(partnership: Partnership) -> tuple[str, ...]:
    """How the keys of mails begin that make no sense any more once this partnership stands still."""
    return tuple(
        f"{kind}:{partnership.pk}:"
        for kind in (
            "check",
            "check_ahead",
            "commitment_loosened",
            "two_misses",
            "agreement_nudge",
            "agreement_proposed",
            "change_proposed",
            "pulse_asked",
            "fit_asked",
            "opportunity_offered",
            "opportunity_reminder",
            "partnership_quiet",
            "session_proposed",
            "session_declined",
            "session_reminder",
        )
    )


def check_key(check: Check) -> str:
    """The unique key of a check's mail: one for each partnership and period."""
    return f"check:{check.partnership_id}:{check.period}"


def loosening_key(loosening: Loosening) -> str:
    """The unique key of the mail about a change of a commitment that does not hold yet. Ends so that none begins like another."""
    return f"commitment_loosened:{loosening.commitment.partnership_id}:{loosening.pk}:"


def version_key(version: Version) -> str:
    """The unique key of the mail about terms that were proposed in the place of others. Ends so that none begins like another."""
    return f"change_proposed:{version.partnership_id}:{version.number}:"


def opportunity_keys(opportunity: Opportunity) -> tuple[str, ...]:
    """How the keys of the mails to the mentee about an opportunity begin. Each ends so that none begins like another."""
    return tuple(
        f"{name}:{opportunity.partnership_id}:{opportunity.pk}:"
        for name in ("opportunity_offered", "opportunity_reminder")
    )


def link(name: str, public_id: object) -> str:
    return absolute(reverse(f"partnerships:{name}", args=[public_id]))


def queue_to(
    name: str,
    partnership: Partnership,
    *,
    to: User,
    key: str,
    kind: Kind = Kind.PARTNERSHIPS,
    why: str | Promise | None = None,
    reply_to: str = "",
    images: tuple[InlineImage, ...] = (),
    agreement: Agreement | None = None,
    private: bool = False,
    haste: Haste = Haste.NEWS,
    calendar: str = "",
    context: Mapping[str, object] = MappingProxyType({}),
) -> Mail | None:
    """Queue a mail about a pair to one of the two, in that person's language and zone, with what all of these mails may use."""
    other = partnership.other(to)
    agreement = agreement or getattr(partnership, "agreement", None)
    with reading_as(to.language, to.time_zone):
        return queue(
            name=name,
            kind=kind,
            key=f"{name}:{partnership.pk}:{key}",
            to=to,
            about=other,
            reply_to=reply_to,
            images=images,
            calendar=calendar,
            haste=haste,
            private=private
            or kind == Kind.CHECKS,  # organisers see that it took place, and not what was said
            context={
                "partnership": partnership,
                "you": to,
                "other": other,
                "is_mentor": partnership.is_mentor(to),
                "partnership_url": link("partnership-detail", partnership.public_id),
                "agreement_url": link("agreement", partnership.public_id),
                "agreement": agreement,
                "rhythm": wording.rhythm(agreement) if agreement else "",
            }
            | dict(context),
            why=why or because_of_pair(other),
        )


def because_of_pair(other: User) -> str | Promise:
    return format_lazy(
        gettext_lazy("You get this because you and {name} are in a partnership."), name=other.short_name
    )


def because_of_check(partnership: Partnership, other: User) -> str | Promise:
    return format_lazy(
        gettext_lazy("You get this because you and {name} agreed on a check {rhythm}."),
        name=other.short_name,
        rhythm=Agreement.Rhythm(partnership.agreement.rhythm).label,
    )


def of_the_move(name: str, partnership: Partnership, to: User, **context: object) -> Mail | None:
    return queue_to(name, partnership, to=to, key=of_now(partnership, to), context=context)


def of_now(partnership: Partnership, to: User) -> str:
    """The key of a mail about a move of the pair: one for each move, told apart by its moment."""
    return f"{to.pk}:{partnership.state_at:%Y%m%dT%H%M%S}"


def next_due_at_of(partnership: Partnership, person: User) -> datetime | None:
    clock = partnership.clocks.filter(person=person).first()
    return clock.next_due_at if clock else None
