"""From rows to what the score reads: people, the vocabulary, and what communities have declared."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from accounts.models import Area, AreaRelation, Depth, Membership, Profile, User
from accounts.prepared import Prepared
from matching import scoring
from matching.models import CommunityRules, MentorPrice, OpposedValues


def person_of(profile: Profile) -> scoring.Person:
    """What the score may know of somebody. Reads relations that ``Profile.objects.with_definition()`` has fetched."""
    return scoring.Person(
        key=str(profile.user.public_id),
        values=tuple(
            scoring.RankedValue(ranked.value.slug, ranked.value.place, ranked.is_essential)
            for ranked in profile.ranked_values.all()
        ),
        draining=frozenset(draining.value.slug for draining in profile.draining_values.all()),
        wanted=tuple(goal.area.slug for goal in profile.goals.all()),
        passages=tuple(
            scoring.Passage(passage.area.slug, Depth(passage.depth).weight, passage.is_offered)
            for passage in profile.passages.all()
        ),
        bridges=frozenset((bridge.from_area.slug, bridge.to_area.slug) for bridge in profile.bridges.all()),
        stances={stance.statement.slug: stance.position for stance in profile.stances.all()},
        interests=frozenset(interest.slug for interest in profile.interests.all()),
    )


def vocabulary() -> scoring.Vocabulary:
    """The areas with their groups and curated relations, as they stand now; two queries."""
    related: dict[str, set[str]] = defaultdict(set)
    for one, other in AreaRelation.objects.values_list("first__slug", "second__slug"):
        related[one].add(other)
        related[other].add(one)
    return scoring.Vocabulary(
        group_of=dict(Area.objects.values_list("slug", "group__slug")),
        related={area: frozenset(areas) for area, areas in related.items()},
    )


@dataclass(frozen=True)
class Rulebook:
    """What communities have set: who may meet whom is decided elsewhere, here is by which rules.

    Where two people share several communities, opposed values count as declared in any of them (the higher degree where they
    differ), the weights are the mean of the communities' weights, and the price is the highest.
    """

    declared: Mapping[int, Mapping[frozenset[str], float]]
    """Community id → pair of value slugs → degree."""
    weights: Mapping[int, scoring.Weights]
    """Community id → its weights, where it has set its own."""
    uses_prices: frozenset[int]
    """Ids of the communities in whose order demand counts."""

    def rules_of(self, shared: frozenset[int]) -> scoring.Rules:
        """The rules between two people who share these communities."""
        together: dict[frozenset[str], float] = {}
        for community in shared:
            for pair, degree in self.declared.get(community, {}).items():
                together[pair] = max(degree, together.get(pair, 0.0))
        return scoring.Rules(
            weights=mean_weights(
                [self.weights.get(community, scoring.Weights()) for community in sorted(shared)]
            ),
            declared=together,
        )


def mean_weights(weights: Sequence[scoring.Weights]) -> scoring.Weights:
    """Part by part the mean; the default where there are none."""
    if len(set(weights)) <= 1:
        return weights[0] if weights else scoring.Weights()
    return scoring.Weights(
        *(fsum(one.of(name) for one in weights) / len(weights) for name in scoring.ComponentName)
    )


DECLARED = Prepared(
    lambda communities: OpposedValues.objects.filter(community__in=communities).values_list(
        "community_id", "first__slug", "second__slug", "degree"
    )
)
RULES = Prepared(lambda communities: CommunityRules.objects.filter(community__in=communities))


def rulebook(communities: Iterable[int]) -> Rulebook:
    """Read what these communities (ids) have set, as it stands now; two queries."""
    communities = list(communities)
    declared: dict[int, dict[frozenset[str], float]] = defaultdict(dict)
    for community, one, other, degree in DECLARED.rows(communities):
        declared[community][frozenset((one, other))] = degree
    own = {rules.community_id: rules for rules in RULES.objects(communities)}
    return Rulebook(
        declared,
        {community: weights_of(rules) for community, rules in own.items()},
        frozenset(
            community for community in communities if community not in own or own[community].uses_prices
        ),
    )


def weights_of(rules: CommunityRules) -> scoring.Weights:
    """Percents as the shares that the score takes."""
    return scoring.Weights(
        rules.values / 100, rules.experience / 100, rules.mindset / 100, rules.interests / 100
    )


def shared_communities(user: User, others: Iterable[int] | None = None) -> dict[int, frozenset[int]]:
    """User id → ids of the open communities in which both are active members; two queries. ``others``: only these."""
    mine = Membership.objects.active().filter(user=user).values_list("community_id", flat=True)
    theirs = Membership.objects.active().filter(community__in=list(mine)).exclude(user=user)
    if others is not None:
        theirs = theirs.filter(user__in=others)
    shared: dict[int, set[int]] = defaultdict(set)
    for user_id, community in theirs.values_list("user_id", "community_id"):
        shared[user_id].add(community)
    return {user_id: frozenset(ids) for user_id, ids in shared.items()}


def prices_of(shared: Mapping[int, frozenset[int]], book: Rulebook) -> dict[int, float]:
    """User id → what demand takes off that mentor's rank for somebody who shares these communities with them: the highest
    of their prices there; one query."""
    prices: dict[int, float] = {}
    for mentor, community, price in MentorPrice.objects.filter(
        mentor__in=shared, community__in=book.uses_prices
    ).values_list("mentor_id", "community_id", "price"):
        if community in shared[mentor]:
            prices[mentor] = max(price, prices.get(mentor, 0.0))
    return prices
