"""Synthetic people for measuring: plausible, many, and the same for the same seed. No database and no clock.

What makes them like real ones: a few values, areas and interests are widely held and most are rare (Zipf); a person's values lie near
one another on the circle, as Schwartz found; passages of a mentor cluster in two groups of areas; languages follow the region.
"""

import itertools
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Generic, TypeVar

from accounts.hours import SLOTS
from mentorship.regions import REGIONS, Region

MENTORS = 0.4
"""Share of people who offer to mentor."""
FORMATS = ("video", "phone", "text", "in_person")
DEPTHS = ("brief", "thorough", "deep")
MEMORY = 25
"""How many years back the earliest passage began."""
CIRCLE = 10

Item = TypeVar("Item")


class Popularity(Generic[Item]):
    """Draws from a list in which the n-th entry is about n times as rare as the first (Zipf). The order is shuffled once."""

    def __init__(self, items: Sequence[Item], chance: Random, steepness: float = 0.9):
        self.items = chance.sample(list(items), len(items))
        self.cumulative = list(
            itertools.accumulate(1 / place**steepness for place in range(1, len(items) + 1))
        )

    def draw(self, chance: Random, count: int) -> list[Item]:
        """Up to ``count`` different entries, the earliest drawn first."""
        count = min(count, len(self.items))
        chosen: dict[Item, None] = {}
        for __ in range(6):
            chosen |= dict.fromkeys(chance.choices(self.items, cum_weights=self.cumulative, k=count))
            if len(chosen) >= count:
                break
        return list(chosen)[:count]


@dataclass(frozen=True)
class Words:
    """Primary keys of the vocabulary. ``values`` are (key, place on the circle), ``areas`` are keys by group."""

    values: Sequence[tuple[int, int]]
    areas: Sequence[Sequence[int]]
    area_names: dict[int, str]
    interests: Sequence[int]
    statements: Sequence[int]
    languages: frozenset[str]


@dataclass(frozen=True)
class SyntheticPassage:
    area: int
    began: int
    ended: int | None
    depth: str
    is_offered: bool


@dataclass(frozen=True)
class SyntheticPerson:
    """One person as drawn; keys refer to the vocabulary that :class:`Words` was made from."""

    public_id: uuid.UUID
    email: str
    first_name: str
    last_name: str
    place: str
    time_zone: str
    languages: list[str]
    values: list[int]
    has_essential: bool
    draining: list[int]
    stances: list[tuple[int, int]]
    interests: list[int]
    passages: list[SyntheticPassage]
    goals: list[int]
    formats: list[str]
    hours: int
    free_slots: list[str]
    places: int
    is_paused: bool
    bridge: tuple[int, int] | None


class Generator:
    """Draws people one after the other from one stream of random numbers: the same seed gives the same people."""

    def __init__(self, words: Words, *, seed: int, this_year: int):
        self.chance = Random(seed)  # noqa: S311  # nosec B311: nothing secret is drawn
        self.words = words
        self.seed = seed
        self.this_year = this_year
        self.by_place = [
            Popularity([key for key, place in words.values if place == sector], self.chance)
            for sector in range(CIRCLE)
        ]
        self.centres = Popularity(
            [place for place in range(CIRCLE) if self.by_place[place].items], self.chance, 0.5
        )
        self.groups = Popularity(range(len(words.areas)), self.chance, 0.6)
        self.areas = [Popularity(group, self.chance, 0.8) for group in words.areas]
        self.interests = Popularity(words.interests, self.chance)
        self.regions = list(itertools.accumulate(region.share for region in REGIONS))
        self.numbers = itertools.count(1)

    def person(self) -> SyntheticPerson:
        chance = self.chance
        region = chance.choices(REGIONS, cum_weights=self.regions)[0]
        place, zone = chance.choice(region.places)
        first, last = chance.choice(region.first_names), chance.choice(region.last_names)
        mentors = chance.random() < MENTORS
        values = self._values()
        home = self.groups.draw(chance, 2)
        passages = self._passages(home, chance.randint(2, 5) if mentors else chance.randint(0, 3))
        lived = {passage.area for passage in passages}
        goals = [area for area in self._areas_in(home, chance.randint(1, 2)) if area not in lived]
        if mentors and chance.random() < 0.6:
            goals = []
        elif not mentors and not goals:
            goals = self._areas_in(range(len(self.areas)), 1)
        bridge = None
        if mentors and passages and goals and chance.random() < 0.5:
            bridge = (passages[0].area, goals[0])
        number = next(self.numbers)
        return SyntheticPerson(
            public_id=uuid.UUID(int=chance.getrandbits(128), version=4),
            email=f"synthetic.{self.seed}.{number}@example.org",
            first_name=first,
            last_name=last,
            place=place,
            time_zone=zone,
            languages=self._languages(region),
            values=values,
            has_essential=chance.random() < 0.2,
            draining=self._draining(values),
            stances=self._stances(),
            interests=self.interests.draw(chance, chance.randint(2, 8)),
            passages=passages,
            goals=goals,
            formats=chance.sample(FORMATS, chance.randint(1, 3)),
            hours=chance.choice((1, 2, 2, 3, 4, 4, 6, 8)),
            free_slots=sorted(chance.sample(SLOTS, chance.randint(2, 7)), key=SLOTS.index),
            places=chance.choice((1, 1, 2, 2, 2, 3, 4)) if mentors else 0,
            is_paused=mentors and chance.random() < 0.05,
            bridge=bridge,
        )

    def _values(self) -> list[int]:
        """Three to five values around one place of the circle; now and then one from the far side, as people have."""
        chance = self.chance
        centre = self.centres.draw(chance, 1)[0]
        count = chance.choice((3, 4, 5, 5, 5))
        chosen: dict[int, None] = {}
        for __ in range(40):
            if len(chosen) == count:
                break
            away = chance.choice((-2, -1, -1, 0, 0, 0, 1, 1, 2, chance.randrange(CIRCLE)))
            sector = self.by_place[(centre + away) % CIRCLE]
            if sector.items:
                chosen[sector.draw(chance, 1)[0]] = None
        return list(chosen)

    def _draining(self, values: list[int]) -> list[int]:
        if self.chance.random() >= 0.1:
            return []
        other = self.chance.choice(self.words.values)[0]
        return [] if other in values else [other]

    def _stances(self) -> list[tuple[int, int]]:
        chance, statements = self.chance, self.words.statements
        answered = chance.sample(statements, chance.randint(len(statements) // 3, len(statements) * 2 // 3))
        return [(statement, chance.choice((1, 2, 2, 3, 4, 4, 5))) for statement in answered]

    def _languages(self, region: Region) -> list[str]:
        spoken = [code for code in region.languages if code in self.words.languages]
        first = [spoken[0]] if self.chance.random() < 0.85 else []
        more = self.chance.sample(spoken, min(len(spoken), self.chance.choice((1, 1, 2))))
        return list(dict.fromkeys(first + more))

    def _areas_in(self, groups: Sequence[int], count: int) -> list[int]:
        drawn = (self.areas[self.chance.choice(groups)].draw(self.chance, 1)[0] for __ in range(count))
        return list(dict.fromkeys(drawn))

    def _passages(self, groups: Sequence[int], count: int) -> list[SyntheticPassage]:
        chance, passages = self.chance, []
        for area in self._areas_in(groups, count):
            began = chance.randint(self.this_year - MEMORY, self.this_year - 1)
            goes_on = chance.random() < 0.15
            ended = None if goes_on else chance.randint(began, min(self.this_year, began + 8))
            passages.append(
                SyntheticPassage(
                    area=area,
                    began=began,
                    ended=ended,
                    depth=chance.choices(DEPTHS, weights=(2, 5, 3))[0],
                    is_offered=chance.random() < 0.85,
                )
            )
        return passages
