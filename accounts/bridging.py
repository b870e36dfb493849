"""Which of somebody's areas might carry over to which: beginnings for a bridge, never its words."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from accounts.models import Area, AreaRelation, Profile

MOST = 4
"""Suggestions at once: more would be a list to work off."""


@dataclass(frozen=True)
class Suggestion:
    """From what somebody knows to what they are entering, or to what they also know. ``why``: what the vocabulary says of the two;
    empty where it says nothing."""

    start: Area
    end: Area
    why: str

    @property
    def url(self) -> str:
        """The page that adds this bridge, with both ends chosen."""
        query = urlencode({"from": self.start.slug, "to": self.end.slug})
        return f"{reverse('accounts:bridge-create')}?{query}"


def suggestions(profile: Profile, *, most: int = MOST) -> list[Suggestion]:
    """Bridges that this person has not written, the likeliest first; five queries.

    1. From a passage to a goal, where the vocabulary says what carries over.
    2. From the earlier passage to the later, where it does.
    3. From a passage to a goal elsewhere, where it says nothing: that is where only they know.
    4. From a passage to an area in another part of life that the vocabulary holds to be near, whoever may be entering it.
    """
    passages = list(profile.passages.select_related("area__group").order_by("began", "pk"))
    goals = list(profile.goals.filter(closed_at__isnull=True).select_related("area__group"))
    been = list(dict.fromkeys(passage.area for passage in passages))
    entering = list(dict.fromkeys(goal.area for goal in goals))
    why = _what_carries_over({area.pk for area in (*been, *entering)})
    written = set(profile.bridges.values_list("from_area", "to_area"))

    def pairs() -> Iterator[tuple[Area, Area]]:
        towards = [(start, end) for end in entering for start in been]
        yield from (pair for pair in towards if _key(*pair) in why)
        yield from (
            (start, end)
            for place, start in enumerate(been)
            for end in been[place + 1 :]
            if _key(start, end) in why
        )
        yield from (pair for pair in towards if pair[0].group_id != pair[1].group_id)
        for relation in _near(been):
            ends = relation.first, relation.second
            start, end = ends if ends[0] in been else ends[::-1]
            if start.group_id != end.group_id and end not in entering:
                why.setdefault(_key(start, end), relation.why)
                yield start, end

    found: dict[frozenset[int], Suggestion] = {}
    for start, end in pairs():
        key = _key(start, end)
        is_written = (start.pk, end.pk) in written or (end.pk, start.pk) in written
        if start == end or is_written or key in found or not (start.is_active and end.is_active):
            continue
        found[key] = Suggestion(start, end, why.get(key, ""))
    return list(found.values())[:most]


def hint(start: Area | None, end: Area | None) -> str:
    """What the vocabulary says carries over between the two; empty where it says nothing, or one is missing."""
    if not start or not end:
        return ""
    return _what_carries_over({start.pk, end.pk}).get(_key(start, end), "")


def _key(start: Area, end: Area) -> frozenset[int]:
    return frozenset((start.pk, end.pk))


def _near(been: list[Area]) -> list[AreaRelation]:
    """Curated relations between one of these areas and one on offer that is not among them."""
    inside = Q(first__in=been), Q(second__in=been)
    near = AreaRelation.objects.filter((inside[0] & ~inside[1]) | (inside[1] & ~inside[0]))
    offered = near.filter(first__group__is_active=True, second__group__is_active=True)
    return list(offered.select_related("first", "second").order_by("pk"))


def _what_carries_over(areas: set[int]) -> dict[frozenset[int], str]:
    """Both ends → why, for curated relations within ``areas``."""
    related = AreaRelation.objects.filter(Q(first__in=areas) & Q(second__in=areas))
    return {
        frozenset((first, second)): why
        for first, second, why in related.values_list("first", "second", "why")
    }
