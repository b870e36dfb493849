"""Every mentor a mentee may ask, in the order of mutual fit: filters, facet counts, order, and why.

All eligible mentors are ranked at each request, exactly, from the rows in this process's memory (`matching/store.py`, `matching/engine.py`);
nothing is computed ahead for a pair. Popularity plays no part; a mentor's *price* (`matching/pricing.py`) counts where the community wants it. Only the
page that is shown is read from the database, and scored once more in full (`matching/meeting.py`), with its reasons.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from math import ceil

import numpy as np
from django.utils import timezone

from accounts import hours, searching
from accounts.models import Community, Format, Profile, User
from accounts.prepared import Prepared
from matching import engine
from matching.apart import apart
from matching.best import NOBODY, best
from matching.bits import Column, Picked, count
from matching.columns import Fact
from matching.definitions import definitions
from matching.meeting import Meeting, Surroundings
from matching.people import Rulebook, rulebook
from matching.selection import Selection, Wishes, rows_of, shared_hours
from matching.store import Store, reading, seeker_of, terms_of

OVERLAP_STEPS = (2, 6)
"""Hours a week that two people are both usually free: what the filter offers."""
HOURS_STEPS = (2, 4, 8)
"""Hours a month that a mentor gives: what the filter offers."""


@dataclass(frozen=True)
class Filters:
    """What the mentee has asked the list to keep to. Empty means: no wish."""

    text: str = ""
    areas: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    """Slugs of groups of areas: something lived in any of them."""
    languages: frozenset[str] = frozenset()
    communities: frozenset[str] = frozenset()
    formats: frozenset[str] = frozenset()
    hours: int = 0
    """At least so many hours a month."""
    overlap: int = 0
    full: bool = False
    """Those without a free place just now, too."""

    def __bool__(self) -> bool:
        return any(getattr(self, item.name) for item in fields(self))

    @property
    def count(self) -> int:
        """How many wishes there are, the search words aside."""
        several = (self.areas, self.groups, self.languages, self.communities, self.formats)
        return sum(map(len, several)) + bool(self.hours) + bool(self.overlap) + self.full


@dataclass(frozen=True)
class Facets:
    """For each filter, how many would be on the list with it, the other filters as they are. What nobody has is left out."""

    areas: Mapping[str, int]
    groups: Mapping[str, int]
    languages: Mapping[str, int]
    communities: Mapping[str, int]
    formats: Mapping[str, int]
    hours: Mapping[int, int]
    overlap: Mapping[int, int]
    full: int
    """How many more there would be."""


@dataclass(frozen=True)
class Ranking:
    """A page of the list, best mutual fit first; equal scores (to nine places) in the order of their public ids."""

    meetings: tuple[Meeting, ...]
    total: int
    number: int
    """Of the page, from 1; a number beyond the last page gives the last."""
    facets: Facets
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """For areas, groups, languages and communities: slug or code → name."""
    group_of: Mapping[str, str] = field(default_factory=dict)
    """Slug of an area → slug of its group."""


MINE = Prepared(lambda users: Community.objects.with_member(User(pk=users[0])).order_by("name"))


def rank(
    mentee: User, filters: Filters = Filters(), *, page: int = 1, per_page: int | None = None
) -> Ranking:
    """Filter, count and order all mentors whom ``mentee`` may ask; without ``per_page`` one page holds them all.

    The number of queries does not grow with the number of mentors.
    """
    mine = MINE.objects([mentee.pk])
    book = rulebook([community.pk for community in mine])
    away = {mentee.pk, *(other for one, other in apart(mentee) if one == mentee.pk)}
    matching_text = searching.find(filters.text) if filters.text.strip() else None
    with reading() as store:
        own = definitions([mentee.pk], store.lexicon)[mentee.pk]
        pool = _Pool(store, own, mine, book, away, matching_text)
        selection = pool.selection(_wishes(store, filters, mine))
        total = count(selection.rows)
        size = per_page or max(1, total)
        number = min(max(1, page), max(1, ceil(total / size)))
        users = pool.best(selection.rows, first=(number - 1) * size, size=size)
        facets = _facets(store, selection, mine)
        names = {
            "areas": dict(store.names.areas.values()),
            "groups": dict(store.names.groups.values()),
            "languages": store.names.languages,
            "communities": {community.slug: community.name for community in mine},
        }
        group_of = {
            slug: store.names.groups[store.words.group_of[pk]][0]
            for pk, (slug, __) in store.names.areas.items()
        }
        lexicon, surroundings = store.lexicon, pool.surroundings(users)
    met = surroundings.meetings(own, definitions(users, lexicon).values())
    meetings = tuple(met[user] for user in users if user in met)
    return Ranking(meetings, total, number, facets, names, group_of)


class _Pool:
    """Whom one mentee may be shown, and in which order, by the rows as they stand."""

    def __init__(
        self,
        store: Store,
        own: Profile,
        mine: Sequence[Community],
        book: Rulebook,
        away: Iterable[int],
        matching_text: Iterable[int] | None,
    ) -> None:
        columns = store.columns
        self.store, self.own, self.mine, self.book = store, own, mine, book
        self.seeker = seeker_of(own)
        open_to = (
            columns.bits.column(Fact.OPEN)
            & columns.bits.any_of((Fact.LANGUAGE, language.pk) for language in own.languages.all())
            & ~rows_of(columns, away)
        )
        if matching_text is not None:
            open_to = open_to & rows_of(columns, matching_text)
        self.scorers: list[tuple[Column, engine.Scorer]] = []
        self.gated = np.zeros(columns.words, np.uint64)
        for rows, terms in self._by_terms():
            rows = rows & open_to & ~engine.barred(columns, self.seeker, terms)
            self.scorers.append((rows, engine.Scorer(columns, self.seeker, store.words, terms)))
            self.gated |= rows

    def _by_terms(self) -> list[tuple[Column, engine.Terms]]:
        """The mentors by the communities they share with the mentee, where that makes a difference to the rules."""
        bits = self.store.columns.bits
        members = {community.pk: bits.column((Fact.COMMUNITY, community.pk)) for community in self.mine}
        if not (self.book.weights or self.book.declared):
            return [(bits.any_of((Fact.COMMUNITY, key) for key in members), engine.Terms())]
        parts: list[tuple[Column, frozenset[int]]] = [(bits.column(Fact.HERE), frozenset())]
        for community, column in members.items():
            parts = [
                (rows, shared)
                for here, before in parts
                for rows, shared in ((here & column, before | {community}), (here & ~column, before))
                if rows.any()
            ]
        return [
            (rows, terms_of(self.book.rules_of(shared), self.store.names)) for rows, shared in parts if shared
        ]

    def selection(self, wishes: Wishes) -> Selection:
        columns, own = self.store.columns, self.own
        now = timezone.now()
        free = hours.utc_hours(own.free_slots, own.user.time_zone, now)
        offsets = [hours.offset_hours(zone, now) for zone in columns.zones]
        kinds = sorted(set(offsets))
        table = shared_hours(free, [hours.local_hours([slot]) for slot in hours.SLOTS], kinds)
        kind = np.array([kinds.index(offset) for offset in offsets], np.intp)
        return Selection(columns, self.gated, wishes, columns.overlaps(kind, table))

    def surroundings(self, users: Sequence[int]) -> Surroundings:
        """What counts between the mentee and these mentors."""
        columns = self.store.columns
        rows = columns.find(np.array(users, np.int64))
        shared: dict[int, set[int]] = {user: set() for user in users}
        prices: dict[int, float] = {}
        for community in (community.pk for community in self.mine):
            price = self.store.prices(community) if community in self.book.uses_prices else None
            here = Picked(rows).of(columns.bits.column((Fact.COMMUNITY, community)))
            for user, row, is_member in zip(users, rows, here, strict=True):
                if not is_member:
                    continue
                shared[user].add(community)
                if price is not None and price[row]:
                    prices[user] = max(float(price[row]), prices.get(user, 0.0))
        return Surroundings(
            self.book,
            {user: frozenset(together) for user, together in shared.items()},
            prices,
            self.store.plain_words,
            self.store.lexicon.clauses,
        )

    def best(self, rows: Column, *, first: int, size: int) -> list[int]:
        """User ids of the places ``first`` to ``first + size`` of the order."""
        columns = self.store.columns
        prices = [
            (columns.bits.column((Fact.COMMUNITY, community)), price)
            for community in sorted(self.book.uses_prices)
            if (price := self.store.prices(community)) is not None
        ]
        found = NOBODY
        for here, scorer in self.scorers:
            found = found.joined(best(scorer, here & rows, first + size, prices))
        order = found.sorted(columns.public)
        return [int(user) for user in columns.users[order.rows[first : first + size]]]


def _wishes(store: Store, filters: Filters, mine: Sequence[Community]) -> Wishes:
    """Slugs as ids; -1, which nobody has, for what there is not."""
    names = store.names
    communities = {community.slug: community.pk for community in mine}
    groups = {names.group_ids.get(slug, -1) for slug in filters.groups}
    return Wishes(
        areas=frozenset(names.area_ids.get(slug, -1) for slug in filters.areas),
        groups={group: store.words.areas_in.get(group, ()) for group in groups} if groups else None,
        languages=filters.languages,
        communities=frozenset(communities.get(slug, -1) for slug in filters.communities),
        formats=filters.formats,
        hours=filters.hours,
        overlap=filters.overlap,
        full=filters.full,
    )


def _facets(store: Store, selection: Selection, mine: Sequence[Community]) -> Facets:
    names = store.names
    areas = selection.areas(list(names.areas))
    groups = selection.groups(store.words.areas_in)
    languages = selection.languages(list(names.languages))
    communities = selection.communities([community.pk for community in mine])
    formats = selection.formats(list(Format.values))
    return Facets(
        areas={names.areas[pk][0]: n for pk, n in areas.items() if n},
        groups={names.groups[pk][0]: n for pk, n in groups.items() if n},
        languages={code: n for code, n in languages.items() if n},
        communities={community.slug: n for community in mine if (n := communities[community.pk])},
        formats={code: n for code, n in formats.items() if n},
        hours=selection.hours((0, *HOURS_STEPS)),
        overlap=selection.overlap((0, *OVERLAP_STEPS)),
        full=selection.full(),
    )
