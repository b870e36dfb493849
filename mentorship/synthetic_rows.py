"""Writes synthetic people into the database, in bulk: one insert per table and batch, no mail, nobody can sign in."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain, islice

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import connection, models, transaction

from accounts.actions import note_changes
from accounts.consent import VERSIONS
from accounts.models import (
    Area,
    AreaGroup,
    Bridge,
    Community,
    Consent,
    DrainingValue,
    Goal,
    Interest,
    Language,
    Membership,
    MentorState,
    Passage,
    Profile,
    RankedValue,
    Stance,
    Statement,
    User,
    Value,
)
from mentorship.synthetic import SyntheticPerson, Words

STEPS = ["who", "stand", "values", "interests", "passages", "goals", "bridges", "practical"]
BATCH = 5_000
PARAMETERS = 990
"""How many values one statement may carry: SQLite of old took 999."""


class NoVocabulary(Exception):
    """There is nothing to draw values, areas or languages from."""


def words() -> Words:
    """The vocabulary as it stands in the database; raises :class:`NoVocabulary` where a list is empty."""
    groups = AreaGroup.objects.prefetch_related(models.Prefetch("areas", Area.objects.filter(is_active=True)))
    areas = [[area.pk for area in group.areas.all()] for group in groups]
    found = Words(
        values=[(value.pk, value.place) for value in Value.objects.filter(is_active=True).order_by("slug")],
        areas=[group for group in areas if group],
        area_names=dict(Area.objects.values_list("pk", "name")),
        interests=list(Interest.objects.filter(is_active=True).order_by("slug").values_list("pk", flat=True)),
        statements=list(Statement.objects.filter(is_active=True).values_list("pk", flat=True)),
        languages=frozenset(Language.objects.values_list("code", flat=True)),
    )
    if not (found.values and found.areas and found.interests and "en" in found.languages):
        raise NoVocabulary
    return found


def batches(people: Iterable[SyntheticPerson], size: int = BATCH) -> Iterator[list[SyntheticPerson]]:
    people = iter(people)
    while batch := list(islice(people, size)):
        yield batch


@transaction.atomic
def write(
    people: list[SyntheticPerson], *, community: Community, area_names: dict[int, str], now: datetime
) -> None:
    """Insert one batch: account, verified address, consent, membership and a complete profile for each."""
    users = User.objects.bulk_create(
        User(
            public_id=person.public_id,
            email=person.email,
            first_name=person.first_name,
            last_name=person.last_name,
            time_zone=person.time_zone,
            password=make_password(None),
            date_joined=now,
        )
        for person in people
    )
    profiles = Profile.objects.bulk_create(
        _profile(person, user, area_names, now) for person, user in zip(people, users, strict=True)
    )
    pairs = list(zip(people, profiles, strict=True))
    EmailAddress.objects.bulk_create(
        EmailAddress(user_id=user.pk, email=user.email, verified=True, primary=True) for user in users
    )
    Consent.objects.bulk_create(
        Consent(user_id=user.pk, document=document, version=version, is_adult=True, agreed_at=now)
        for user in users
        for document, version in VERSIONS.items()
    )
    Membership.objects.bulk_create(
        Membership(community_id=community.pk, user_id=user.pk, state=Membership.State.ACTIVE, state_at=now)
        for user in users
    )
    _write_definition(pairs, area_names)
    note_changes(user.pk for user in users)


def _profile(person: SyntheticPerson, user: User, area_names: dict[int, str], now: datetime) -> Profile:
    lived = [area_names[passage.area] for passage in person.passages]
    entering = [area_names[area] for area in person.goals]
    return Profile(
        user_id=user.pk,
        headline=f"Has been through: {lived[0]}." if lived else f"Is entering: {entering[0]}.",
        opening=f"I live in {person.place}. Invented for measuring; nobody stands behind this page.",
        place=person.place,
        formats=person.formats,
        hours_per_month=person.hours,
        free_slots=person.free_slots,
        mentor_state=MentorState.APPROVED if person.places else MentorState.NONE,
        mentor_decided_at=now if person.places else None,
        places=person.places,
        paused_at=now if person.is_paused else None,
        steps_done=STEPS,
        completed_at=now,
        updated_at=now,
    )


def _write_definition(pairs: list[tuple[SyntheticPerson, Profile]], area_names: dict[int, str]) -> None:
    """Everything that hangs on a profile."""
    _insert(
        RankedValue,
        ("profile", "value", "rank", "line", "is_essential"),
        (
            (
                profile.pk,
                value,
                rank,
                "I act on it where it costs me something.",
                rank == 1 and person.has_essential,
            )
            for person, profile in pairs
            for rank, value in enumerate(person.values, start=1)
        ),
    )
    _insert(
        DrainingValue,
        ("profile", "value"),
        ((profile.pk, value) for person, profile in pairs for value in person.draining),
    )
    _insert(
        Stance,
        ("profile", "statement", "position", "note"),
        (
            (profile.pk, statement, position, "")
            for person, profile in pairs
            for statement, position in person.stances
        ),
    )
    _insert(
        Passage,
        ("profile", "area", "began", "ended", "depth", "asked_of_me", "differently", "is_offered"),
        (
            (
                profile.pk,
                passage.area,
                passage.began,
                passage.ended,
                passage.depth,
                f"What {area_names[passage.area].lower()} asks of everybody: time, and company.",
                "",
                passage.is_offered,
            )
            for person, profile in pairs
            for passage in person.passages
        ),
    )
    _insert(
        Goal,
        ("profile", "area", "text", "why", "is_stretch"),
        (
            (profile.pk, area, f"To find my way in: {area_names[area]}", "", False)
            for person, profile in pairs
            for area in person.goals
        ),
    )
    _insert(
        Bridge,
        ("profile", "from_area", "to_area", "text"),
        (
            (profile.pk, *person.bridge, "What I learned in the one is of use in the other.")
            for person, profile in pairs
            if person.bridge
        ),
    )
    _insert(
        Profile.interests.through,
        ("profile", "interest"),
        ((profile.pk, interest) for person, profile in pairs for interest in person.interests),
    )
    _insert(
        Profile.languages.through,
        ("profile", "language"),
        ((profile.pk, language) for person, profile in pairs for language in person.languages),
    )


def _insert(model: type[models.Model], fields: tuple[str, ...], rows: Iterable[tuple]) -> None:
    """Insert plain rows, many to a statement, without an object for each row as ``bulk_create`` would make.

    Every field without a database default must be named; values go to the driver as they are.
    """
    quote = connection.ops.quote_name
    columns = ", ".join(quote(model._meta.get_field(name).column) for name in fields)
    row_of = "(" + ", ".join(["%s"] * len(fields)) + ")"
    rows = iter(rows)
    with connection.cursor() as cursor:
        while chunk := list(islice(rows, PARAMETERS // len(fields))):
            places = ", ".join([row_of] * len(chunk))
            # Names come from our own models; every value is a parameter.
            sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES {places}"  # noqa: S608  # nosec B608
            cursor.execute(sql, list(chain.from_iterable(chunk)))
