"""``manage.py load_demo``: the demo community, on the embedded default."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from mentorship.demo import PASSWORD, SIGN_INS
from mentorship.demo.loading import NoVocabulary, load


class Command(BaseCommand):
    help = "Load the demo community, once. Does nothing where there are people, and refuses on a production site."

    def handle(self, **options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError(
                "DATABASE_URL is set, so this is a production site: the demo has a password that everybody knows."
            )
        with tqdm(unit=" moves", desc="Demo community", disable=options["verbosity"] == 0) as progress:
            try:
                loaded = load(now=timezone.now(), told=lambda what: progress.update())
            except NoVocabulary as error:
                raise CommandError(
                    "There are no words yet for people to define themselves in. First run: ./run load_vocabulary"
                ) from error
        if not options["verbosity"]:
            return
        if not loaded:
            self.stdout.write("There are people here already, so the demo community was left out.")
            return
        for sign_in in SIGN_INS:
            self.stdout.write(f"{sign_in.role}: {sign_in.email}, {PASSWORD}")
