"""The mails about what a mentor passes on. What the two write in them is theirs: organisers see that a mail was sent, and not what it says."""

from outbox.models import Haste, Mail
from partnerships.models import Opportunity

from .queueing import link, queue_to


def opportunity_offered(opportunity: Opportunity) -> Mail | None:
    """Sent to the mentee at once when the mentor passes something on, and again when the mentor changes it before it has an answer."""
    partnership = opportunity.partnership
    return queue_to(
        "opportunity_offered",
        partnership,
        to=partnership.mentee,
        key=f"{opportunity.pk}:{opportunity.version}",
        private=True,
        haste=Haste.DAYS,
        context=_facts(opportunity),
    )


def opportunity_answered(opportunity: Opportunity) -> Mail | None:
    """Sent to the mentor when the mentee takes it up, leaves it, or says how it turned out."""
    partnership = opportunity.partnership
    return queue_to(
        "opportunity_answered",
        partnership,
        to=partnership.mentor,
        key=f"{opportunity.pk}:{opportunity.state}",
        private=True,
        context=_facts(opportunity),
    )


def opportunity_reminder(opportunity: Opportunity) -> Mail | None:
    """Sent to the mentee three days before the last day of what was offered or taken up, once for each such day."""
    partnership = opportunity.partnership
    return queue_to(
        "opportunity_reminder",
        partnership,
        to=partnership.mentee,
        key=f"{opportunity.pk}:{opportunity.deadline:%Y-%m-%d}",
        private=True,
        haste=Haste.DAYS,
        context=_facts(opportunity),
    )


def _facts(opportunity: Opportunity) -> dict[str, object]:
    return {
        "opportunity": opportunity,
        "opportunity_url": link("opportunity-detail", opportunity.public_id),
    }
