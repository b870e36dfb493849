"""What other rules would do to one mentee's list: who stands where now, and where then. Nothing is written.

Both orders come from :mod:`matching.scoring` itself. For eyes other than the mentee's: whom they have put away stays in, since
that is theirs to know, and a pair that is barred by more than the rules is left out of everything.
"""

from dataclasses import dataclass, replace

from accounts.models import Community, Profile, User
from matching import candidates
from matching.best import DIGITS
from matching.meeting import Meeting
from matching.models import Hidden
from matching.people import Rulebook, person_of, prices_of, rulebook, shared_communities, vocabulary
from matching.proposal import Proposal
from matching.ranking import rank
from matching.scoring import Pair, Rules, pair_score

TOP = 10
MOST = 500
"""So many mentors are held against each other in full: about a second."""
NEAREST = 200
"""Of more, those who stand first now."""


@dataclass(frozen=True)
class Standing:
    """One mentor, before and after. A place counts from 1; None: not offered to each other."""

    now: Meeting
    then: Meeting
    place_now: int | None
    place_then: int | None

    @property
    def mentor(self) -> Profile:
        return self.now.mentor

    @property
    def rise(self) -> int:
        """Places up (below 0: down); 0 where there is no place on either side."""
        return self.place_now - self.place_then if self.place_now and self.place_then else 0


@dataclass(frozen=True)
class Comparison:
    """The two lists, and whom the other rules bar."""

    now: tuple[Standing, ...]
    """The first :data:`TOP` as the rules stand."""
    then: tuple[Standing, ...]
    """The first :data:`TOP` as proposed."""
    barred: tuple[Standing, ...]
    """Offered now and no longer then, in the order of now."""
    freed: int
    """How many are offered then and not now."""
    compared: int
    is_partial: bool
    """Only the :data:`NEAREST` were compared: somebody from further down could come in as well."""


def compare(mentee: User, community: Community, proposal: Proposal) -> Comparison:
    """Hold the list of ``mentee`` as it stands against the list under the proposed rules of ``community``.

    ``mentee`` has a profile. The rules of their other communities stay as they are. A constant number of queries.
    """
    mentors, is_partial = _mentors_of(mentee)
    profiles = list(Profile.objects.with_definition().filter(user__in=mentors))
    own = Profile.objects.with_definition().get(user=mentee)
    shared = shared_communities(mentee, mentors)
    book = rulebook(frozenset({community.pk}).union(*shared.values()))
    now = _pairs(own, profiles, shared, book)
    then = _pairs(own, profiles, shared, _with(book, community, proposal))
    places_now, places_then = _places(profiles, now), _places(profiles, then)
    standings = [
        Standing(
            Meeting(own, profile, now[profile.user_id]),
            Meeting(own, profile, then[profile.user_id]),
            places_now.get(profile.user_id),
            places_then.get(profile.user_id),
        )
        for profile in profiles
    ]
    before = sorted((one for one in standings if one.place_now), key=lambda one: one.place_now or 0)
    after = sorted((one for one in standings if one.place_then), key=lambda one: one.place_then or 0)
    return Comparison(
        tuple(before[:TOP]),
        tuple(after[:TOP]),
        tuple(one for one in before if one.place_then is None),
        sum(one.place_now is None for one in after),
        len(standings),
        is_partial,
    )


def _mentors_of(mentee: User) -> tuple[list[int], bool]:
    """User ids of the mentors to compare, and whether there are more than these."""
    open_to = candidates.mentors_open_to(mentee)
    mentors = list(open_to.values_list("user_id", flat=True)[: MOST + 1])
    if len(mentors) <= MOST:
        return mentors, False
    nearest = [meeting.mentor.user_id for meeting in rank(mentee, per_page=NEAREST).meetings]
    put_away = open_to.filter(user__in=Hidden.objects.filter(person=mentee).values("mentor"))
    return [*nearest, *put_away.values_list("user_id", flat=True)[:NEAREST]], True


def _with(book: Rulebook, community: Community, proposal: Proposal) -> Rulebook:
    only = frozenset({community.pk})
    return replace(
        book,
        declared={**book.declared, community.pk: proposal.declared},
        weights={**book.weights, community.pk: proposal.weights},
        uses_prices=book.uses_prices | only if proposal.uses_prices else book.uses_prices - only,
    )


def _pairs(
    own: Profile, profiles: list[Profile], shared: dict[int, frozenset[int]], book: Rulebook
) -> dict[int, Pair]:
    """User id of each mentor → the score of the pair by this book."""
    me, words, prices = person_of(own), vocabulary(), prices_of(shared, book)
    rules: dict[frozenset[int], Rules] = {
        together: book.rules_of(together) for together in {*shared.values(), frozenset[int]()}
    }
    return {
        profile.user_id: pair_score(
            me,
            person_of(profile),
            words,
            rules[shared.get(profile.user_id, frozenset())],
            prices.get(profile.user_id, 0.0),
        )
        for profile in profiles
    }


def _places(profiles: list[Profile], pairs: dict[int, Pair]) -> dict[int, int]:
    """User id → place from 1, in the order of the list, of all whom no gate bars."""
    offered = [profile for profile in profiles if not pairs[profile.user_id].gates]
    offered.sort(
        key=lambda profile: (-round(pairs[profile.user_id].rank_score, DIGITS), profile.user.public_id)
    )
    return {profile.user_id: place for place, profile in enumerate(offered, start=1)}
