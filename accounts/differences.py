"""What differs between two ways of describing oneself. Pure: no Django, no words of a language.

A description is a plain dictionary, as :func:`accounts.versions.snapshot` gives it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Description = Mapping[str, Any]
Entry = Mapping[str, Any]

TEXTS = ("headline", "opening", "more", "place")
LISTS = ("interests", "languages", "formats", "hours", "draining")
"""Parts of which the order says nothing."""
ENTRIES = ("passages", "goals")


@dataclass(frozen=True)
class Difference:
    """``part`` of the description; ``kind``: added, removed, changed or moved; ``key`` names what it is about (a slug, or an entry's
    own words); ``before`` and ``after`` are ranks for what moved, and empty otherwise."""

    part: str
    kind: str
    key: Any = ""
    before: Any = ""
    after: Any = ""


def differences(old: Description, new: Description) -> list[Difference]:
    """Everything that differs, part by part in the order of a profile. Equal descriptions give an empty list, and only they."""
    found: list[Difference] = []
    for part in TEXTS:
        found += _text(part, old.get(part, ""), new.get(part, ""))
    found += _values(old.get("values", ()), new.get("values", ()))
    found += _keyed(
        "stances", old.get("stances", ()), new.get("stances", ()), key=lambda one: one["statement"]
    )
    for part in ENTRIES:
        found += _keyed(part, old.get(part, ()), new.get(part, ()), key=lambda one: one["id"])
    found += _keyed(
        "bridges", old.get("bridges", ()), new.get("bridges", ()), key=lambda one: (one["from"], one["to"])
    )
    for part in LISTS:
        before, after = old.get(part, ()), new.get(part, ())
        if isinstance(before, list | tuple) and isinstance(after, list | tuple):
            found += [Difference(part, "added", one) for one in after if one not in before]
            found += [Difference(part, "removed", one) for one in before if one not in after]
        elif before != after:
            found.append(Difference(part, "changed", before=before, after=after))
    if old.get("free_slots") != new.get("free_slots"):
        found.append(Difference("free_slots", "changed"))
    return found


def _text(part: str, before: str, after: str) -> list[Difference]:
    if before == after:
        return []
    return [Difference(part, "added" if not before else "changed" if after else "removed")]


def _values(old: Sequence[Entry], new: Sequence[Entry]) -> list[Difference]:
    """Values in order: left, came, moved, said otherwise. The rank is the place in the list, from 1."""
    before = {one["value"]: (rank, one) for rank, one in enumerate(old, start=1)}
    after = {one["value"]: (rank, one) for rank, one in enumerate(new, start=1)}
    found = [Difference("values", "removed", slug) for slug in before if slug not in after]
    for slug, (rank, one) in after.items():
        if slug not in before:
            found.append(Difference("values", "added", slug, after=rank))
            continue
        was, other = before[slug]
        if was != rank:
            found.append(Difference("values", "moved", slug, before=was, after=rank))
        if one != other:
            found.append(Difference("values", "changed", slug))
    return found


def _keyed(
    part: str, old: Iterable[Entry], new: Iterable[Entry], *, key: Callable[[Entry], Any]
) -> list[Difference]:
    before, after = {key(one): one for one in old}, {key(one): one for one in new}
    found = [Difference(part, "removed", one) for name, one in before.items() if name not in after]
    found += [Difference(part, "added", one) for name, one in after.items() if name not in before]
    found += [
        Difference(part, "changed", one)
        for name, one in after.items()
        if name in before and one != before[name]
    ]
    return found
