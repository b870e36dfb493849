"""Yes-or-no facts of many rows, one bit each. Pure: NumPy only.

A column is an array of 64-bit words; row *r* is bit r mod 64 of word r // 64. At 100,000 rows a column is 12.5 kB, so that "and", "or" and
"how many" over a whole column take about a microsecond.
"""

from __future__ import annotations

import sys
from collections.abc import Hashable, Iterable, Sequence
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

WORD: Final = 64
Column: TypeAlias = NDArray[np.uint64]
Rows: TypeAlias = NDArray[np.intp]

if sys.byteorder != "little":  # unpack() reads words as bytes
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


def unpack(columns: NDArray[np.uint64], rows: int) -> NDArray[np.uint8]:
    """Nought or one for each of the first ``rows`` rows, of one column or of several under each other."""
    return np.unpackbits(columns.view(np.uint8), axis=-1, count=rows, bitorder="little")


def pack(facts: NDArray[np.bool_], words: int) -> Column:
    """The opposite of :func:`unpack`, filled up with noughts to ``words`` words."""
    packed = np.packbits(facts, bitorder="little")
    column = np.zeros(words * 8, np.uint8)
    column[: len(packed)] = packed
    return column.view(np.uint64)


def rows_in(column: Column) -> Rows:
    """The numbers of the rows that have the fact, ascending."""
    return np.flatnonzero(np.unpackbits(column.view(np.uint8), bitorder="little"))


def has(columns: NDArray[np.uint64], rows: Rows) -> NDArray[np.bool_]:
    """Whether each of these rows has the fact, of one column or of several under each other."""
    shifted = np.right_shift(columns[..., rows // WORD], (rows % WORD).astype(np.uint64))
    return (shifted & np.uint64(1)).astype(np.bool_)


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
