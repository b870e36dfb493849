"""Two people held against each other: the score with the names that belong to it.

One place for the page, the mail and the admin to read from, so that they cannot disagree.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from accounts.models import AreaRelation, Profile, RankedValue, User
from matching import scoring
from matching.candidates import with_places_taken
from matching.explaining import PassageMatch, Via
from matching.people import Rulebook, person_of, prices_of, rulebook, shared_communities, vocabulary
from partnerships.ground import Ground, Pull, SharedValue, Transfer


@dataclass(frozen=True)
class Meeting:
    """A mentee and a mentor. Both profiles come from ``Profile.objects.with_definition()``."""

    mentee: Profile
    mentor: Profile
    pair: scoring.Pair
    clauses: Mapping[frozenset[str], str] | None = None
    """What carries over between related areas, where `clauses_of` has read it for many meetings at once; else it is read when asked for."""

    @cached_property
    def mentee_values(self) -> dict[str, RankedValue]:
        return {ranked.value.slug: ranked for ranked in self.mentee.ranked_values.all()}

    @cached_property
    def mentor_values(self) -> dict[str, RankedValue]:
        return {ranked.value.slug: ranked for ranked in self.mentor.ranked_values.all()}

    @cached_property
    def area_names(self) -> dict[str, str]:
        """Slug → name of every area either of them has written about."""
        areas = [goal.area for goal in self.mentee.goals.all()]
        areas += [passage.area for passage in self.mentor.passages.all()]
        for bridge in self.mentor.bridges.all():
            areas += [bridge.from_area, bridge.to_area]
        return {area.slug: area.name for area in areas}

    def carried_over(self, match: PassageMatch) -> str:
        """What carries over from the passage to the goal: a bridge in the mentor's own words, or the clause of the curated relation."""
        if match.via is Via.BRIDGE:
            ends = (match.passage, match.goal)
            return next(
                bridge.text
                for bridge in self.mentor.bridges.all()
                if (bridge.from_area.slug, bridge.to_area.slug) == ends
            )
        if match.via is Via.RELATED:
            return self._clauses.get(frozenset((match.passage, match.goal)), "")
        return ""

    @cached_property
    def _clauses(self) -> Mapping[frozenset[str], str]:
        return clauses_of([self]) if self.clauses is None else self.clauses

    @cached_property
    def shared_places(self) -> frozenset[int]:
        """Places on the circle at which both rank the same named value."""
        return frozenset(
            self.mentee_values[shared.slug].value.place for shared in self.pair.explanation.shared_values
        )

    def ground(self) -> Ground:
        """What the introduction says of the two. Only full pulls: the small ones stand on the page."""
        facts = self.pair.explanation
        return Ground(
            shared=tuple(
                SharedValue(
                    name=self.mentee_values[value.slug].value.name,
                    mentee_rank=value.mentee_rank,
                    mentor_rank=value.mentor_rank,
                    mentee_line=self.mentee_values[value.slug].line,
                    mentor_line=self.mentor_values[value.slug].line,
                )
                for value in facts.shared_values
            ),
            pulls=tuple(
                Pull(
                    mentee_value=self.mentee_values[pull.mentee_value].value.name,
                    mentor_value=self.mentor_values[pull.mentor_value].value.name,
                    mentee_line=self.mentee_values[pull.mentee_value].line,
                    mentor_line=self.mentor_values[pull.mentor_value].line,
                )
                for pull in facts.leading_tensions
                if pull.full
            ),
            passages=tuple(
                dict.fromkeys(
                    self.area_names[match.passage] for match in facts.passages_for(scoring.Role.MENTEE)
                )
            ),
            transfers=tuple(
                Transfer(
                    passage=self.area_names[match.passage],
                    goal=self.area_names[match.goal],
                    text=self.carried_over(match),
                    by_mentor=match.via is Via.BRIDGE,
                )
                for match in facts.passages_for(scoring.Role.MENTEE)
                if match.via in (Via.BRIDGE, Via.RELATED)
            ),
            mentee_values=tuple(self.mentee.emblem_values),
            mentor_values=tuple(self.mentor.emblem_values),
            shared_places=self.shared_places,
        )


def clauses_of(meetings: Iterable[Meeting]) -> dict[frozenset[str], str]:
    """Pair of related areas → what carries over between them, for every passage that is related to a goal; at most one query."""
    pairs = {
        frozenset((match.passage, match.goal))
        for meeting in meetings
        for match in meeting.pair.explanation.passages
        if match.via is Via.RELATED
    }
    areas = frozenset[str]().union(*pairs)
    if not areas:
        return {}
    rows = AreaRelation.objects.filter(first__slug__in=areas, second__slug__in=areas)
    return {
        frozenset((one, other)): why
        for one, other, why in rows.values_list("first__slug", "second__slug", "why")
        if frozenset((one, other)) in pairs
    }


def meet(mentee: User, mentor: User) -> Meeting:
    """Hold two people against each other, as they are written down now; a constant number of queries."""
    return meet_all(mentee, [mentor.pk])[mentor.pk]


def meet_all(mentee: User, mentors: Iterable[int]) -> dict[int, Meeting]:
    """User id of each mentor who has a profile → the meeting with ``mentee``; a constant number of queries.

    No gate is looked at here but those of the values, which the pair names. The mentors' profiles carry ``taken``.
    """
    mentors = list(mentors)
    profiles = {
        profile.user_id: profile
        for profile in with_places_taken(Profile.objects.with_definition()).filter(
            user__in=[mentee.pk, *mentors]
        )
    }
    shared = shared_communities(mentee, mentors)
    book = rulebook(frozenset[int]().union(*shared.values()))
    surroundings = Surroundings(book, shared, prices_of(shared, book), vocabulary())
    return surroundings.meetings(profiles[mentee.pk], [profiles[pk] for pk in mentors if pk in profiles])


@dataclass(frozen=True)
class Surroundings:
    """What counts between one mentee and some mentors beside what they have written."""

    book: Rulebook
    shared: Mapping[int, frozenset[int]]
    """Mentor → ids of the communities they share."""
    prices: Mapping[int, float]
    """Mentor → what demand takes off."""
    words: scoring.Vocabulary
    clauses: Mapping[frozenset[str], str] | None = None
    """As a meeting has them."""

    def meetings(self, own: Profile, mentors: Iterable[Profile]) -> dict[int, Meeting]:
        """User id of each of these mentors → the meeting with the mentee, scored in full; no query."""
        me, nothing = person_of(own), frozenset[int]()
        rules = {together: self.book.rules_of(together) for together in {*self.shared.values(), nothing}}
        found = {}
        for mentor in mentors:
            pk = mentor.user_id
            terms, price = rules[self.shared.get(pk, nothing)], self.prices.get(pk, 0.0)
            pair = scoring.pair_score(me, person_of(mentor), self.words, terms, price)
            found[pk] = Meeting(own, mentor, pair, self.clauses)
        return found
