"""Yes-or-no facts of many rows, one bit each. Pure: NumPy only.

A column is an array of 64-bit words; row *r* is bit r mod 64 of word r // 64. At 100,000 rows a column is 12.5 kB, so that "and", "or" and
"how many" over a whole column take about a microsecond.
"""

from __future__ import annotations

import sys
from collections.abc import Hashable, Iterable, Sequence
from functools import reduce
from itertools import accumulate
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

WORD: Final = 64
Column: TypeAlias = NDArray[np.uint64]
Rows: TypeAlias = NDArray[np.intp]

if sys.byteorder != "little":  # words are read as bytes
    raise ImportError("The columns of matching.bits are laid out for little-endian machines.")


class Bits:
    """A growing table of columns, found by key. A key that was never set reads as a column of noughts."""

    def __init__(self, rows: int) -> None:
        self.words = max(1, -(-rows // WORD))
        self._index: dict[Hashable, int] = {}
        self._table: NDArray[np.uint64] = np.zeros((64, self.words), np.uint64)
        self._empty: Column = np.zeros(self.words, np.uint64)

    @property
    def capacity(self) -> int:
        """How many rows fit."""
        return self.words * WORD

    @property
    def nbytes(self) -> int:
        return self._table.nbytes

    def grow(self, rows: int) -> None:
        """Make room for so many rows; the new ones have no fact."""
        words = -(-rows // WORD)
        if words > self.words:
            table = np.zeros((len(self._table), words), np.uint64)
            table[:, : self.words] = self._table
            self._table, self.words, self._empty = table, words, np.zeros(words, np.uint64)

    def column(self, key: Hashable) -> Column:
        """The column itself: read it, do not write into it."""
        place = self._index.get(key)
        return self._empty if place is None else self._table[place]

    def columns(self, keys: Sequence[Hashable]) -> NDArray[np.uint64]:
        """The columns of these keys under each other, copied."""
        spare = len(self._index)  # the first unused row of the table is all noughts
        self._make_room(spare + 1)
        return self._table[[self._index.get(key, spare) for key in keys]]

    def any_of(self, keys: Iterable[Hashable]) -> Column:
        """Rows that have at least one of these facts."""
        found = np.zeros(self.words, np.uint64)
        for key in keys:
            place = self._index.get(key)
            if place is not None:
                found |= self._table[place]
        return found

    def place_of(self, key: Hashable) -> int:
        """The number of the key's column, made if need be: what :meth:`set_many` takes."""
        place = self._index.setdefault(key, len(self._index))
        self._make_room(place + 1)
        return place

    def set(self, row: int, keys: Iterable[Hashable]) -> None:
        """Give one row these facts."""
        bit = np.uint64(1) << np.uint64(row % WORD)
        places = [self.place_of(key) for key in keys]  # may move the table, so first
        self._table[places, row // WORD] |= bit

    def set_many(self, places: NDArray[np.intp], rows: Rows) -> None:
        """Set the bit of each (place, row), pairwise."""
        bits = np.left_shift(np.uint64(1), (rows % WORD).astype(np.uint64))
        np.bitwise_or.at(self._table.reshape(-1), places * self.words + rows // WORD, bits)

    def clear(self, row: int) -> None:
        """Take every fact from one row."""
        self._table[:, row // WORD] &= ~(np.uint64(1) << np.uint64(row % WORD))

    def _make_room(self, places: int) -> None:
        if places > len(self._table):
            table = np.zeros((max(places, 2 * len(self._table)), self.words), np.uint64)
            table[: len(self._table)] = self._table
            self._table = table


class Stretch:
    """The rows from ``first``, a multiple of 64, up to ``last``, and what is known of them."""

    def __init__(self, first: int, last: int) -> None:
        self.first, self.last = first, last

    def __len__(self) -> int:
        return self.last - self.first

    def of(self, column: Column) -> NDArray[np.uint8]:
        """Nought or one for each row."""
        words = column[self.first // WORD : -(-self.last // WORD)]
        return np.unpackbits(words.view(np.uint8), count=len(self), bitorder="little")

    def take(self, numbers: NDArray[Any]) -> NDArray[Any]:
        """What an array says of each row, the last axis being the rows: read it, do not write into it."""
        return numbers[..., self.first : self.last]


class Picked:
    """Some rows, one by one, and what is known of them: where they are few it is faster than a :class:`Stretch`."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self._bytes = rows >> 3
        self._bits = np.left_shift(1, rows & 7).astype(np.uint8)

    def __len__(self) -> int:
        return len(self.rows)

    def of(self, column: Column) -> NDArray[np.uint8]:
        """Nought or one for each row."""
        masked: NDArray[np.uint8] = column.view(np.uint8).take(self._bytes) & self._bits
        return masked.astype(np.bool_).view(np.uint8)

    def take(self, numbers: NDArray[Any]) -> NDArray[Any]:
        """What an array says of each row, the last axis being the rows."""
        return numbers.take(self.rows, axis=-1)


Where: TypeAlias = Stretch | Picked


def in_binary(levels: Sequence[Column]) -> list[Column]:
    """Of each row the number of the last of these columns that has it, counted from one; 0 for none. Digit by digit, the lowest first."""
    reached = list(accumulate(reversed(levels), np.bitwise_or))[::-1]  # so many as the number says
    steps = [1 << digit for digit in range(len(levels).bit_length())]
    return [reduce(np.bitwise_xor, reached[step - 1 :: step]) for step in steps]


def number_of(digits: Sequence[Column], where: Where) -> NDArray[Any]:
    """The opposite of :func:`in_binary`."""
    found = np.zeros(len(where), np.min_scalar_type((1 << len(digits)) - 1))
    for digit in reversed(digits):
        found += found
        found += where.of(digit)
    return found


def pack(facts: NDArray[np.bool_], words: int) -> Column:
    """A column of one fact for each of the first rows, filled up with noughts to ``words`` words."""
    packed = np.packbits(facts, bitorder="little")
    column = np.zeros(words * 8, np.uint8)
    column[: len(packed)] = packed
    return column.view(np.uint64)


def rows_in(column: Column) -> Rows:
    """The numbers of the rows that have the fact, ascending."""
    return np.flatnonzero(np.unpackbits(column.view(np.uint8), bitorder="little").view(np.bool_))


def count(column: Column) -> int:
    """How many rows have the fact."""
    return int(np.bitwise_count(column).sum())


def counts(columns: NDArray[np.uint64], among: Column) -> NDArray[np.int64]:
    """For each of these columns, how many of the rows in ``among`` have the fact."""
    if not len(columns):
        return np.zeros(0, np.int64)
    total: NDArray[np.int64] = np.bitwise_count(columns & among).sum(axis=1, dtype=np.int64)
    return total


def from_rows(rows: Rows, words: int) -> Column:
    """A column in which just these rows have the fact."""
    column = np.zeros(words, np.uint64)
    np.bitwise_or.at(column, rows // WORD, np.left_shift(np.uint64(1), (rows % WORD).astype(np.uint64)))
    return column
