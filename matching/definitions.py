"""What a few people have written of themselves, read for a page of the list: two queries, and the words themselves from memory.

Gives the same as ``Profile.objects.with_definition()`` with places taken, which makes a query and model objects for each kind of entry and each
word in it, and takes ten times as long. `matching/tests/test_definitions.py` holds the two against each other.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from operator import attrgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import BooleanField, DateField, Model, QuerySet, TextField, Value
from django.db.models.functions import JSONArray

from accounts.models import (
    Area,
    AreaRelation,
    Bridge,
    DrainingValue,
    Goal,
    Interest,
    Language,
    Passage,
    Profile,
    RankedValue,
    Stance,
    Statement,
    User,
)
from accounts.models import Value as ValueWord
from accounts.prepared import Prepared
from matching.candidates import with_places_taken


class Words(dict[Any, Any]):
    """The words of one kind by their keys, in the order in which they are listed. One that came after they were read is there when it is asked for."""

    def __init__(self, words: QuerySet) -> None:
        self.words = words
        self._read()

    def __missing__(self, key: Any) -> Model:
        self._read()
        return self.get(key) or self.words.get(pk=key)

    def _read(self) -> None:
        self.update((word.pk, word) for word in self.words.all())
        self.place = {key: place for place, key in enumerate(self)}

    def listed(self, keys: Sequence[Any]) -> tuple[Any, ...]:
        """The words with these keys, in the order of the list."""
        words = [self[key] for key in keys]
        return tuple(sorted(words, key=lambda word: self.place[word.pk]))


WORDS: dict[Any, list[str]] = {ValueWord: [], Area: ["group"], Statement: [], Interest: [], Language: []}
"""Model → what its words are read with."""


class Lexicon:
    """The vocabulary as objects, shared by everybody's profiles, and what carries over between areas: for reading only. Six queries."""

    def __init__(self) -> None:
        self.of = {
            model: Words(model.objects.select_related(*along) if along else model.objects.all())
            for model, along in WORDS.items()
        }
        relations = AreaRelation.objects.values_list("first__slug", "second__slug", "why")
        self.clauses = {frozenset((one, other)): why for one, other, why in relations}
        """Pair of related areas, by slug → what carries over."""


ENTRIES: dict[str, tuple[type[Model], Callable[[Any], Any]]] = {
    "ranked_values": (RankedValue, attrgetter("rank")),
    "draining_values": (DrainingValue, attrgetter("pk")),
    "passages": (Passage, lambda passage: (-passage.began, passage.pk)),
    "goals": (Goal, attrgetter("pk")),
    "bridges": (Bridge, attrgetter("pk")),
    "stances": (Stance, lambda stance: (stance.statement.position, stance.statement_id)),
}
"""Relation of a profile → what it holds, and its order. Of goals only those that are open."""
CHOSEN: dict[str, tuple[type[Model], str, type[Model]]] = {
    "interests": (Profile.interests.through, "interest_id", Interest),
    "languages": (Profile.languages.through, "language_id", Language),
}
"""Relation of a profile → the table between, its column with the word, and the word."""
FIELDS = {model: [field.attname for field in model._meta.concrete_fields] for model in (Profile, User)}


def _people(users: list[int]) -> QuerySet:
    profiles = with_places_taken(Profile.objects.filter(user__in=users)).order_by()
    return profiles.values_list(*FIELDS[Profile], *(f"user__{name}" for name in FIELDS[User]), "taken")


def _entries(users: list[int]) -> QuerySet:
    """(relation, user, the entry's columns) of everything: each kind of entry has columns of its own, so they come as the text of a JSON list."""
    parts = [
        (relation, model.objects.all(), [field.attname for field in model._meta.concrete_fields])
        for relation, (model, __) in ENTRIES.items()
    ]
    parts += [(relation, between.objects.all(), [key]) for relation, (between, key, __) in CHOSEN.items()]
    queries = [
        (rows.filter(closed_at=None) if rows.model is Goal else rows)
        .filter(profile__user__in=users)
        .order_by()
        .values_list(Value(relation), "profile__user", JSONArray(*columns, output_field=TextField()))
        for relation, rows, columns in parts
    ]
    return reduce(lambda one, other: one.union(other, all=True), queries)


PEOPLE, EVERYTHING = Prepared(_people), Prepared(_entries)


def definitions(users: Sequence[int], words: Lexicon) -> dict[int, Profile]:
    """User id → profile with its user, all its entries and ``taken``, for those who have one. Their relations can be read by ``all()``, not filtered."""
    found = {profile.user_id: profile for profile in _profiles(users)}
    chosen: dict[tuple[int, str], list[Any]] = {}
    rows = EVERYTHING.rows(users)
    every = json.loads(f"[{','.join(row[2] for row in rows)}]")
    for (relation, user, __), columns in zip(rows, every, strict=True):
        if user not in found:
            continue
        if relation in CHOSEN:
            chosen.setdefault((user, relation), []).append(columns[0])
        else:
            entry = _entry(relation, columns, found[user], words)
            found[user]._prefetched_objects_cache[relation].append(entry)
    for user, profile in found.items():
        relations = profile._prefetched_objects_cache
        for relation, (__, order) in ENTRIES.items():
            relations[relation] = tuple(sorted(relations[relation], key=order))
        for relation, (*__, kind) in CHOSEN.items():
            relations[relation] = words.of[kind].listed(chosen.get((user, relation), ()))
    return found


def _profiles(users: Sequence[int]) -> Iterator[Profile]:
    own, theirs = FIELDS[Profile], FIELDS[User]
    for row in PEOPLE.rows(users):
        profile = Profile.from_db(DEFAULT_DB_ALIAS, own, row[: len(own)])
        profile.user = User.from_db(DEFAULT_DB_ALIAS, theirs, row[len(own) : -1])
        profile.taken = row[-1]
        profile._prefetched_objects_cache = {relation: [] for relation in ENTRIES}
        yield profile


class Made:
    """How an entry is made of its columns."""

    def __init__(self, model: type[Model]) -> None:
        fields = list(enumerate(model._meta.concrete_fields))
        self.model = model
        self.columns = [field.attname for __, field in fields]
        # JSON has no dates, SQLite no booleans.
        self.read = [
            (at, field.to_python) for at, field in fields if isinstance(field, BooleanField | DateField)
        ]
        self.words = [
            (at, field.name, field.related_model) for at, field in fields if field.related_model in WORDS
        ]


MADE = {relation: Made(model) for relation, (model, __) in ENTRIES.items()}


def _entry(relation: str, columns: list[Any], profile: Profile, words: Lexicon) -> Model:
    """The entry with its profile and its words, as the database's own row would have made it."""
    made = MADE[relation]
    for place, read in made.read:
        columns[place] = read(columns[place])
    entry = made.model.from_db(DEFAULT_DB_ALIAS, made.columns, columns)
    known = entry._state.fields_cache
    known["profile"] = profile
    for place, name, kind in made.words:
        known[name] = words.of[kind][columns[place]]
    return entry
