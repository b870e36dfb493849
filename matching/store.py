"""What ranking keeps in the memory of each process: every mentor's row, the vocabulary, the prices; kept true by the change log.

The first request that needs it loads everything; each later one asks the change log what is new (`accounts.models.Change`, written in the
transaction that made the change) and reads those people again. So an edit anywhere, in any process, counts at the next request of every other.

The log's ids are given out before a transaction ends, so a lower id may come to light after a higher one. What is between is asked for again until it
turns up or :data:`PATIENCE` has passed: then it was rolled back.
"""

import logging
import os
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from numpy.typing import NDArray

from accounts import hours
from accounts.models import (
    Area,
    AreaGroup,
    AreaRelation,
    Bridge,
    Change,
    Depth,
    DrainingValue,
    Language,
    Membership,
    MentorState,
    Passage,
    Profile,
    RankedValue,
    Stance,
    Value,
)
from matching import engine, scoring
from matching.candidates import with_places_taken
from matching.columns import Columns, MentorFacts
from matching.definitions import Lexicon
from matching.models import MentorPrice

log = logging.getLogger(__name__)

BATCH = 2000
PATIENCE = 600.0
"""Seconds after which a missing id of the change log is taken for a transaction that was rolled back; none takes so long, not even an import."""

_SLOT = {slot: number for number, slot in enumerate(hours.SLOTS)}
_DEPTH = {depth.value: depth.weight for depth in Depth}


@dataclass(frozen=True)
class Names:
    """The vocabulary by id, with the names that pages show."""

    areas: dict[int, tuple[str, str]]
    """Area → (slug, name)."""
    groups: dict[int, tuple[str, str]]
    """Group → (slug, name), in the order in which they are listed."""
    languages: dict[str, str]
    values: dict[str, int]
    """Value's slug → id."""

    @cached_property
    def area_ids(self) -> dict[str, int]:
        return {slug: pk for pk, (slug, __) in self.areas.items()}

    @cached_property
    def group_ids(self) -> dict[str, int]:
        return {slug: pk for pk, (slug, __) in self.groups.items()}


def vocabulary() -> tuple[engine.Words, Names]:
    """The words as they stand now; five queries."""
    related: dict[int, set[int]] = defaultdict(set)
    for one, other in AreaRelation.objects.values_list("first", "second"):
        related[one].add(other)
        related[other].add(one)
    areas = list(Area.objects.values_list("pk", "slug", "name", "group"))
    values = list(Value.objects.only("slug", "basic"))
    return (
        engine.Words(
            {value.pk: value.place for value in values},
            {pk: group for pk, __, __, group in areas},
            {area: frozenset(others) for area, others in related.items()},
        ),
        Names(
            {pk: (slug, name) for pk, slug, name, __ in areas},
            {pk: (slug, name) for pk, slug, name in AreaGroup.objects.values_list("pk", "slug", "name")},
            dict(Language.objects.values_list("code", "name")),
            {value.slug: value.pk for value in values},
        ),
    )


def by_slug(words: engine.Words, names: Names) -> scoring.Vocabulary:
    """The same words as the plain score takes them."""
    slug = {pk: slug for pk, (slug, __) in names.areas.items()}
    return scoring.Vocabulary(
        group_of={
            slug[area]: names.groups[group][0] for area, group in words.group_of.items() if area in slug
        },
        related={
            slug[area]: frozenset(slug[other] for other in others) for area, others in words.related.items()
        },
    )


def terms_of(rules: scoring.Rules, names: Names) -> engine.Terms:
    """A community's rules, by ids."""
    return engine.Terms(
        rules.weights,
        {
            frozenset(names.values[slug] for slug in pair): degree
            for pair, degree in rules.declared.items()
            if all(slug in names.values for slug in pair)
        },
    )


def seeker_of(own: Profile) -> engine.Seeker:
    """The mentee as the engine takes them. Reads relations that ``Profile.objects.with_definition()`` has fetched."""
    return engine.Seeker(
        values=tuple((ranked.value_id, ranked.is_essential) for ranked in own.ranked_values.all()),
        draining=frozenset(draining.value_id for draining in own.draining_values.all()),
        wanted=tuple(goal.area_id for goal in own.goals.all()),
        stances={stance.statement_id: stance.position for stance in own.stances.all()},
        interests=frozenset(interest.pk for interest in own.interests.all()),
    )


@dataclass
class ChangeLog:
    """Which rows of the change log this process has dealt with."""

    low: int = 0
    """Everything up to here is dealt with, and the row of this id was in the log; 0: there is no such row yet."""
    seen: set[int] = field(default_factory=set)
    """Dealt with, from ``low`` on."""
    clock: Callable[[], float] = time.monotonic
    gaps: dict[int, float] = field(default_factory=dict)
    """Id before which some are missing → when that was first noticed, by ``clock``."""

    @classmethod
    def now(cls) -> "ChangeLog":
        """Where the log stands; what is written from now on is new. Read it before what it stands for."""
        settled = timezone.now() - timedelta(seconds=PATIENCE)
        low = Change.objects.filter(at__lt=settled).order_by("-id").values_list("id", flat=True).first() or 0
        return cls(low, set(Change.objects.filter(id__gte=low).values_list("id", flat=True)))

    def news(self) -> list[tuple[str, int | None, int | None]] | None:
        """New rows as (kind, user, community), oldest first; None when rows have been forgotten that were never seen here."""
        rows = list(
            Change.objects.filter(id__gte=self.low)
            .order_by("id")
            .values_list("id", "kind", "user_id", "community_id")
        )
        ids = [row[0] for row in rows]
        # The oldest row that was here must be here still. Who has seen none expects the very first.
        if ids[0] > min(self.seen, default=1) if ids else self.seen:
            return None
        new = [row[1:] for row in rows if row[0] not in self.seen]
        self._settle(ids)
        return new

    def _settle(self, ids: list[int]) -> None:
        """Move ``low`` up to the first gap that may still be filled. Each gap has its own time: one that was rolled back must not
        make the others be given up."""
        now, gaps, before = self.clock(), {}, self.low
        for here in ids:
            if here > before + 1 and now - self.gaps.get(here, now) < PATIENCE:
                gaps[here] = self.gaps.get(here, now)
            if not gaps:
                self.low = here
            before = here
        self.gaps = gaps
        self.seen = {here for here in ids if here >= self.low}


class Store:
    """The rows, with what is needed to read them. Use it inside :func:`reading` only."""

    def __init__(self) -> None:
        began = time.perf_counter()
        self.log = ChangeLog.now()
        self._load_words()
        self.columns = Columns()
        self.columns.place_values(self.words.place)
        self.columns.reserve(eligible().count())
        for batch in read():
            self.columns.write(batch)
        self._prices: dict[int, tuple[NDArray[np.int64], NDArray[np.float64]]] = {}
        self._spread: dict[int, tuple[int, NDArray[np.float64]]] = {}
        for community in MentorPrice.objects.values_list("community", flat=True).distinct():
            self._load_prices(community)
        log.info(
            "ranking: %s mentors loaded in %.2f s, %.1f MB",
            len(self.columns),
            time.perf_counter() - began,
            self.columns.nbytes / 1e6,
        )

    def refresh(self) -> bool:
        """Read again what the change log names; False when it no longer reaches back to what is known here."""
        news = self.log.news()
        if news is None:
            return False
        people = {user for kind, user, __ in news if kind == Change.Kind.PERSON and user is not None}
        if any(kind == Change.Kind.VOCABULARY for kind, __, __ in news):
            self._load_words()
            self.columns.place_values(self.words.place)
        for community in {community for kind, __, community in news if kind == Change.Kind.PRICES}:
            if community is not None:
                self._load_prices(community)
        if people:
            gone = set(people)
            for batch in read(sorted(people)):
                self.columns.write(batch)
                gone.difference_update(facts.user for facts in batch)
            for user in gone:
                self.columns.remove(user)
        return True

    def prices(self, community: int) -> NDArray[np.float64] | None:
        """What demand takes off each row's rank in this community; None where nobody has a price."""
        if community not in self._prices:
            return None
        generation, spread = self._spread.get(community, (-1, np.zeros(0)))
        if generation != self.columns.generation:
            users, prices = self._prices[community]
            rows = self.columns.find(users)
            spread = np.zeros(self.columns.high)
            spread[rows[rows >= 0]] = prices[rows >= 0]
            self._spread[community] = (self.columns.generation, spread)
        return spread

    def _load_words(self) -> None:
        self.words, self.names = vocabulary()
        self.lexicon = Lexicon()
        self.plain_words = by_slug(self.words, self.names)

    def _load_prices(self, community: int) -> None:
        rows = list(MentorPrice.objects.filter(community=community).values_list("mentor", "price"))
        self._spread.pop(community, None)
        self._prices.pop(community, None)
        if rows:
            users, prices = zip(*rows, strict=True)
            self._prices[community] = (np.array(users, np.int64), np.array(prices, np.float64))


def eligible() -> QuerySet[Profile]:
    """Whom the rows hold: approved mentors in good standing. Pauses and places are facts of the row."""
    return Profile.objects.complete().filter(
        mentor_state=MentorState.APPROVED, user__is_active=True, user__suspended_at__isnull=True
    )


def read(users: list[int] | None = None) -> Iterator[list[MentorFacts]]:
    """What ranking knows of all mentors, or of those among ``users``, in batches; a dozen queries a batch."""
    if users is None:
        last = 0
        while batch := _facts(eligible().filter(pk__gt=last).order_by("pk")[:BATCH]):
            last = batch[-1][0]
            yield [facts for __, facts in batch]
    else:
        for first in range(0, len(users), BATCH):
            found = _facts(eligible().filter(user__in=users[first : first + BATCH]).order_by("pk"))
            yield [facts for __, facts in found]


def _facts(profiles: QuerySet[Profile]) -> list[tuple[int, MentorFacts]]:
    rows = list(
        with_places_taken(profiles).values_list(
            "pk",
            "user",
            "user__public_id",
            "user__time_zone",
            "formats",
            "free_slots",
            "hours_per_month",
            "paused_at",
            "places",
            "taken",
        )
    )
    ids = [row[0] for row in rows]
    users = [row[1] for row in rows]

    def by_profile(queryset: QuerySet[Any], *fields: str) -> dict[int, list[Any]]:
        found: dict[int, list[Any]] = defaultdict(list)
        for owner, *rest in queryset.filter(profile__in=ids).order_by().values_list("profile", *fields):
            found[owner].append(rest[0] if len(rest) == 1 else tuple(rest))
        return found

    values = by_profile(RankedValue.objects, "rank", "value", "is_essential")
    draining = by_profile(DrainingValue.objects, "value")
    passages = by_profile(Passage.objects.filter(is_offered=True), "area", "depth")
    bridges = by_profile(Bridge.objects, "from_area", "to_area")
    stances = by_profile(Stance.objects, "statement", "position")
    interests = by_profile(Profile.interests.through.objects, "interest")
    languages = by_profile(Profile.languages.through.objects, "language")
    communities: dict[int, list[int]] = defaultdict(list)
    for user, community in Membership.objects.filter(
        user__in=users, state=Membership.State.ACTIVE
    ).values_list("user", "community"):
        communities[user].append(community)
    return [
        (
            pk,
            MentorFacts(
                user=user,
                public_id=public_id,
                values=[(value, essential) for __, value, essential in sorted(values[pk])],
                draining=draining[pk],
                passages=[(area, _DEPTH[depth]) for area, depth in passages[pk]],
                bridges=bridges[pk],
                stances=dict(stances[pk]),
                interests=interests[pk],
                languages=languages[pk],
                communities=communities[user],
                formats=_words(formats),
                slots=[_SLOT[slot] for slot in _words(free_slots) if slot in _SLOT],
                zone=zone,
                hours=monthly or 0,
                places=places,
                taken=taken,
                is_open=paused_at is None,
            ),
        )
        for pk, user, public_id, zone, formats, free_slots, monthly, paused_at, places, taken in rows
    ]


def _words(listed: object) -> list[str]:
    """What a JSON field lists. One row that holds something else must not keep everybody from being ranked."""
    return [one for one in listed if isinstance(one, str)] if isinstance(listed, list) else []


_lock = threading.RLock()
_store: Store | None = None


@contextmanager
def reading() -> Iterator[Store]:
    """The store as the database stands now; nobody else changes it while it is read. Loads it if need be.

    Not for a transaction that has written and may still be rolled back: what it wrote would be kept here.
    """
    global _store
    with _lock:
        store, _store = (
            _store,
            None,
        )  # stays None where reading fails half-way: then the next request begins anew
        if store is None or not store.refresh():
            store = Store()
        _store = store
        yield store


def forget() -> None:
    """Let the next request load everything: for tests."""
    global _store
    with _lock:
        _store = None


def _renew_lock() -> None:
    """A thread that held the lock while the process forked does not exist in the child, and would never give it back."""
    global _lock
    _lock = threading.RLock()


os.register_at_fork(after_in_child=_renew_lock)


def warm() -> threading.Thread:
    """Load in the background, so that the first who browses need not wait: a server calls it when it starts."""

    def load() -> None:
        try:
            with reading():
                pass
        except Exception:
            log.exception("ranking: could not be loaded; the first who browses loads it")
        finally:
            connection.close()

    thread = threading.Thread(target=load, name="ranking", daemon=True)
    thread.start()
    return thread
