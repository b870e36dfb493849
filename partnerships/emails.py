"""The mails of a running partnership. Each function is one mail; its templates are in ``templates/emails/<name>/``."""

from collections.abc import Mapping
from datetime import datetime, time
from types import MappingProxyType

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.weave_png import pair_png
from outbox.actions import InlineImage, queue
from outbox.links import absolute
from outbox.models import Kind, Mail
from outbox.rendering import reading_as
from partnerships import first_talk, wording
from partnerships.ground import Ground
from partnerships.models import Agreement, Check, Commitment, Partnership

SHARED_IN_FULL = 2
"""So many shared values are given with both people's lines; the others by name."""
EXAMPLE = time(18)
"""The time of day by which the introduction says how the two clocks differ."""


def prefixes(partnership: Partnership) -> tuple[str, ...]:
    """How the keys of mails begin that make no sense any more once this partnership stands still."""
    return tuple(
        f"{kind}:{partnership.pk}:"
        for kind in ("check", "check_ahead", "agreement_nudge", "agreement_proposed")
    )


def check_key(check: Check) -> str:
    """The unique key of a check's mail: one for each partnership and period."""
    return f"check:{check.partnership_id}:{check.period}"


def _link(name: str, public_id: object) -> str:
    return absolute(reverse(f"partnerships:{name}", args=[public_id]))


def _queue(
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
            private=kind == Kind.CHECKS,  # organisers see that a check took place, and not what was said
            context={
                "partnership": partnership,
                "you": to,
                "other": other,
                "is_mentor": partnership.is_mentor(to),
                "partnership_url": _link("partnership-detail", partnership.public_id),
                "agreement_url": _link("agreement", partnership.public_id),
                "agreement": agreement,
                "rhythm": wording.rhythm(agreement) if agreement else "",
            }
            | dict(context),
            why=why or _because_of_pair(other),
        )


def _because_of_pair(other: User) -> str | Promise:
    return format_lazy(
        gettext_lazy("You get this because you and {name} are in a partnership."), name=other.short_name
    )


def _because_of_check(partnership: Partnership, other: User) -> str | Promise:
    return format_lazy(
        gettext_lazy("You get this because you and {name} agreed on a check {rhythm}."),
        name=other.short_name,
        rhythm=Agreement.Rhythm(partnership.agreement.rhythm).label,
    )


def introduction(partnership: Partnership, *, to: User, ground: Ground) -> Mail | None:
    """Sent to each of the two when the mentor accepts, once, with Reply-To the other person: shared ground, where they may pull
    apart, and three questions for a first talk. The first time either sees the other's address."""
    mentee, mentor, other = partnership.mentee, partnership.mentor, partnership.other(to)
    mine, theirs = ground.mentee_values, ground.mentor_values
    if partnership.is_mentor(to):
        mine, theirs = theirs, mine
    with reading_as(to.language, to.time_zone):
        picture = InlineImage(
            cid="pair",
            filename="pair.png",
            png=pair_png(mine, theirs, shared_places=ground.shared_places),
            alt=_("Your emblem and %(name)s’s, overlapping where you share values.")
            % {"name": other.short_name},
        )
        return _queue(
            "introduction",
            partnership,
            to=to,
            key=str(to.pk),
            kind=Kind.INTRODUCTIONS,
            reply_to=other.email,
            images=(picture,),
            why=format_lazy(
                gettext_lazy("You get this because {mentee} asked and {mentor} accepted."),
                mentee=mentee.short_name,
                mentor=mentor.short_name,
            ),
            context={
                "mentee": mentee,
                "mentor": mentor,
                "shared": [
                    {
                        "name": value.name,
                        "same_place": value.mentee_rank == value.mentor_rank,
                        "mentee_place": wording.place(value.mentee_rank),
                        "mentor_place": wording.place(value.mentor_rank),
                        "mentee_line": value.mentee_line,
                        "mentor_line": value.mentor_line,
                    }
                    for value in ground.shared[:SHARED_IN_FULL]
                ],
                "also_shared": [value.name for value in ground.shared[SHARED_IN_FULL:]],
                "pulls": ground.pulls,
                "passages": ground.passages,
                "transfers": ground.transfers,
                "area": partnership.goal.area.name if partnership.goal else "",
                "questions": first_talk.questions(
                    ground, mentee=mentee.short_name, mentor=mentor.short_name, goal=partnership.goal_text
                ),
                "clocks": wording.clocks(
                    EXAMPLE, to.time_zone, other.time_zone, now=partnership.introduced_at
                ),
            },
        )


def agreement_proposed(agreement: Agreement, *, to: User, by: User) -> Mail | None:
    """Sent to the other person when one of the two writes down terms, or other terms."""
    return _queue(
        "agreement_proposed",
        agreement.partnership,
        to=to,
        key=str(agreement.version),
        agreement=agreement,
        context={
            "clocks": wording.clocks(agreement.at, to.time_zone, by.time_zone, now=agreement.proposed_at),
        },
    )


def agreement_nudge(partnership: Partnership, *, to: User) -> Mail | None:
    """Sent seven days after the introduction to whoever has not signed, once."""
    return _queue(
        "agreement_nudge",
        partnership,
        to=to,
        key=str(to.pk),
        context={"lapses_at": partnership.lapses_at},
    )


def agreement_signed(agreement: Agreement, *, to: User) -> Mail | None:
    """Sent to both with the second signature: what they agreed, and when the first check is in the reader's zone."""
    partnership = agreement.partnership
    return _queue(
        "agreement_signed",
        partnership,
        to=to,
        key=f"{agreement.version}:{to.pk}",
        agreement=agreement,
        context={
            "next_due_at": _next_due_at(partnership, to),
            "commitment": partnership.commitments.filter(state=Commitment.State.OPEN).first(),
            "new_commitment_url": _link("commitment-create", partnership.public_id),
        },
    )


def check(check: Check) -> Mail | None:
    """Sent to the mentee at the agreed local time of each period: how did it go? Links to a page that shows on GET and acts on POST."""
    partnership = check.partnership
    return _queue(
        "check",
        partnership,
        to=partnership.mentee,
        key=check.period,
        kind=Kind.CHECKS,
        why=_because_of_check(partnership, partnership.mentor),
        context={"check": check, "check_url": _link("check-detail", check.public_id)},
    )


def check_ahead(
    partnership: Partnership, *, period: str, due_at: datetime, commitment: Commitment | None
) -> Mail | None:
    """Sent to the mentor at the agreed time in the mentor's zone: what the mentee is being asked that day."""
    return _queue(
        "check_ahead",
        partnership,
        to=partnership.mentor,
        key=period,
        kind=Kind.CHECKS,
        why=_because_of_check(partnership, partnership.mentee),
        context={"due_at": due_at, "commitment": commitment},
    )


def check_answered(check: Check) -> Mail | None:
    """Sent to the mentor when the mentee has said how it went."""
    partnership = check.partnership
    return _queue(
        "check_answered",
        partnership,
        to=partnership.mentor,
        key=str(check.pk),
        kind=Kind.CHECKS,
        context={
            "check": check,
            "check_url": _link("check-detail", check.public_id),
            "outcome": wording.outcome(check),
            "next_commitment": partnership.commitments.filter(state=Commitment.State.OPEN).first(),
        },
    )


def check_replied(check: Check) -> Mail | None:
    """Sent to the mentee when the mentor has answered with support or a challenge."""
    partnership = check.partnership
    return _queue(
        "check_replied",
        partnership,
        to=partnership.mentee,
        key=str(check.pk),
        kind=Kind.CHECKS,
        context={
            "check": check,
            "check_url": _link("check-detail", check.public_id),
            "outcome": wording.outcome(check),
            "next_due_at": _next_due_at(partnership, partnership.mentee),
        },
    )


def partnership_closed(partnership: Partnership, *, to: User, by: User) -> Mail | None:
    """Sent to the other person when one of the two brings it to a close. Neutral: who, that it is over, what they can do now."""
    return _of_the_move("partnership_closed", partnership, to, **_looking_back(partnership))


def partnership_at_end(partnership: Partnership, *, to: User) -> Mail | None:
    """Sent to both when the agreed end has come."""
    return _of_the_move("partnership_at_end", partnership, to, **_looking_back(partnership))


def partnership_lapsed(partnership: Partnership, *, to: User) -> Mail | None:
    """Sent to both when fourteen days went by without two signatures."""
    return _queue(
        "partnership_lapsed",
        partnership,
        to=to,
        key=_of_now(partnership, to),
        why=format_lazy(
            gettext_lazy("You get this because you and {name} were introduced."),
            name=partnership.other(to).short_name,
        ),
        context={"home_url": absolute(reverse("home"))},
    )


def partnership_paused(partnership: Partnership, *, to: User, by: User) -> Mail | None:
    """Sent to the other person when one of the two pauses it."""
    return _of_the_move("partnership_paused", partnership, to)


def partnership_resumed(partnership: Partnership, *, to: User) -> Mail | None:
    """Sent when it is taken up again: to the other person, or to both on the return date."""
    return _of_the_move(
        "partnership_resumed",
        partnership,
        to,
        next_due_at=_next_due_at(partnership, to),
        by=partnership.state_by,
    )


def _of_the_move(name: str, partnership: Partnership, to: User, **context: object) -> Mail | None:
    return _queue(name, partnership, to=to, key=_of_now(partnership, to), context=context)


def _of_now(partnership: Partnership, to: User) -> str:
    """The key of a mail about a move of the pair: one for each move, told apart by its moment."""
    return f"{to.pk}:{partnership.state_at:%Y%m%dT%H%M%S}"


def _looking_back(partnership: Partnership) -> dict[str, object]:
    return {
        "reflection_url": _link("reflection", partnership.public_id),
        "reflect_until": partnership.reflect_until,
    }


def _next_due_at(partnership: Partnership, person: User) -> datetime | None:
    clock = partnership.clocks.filter(person=person).first()
    return clock.next_due_at if clock else None
