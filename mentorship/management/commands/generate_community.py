"""``manage.py generate_community``: many synthetic people, for measuring."""

from argparse import ArgumentParser
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from accounts.models import Community, User
from mentorship.synthetic import Generator
from mentorship.synthetic_rows import NoVocabulary, batches, words, write


class Command(BaseCommand):
    help = (
        "Fill a community with synthetic people, the same for the same seed. Nobody is mailed and none of them can sign in. "
        "Never run it on a site that people use."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--members", type=int, required=True, metavar="N", help="how many people")
        parser.add_argument("--seed", type=int, default=1, metavar="S", help="which people (default: 1)")
        parser.add_argument(
            "--community",
            default="synthetic",
            metavar="SLUG",
            help="made if it is not there (default: synthetic)",
        )

    def handle(self, *, members: int, seed: int, community: str, **options: Any) -> None:
        if members < 1:
            raise CommandError("--members is how many people to make, so at least 1.")
        if User.objects.filter(email__startswith=f"synthetic.{seed}.").exists():
            raise CommandError(f"The people of seed {seed} are here already. Choose another with --seed.")
        try:
            vocabulary = words()
        except NoVocabulary as error:
            raise CommandError(
                "There is no vocabulary to draw from. First run: ./run load_vocabulary"
            ) from error
        now = timezone.now()
        place, __ = Community.objects.get_or_create(
            slug=community,
            defaults={
                "name": community.replace("-", " ").capitalize(),
                "summary": "Invented people, for measuring.",
                "admission": Community.Admission.PUBLIC,
            },
        )
        generator = Generator(vocabulary, seed=seed, this_year=now.year)
        people = islice(iter(generator.person, None), members)
        with tqdm(total=members, unit=" people", disable=options["verbosity"] == 0) as progress:
            for batch in batches(people):
                write(batch, community=place, area_names=vocabulary.area_names, now=now)
                progress.update(len(batch))
        if options["verbosity"]:
            self.stdout.write(self.style.SUCCESS(f"{members:,} people are in “{place.name}”."))
