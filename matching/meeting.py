"""Two people held against each other: the score with the names that belong to it.

One place for the page, the mail and the admin to read from, so that they cannot disagree.
"""

from dataclasses import dataclass
from functools import cached_property

from accounts.models import Profile, RankedValue, User
from matching import scoring
from matching.people import person_of, rulebook, vocabulary
from partnerships.ground import Ground, Pull, SharedValue


@dataclass(frozen=True)
class Meeting:
    """A mentee and a mentor. Both profiles come from ``Profile.objects.with_definition()``."""

    mentee: Profile
    mentor: Profile
    pair: scoring.Pair

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
            mentee_values=tuple(self.mentee.emblem_values),
            mentor_values=tuple(self.mentor.emblem_values),
            shared_places=self.shared_places,
        )


def meet(mentee: User, mentor: User) -> Meeting:
    """Hold two people against each other, as they are written down now; a constant number of queries."""
    profiles = {
        profile.user_id: profile
        for profile in Profile.objects.with_definition().filter(user__in=[mentee, mentor])
    }
    rules = rulebook(mentee, [mentor.pk]).rules_for(mentor.pk)
    return Meeting(
        profiles[mentee.pk],
        profiles[mentor.pk],
        scoring.pair_score(
            person_of(profiles[mentee.pk]), person_of(profiles[mentor.pk]), vocabulary(), rules
        ),
    )
