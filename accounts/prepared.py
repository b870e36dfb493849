"""Queries that stand on busy pages: Django takes several times as long to compose one as the database needs to answer it."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet

KEPT = 64
"""For so many different numbers of keys each query is kept, those used last."""


class Composed(NamedTuple):
    """A query as the database takes it."""

    sql: str
    parameters: tuple[Any, ...]
    """-1, -2, … where keys belong."""
    converters: list[tuple[int, list[Any], Any]]
    """What makes Python's value of the database's: place of the column, functions one after the other, expression."""
    model: type[Model]
    columns: list[str]
    """Where the query is for whole rows of the model: its attributes."""


class Prepared:
    """A query about given keys, which is composed once for each number of them.

    ``build`` makes it of stand-ins: one list for each list of keys that is asked about. Keys are positive integers. Nothing else in the
    query may differ from one time to the next, neither the hour nor the reader.
    """

    def __init__(self, build: Callable[..., QuerySet]) -> None:
        self.build = build
        self._composed = lru_cache(maxsize=KEPT)(self._compose)

    def rows(self, *keys: Sequence[int]) -> list[Sequence[Any]]:
        """What the database answers about these keys, in Python's terms; nothing where one of the lists is empty."""
        return self._answer(keys)[1] if all(keys) else []

    def objects(self, *keys: Sequence[int]) -> list[Any]:
        """The same as objects, of a query for whole rows of one model."""
        if not all(keys):
            return []
        composed, rows = self._answer(keys)
        return [composed.model.from_db(DEFAULT_DB_ALIAS, composed.columns, row) for row in rows]

    def _answer(self, keys: tuple[Sequence[int], ...]) -> tuple[Composed, list[Sequence[Any]]]:
        composed = self._composed(tuple(map(len, keys)))
        given = list(chain.from_iterable(keys))
        with connection.cursor() as cursor:
            cursor.execute(
                composed.sql, [given[-1 - it] if _is_stand_in(it) else it for it in composed.parameters]
            )
            rows: list[Sequence[Any]] = cursor.fetchall()
        if composed.converters:
            rows = [_converted(row, composed.converters) for row in rows]
        return composed, rows

    def _compose(self, many: tuple[int, ...]) -> Composed:
        stand_ins, last = [], 0
        for size in many:
            stand_ins.append([last - 1 - number for number in range(size)])
            last -= size
        queryset = self.build(*stand_ins)
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        columns = [column for column, *__ in compiler.select]
        return Composed(
            sql,
            tuple(parameters),
            [(place, *how) for place, how in compiler.get_converters(columns).items()],
            queryset.model,
            [column.target.attname for column in columns if hasattr(column, "target")],
        )


def _is_stand_in(parameter: Any) -> bool:
    return isinstance(parameter, int) and parameter < 0


def _converted(row: Sequence[Any], converters: list[tuple[int, list[Any], Any]]) -> list[Any]:
    values = list(row)
    for place, steps, expression in converters:
        for step in steps:
            values[place] = step(values[place], expression, connection)
    return values
