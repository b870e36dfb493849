"""The mails about terms and signatures."""

from datetime import datetime

from accounts.models import User
from outbox.models import Haste, Mail
from outbox.rendering import reading_as
from partnerships import terms, wording
from partnerships.models import Agreement, Commitment, Partnership, Version

from .queueing import link, next_due_at_of, queue_to


def agreement_proposed(agreement: Agreement, *, to: User, by: User) -> Mail | None:
    """Sent to the other person when one of the two writes down terms, or other terms."""
    return queue_to(
        "agreement_proposed",
        agreement.partnership,
        haste=Haste.DAYS,
        to=to,
        key=str(agreement.version),
        agreement=agreement,
        private=True,
        context={
            "clocks": wording.clocks(agreement.at, to.time_zone, by.time_zone, now=agreement.proposed_at),
        },
    )


def agreement_nudge(partnership: Partnership, *, to: User) -> Mail | None:
    """Sent seven days after the introduction to whoever has not signed, once."""
    return queue_to(
        "agreement_nudge",
        partnership,
        haste=Haste.DAYS,
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
        private=True,
        context={
            "next_due_at": next_due_at_of(partnership, to),
            "commitment": partnership.commitments.filter(state=Commitment.State.OPEN).first(),
            "new_commitment_url": link("commitment-create", partnership.public_id),
        },
    )


def change_proposed(version: Version, *, to: User, by: User) -> Mail | None:
    """Sent to the other person when one of the two proposes to change the agreement: what would change. The agreement runs on until they agree."""
    partnership = version.partnership
    standing = partnership.versions.filter(state=Version.State.AGREED).latest("number")
    with reading_as(to.language, to.time_zone):
        rows = [row for row in terms.compared(version, standing) if row.differs]
    return queue_to(
        "change_proposed",
        partnership,
        haste=Haste.DAYS,
        to=to,
        key=f"{version.number}:",
        private=True,
        context={
            "rows": rows,
            "clocks": wording.clocks(version.at, to.time_zone, by.time_zone, now=version.proposed_at),
        },
    )


def change_agreed(version: Version, *, to: User, rhythm_from: datetime | None) -> Mail | None:
    """Sent to both when a change of the agreement has been agreed: what holds now, and when the next check is."""
    partnership = version.partnership
    with reading_as(to.language, to.time_zone):
        rows = terms.compared(version, None)
    return queue_to(
        "change_agreed",
        partnership,
        to=to,
        key=f"{version.number}:{to.pk}",
        private=True,
        context={
            "rows": rows,
            "rhythm_from": rhythm_from,
            "next_due_at": next_due_at_of(partnership, to),
        },
    )


def change_declined(version: Version, *, to: User) -> Mail | None:
    """Sent to who proposed a change when the other would leave the agreement as it is, with the other's word if there is one."""
    return queue_to(
        "change_declined",
        version.partnership,
        to=to,
        key=str(version.number),
        private=True,
        context={"word": version.word},
    )
