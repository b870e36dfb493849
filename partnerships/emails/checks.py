"""The mails of the accountability checks."""

from datetime import datetime

from outbox.models import Haste, Kind, Mail
from partnerships import wording
from partnerships.models import Check, Commitment, Loosening, Partnership, misses_in_a_row

from .queueing import because_of_check, link, next_due_at_of, queue_to


def check(check: Check) -> Mail | None:
    """Sent to the mentee at the agreed local time of each period: how did it go? Links to a page that shows on GET and acts on POST."""
    partnership = check.partnership
    return queue_to(
        "check",
        partnership,
        haste=Haste.DAYS,
        to=partnership.mentee,
        key=check.period,
        kind=Kind.CHECKS,
        why=because_of_check(partnership, partnership.mentor),
        context={"check": check, "check_url": link("check-detail", check.public_id)},
    )


def check_ahead(
    partnership: Partnership, *, period: str, due_at: datetime, commitment: Commitment | None
) -> Mail | None:
    """Sent to the mentor at the agreed time in the mentor's zone: what the mentee is being asked that day."""
    return queue_to(
        "check_ahead",
        partnership,
        haste=Haste.DAYS,
        to=partnership.mentor,
        key=period,
        kind=Kind.CHECKS,
        why=because_of_check(partnership, partnership.mentee),
        context={"due_at": due_at, "commitment": commitment},
    )


def check_answered(check: Check) -> Mail | None:
    """Sent to the mentor when the mentee has said how it went."""
    partnership = check.partnership
    return queue_to(
        "check_answered",
        partnership,
        to=partnership.mentor,
        key=str(check.pk),
        kind=Kind.CHECKS,
        context={
            "check": check,
            "check_url": link("check-detail", check.public_id),
            "outcome": wording.outcome(check),
            "question": wording.kind_question() if _is_second_miss(check) else "",
            "next_commitment": partnership.commitments.filter(state=Commitment.State.OPEN).first(),
        },
    )


def check_replied(check: Check) -> Mail | None:
    """Sent to the mentee when the mentor has answered with support or a challenge."""
    partnership = check.partnership
    return queue_to(
        "check_replied",
        partnership,
        to=partnership.mentee,
        key=str(check.pk),
        kind=Kind.CHECKS,
        context={
            "check": check,
            "check_url": link("check-detail", check.public_id),
            "outcome": wording.outcome(check),
            "next_due_at": next_due_at_of(partnership, partnership.mentee),
        },
    )


def _is_second_miss(check: Check) -> bool:
    return check.is_missed and misses_in_a_row(check.partnership.checks.all()) > 1


def two_misses(partnership: Partnership, *, latest: Check) -> Mail | None:
    """Sent to the mentor when the second check in a row has gone by without an answer, once for each such run: a kind question to ask."""
    return queue_to(
        "two_misses",
        partnership,
        to=partnership.mentor,
        key=str(latest.pk),
        kind=Kind.CHECKS,
        why=because_of_check(partnership, partnership.mentee),
        context={"question": wording.kind_question(), "commitment": latest.commitment},
    )


def commitment_loosened(partnership: Partnership, loosening: Loosening) -> Mail | None:
    """Sent to the mentor when the mentee makes a commitment smaller, later or lets it go between two checks: from when that holds."""
    return queue_to(
        "commitment_loosened",
        partnership,
        to=partnership.mentor,
        key=f"{loosening.pk}:",
        kind=Kind.CHECKS,
        context={"loosening": loosening, "commitment": loosening.commitment},
    )
