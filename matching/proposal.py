"""The rules of one community as one thing: as they stand, or as somebody would have them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from accounts.models import Community
from matching import scoring
from matching.models import CommunityRules, OpposedValues


@dataclass(frozen=True)
class Proposal:
    """What may be set. ``values`` to ``interests`` are whole percents that add up to 100; ``declared`` is pair of value slugs →
    degree, 0 to 1."""

    values: int
    experience: int
    mindset: int
    interests: int
    uses_prices: bool
    declared: Mapping[frozenset[str], float]

    @property
    def weights(self) -> scoring.Weights:
        """The percents as the shares that the score takes."""
        return scoring.Weights(
            self.values / 100, self.experience / 100, self.mindset / 100, self.interests / 100
        )

    @property
    def mark(self) -> str:
        """A short word that is another one for other rules: what somebody saw is compared by it."""
        pairs = sorted((*sorted(pair), degree) for pair, degree in self.declared.items())
        parts = (self.values, self.experience, self.mindset, self.interests, self.uses_prices, pairs)
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def standing(community: Community) -> Proposal:
    """The rules of ``community`` as they stand now: its own, or the defaults; two queries."""
    own = CommunityRules.objects.filter(community=community).first() or CommunityRules()
    pairs = OpposedValues.objects.filter(community=community)
    return Proposal(
        own.values,
        own.experience,
        own.mindset,
        own.interests,
        own.uses_prices,
        {
            frozenset((one, other)): degree
            for one, other, degree in pairs.values_list("first__slug", "second__slug", "degree")
        },
    )
