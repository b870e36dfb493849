"""Two words of the vocabulary become one: every reference moves, in whatever app it stands."""

from django.apps import apps
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q

from accounts.actions import note_changes, note_rules, note_vocabulary
from accounts.models import Community, RankedValue
from accounts.moves import IllegalMove


@transaction.atomic
def merge(*, source: models.Model, into: models.Model) -> int:
    """Move every reference from ``source`` to ``into`` and delete ``source``; returns how many rows moved.

    - Where somebody has both, one stays: for ranked values the higher rank, and the ranks behind it close up.
    - Pairs (opposed values, related areas) keep the lower key first; a pair of a word with itself, or one that is there already,
      goes.
    - Whose profile is touched gets a line in the change log, so that ranking reads them again; so do the vocabulary, and communities
      that had declared something about ``source``.
    """
    model = type(source)
    if type(into) is not model or source.pk == into.pk:
        raise IllegalMove("Merge needs two different words of one kind.")
    people: set[int] = set()
    communities: set[int] = set()
    if model is RankedValue._meta.get_field("value").related_model:
        people |= _keep_higher_ranks(source, into)
    moved = 0
    for referring, names in _references(model).items():
        if {"first", "second"} <= set(names):
            communities |= _communities_of(referring, source)
            moved += _move_pairs(referring, source, into)
            continue
        people |= _people_of(referring, names, source)
        for name in names:
            _make_room(referring, name, names, source, into)
            moved += referring._default_manager.filter(**{name: source}).update(**{name: into})
    source.delete()
    note_changes(sorted(people))
    note_vocabulary()
    for community in Community.objects.filter(pk__in=communities):
        note_rules(community)
    return moved


def _references(model: type[models.Model]) -> dict[type[models.Model], list[str]]:
    """Every model with a foreign key to ``model``, link tables included, with the names of those keys."""
    found: dict[type[models.Model], list[str]] = {}
    for candidate in apps.get_models(include_auto_created=True):
        for field in candidate._meta.concrete_fields:
            if field.is_relation and field.related_model is model:
                found.setdefault(candidate, []).append(field.name)
    return found


def _make_room(
    referring: type[models.Model], name: str, names: list[str], source: models.Model, into: models.Model
) -> None:
    """Delete the rows that could not move: a twin is there already, or both ends would be the same word."""
    rows = referring._default_manager.filter(**{name: source})
    for other in names:
        if other != name:
            rows.filter(**{other: into}).delete()
    for fields in _unique_together(referring):
        if name in fields:
            same = {field: OuterRef(field) for field in fields if field != name}
            rows.filter(Exists(referring._default_manager.filter(**same, **{name: into}))).delete()


def _unique_together(model: type[models.Model]) -> list[tuple[str, ...]]:
    constraints = [
        tuple(constraint.fields)
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields
    ]
    return constraints + [tuple(fields) for fields in model._meta.unique_together]


def _people_of(referring: type[models.Model], names: list[str], source: models.Model) -> set[int]:
    """Whose profile refers to ``source`` through this model."""
    if "profile" not in {field.name for field in referring._meta.concrete_fields}:
        return set()
    refers = Q(*((name, source) for name in names), _connector=Q.OR)
    return set(referring._default_manager.filter(refers).values_list("profile__user_id", flat=True))


def _communities_of(pairs: type[models.Model], source: models.Model) -> set[int]:
    """Who has declared something about ``source``; nobody where such pairs belong to no community."""
    if "community" not in {field.name for field in pairs._meta.concrete_fields}:
        return set()
    declared = pairs._default_manager.filter(Q(first=source) | Q(second=source))
    return set(declared.values_list("community_id", flat=True))


def _keep_higher_ranks(source: models.Model, into: models.Model) -> set[int]:
    """Where somebody ranks both, keep the higher rank and close up the ranks behind the other; returns whom."""
    people = set()
    both = RankedValue.objects.filter(
        Exists(RankedValue.objects.filter(profile=OuterRef("profile"), value=source)),
        Exists(RankedValue.objects.filter(profile=OuterRef("profile"), value=into)),
    )
    for profile in sorted(set(both.values_list("profile_id", flat=True))):
        ranked = list(RankedValue.objects.filter(profile=profile).select_related("profile").order_by("rank"))
        people.add(ranked[0].profile.user_id)
        lower = [entry for entry in ranked if entry.value_id in (source.pk, into.pk)][1]
        lower.delete()
        for rank, entry in enumerate((entry for entry in ranked if entry is not lower), start=1):
            if entry.rank != rank:
                RankedValue.objects.filter(pk=entry.pk).update(rank=rank)
    return people


def _move_pairs(referring: type[models.Model], source: models.Model, into: models.Model) -> int:
    """Move the pairs in which ``source`` is first or second, one by one: there are few."""
    moved = 0
    for pair in referring._default_manager.filter(Q(first=source) | Q(second=source)):
        partner = pair.second if pair.first_id == source.pk else pair.first
        first, second = sorted((into, partner), key=lambda term: term.pk)
        shared = {
            field: getattr(pair, field)
            for fields in _unique_together(referring)
            for field in fields
            if field not in ("first", "second")
        }
        there = referring._default_manager.filter(first=first, second=second, **shared)
        if first.pk == second.pk or there.exists():
            pair.delete()
            continue
        referring._default_manager.filter(pk=pair.pk).update(first=first, second=second)
        moved += 1
    return moved
