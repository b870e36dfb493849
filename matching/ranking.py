"""Every mentor a mentee may ask, in the order of mutual fit: filters, facet counts, order, and why.

The order is exact: every eligible mentor is scored by :mod:`matching.scoring`, and popularity plays no part.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts import hours
from accounts.models import Profile, User
from matching import candidates, scoring
from matching.meeting import Meeting
from matching.people import person_of, prices_of, rulebook, shared_communities, vocabulary
from matching.text import words_of

OVERLAP_STEPS = (2, 6)
"""Hours a week that two people are both usually free: what the filter offers."""


@dataclass(frozen=True)
class Filters:
    """What the mentee has asked the list to keep to. Empty means: no wish."""

    text: str = ""
    areas: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    communities: frozenset[str] = frozenset()
    formats: frozenset[str] = frozenset()
    overlap: int = 0

    def __bool__(self) -> bool:
        return any(getattr(self, item.name) for item in fields(self))

    @property
    def count(self) -> int:
        """How many wishes there are, the search words aside."""
        return (
            len(self.areas)
            + len(self.languages)
            + len(self.communities)
            + len(self.formats)
            + bool(self.overlap)
        )


@dataclass(frozen=True)
class Traits:
    """What the filters ask of one mentor."""

    areas: frozenset[str]
    languages: frozenset[str]
    communities: frozenset[str]
    formats: frozenset[str]
    overlap: int

    def meets(self, filters: Filters) -> bool:
        """Within one filter any will do, between filters all must; several areas must all have been lived."""
        return (
            filters.areas <= self.areas
            and (not filters.languages or bool(filters.languages & self.languages))
            and (not filters.communities or bool(filters.communities & self.communities))
            and (not filters.formats or bool(filters.formats & self.formats))
            and self.overlap >= filters.overlap
        )


@dataclass(frozen=True)
class Facets:
    """For each filter, how many would be on the list with it, the other filters as they are."""

    areas: Mapping[str, int]
    languages: Mapping[str, int]
    communities: Mapping[str, int]
    formats: Mapping[str, int]
    overlap: Mapping[int, int]


@dataclass(frozen=True)
class Ranking:
    """The whole list, best mutual fit first; equal scores in the order of their public ids."""

    meetings: tuple[Meeting, ...]
    facets: Facets
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """For areas, languages and communities: slug or code → name, of everything that occurs."""

    @cached_property
    def total(self) -> int:
        return len(self.meetings)


def rank(mentee: User, filters: Filters = Filters()) -> Ranking:
    """Score, filter and order all mentors whom ``mentee`` may ask and has not put away; a constant number of queries."""
    own = Profile.objects.with_definition().get(user=mentee)
    listed = candidates.not_hidden_by(mentee, candidates.mentors_open_to(mentee))
    found = list(_searched(listed, filters.text).with_definition())
    shared_with = shared_communities(mentee, [profile.user_id for profile in found])
    book = rulebook(frozenset().union(*shared_with.values()))
    prices = prices_of(shared_with, book)
    words, me = vocabulary(), person_of(own)
    mine = [membership.community for membership in mentee.memberships.active().select_related("community")]
    communities = {community.pk: community.slug for community in mine}
    names = {
        "areas": {},
        "languages": {},
        "communities": {community.slug: community.name for community in mine},
    }
    meetings: list[tuple[Meeting, Traits]] = []
    for profile in found:
        shared = shared_with.get(profile.user_id, frozenset())
        pair = scoring.pair_score(
            me, person_of(profile), words, book.rules_of(shared), prices.get(profile.user_id, 0.0)
        )
        if pair.gates:
            continue
        traits = _traits(own, profile, {communities[pk] for pk in shared if pk in communities})
        meetings.append((Meeting(own, profile, pair), traits))
        names["areas"] |= {p.area.slug: p.area.name for p in profile.passages.all() if p.is_offered}
        names["languages"] |= {language.code: language.name for language in profile.languages.all()}
    kept = [meeting for meeting, traits in meetings if traits.meets(filters)]
    kept.sort(key=lambda meeting: (-meeting.pair.rank_score, meeting.mentor.user.public_id))
    return Ranking(tuple(kept), _facets([traits for _, traits in meetings], filters), names)


def _searched(profiles: QuerySet[Profile], text: str) -> QuerySet[Profile]:
    """Every word must occur somewhere in what the person wrote or is called."""
    for word in words_of(text):
        profiles = profiles.filter(
            Q(user__first_name__icontains=word)
            | Q(user__last_name__icontains=word)
            | Q(headline__icontains=word)
            | Q(opening__icontains=word)
            | Q(more__icontains=word)
            | Q(place__icontains=word)
            | Q(
                pk__in=Profile.objects.filter(
                    Q(passages__is_offered=True, passages__area__name__icontains=word)
                    | Q(passages__is_offered=True, passages__asked_of_me__icontains=word)
                    | Q(ranked_values__value__name__icontains=word)
                    | Q(ranked_values__line__icontains=word)
                    | Q(interests__name__icontains=word)
                    | Q(bridges__text__icontains=word)
                ).values("pk")
            )
        )
    return profiles


def _traits(own: Profile, profile: Profile, communities: Iterable[str]) -> Traits:
    return Traits(
        areas=frozenset(passage.area.slug for passage in profile.passages.all() if passage.is_offered),
        languages=frozenset(language.code for language in profile.languages.all()),
        communities=frozenset(communities),
        formats=frozenset(profile.formats),
        overlap=hours.overlap(
            own.free_slots,
            own.user.time_zone,
            profile.free_slots,
            profile.user.time_zone,
            now=timezone.now(),
        ),
    )


def _facets(everybody: list[Traits], filters: Filters) -> Facets:
    """Count each value of each filter among those who meet all the other filters."""

    def counts(name: str) -> Counter[str]:
        others = replace(filters, **{name: frozenset()})
        return Counter(
            value for traits in everybody if traits.meets(others) for value in getattr(traits, name)
        )

    # Areas add up (all must have been lived), so an area's count is what choosing it as well would leave.
    areas = Counter(area for traits in everybody if traits.meets(filters) for area in traits.areas)
    without_overlap = [traits for traits in everybody if traits.meets(replace(filters, overlap=0))]
    return Facets(
        areas=areas,
        languages=counts("languages"),
        communities=counts("communities"),
        formats=counts("formats"),
        overlap={
            step: sum(traits.overlap >= step for traits in without_overlap) for step in (0, *OVERLAP_STEPS)
        },
    )
