"""``manage.py load_vocabulary``: bring in the curated words people define themselves in."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import models, transaction

from accounts.actions import note_vocabulary
from accounts.models import Area, AreaGroup, AreaRelation, Interest, Language, Statement, Value

FOLDER = Path(__file__).resolve().parents[2] / "data" / "vocabulary"


def read(name: str) -> list[dict[str, Any]]:
    """One of the lists, as written in ``accounts/data/vocabulary/``."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def add_missing(model: type[models.Model], rows: Iterable[models.Model], key: str = "slug") -> int:
    """Add the rows whose key is not there yet; what an admin has edited stays as it is. Returns how many were added."""
    present = set(model._default_manager.values_list(key, flat=True))
    missing = [row for row in rows if getattr(row, key) not in present]
    model._default_manager.bulk_create(missing)
    return len(missing)


class Command(BaseCommand):
    """Adds what is missing and changes nothing that is there; safe to run at every start."""

    help = __doc__

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        groups = read("areas")
        added = {
            "values": add_missing(
                Value,
                (
                    Value(
                        slug=row["slug"], name=row["name"], basic=row["place"], description=row["description"]
                    )
                    for row in read("values")
                ),
            ),
            "groups": add_missing(
                AreaGroup,
                (
                    AreaGroup(slug=group["slug"], name=group["name"], position=position)
                    for position, group in enumerate(groups)
                ),
            ),
            "interests": add_missing(
                Interest, (Interest(slug=row["slug"], name=row["name"]) for row in read("interests"))
            ),
            "statements": add_missing(
                Statement, (Statement(position=n, **row) for n, row in enumerate(read("statements")))
            ),
            "languages": add_missing(Language, (Language(**row) for row in read("languages")), key="code"),
        }
        holders = AreaGroup.objects.in_bulk(field_name="slug")
        added["areas"] = add_missing(
            Area,
            (
                Area(
                    slug=area["slug"],
                    name=area["name"],
                    description=area.get("description", ""),
                    group=holders[group["slug"]],
                )
                for group in groups
                for area in group["areas"]
            ),
        )
        added["relations"] = self._relate()
        if any(added.values()):
            note_vocabulary()
        if options["verbosity"] and any(added.values()):
            self.stdout.write("Vocabulary: " + ", ".join(f"{n} {kind}" for kind, n in added.items() if n))

    def _relate(self) -> int:
        """Relations among areas that are there, where an admin has not taken both off: only on the first load."""
        if AreaRelation.objects.exists():
            return 0
        areas = Area.objects.in_bulk(field_name="slug")
        pairs = {}
        for row in read("relations"):
            first, second = sorted((areas[row["a"]], areas[row["b"]]), key=lambda area: area.pk)
            pairs[first.pk, second.pk] = AreaRelation(first=first, second=second, why=row.get("why", ""))
        return len(AreaRelation.objects.bulk_create(pairs.values()))
