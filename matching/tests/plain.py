"""The list the slow way: every pair scored by `matching/scoring.py`, every filter asked of every mentor. The oracle of `matching/ranking.py`."""

from collections import Counter
from dataclasses import dataclass, replace

from django.utils import timezone

from accounts import hours
from accounts.models import Area, Profile, User
from matching import candidates
from matching.meeting import meet_all
from matching.ranking import HOURS_STEPS, OVERLAP_STEPS, Filters
from partnerships.models import Partnership


@dataclass(frozen=True)
class PlainRanking:
    order: list[tuple[User, float]]
    """Best first, with what orders them."""
    facets: dict[str, dict]


def plain_rank(mentee: User, filters: Filters = Filters()) -> PlainRanking:
    """What :func:`matching.ranking.rank` must give, text search aside."""
    own = Profile.objects.with_definition().get(user=mentee)
    visible = candidates.not_hidden_by(mentee, candidates.mentors_visible_to(mentee)).filter(paused_at=None)
    # `mentors_open_to` asks for a free place as well; without it, by the same gates:
    listed = {
        profile.user_id: profile
        for profile in visible
        if _may_ask(own, profile) and profile.user_id != mentee.pk
    }
    met = {pk: meeting for pk, meeting in meet_all(mentee, listed).items() if not meeting.pair.gates}
    mine = {membership.community_id for membership in mentee.memberships.active()}
    group_of = dict(Area.objects.values_list("slug", "group__slug"))
    traits = {pk: _traits(own, meeting.mentor, mine, group_of) for pk, meeting in met.items()}

    def kept(wishes: Filters) -> list[int]:
        return [pk for pk, has in traits.items() if _meets(has, wishes)]

    def several(name: str, *, others: bool = True) -> dict[str, int]:
        wishes = replace(filters, **{name: frozenset()}) if others else filters
        return dict(Counter(thing for pk in kept(wishes) for thing in traits[pk][name]))

    order = [(met[pk].mentor.user, met[pk].pair.rank_score) for pk in kept(filters)]
    order.sort(key=lambda row: (-round(row[1], 9), row[0].public_id))
    return PlainRanking(
        order,
        {
            "areas": several("areas", others=False),
            "groups": several("groups"),
            "languages": several("languages"),
            "communities": several("communities"),
            "formats": several("formats"),
            "hours": {step: len(kept(replace(filters, hours=step))) for step in (0, *HOURS_STEPS)},
            "overlap": {step: len(kept(replace(filters, overlap=step))) for step in (0, *OVERLAP_STEPS)},
            "full": len(kept(replace(filters, full=True))) - len(kept(replace(filters, full=False))),
        },
    )


def _may_ask(own: Profile, profile: Profile) -> bool:
    """The gates of `candidates.mentors_open_to`, a free place aside."""
    one, other = own.user, profile.user
    between = Partnership.objects.between(one, other)
    together = between.filter(mentee=one, state__in=[*Partnership.LIVE, Partnership.State.SUSPENDED]).exists()
    never = between.filter(reflections__never_again=True).exists()
    spoken = {language.pk for language in own.languages.all()}
    common = spoken & {language.pk for language in profile.languages.all()}
    return bool(common) and not together and not never


def _traits(own: Profile, profile: Profile, mine: set[int], group_of: dict[str, str]) -> dict:
    areas = {passage.area.slug for passage in profile.passages.all() if passage.is_offered}
    shared = profile.user.memberships.active().filter(community__in=mine)
    return {
        "areas": areas,
        "groups": {group_of[area] for area in areas},
        "languages": {language.code for language in profile.languages.all()},
        "communities": {membership.community.slug for membership in shared.select_related("community")},
        "formats": set(profile.formats),
        "hours": profile.hours_per_month or 0,
        "overlap": hours.overlap(
            own.free_slots,
            own.user.time_zone,
            profile.free_slots,
            profile.user.time_zone,
            now=timezone.now(),
        ),
        "full": profile.taken >= profile.places,
    }


def _meets(has: dict, wishes: Filters) -> bool:
    return (
        wishes.areas <= has["areas"]
        and all(
            not getattr(wishes, name) or getattr(wishes, name) & has[name]
            for name in ("groups", "languages", "communities", "formats")
        )
        and has["hours"] >= wishes.hours
        and has["overlap"] >= wishes.overlap
        and (wishes.full or not has["full"])
    )
