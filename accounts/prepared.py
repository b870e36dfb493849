"""Queries that stand on busy pages: Django takes several times as long to compose one as the database needs to answer it."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet

KEPT = 64
"""For so many different numbers of keys each query is kept, those used last."""


class Prepared:
    """A query about given keys (integers), composed once for each number of them.

    ``build`` makes it of stand-in keys, as ``values_list``; nothing else in it may differ from one time to the next, neither the hour
    nor the reader.
    """

    def __init__(self, build: Callable[[list[int]], QuerySet]) -> None:
        self.build = build
        self._composed = lru_cache(maxsize=KEPT)(self._compose)

    def rows(self, keys: Sequence[int]) -> list[Sequence[Any]]:
        """What the database answers about these keys, in Python's terms."""
        if not keys:
            return []
        sql, parameters, converters = self._composed(len(keys))
        with connection.cursor() as cursor:
            cursor.execute(sql, [keys[-1 - it] if _is_stand_in(it) else it for it in parameters])
            found: list[Sequence[Any]] = cursor.fetchall()
        return [_converted(row, converters) for row in found] if converters else found

    def _compose(self, many: int) -> tuple[str, tuple[Any, ...], list[tuple[int, list[Any], Any]]]:
        """The SQL; its parameters, with -1, -2, … where the keys belong; and what makes Python's values of the database's."""
        compiler = self.build([-1 - key for key in range(many)]).query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        converters = compiler.get_converters([column for column, *__ in compiler.select])
        return sql, tuple(parameters), [(place, *how) for place, how in converters.items()]


def _is_stand_in(parameter: Any) -> bool:
    return isinstance(parameter, int) and not isinstance(parameter, bool) and parameter < 0


def _converted(row: Sequence[Any], converters: list[tuple[int, list[Any], Any]]) -> list[Any]:
    values = list(row)
    for place, steps, expression in converters:
        for step in steps:
            values[place] = step(values[place], expression, connection)
    return values
