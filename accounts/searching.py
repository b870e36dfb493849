"""The text search of mentors: one plain text for each, written in the transaction that changes it, and the words looked for in it.

- What goes into the text is what the page of a mentor shows, and nothing else: no address, no draining value, no passage that is not
  offered. Only approved mentors with a complete profile have a text.
- A word is found as it is typed, anywhere inside a word, in capitals or not. PostgreSQL finds its inflections as well and, where that
  finds nobody, forgives small slips; it has indexes for all three (migration 0005). SQLite reads through the texts: about a tenth of a second for 100,000 mentors.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice

from django.db import connection, models, transaction
from django.db.models import F, Func, Q, QuerySet, Value

from accounts.models import (
    Area,
    Bridge,
    Interest,
    MentorState,
    Passage,
    Profile,
    RankedValue,
    SearchText,
)
from accounts.models import Value as HeldValue
from accounts.text import words_of

CHUNK = 500
"""How many people one round of queries reads and writes: SQLite of old takes 999 parameters."""
SLIPS_FROM = 5
"""Letters of the shortest word for which a resembling one will do: of shorter ones, too many resemble each other."""
MOST_WITH_SLIPS = 100
"""Comparing a word with a whole text takes a tenth of a millisecond: enough for a list, and no more."""


def fold(text: str) -> str:
    """Text as it is compared: composed, and neither in capitals nor not."""
    return unicodedata.normalize("NFC", text).casefold()


# --- Writing


def text_of(profile: Profile) -> str:
    """What of this person can be found, folded; one piece to a line, so that no word is found across two."""
    return texts_of([profile.pk]).get(profile.pk, "")


def texts_of(profiles: Iterable[int]) -> dict[int, str]:
    """The same for many profiles, by primary key, in five queries."""
    keys = list(profiles)
    pieces: dict[int, list[str]] = {}
    for key, *own in Profile.objects.filter(pk__in=keys).values_list(
        "pk", "user__first_name", "user__last_name", "headline", "opening", "more", "place"
    ):
        pieces[key] = own
    for rows in (
        Passage.objects.filter(is_offered=True).values_list(
            "profile", "area__name", "asked_of_me", "differently"
        ),
        RankedValue.objects.values_list("profile", "value__name", "line"),
        Bridge.objects.values_list("profile", "text"),
        Profile.interests.through.objects.order_by("interest__name").values_list("profile", "interest__name"),
    ):
        for key, *said in rows.filter(profile__in=keys):
            pieces[key] += said
    return {key: fold("\n".join(filter(None, said))) for key, said in pieces.items()}


def write_search_text(users: Iterable[int]) -> None:
    """Write the texts of these people (primary keys) anew, or take them away from who is not an approved mentor any more.

    To be called after the writes that change a text, in their transaction. It locks the profiles, so that of two who change one
    person at the same time the second reads what the first has written.
    """
    for chunk in _chunks(sorted(set(users))):
        with transaction.atomic(savepoint=False):
            _write(chunk)


def _write(users: list[int]) -> None:
    profiles = Profile.objects.filter(user__in=users).order_by("pk").select_for_update(no_key=True)
    standing = profiles.values_list("pk", "mentor_state", "completed_at")
    listed, others = [], []
    for key, state, completed in standing:
        (listed if state == MentorState.APPROVED and completed else others).append(key)
    if others:
        SearchText.objects.filter(profile__in=others).delete()
    if listed:
        SearchText.objects.bulk_create(
            [SearchText(profile_id=key, text=text) for key, text in texts_of(listed).items()],
            update_conflicts=True,
            unique_fields=["profile"],
            update_fields=["text"],
        )


def write_search_text_of_users_of(word: models.Model) -> None:
    """A word of the vocabulary has another name: write the texts it stands in anew."""
    match word:
        case HeldValue():
            profiles = Profile.objects.filter(ranked_values__value=word)
        case Area():
            profiles = Profile.objects.filter(passages__area=word, passages__is_offered=True)
        case Interest():
            profiles = Profile.objects.filter(interests=word)
        case _:
            return
    texts = SearchText.objects.filter(profile__in=profiles.values("pk"))
    write_search_text(texts.values_list("profile__user_id", flat=True))


def _chunks(keys: list[int]) -> Iterator[list[int]]:
    keys_left = iter(keys)
    while chunk := list(islice(keys_left, CHUNK)):
        yield chunk


# --- Finding


def find(text: str, *, among: QuerySet[Profile] | None = None) -> list[int]:
    """User ids of the approved mentors with a complete profile in whose text every word of ``text`` occurs; one query.

    ``among``: only these profiles. A text without a word finds everybody. Where nobody is found, PostgreSQL looks a second time for
    longer words that differ by a small slip, and gives the first :data:`MOST_WITH_SLIPS`.
    """
    words = [fold(word) for word in words_of(text)]
    texts = SearchText.objects.all()
    if among is not None:
        texts = texts.filter(profile__in=among.order_by().values("pk"))
    found = _users(texts, [_occurs(word) for word in words])
    if not found and any(map(_is_long, words)) and _forgives_slips():
        found = _users(texts, [_nearly_occurs(word) for word in words])[:MOST_WITH_SLIPS]
    return list(found)


def _users(texts: QuerySet[SearchText], conditions: list[Q]) -> QuerySet[SearchText, int]:
    return texts.filter(*conditions).values_list("profile__user_id", flat=True)


def _occurs(word: str) -> Q:
    """As it is typed; on PostgreSQL an inflection will do as well."""
    found = Q(text__contains=word)
    if connection.vendor == "postgresql":
        found |= Q(_HasStem(Value(word)))
    return found


def _nearly_occurs(word: str) -> Q:
    """The same, or a word much like it."""
    return _occurs(word) | Q(_HasLike(F("text"), Value(word))) if _is_long(word) else _occurs(word)


def _is_long(word: str) -> bool:
    return len(word) >= SLIPS_FROM


class _HasStem(Func):
    """The text has a word of the same stem by the English rules: "managing" finds "managed". The column is PostgreSQL's own
    (migration 0005): a model that must do without it on SQLite cannot name it."""

    template = "accounts_searchtext.stems @@ plainto_tsquery('english'::regconfig, %(expressions)s)"
    output_field = models.BooleanField()


class _HasLike(Func):
    """The text has a word that is like it but for a slip: pg_trgm's word similarity, from its default of 0.6 on."""

    template = "(%(expressions)s)"
    arg_joiner = " %%> "
    output_field = models.BooleanField()


@cache
def _forgives_slips() -> bool:
    """Whether this is PostgreSQL with pg_trgm; asked once in each process."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm')")
        return bool(cursor.fetchone()[0])
