"""``manage.py match_prices``: what demand takes off mentors' ranks, worked out now."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Community
from accounts.moves import IllegalMove
from matching import actions


class Command(BaseCommand):
    help = "Work out the prices of a community's mentors now, here and not by a worker. Every night it happens by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("community", metavar="COMMUNITY", help="its short name in links")

    def handle(self, *, community: str, **options: Any) -> None:
        found = Community.objects.filter(slug=community).first()
        if found is None:
            raise CommandError(f"There is no community {community!r}.")
        try:
            priced = actions.work_out_prices(community=found, now=timezone.now())
        except IllegalMove as refusal:
            raise CommandError(f"“{found.name}”: {refusal}") from refusal
        if options["verbosity"]:
            self.stdout.write(self.style.SUCCESS(f"Mentors with a price in “{found.name}”: {priced:,}."))
