"""The mails about terms and signatures."""

from accounts.models import User
from outbox.models import Mail
from partnerships import wording
from partnerships.models import Agreement, Commitment, Partnership

from .queueing import link, next_due_at_of, queue_to


def agreement_proposed(agreement: Agreement, *, to: User, by: User) -> Mail | None:
    """Sent to the other person when one of the two writes down terms, or other terms."""
    return queue_to(
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
    return queue_to(
        "agreement_nudge",
        partnership,
        to=to,
        key=str(to.pk),
        context={"lapses_at": partnership.lapses_at},
    )


def agreement_signed(agreement: Agreement, *, to: User) -> Mail | None:
    """Sent to both with the second signature: what they agreed, and when the first check is in the reader's zone."""
    partnership = agreement.partnership
    return queue_to(
        "agreement_signed",
        partnership,
        to=to,
        key=f"{agreement.version}:{to.pk}",
        agreement=agreement,
        context={
            "next_due_at": next_due_at_of(partnership, to),
            "commitment": partnership.commitments.filter(state=Commitment.State.OPEN).first(),
            "new_commitment_url": link("commitment-create", partnership.public_id),
        },
    )
