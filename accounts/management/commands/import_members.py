"""``manage.py import_members``: members from a spreadsheet, with the same checks as on the page."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from accounts.importing import wording
from accounts.importing.checking import Result
from accounts.importing.writing import NotClean, bring_in, look
from accounts.models import Community


class Command(BaseCommand):
    help = (
        "Import members from a CSV file into a community: all of them, or nobody when a single cell is wrong. Each new person gets "
        "an invitation by mail. The columns are described in docs/import.md."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--community", required=True, metavar="SLUG")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")

    def handle(self, *, file: Path, community: str, dry_run: bool, **options: Any) -> None:
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        found = Community.objects.filter(slug=community).first()
        if found is None:
            slugs = ", ".join(Community.objects.values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no community “{community}”. There are: {slugs}.")
        now = timezone.now()
        result = look(data, found, now=now)
        if result.is_clean and not dry_run:
            with tqdm(
                total=len(result.candidates), unit=" people", disable=options["verbosity"] == 0
            ) as progress:
                try:
                    result = bring_in(data, found, by=None, now=now, heard=progress.update)
                except NotClean as error:  # somebody joined, or was removed, in between
                    result = error.result
        self._say(result, dry_run=dry_run)

    def _say(self, result: Result, *, dry_run: bool) -> None:
        for finding in result.findings:
            line = f"{wording.place(finding)}: {wording.sentence(finding)}"
            (self.stderr if finding.is_error else self.stdout).write(line)
        if not result.is_clean:
            raise CommandError(f"{len(result.errors)} errors. Nothing was imported.")
        new, joined = len(result.of("new")), len(result.of("elsewhere"))
        words = "would be invited" if dry_run else "invited"
        self.stdout.write(
            self.style.SUCCESS(f"{new} {words}, {joined} {'would join' if dry_run else 'joined'}.")
        )
