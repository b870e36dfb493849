"""The rules of a community."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts import actions as accounts
from accounts.models import Community, User, Value
from accounts.moves import IllegalMove
from matching.models import CommunityRules, OpposedValues
from matching.proposal import Proposal, standing


@transaction.atomic
def set_rules(*, community: Community, proposal: Proposal, seen: str, by: User) -> bool:
    """Let the proposed rules hold from now on, in every process; returns whether anything changed.

    ``seen`` is the :attr:`~matching.proposal.Proposal.mark` of the rules that stood when somebody decided this: where
    others stand by now, it is refused. Who may do so is the administration's matter. Prices are kept.
    """
    Community.objects.select_for_update().get(pk=community.pk)
    present = standing(community)
    if present.mark != seen:
        raise IllegalMove(
            _(
                "The rules have been changed since you looked. What you see now is held against the new ones: save again if you "
                "still mean it."
            )
        )
    if present.mark == proposal.mark:
        return False
    CommunityRules.objects.update_or_create(
        community=community,
        defaults={
            "values": proposal.values,
            "experience": proposal.experience,
            "mindset": proposal.mindset,
            "interests": proposal.interests,
            "uses_prices": proposal.uses_prices,
        },
    )
    _declare(community, proposal)
    accounts.note_rules(community)
    return True


def _declare(community: Community, proposal: Proposal) -> None:
    """Write the pairs, lower key first; what is not proposed goes."""
    values = {
        value.slug: value for value in Value.objects.filter(slug__in=frozenset().union(*proposal.declared))
    }
    kept = []
    for pair, degree in proposal.declared.items():
        if not pair <= values.keys():
            raise IllegalMove(_("One of these values is not in the vocabulary any more. Choose another."))
        first, second = sorted((values[slug] for slug in pair), key=lambda value: value.pk)
        row, _made = OpposedValues.objects.update_or_create(
            community=community, first=first, second=second, defaults={"degree": degree}
        )
        kept.append(row.pk)
    OpposedValues.objects.filter(community=community).exclude(pk__in=kept).delete()
