"""What ranking knows of each mentor, read plainly from the rows: the oracle for the change log."""

from collections.abc import Iterable

from accounts.models import Profile
from matching.candidates import with_places_taken


def known(user_ids: Iterable[int] | None = None) -> dict[int, tuple]:
    """User id → everything that ranking may hold in memory of an approved mentor with a complete profile, and the words of their own
    that the text search reads. Who is not in it cannot be listed. ``user_ids``: only these."""
    profiles = with_places_taken(Profile.objects.with_definition().complete().filter(mentor_state="approved"))
    if user_ids is not None:
        profiles = profiles.filter(user__in=user_ids)
    return {
        profile.user_id: _standing(profile) + _definition(profile) + _words(profile) for profile in profiles
    }


def _standing(profile: Profile) -> tuple:
    user = profile.user
    return (
        user.is_active,
        user.suspended_at is None,
        user.time_zone,
        frozenset(user.memberships.active().values_list("community_id", flat=True)),
        profile.places,
        profile.taken,
        profile.paused_at is None,
    )


def _definition(profile: Profile) -> tuple:
    return (
        frozenset(language.pk for language in profile.languages.all()),
        frozenset(profile.formats),
        profile.hours_per_month,
        frozenset(profile.free_slots),
        frozenset(interest.pk for interest in profile.interests.all()),
        tuple((ranked.rank, ranked.value_id, ranked.is_essential) for ranked in profile.ranked_values.all()),
        frozenset(draining.value_id for draining in profile.draining_values.all()),
        frozenset((row.pk, row.area_id, row.depth, row.is_offered) for row in profile.passages.all()),
        frozenset(goal.area_id for goal in profile.goals.all()),
        frozenset((bridge.from_area_id, bridge.to_area_id) for bridge in profile.bridges.all()),
        frozenset((stance.statement_id, stance.position) for stance in profile.stances.all()),
    )


def _words(profile: Profile) -> tuple:
    return (
        profile.user.first_name,
        profile.user.last_name,
        profile.headline,
        profile.opening,
        profile.more,
        profile.place,
        frozenset((row.pk, row.asked_of_me, row.is_offered) for row in profile.passages.all()),
        tuple(ranked.line for ranked in profile.ranked_values.all()),
        frozenset(bridge.text for bridge in profile.bridges.all()),
    )
