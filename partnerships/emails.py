"""The mails of a running partnership. Each function is one mail; its templates are in ``templates/emails/<name>/``."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.weave_png import pair_png
from outbox.actions import InlineImage, queue
from outbox.links import absolute
from outbox.models import Kind, Mail
from partnerships.ground import Ground
from partnerships.models import Agreement, Check, Commitment, Partnership


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


def _context(partnership: Partnership, to: User, **more: object) -> dict[str, object]:
    """What every mail of a pair may use."""
    return {
        "partnership": partnership,
        "you": to,
        "other": partnership.other(to),
        "is_mentor": partnership.is_mentor(to),
        "partnership_url": _link("partnership-detail", partnership.public_id),
    } | more


def _because_of_pair(other: User) -> str:
    return gettext_lazy("You get this because you and %(name)s are in a partnership.") % {
        "name": other.short_name
    }


def introduction(partnership: Partnership, *, to: User, ground: Ground) -> Mail | None:
    """Sent to each of the two when the mentor accepts, once, with Reply-To the other person: shared ground, where they may pull
    apart, and three questions for a first talk. The first time either sees the other's address."""
    other = partnership.other(to)
    mentee_first = not partnership.is_mentor(to)
    mine, theirs = (
        (ground.mentee_values, ground.mentor_values)
        if mentee_first
        else (ground.mentor_values, ground.mentee_values)
    )
    picture = InlineImage(
        cid="pair",
        filename="pair.png",
        png=pair_png(mine, theirs, shared_places=ground.shared_places),
        alt=_("Your emblem and %(name)s’s, overlapping where you share values.") % {"name": other.short_name},
    )
    return queue(
        name="introduction",
        kind=Kind.INTRODUCTIONS,
        key=f"introduction:{partnership.pk}:{to.pk}",
        to=to,
        about=other,
        reply_to=other.email,
        images=[picture],
        context=_context(
            partnership,
            to,
            ground=ground,
            mentee=partnership.mentee,
            mentor=partnership.mentor,
            agreement_url=_link("agreement", partnership.public_id),
        ),
        why=gettext_lazy("You get this because %(mentee)s asked and %(mentor)s accepted.")
        % {"mentee": partnership.mentee.short_name, "mentor": partnership.mentor.short_name},
    )


def agreement_proposed(agreement: Agreement, *, to: User, by: User) -> Mail | None:
    """Sent to the other person when one of the two writes down terms, or other terms."""
    partnership = agreement.partnership
    return queue(
        name="agreement_proposed",
        kind=Kind.PARTNERSHIPS,
        key=f"agreement_proposed:{partnership.pk}:{agreement.version}",
        to=to,
        about=by,
        context=_context(
            partnership, to, agreement=agreement, agreement_url=_link("agreement", partnership.public_id)
        ),
        why=_because_of_pair(by),
    )


def agreement_nudge(partnership: Partnership, *, to: User) -> Mail | None:
    """Sent seven days after the introduction to whoever has not signed, once."""
    return queue(
        name="agreement_nudge",
        kind=Kind.PARTNERSHIPS,
        key=f"agreement_nudge:{partnership.pk}:{to.pk}",
        to=to,
        about=partnership.other(to),
        context=_context(
            partnership,
            to,
            agreement=getattr(partnership, "agreement", None),
            agreement_url=_link("agreement", partnership.public_id),
        ),
        why=_because_of_pair(partnership.other(to)),
    )


def agreement_signed(agreement: Agreement, *, to: User) -> Mail | None:
    """Sent to both with the second signature: what they agreed, and when the first check is in the reader's zone."""
    partnership = agreement.partnership
    clock = partnership.clocks.filter(person=to).first()
    return queue(
        name="agreement_signed",
        kind=Kind.PARTNERSHIPS,
        key=f"agreement_signed:{partnership.pk}:{agreement.version}:{to.pk}",
        to=to,
        about=partnership.other(to),
        context=_context(
            partnership, to, agreement=agreement, next_due_at=clock.next_due_at if clock else None
        ),
        why=_because_of_pair(partnership.other(to)),
    )


def check(check: Check) -> Mail | None:
    """Sent to the mentee at the agreed local time of each period: how did it go? Links to a page that shows on GET and acts on POST."""
    partnership = check.partnership
    return queue(
        name="check",
        kind=Kind.CHECKS,
        key=check_key(check),
        to=partnership.mentee,
        about=partnership.mentor,
        context=_context(
            partnership, partnership.mentee, check=check, check_url=_link("check-detail", check.public_id)
        ),
        why=gettext_lazy("You get this because you and %(name)s agreed on a check %(rhythm)s.")
        % {
            "name": partnership.mentor.short_name,
            "rhythm": Agreement.Rhythm(partnership.agreement.rhythm).label,
        },
    )


def check_ahead(partnership: Partnership, *, period: str, commitment: Commitment | None) -> Mail | None:
    """Sent to the mentor at the agreed time in the mentor's zone: what the mentee is being asked today."""
    return queue(
        name="check_ahead",
        kind=Kind.CHECKS,
        key=f"check_ahead:{partnership.pk}:{period}",
        to=partnership.mentor,
        about=partnership.mentee,
        context=_context(partnership, partnership.mentor, commitment=commitment),
        why=gettext_lazy("You get this because you and %(name)s agreed on a check %(rhythm)s.")
        % {
            "name": partnership.mentee.short_name,
            "rhythm": Agreement.Rhythm(partnership.agreement.rhythm).label,
        },
    )


def check_answered(check: Check) -> Mail | None:
    """Sent to the mentor when the mentee has said how it went."""
    partnership = check.partnership
    return queue(
        name="check_answered",
        kind=Kind.CHECKS,
        key=f"check_answered:{check.pk}",
        to=partnership.mentor,
        about=partnership.mentee,
        context=_context(
            partnership,
            partnership.mentor,
            check=check,
            check_url=_link("check-detail", check.public_id),
            next_commitment=partnership.commitments.filter(state=Commitment.State.OPEN).first(),
        ),
        why=_because_of_pair(partnership.mentee),
    )


def check_replied(check: Check) -> Mail | None:
    """Sent to the mentee when the mentor has answered with support or a challenge."""
    partnership = check.partnership
    return queue(
        name="check_replied",
        kind=Kind.CHECKS,
        key=f"check_replied:{check.pk}",
        to=partnership.mentee,
        about=partnership.mentor,
        context=_context(
            partnership, partnership.mentee, check=check, check_url=_link("check-detail", check.public_id)
        ),
        why=_because_of_pair(partnership.mentor),
    )


def partnership_closed(partnership: Partnership, *, to: User, by: User) -> Mail | None:
    """Sent to the other person when one of the two brings it to a close. Neutral: who, that it is over, what they can do now."""
    return _ending(
        "partnership_closed", partnership, to, reflection_url=_link("reflection", partnership.public_id)
    )


def partnership_at_end(partnership: Partnership, *, to: User) -> Mail | None:
    """Sent to both when the agreed end has come."""
    return _ending(
        "partnership_at_end", partnership, to, reflection_url=_link("reflection", partnership.public_id)
    )


def partnership_lapsed(partnership: Partnership, *, to: User) -> Mail | None:
    """Sent to both when fourteen days went by without two signatures."""
    return _ending("partnership_lapsed", partnership, to)


def partnership_paused(partnership: Partnership, *, to: User, by: User) -> Mail | None:
    """Sent to the other person when one of the two pauses it."""
    return _ending("partnership_paused", partnership, to)


def partnership_resumed(partnership: Partnership, *, to: User) -> Mail | None:
    """Sent when it is taken up again: to the other person, or to both on the return date."""
    clock = partnership.clocks.filter(person=to).first()
    return _ending("partnership_resumed", partnership, to, next_due_at=clock.next_due_at if clock else None)


def _ending(name: str, partnership: Partnership, to: User, **more: object) -> Mail | None:
    """A mail about a move of the pair: one for each move, told apart by the moment of the move."""
    return queue(
        name=name,
        kind=Kind.PARTNERSHIPS,
        key=f"{name}:{partnership.pk}:{to.pk}:{partnership.state_at:%Y%m%dT%H%M%S}",
        to=to,
        about=partnership.other(to),
        context=_context(partnership, to, **more),
        why=_because_of_pair(partnership.other(to)),
    )
