"""The peers of `./run bench ranking` that are databases: filled once for each size, asked with one statement."""

import io
import os
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from benchmarks._joins import INDEXES, KEYS, TABLES, lookups, rows_of, statement
from benchmarks._packed import Packing
from benchmarks._scene import Dictionary, Filter, Listed, Mentor, clock
from mentorship.synthetic import SyntheticPerson

CHUNK = 20_000
"""Mentors that are written at a time."""
SETTINGS = ("work_mem = '256MB'", "jit = off", "max_parallel_workers_per_gather = 2")
"""What gives these statements their best time here: enough memory to hash in, and no compiling, which takes longer than it saves."""


def chunks(mentors: Iterable[Mentor]) -> Iterable[list[Mentor]]:
    mentors = iter(mentors)
    while chunk := list(islice(mentors, CHUNK)):
        yield chunk


def tables_of(chunk: list[Mentor]) -> dict[str, list[tuple[object, ...]]]:
    found: dict[str, list[tuple[object, ...]]] = {name: [] for name in TABLES}
    for mentor in chunk:
        for table, row in rows_of(mentor):
            found[table].append(row)
    return found


# --- SQLite


def fill_sqlite(path: Path, mentors: Iterable[Mentor]) -> None:
    """Write the file, unless it is there."""
    if path.exists():
        return
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    with closing(sqlite3.connect(draft)) as connection:
        connection.execute("PRAGMA journal_mode = off")
        connection.execute("PRAGMA synchronous = off")
        for name, columns in TABLES.items():
            key = f", PRIMARY KEY ({KEYS[name]})" if name in KEYS else ""
            kind = " WITHOUT ROWID" if name in KEYS else ""
            connection.execute(f"CREATE TABLE {name} ({', '.join(columns)}{key}){kind}")
        for chunk in chunks(mentors):
            for name, lines in tables_of(chunk).items():
                connection.executemany(
                    f"INSERT INTO {name} VALUES ({', '.join('?' * len(TABLES[name]))})", sorted(lines)
                )
        for name, on in INDEXES.items():
            connection.execute(f"CREATE INDEX {name} ON {on}")
        connection.execute("ANALYZE")
        connection.commit()
    draft.rename(path)


class Sqlite:
    """Joins in SQLite, the whole file in its cache."""

    def __init__(self, path: Path, words: Dictionary) -> None:
        self.words = words
        self.connection = sqlite3.connect(path)
        self.connection.execute("PRAGMA cache_size = -1000000")  # kB
        self.connection.execute("PRAGMA temp_store = memory")
        self.connection.execute("PRAGMA mmap_size = 4000000000")

    def best(self, mentee: SyntheticPerson, keep: Filter) -> tuple[float, list[Listed]]:
        """Milliseconds, and the list."""
        for lookup in lookups(mentee, self.words):
            self.connection.execute(f"DROP TABLE IF EXISTS temp.{lookup.name}")
            first, *others = lookup.columns
            columns = ", ".join([f"{first} INTEGER PRIMARY KEY", *others])
            self.connection.execute(f"CREATE TEMP TABLE {lookup.name} ({columns})")
            places = ", ".join("?" * len(lookup.columns))
            self.connection.executemany(f"INSERT INTO {lookup.name} VALUES ({places})", lookup.lines)
        sql = statement(mentee, keep, self.words, is_sqlite=True)
        began = clock()
        found = self.connection.execute(sql).fetchall()
        return clock() - began, [(who, score) for who, score in found]


# --- PostgreSQL


def server() -> str:
    """The server that DATABASE_URL names; empty where it names none."""
    url = os.environ.get("DATABASE_URL", "")
    return url if url.startswith("postgres") else ""


def beside(url: str, database: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def make_database(url: str, database: str) -> bool:
    """Whether it was missing."""
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        if cursor.fetchone():
            return False
        cursor.execute(f'CREATE DATABASE "{database}"')
        return True


def databases_of(url: str, beginning: str) -> list[str]:
    """Those whose names begin so."""
    with closing(psycopg2.connect(url)) as connection:
        cursor = connection.cursor()
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [beginning])
        return [name for (name,) in cursor.fetchall()]


def drop_database(url: str, database: str) -> None:
    with closing(psycopg2.connect(url)) as connection:
        connection.autocommit = True
        connection.cursor().execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def copy(cursor: Any, table: str, lines: Iterable[tuple[object, ...]]) -> None:
    text = "".join("\t".join(map(str, line)) + "\n" for line in lines)
    cursor.copy_expert(f"COPY {table} FROM STDIN", io.StringIO(text))


def fill_postgres(url: str, database: str, mentors: Iterable[Mentor], words: Dictionary) -> None:
    """Write both schemas, unless the database is there and whole."""
    fresh = make_database(url, database)
    with closing(psycopg2.connect(beside(url, database))) as connection:
        cursor = connection.cursor()
        if not fresh:
            cursor.execute("SELECT to_regclass('finished')")
            if cursor.fetchone()[0]:
                return
            connection.close()
            drop_database(url, database)
            fill_postgres(url, database, mentors, words)
            return
        packing = Packing(words)
        for name, columns in TABLES.items():
            cursor.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
        cursor.execute(packing.create())
        for chunk in chunks(mentors):
            for name, lines in tables_of(chunk).items():
                copy(cursor, name, lines)
            copy(cursor, "packed", map(packing.row, chunk))
        for name, key in KEYS.items():
            cursor.execute(f"ALTER TABLE {name} ADD PRIMARY KEY ({key})")
        for name, on in INDEXES.items():
            cursor.execute(f"CREATE INDEX {name} ON {on}")
        connection.commit()
        connection.autocommit = True
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CREATE TABLE finished ()")


class Postgres:
    """A connection with the settings a good administrator would give it."""

    def __init__(self, url: str, words: Dictionary) -> None:
        self.words = words
        self.connection = psycopg2.connect(url)
        self.connection.autocommit = True
        self.cursor = self.connection.cursor()
        for setting in SETTINGS:
            self.cursor.execute(f"SET {setting}")

    def megabytes(self, tables: list[str]) -> float:
        self.cursor.execute("SELECT SUM(pg_total_relation_size(t)) FROM unnest(%s::regclass[]) t", [tables])
        return float(self.cursor.fetchone()[0]) / 2**20

    def sql(self, mentee: SyntheticPerson, keep: Filter) -> str:
        raise NotImplementedError

    def best(self, mentee: SyntheticPerson, keep: Filter) -> tuple[float, list[Listed]]:
        """Milliseconds, and the list."""
        sql = self.sql(mentee, keep)
        began = clock()
        self.cursor.execute(sql)
        found = self.cursor.fetchall()
        return clock() - began, [(str(who), float(score)) for who, score in found]


class PostgresJoins(Postgres):
    """Over the normalised tables."""

    def size(self) -> float:
        """Megabytes on disk, indexes included."""
        return self.megabytes([*TABLES])

    def sql(self, mentee: SyntheticPerson, keep: Filter) -> str:
        return statement(mentee, keep, self.words)


class PostgresBits(Postgres):
    """Over the packed rows."""

    def size(self) -> float:
        """Megabytes on disk."""
        return self.megabytes(["packed"])

    def sql(self, mentee: SyntheticPerson, keep: Filter) -> str:
        return Packing(self.words).statement(mentee, keep)
