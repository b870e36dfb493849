"""What ranking keeps of every mentor in memory: one row each, facts in columns. Pure: NumPy only.

Keys are the database's: user ids, and the ids of values, areas, interests, languages, statements, communities. What one either has or
has not is a bit (`matching/bits.py`); what has a degree is a small number. `matching/engine.py` reads this, `matching/store.py` fills it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, auto
from itertools import chain
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from matching.bits import Bits, Column, Rows
from matching.index import Index
from matching.shapes import MOST_VALUES

PARTS_OF_A_WEEK: Final = 35  # slots in which one may be free, accounts/hours.py
SLICE: Final = 9  # slots are kept in four slices, each small enough for a look-up table
SLICES: Final = -(-PARTS_OF_A_WEEK // SLICE)


class Fact(IntEnum):
    """What a bit may say of a mentor; the key of its column is (fact, id …)."""

    HERE = auto()  # the row is taken
    OPEN = auto()  # takes requests: not paused
    FREE = auto()  # has a place that nobody has taken
    COMMUNITY = auto()  # (…, community id): an active member
    LANGUAGE = auto()
    FORMAT = auto()  # (…, code)
    INTEREST = auto()
    HOLDS = auto()  # (…, value id): ranks the value
    ESSENTIAL = auto()  # (…, value id)
    DRAINING = auto()
    LIVED = auto()  # (…, area id): an offered passage
    DEPTH = auto()  # (…, area id, depth): an offered passage of that depth
    BRIDGE = (
        auto()
    )  # (…, area id of the far end, depth): an offered passage of that depth, and a bridge from it


@dataclass(frozen=True, slots=True)
class MentorFacts:
    """All that ranking knows of one mentor.

    ``values``: (value id, essential) in rank order. ``passages``: (area id, depth in (0, 1]), offered ones only. ``bridges``: (from, to),
    as written. ``stances``: statement id → 1 to 5. ``slots``: numbers below 35 of the local week. ``hours``: a month, 0 = not said.
    """

    user: int
    public_id: UUID
    values: Sequence[tuple[int, bool]] = ()
    draining: Iterable[int] = ()
    passages: Sequence[tuple[int, float]] = ()
    bridges: Iterable[tuple[int, int]] = ()
    stances: Mapping[int, int] = field(default_factory=dict)
    interests: Sequence[int] = ()
    languages: Iterable[str] = ()
    communities: Iterable[int] = ()
    formats: Iterable[str] = ()
    slots: Iterable[int] = ()
    zone: str = "UTC"
    hours: int = 0
    places: int = 1
    taken: int = 0
    is_open: bool = True


class Columns:
    """The rows. A mentor who leaves frees their row for the next; nothing else ever moves one."""

    def __init__(self, rows: int = 64) -> None:
        self.bits = Bits(rows)
        self.generation = 0
        """Goes up whenever a row gets another owner."""
        self.high = 0
        """Rows from here on have never been used."""
        self._spare: list[int] = []
        self._row_of = Index()
        self._numbers: dict[int, int] = {}  # value id → its number, from 1; 0 says there is none
        self._statements: dict[int, int] = {}
        self._zones: dict[str, int] = {}
        self._place_of: dict[int, int] = {}
        size = self.bits.capacity
        self.users = np.zeros(size, np.int64)
        self.public = np.zeros((size, 2), np.uint64)
        self.values = np.zeros((MOST_VALUES, size), np.uint16)
        self.n_values = np.zeros(size, np.uint8)
        self.circle = np.zeros(size, np.uint16)
        """At which places of the circle a row's values stand: a bit for each place."""
        self.n_interests = np.zeros(size, np.uint8)
        self.stances = np.zeros((16, size), np.int8)
        self.slots = np.zeros((SLICES, size), np.uint16)
        self.zone = np.zeros(size, np.uint16)
        self.hours = np.zeros(size, np.uint8)
        self.depths: set[float] = set()
        """Every depth that some passage has had."""

    def __len__(self) -> int:
        return self.high - len(self._spare)

    @property
    def words(self) -> int:
        return self.bits.words

    @property
    def nbytes(self) -> int:
        """Memory of all columns, in bytes."""
        arrays = [item for item in vars(self).values() if isinstance(item, np.ndarray)]
        return self.bits.nbytes + self._row_of.nbytes + sum(array.nbytes for array in arrays)

    @property
    def zones(self) -> Sequence[str]:
        """Names of the time zones, in the order of their numbers in ``zone``."""
        return list(self._zones)

    def here(self) -> Column:
        return self.bits.column(Fact.HERE)

    # --- who is where

    def row_of(self, user: int) -> int | None:
        """The row of a user id, or None."""
        row = self._row_of[user]
        return None if row < 0 else row

    def rows_of(self, users: NDArray[np.int64]) -> Rows:
        """The rows of those user ids that have one."""
        rows = self.find(users)
        return rows[rows >= 0].astype(np.intp)

    def find(self, users: NDArray[np.int64]) -> Rows:
        """The row of each of these user ids; -1 for who has none."""
        return self._row_of.all(users)

    def take_row(self, user: int) -> int:
        """The user's row, a new one if there is none; its facts are those of before."""
        row = self.row_of(user)
        if row is None:
            row = self._spare.pop() if self._spare else self.high
            self.high = max(self.high, row + 1)
            self.reserve(self.high)
            self._row_of.put(user, row)
            self.users[row] = user
            self.generation += 1
        return row

    def reserve(self, rows: int) -> None:
        """Make room for so many rows."""
        if rows <= self.bits.capacity:
            return
        self.bits.grow(max(rows, 2 * self.bits.capacity))
        size = self.bits.capacity
        for name, array in list(vars(self).items()):
            if not isinstance(array, np.ndarray):
                continue
            axis = 1 if name in ("values", "stances", "slots") else 0
            shape = list(array.shape)
            shape[axis] = size - shape[axis]
            setattr(self, name, np.concatenate([array, np.zeros(shape, array.dtype)], axis=axis))

    def place_values(self, place_of: Mapping[int, int]) -> None:
        """Say where each value stands on the circle, 0 to 9; rows that are there already are worked out again."""
        self._place_of = dict(place_of)
        bits = np.zeros(len(self._numbers) + 1, np.uint16)
        for value, number in self._numbers.items():
            bits[number] = 1 << self._place_of.get(value, 0)
        self.circle[:] = 0
        for numbers in self.values:
            self.circle |= bits[numbers]

    # --- numbers for keys

    def value_number(self, value: int) -> int:
        return self._numbers.setdefault(value, len(self._numbers) + 1)

    @property
    def value_numbers(self) -> Mapping[int, int]:
        """Value id → the number it has in ``values``."""
        return self._numbers

    def statement_number(self, statement: int) -> int:
        number = self._statements.setdefault(statement, len(self._statements))
        if number >= len(self.stances):
            more = np.zeros((number + 8 - len(self.stances), self.stances.shape[1]), np.int8)
            self.stances = np.concatenate([self.stances, more])
        return number

    @property
    def statement_numbers(self) -> Mapping[int, int]:
        """Statement id → its place in ``stances``."""
        return self._statements

    def zone_number(self, zone: str) -> int:
        return self._zones.setdefault(zone, len(self._zones))

    # --- writing

    def write(self, mentors: Sequence[MentorFacts]) -> None:
        """Put mentors in; of those who are here already, what is known now takes the place of what was known before."""
        if not mentors:
            return
        rows = np.zeros(len(mentors), np.intp)
        for number, facts in enumerate(mentors):
            known = self.row_of(facts.user)
            if known is not None:
                self.bits.clear(known)
            rows[number] = self.take_row(facts.user)
            self.depths.update(depth for __, depth in facts.passages)
        keys = [[self.bits.place_of(key) for key in keys_of(facts)] for facts in mentors]
        self.bits.set_many(
            np.fromiter(chain.from_iterable(keys), np.intp), np.repeat(rows, [len(some) for some in keys])
        )
        self.public[rows] = [divmod(facts.public_id.int, 1 << 64) for facts in mentors]
        self.n_values[rows] = [len(facts.values) for facts in mentors]
        self.n_interests[rows] = [min(255, len(facts.interests)) for facts in mentors]
        self.hours[rows] = [min(255, facts.hours) for facts in mentors]
        self.zone[rows] = [self.zone_number(facts.zone) for facts in mentors]
        self.slots[:, rows] = np.array([slices_of(facts.slots) for facts in mentors]).T
        self.values[:, rows] = self.stances[:, rows] = self.circle[rows] = 0
        for rank in range(MOST_VALUES):
            at = np.array([len(facts.values) > rank for facts in mentors])
            ranked = [facts.values[rank][0] for facts in mentors if len(facts.values) > rank]
            self.values[rank, rows[at]] = [self.value_number(value) for value in ranked]
            self.circle[rows[at]] |= np.array(
                [1 << self._place_of.get(value, 0) for value in ranked], np.uint16
            )
        answers = [
            (self.statement_number(statement), row, stance)
            for row, facts in zip(rows.tolist(), mentors, strict=True)
            for statement, stance in facts.stances.items()
        ]
        if answers:
            statement, row, stance = np.array(answers).T
            self.stances[statement, row] = stance

    def remove(self, user: int) -> None:
        """Take a mentor out; twice is once."""
        row = self.row_of(user)
        if row is not None:
            self.bits.clear(row)
            self._row_of.drop(user)
            self.users[row] = 0
            self.generation += 1
            self._spare.append(row)

    # --- reading whole columns

    def overlaps(self, kind: NDArray[np.intp], table: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Hours a week that each row shares with somebody. ``kind``: zone number → row of ``table``, the same for zones whose clocks
        agree today; ``table``: (kind, slot) → hours of that slot that the two share."""
        total = np.zeros(self.high, np.uint8)
        if not len(kind):
            return total
        start = (kind << SLICE)[self.zone[: self.high]]
        subsets = (np.arange(1 << SLICE) >> np.arange(SLICE)[:, None] & 1).astype(np.float32)
        padded = np.zeros((len(table), SLICES * SLICE), np.float32)
        padded[:, : table.shape[1]] = table
        for number in range(SLICES):
            hours = padded[:, number * SLICE : (number + 1) * SLICE] @ subsets
            total += hours.astype(np.uint8).ravel()[start + self.slots[number, : self.high]]
        return total


def keys_of(facts: MentorFacts) -> list[Hashable]:
    """The bits that say all this."""
    keys: list[Hashable] = [Fact.HERE]
    if facts.is_open:
        keys.append(Fact.OPEN)
    if facts.taken < facts.places:
        keys.append(Fact.FREE)
    for value, essential in facts.values:
        keys.append((Fact.HOLDS, value))
        if essential:
            keys.append((Fact.ESSENTIAL, value))
    for area, depth in facts.passages:
        keys += [(Fact.LIVED, area), (Fact.DEPTH, area, depth)]
        keys += [(Fact.BRIDGE, far, depth) for near, far in facts.bridges if near == area]
    for fact, things in (
        (Fact.DRAINING, facts.draining),
        (Fact.INTEREST, facts.interests),
        (Fact.LANGUAGE, facts.languages),
        (Fact.COMMUNITY, facts.communities),
        (Fact.FORMAT, facts.formats),
    ):
        keys += [(fact, thing) for thing in things]
    return keys


def slices_of(slots: Iterable[int]) -> list[int]:
    """A week's free slots as four numbers of nine bits."""
    mask = 0
    for slot in slots:
        mask |= 1 << slot
    return [mask >> (SLICE * number) & ((1 << SLICE) - 1) for number in range(SLICES)]
