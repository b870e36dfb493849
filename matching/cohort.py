"""All mentees and mentors of one community, scored in blocks: what rounds and prices are worked out from.

A snapshot: it reads the database once and then stands still, however long the work on it takes.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from django.db.models import Count, Exists, OuterRef, Q
from numpy.typing import NDArray

from accounts.models import Community, Goal, Membership, Profile, User
from matching import engine, limits
from matching.apart import apart
from matching.bits import Picked
from matching.columns import Columns, Fact
from matching.people import rulebook
from matching.selection import rows_of
from matching.store import eligible, read, seeker_of, terms_of, vocabulary
from partnerships.models import Partnership

BATCH = 500


@dataclass(frozen=True)
class Mentee:
    """One mentee as the block needs them."""

    seeker: engine.Seeker
    languages: frozenset[str]
    away: frozenset[int]
    """User ids of mentors they must not be paired with."""


class Cohort:
    """Mentees with an open goal and room for a mentor, and mentors who are open with free places; both by user id, ascending."""

    def __init__(self, community: Community) -> None:
        self.community = community
        words, names = vocabulary()
        self.words = words
        self.terms = terms_of(rulebook([community.pk]).rules_of(frozenset([community.pk])), names)
        members = Membership.objects.filter(community=community, state=Membership.State.ACTIVE).values("user")
        mentors = eligible().filter(user__in=members, paused_at__isnull=True).values_list("user", flat=True)
        self.columns = Columns(max(64, len(mentors)))
        self.columns.place_values(words.place)
        free: dict[int, int] = {}
        for batch in read(list(mentors)):  # who has left by now is not among them
            some = [facts for facts in batch if facts.is_open and facts.taken < facts.places]
            self.columns.write(some)
            free.update((facts.user, facts.places - facts.taken) for facts in some)
        self.mentors: NDArray[np.int64] = np.array(sorted(free), np.int64)
        self.places: NDArray[np.int64] = np.array([free[user] for user in sorted(free)], np.int64)
        self._rows = self.columns.rows_of(self.mentors)
        away = _away(free)
        self._mentees = dict(_mentees(community, away))
        self.mentees: NDArray[np.int64] = np.array(list(self._mentees), np.int64)

    def block(self, first: int, last: int) -> NDArray[np.float64]:
        """Pair scores of the mentees ``first`` to ``last`` (exclusive) with every mentor: (last − first, mentors); NaN where a gate
        bars the pair: no common language, values, a block, “not for me”, an earlier ending, a running partnership, oneself."""
        scores = np.full((last - first, len(self.mentors)), np.nan)
        for number, user in enumerate(self.mentees[first:last].tolist()):
            mentee = self._mentees[user]
            columns = self.columns
            barred = (
                engine.barred(columns, mentee.seeker, self.terms)
                | rows_of(columns, [user, *mentee.away])
                | ~columns.bits.any_of((Fact.LANGUAGE, code) for code in mentee.languages)
            )
            scorer = engine.Scorer(columns, mentee.seeker, self.words, self.terms)
            open_to = np.flatnonzero(Picked(self._rows).of(barred) == 0)
            scores[number, open_to] = scorer.scores(self._rows[open_to])
        return scores


def cohort(community: Community) -> Cohort:
    """The community as it stands now."""
    return Cohort(community)


def _mentees(community: Community, away: dict[int, set[int]]) -> Iterable[tuple[int, Mentee]]:
    goals = Goal.objects.filter(profile=OuterRef("pk"), closed_at__isnull=True)
    running = Count(
        "user__partnerships_as_mentee",
        filter=Q(user__partnerships_as_mentee__state__in=Partnership.TAKES_A_PLACE),
    )
    wanting = (
        Profile.objects.complete()
        .filter(
            Exists(goals),
            user__in=User.objects.in_good_standing(),
            user__memberships__community=community,
            user__memberships__state=Membership.State.ACTIVE,
        )
        .annotate(running=running)
        .filter(running__lt=limits.MAX_MENTORS)
        .order_by("user_id")
    )
    ids = list(wanting.values_list("pk", flat=True))
    for first in range(0, len(ids), BATCH):
        some = Profile.objects.with_definition().filter(pk__in=ids[first : first + BATCH]).order_by("user_id")
        for profile in some:
            yield (
                profile.user_id,
                Mentee(
                    seeker_of(profile),
                    frozenset(language.pk for language in profile.languages.all()),
                    frozenset(away[profile.user_id]),
                ),
            )


def _away(mentors: Iterable[int]) -> dict[int, set[int]]:
    """Mentee → mentors they must not be paired with."""
    kept, away = set(mentors), defaultdict[int, set[int]](set)
    for mentee, mentor in apart():
        if mentor in kept:
            away[mentee].add(mentor)
    return away
