"""From rows to what the score reads: people, the vocabulary, and what communities have declared."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accounts.models import Area, AreaRelation, Depth, Membership, Profile, User
from matching import scoring
from matching.models import OpposedValues


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
    """What each of a mentee's communities has declared, and who is in which of them."""

    declared: Mapping[int, Mapping[frozenset[str], float]]
    shared_with: Mapping[int, frozenset[int]]
    """User id → ids of the communities shared with the mentee."""

    def rules_for(self, user_id: int) -> scoring.Rules:
        """Declared in any community the two share; where two communities differ, the higher degree."""
        together: dict[frozenset[str], float] = {}
        for community in self.shared_with.get(user_id, ()):
            for pair, degree in self.declared.get(community, {}).items():
                together[pair] = max(degree, together.get(pair, 0.0))
        return scoring.Rules(declared=together)


def rulebook(user: User, others: Iterable[int]) -> Rulebook:
    """Read, in two queries, what holds between ``user`` and each of ``others`` (user ids)."""
    mine = list(Membership.objects.active().filter(user=user).values_list("community_id", flat=True))
    declared: dict[int, dict[frozenset[str], float]] = defaultdict(dict)
    for community, one, other, degree in OpposedValues.objects.filter(community__in=mine).values_list(
        "community_id", "first__slug", "second__slug", "degree"
    ):
        declared[community][frozenset((one, other))] = degree
    shared: dict[int, set[int]] = defaultdict(set)
    for user_id, community in (
        Membership.objects.active()
        .filter(community__in=mine, user__in=others)
        .values_list("user_id", "community_id")
    ):
        shared[user_id].add(community)
    return Rulebook(declared, {user_id: frozenset(ids) for user_id, ids in shared.items()})
