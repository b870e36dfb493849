"""Who is ranked by whom in `./run bench ranking`: mentors and mentees drawn from one stream, the rules, and two filters.

Keys are those that a fresh database gives to the vocabulary (1, 2, 3 … in the order of the files), so that the pure peers and those with a
Django database behind them speak of the same things.
"""

import json
import pickle
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from hashlib import blake2s
from itertools import count
from pathlib import Path
from typing import Any

from accounts.weave import BASICS
from matching.scoring import Pair, Passage, Person, RankedValue, Rules, Vocabulary, pair_score
from mentorship.synthetic import FORMATS, Generator, SyntheticPerson, Words

PROJECT = Path(__file__).resolve().parents[1]
FOLDER = PROJECT / "var" / "bench"
LISTS = PROJECT / "accounts" / "data" / "vocabulary"
SEED = 1
THIS_YEAR = 2026
DISTINCT = 100_000
"""So many different mentors are drawn at most; a larger community holds each of them several times, under other public ids."""
MENTEES = 4
SHARE = 0.06
"""What the filter leaves, about."""
DEPTHS = {"brief": 0.5, "thorough": 0.8, "deep": 1.0}
TOP = 20


def stamp() -> str:
    """Changes with the vocabulary and with how people are drawn: what was made of others is not used again."""
    sources = [*sorted(LISTS.glob("*.json")), *sorted((PROJECT / "mentorship").glob("synthetic*.py"))]
    return blake2s(b"".join(path.read_bytes() for path in sources), digest_size=3).hexdigest()


def kept(kind: str, size: int, ending: str = "") -> Path:
    """Where something of that size is kept for the next run."""
    return FOLDER / f"{kind}-{size}-{stamp()}{ending}"


def read(name: str) -> list[dict[str, Any]]:
    return json.loads((LISTS / f"{name}.json").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Dictionary:
    """The vocabulary by key. ``values``: key → (slug, place); ``areas``: key → (slug, group)."""

    values: dict[int, tuple[str, int]]
    areas: dict[int, tuple[str, str]]
    interests: dict[int, str]
    statements: dict[int, str]
    languages: tuple[str, ...]
    related: tuple[tuple[int, int], ...]
    declared: dict[tuple[int, int], float]
    """Pairs of values that the community holds opposed, lower key first, and how much."""

    @cached_property
    def words(self) -> Words:
        groups: dict[str, list[int]] = {}
        for key, (__, group) in self.areas.items():
            groups.setdefault(group, []).append(key)
        return Words(
            values=[(key, place) for key, (__, place) in self.values.items()],
            areas=list(groups.values()),
            area_names={key: slug for key, (slug, __) in self.areas.items()},
            interests=list(self.interests),
            statements=list(self.statements),
            languages=frozenset(self.languages),
        )

    @cached_property
    def vocabulary(self) -> Vocabulary:
        related: dict[str, frozenset[str]] = {}
        for one, other in self.related:
            for near, far in ((one, other), (other, one)):
                slug = self.areas[near][0]
                related[slug] = related.get(slug, frozenset()) | {self.areas[far][0]}
        return Vocabulary(group_of=dict(self.areas.values()), related=related)

    @cached_property
    def rules(self) -> Rules:
        return Rules(
            declared={
                frozenset(self.values[key][0] for key in pair): degree
                for pair, degree in self.declared.items()
            }
        )


@lru_cache
def dictionary() -> Dictionary:
    """As `load_vocabulary` writes it into an empty database."""
    numbers = count(1)
    areas = {
        next(numbers): (area["slug"], group["slug"]) for group in read("areas") for area in group["areas"]
    }
    values = {key: (row["slug"], BASICS.index(row["place"])) for key, row in enumerate(read("values"), 1)}
    key_of_area = {slug: key for key, (slug, __) in areas.items()}
    key_of_value = {slug: key for key, (slug, __) in values.items()}
    return Dictionary(
        values=values,
        areas=areas,
        interests={key: row["slug"] for key, row in enumerate(read("interests"), 1)},
        statements={key: row["slug"] for key, row in enumerate(read("statements"), 1)},
        languages=tuple(row["code"] for row in read("languages")),
        related=tuple(sorted({_ordered(key_of_area, row) for row in read("relations")})),
        declared={_ordered(key_of_value, row): row["degree"] for row in read("suggested_opposites")},
    )


def _ordered(keys: dict[str, int], row: dict[str, Any]) -> tuple[int, int]:
    one, other = sorted((keys[row["a"]], keys[row["b"]]))
    return one, other


@dataclass(frozen=True)
class Mentor:
    """One mentor, with what gates ask: of every ten one is in another community, of every twenty one has no place left."""

    key: int
    who: SyntheticPerson
    is_member: bool
    taken: int
    price: float
    """What demand takes off the rank."""

    @property
    def is_open(self) -> bool:
        return not self.who.is_paused and self.taken < self.who.places


@dataclass(frozen=True)
class Filter:
    """What the list is kept to: mentors who speak the language and like the way of talking; empty: no wish."""

    language: str = ""
    way: str = ""

    def keeps(self, who: SyntheticPerson) -> bool:
        return (not self.language or self.language in who.languages) and (
            not self.way or self.way in who.formats
        )


EVERYBODY = Filter()


@dataclass(frozen=True)
class Scene:
    """All that a peer must know before the mentors come: written by :func:`draw`, read by every process."""

    size: int
    distinct: int
    mentees: tuple[SyntheticPerson, ...]
    narrow: Filter
    share: float
    """What ``narrow`` leaves of all mentors."""

    def mentors(self) -> Iterator[Mentor]:
        """In the order of their keys, 1 to ``size``."""
        drawn = _people(self.distinct)
        chance = uuid.UUID(int=0).int
        for number in range(self.size):
            who = drawn[number % len(drawn)]
            if number >= len(drawn):
                chance = number // len(drawn)
                who = replace(who, public_id=uuid.uuid5(who.public_id, str(chance)))
            yield Mentor(
                key=number + 1,
                who=who,
                is_member=number % 10 != 9,
                taken=who.places if number % 20 == 7 else 0,
                price=0.03 if number % 10 == 3 else 0.0,
            )


def draw(size: int) -> Scene:
    """The scene of so many mentors; drawn once and then kept in `var/bench/`."""
    path = kept("scene", size, ".pickle")
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        distinct = min(size, DISTINCT)
        mentors = _people(distinct)
        narrow = _nearest(mentors)
        share = sum(narrow.keeps(who) for who in mentors) / len(mentors)
        path.write_bytes(pickle.dumps(Scene(size, distinct, _mentees(), narrow, share)))
    return pickle.loads(path.read_bytes())


def _people(size: int) -> Sequence[SyntheticPerson]:
    path = kept("people", size, ".pickle")
    if path.exists():
        return pickle.loads(path.read_bytes())
    generator = Generator(dictionary().words, seed=SEED, this_year=THIS_YEAR)
    people: list[SyntheticPerson] = []
    while len(people) < size:
        who = generator.person()
        if who.places:
            people.append(who)
    path.write_bytes(pickle.dumps(people))
    return people


def _mentees() -> tuple[SyntheticPerson, ...]:
    """Who only wants a mentor, of whom enough is known, and who speaks English and something else."""
    generator = Generator(dictionary().words, seed=SEED + 1, this_year=THIS_YEAR)
    found = []
    while len(found) < MENTEES:
        who = generator.person()
        if (
            not who.places
            and len(who.values) >= 4
            and len(who.interests) >= 4
            and len(who.goals) == 1 + len(found) % 2
            and who.has_essential == (len(found) == 1)
            and bool(who.draining) == (len(found) == 2)
            and "en" in who.languages
        ):
            found.append(who)
    return tuple(found)


def _nearest(mentors: Sequence[SyntheticPerson]) -> Filter:
    """The language and way of talking that leave about :data:`SHARE` of them."""
    counts = Counter((language, way) for who in mentors for language in who.languages for way in who.formats)
    every = [(language, way) for language in dictionary().languages for way in FORMATS]
    language, way = min(every, key=lambda pair: abs(counts[pair] / len(mentors) - SHARE))
    return Filter(language, way)


# --- The oracle


def person_of(who: SyntheticPerson, words: Dictionary) -> Person:
    """As the score sees them."""
    return Person(
        key=str(who.public_id),
        values=tuple(
            RankedValue(*words.values[key], essential=rank == 0 and who.has_essential)
            for rank, key in enumerate(who.values)
        ),
        draining=frozenset(words.values[key][0] for key in who.draining),
        wanted=tuple(words.areas[key][0] for key in who.goals),
        passages=tuple(
            Passage(words.areas[passage.area][0], DEPTHS[passage.depth], passage.is_offered)
            for passage in who.passages
        ),
        bridges=frozenset(
            {(words.areas[who.bridge[0]][0], words.areas[who.bridge[1]][0])} if who.bridge else ()
        ),
        stances={words.statements[key]: stance for key, stance in who.stances},
        interests=frozenset(words.interests[key] for key in who.interests),
    )


def admits(mentee: SyntheticPerson, mentor: Mentor, keep: Filter) -> bool:
    """The gates before the score, and the filter."""
    return (
        mentor.is_member
        and mentor.is_open
        and not set(mentee.languages).isdisjoint(mentor.who.languages)
        and keep.keeps(mentor.who)
    )


def judge(mentee: SyntheticPerson, mentor: Mentor) -> Pair:
    """The score of one pair by the plain formula."""
    words = dictionary()
    return pair_score(
        person_of(mentee, words), person_of(mentor.who, words), words.vocabulary, words.rules, mentor.price
    )


Listed = tuple[str, float]
"""A public id, and the score less the price."""


def oracle(scene: Scene, mentors: Sequence[Mentor], mentee: int, keep: Filter, k: int = TOP) -> list[Listed]:
    """The best, by scoring every pair."""
    seeker = scene.mentees[mentee]
    found = []
    for mentor in mentors:
        if admits(seeker, mentor, keep):
            pair = judge(seeker, mentor)
            if not pair.gates:
                found.append((str(mentor.who.public_id), pair.rank_score))
    found.sort(key=lambda row: (-round(row[1], 9), row[0]))
    return found[:k]


def agree(one: Sequence[Listed], other: Sequence[Listed]) -> str:
    """Empty if both lists name the same people in the same order, with scores to 1e-6; else what differs.

    People whose scores are equal to nine decimals stand in either order, and either may be the last of a list.
    """
    if len(one) != len(other):
        return f"{len(one)} listed, not {len(other)}"
    for place, ((mine, score), (theirs, other_score)) in enumerate(zip(one, other, strict=True), 1):
        if abs(score - other_score) > 1e-6:
            return f"place {place}: {score:.9f}, not {other_score:.9f}"
        if mine != theirs and abs(score - other_score) > 1e-9:
            return f"place {place}: {mine}, not {theirs}"
    swapped = {who for who, __ in one} ^ {who for who, __ in other}
    last = other[-1][1] if other else 0.0
    strangers = [who for who, score in [*one, *other] if who in swapped and abs(score - last) > 1e-9]
    return f"not in both: {strangers}" if strangers else ""


def clock() -> float:
    """Milliseconds."""
    return time.perf_counter() * 1000
