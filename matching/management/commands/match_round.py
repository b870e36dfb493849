"""``manage.py match_round``: match a whole cohort, in two ways, and see what either comes to."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from accounts.models import Community, User
from matching import round_wording
from matching.cohort import Cohort, cohort
from matching.round_files import Addresses, WrongFile, read_pairs, write_outcome
from matching.rounds import Instance, Mode, Outcome, WrongPin, solve

NAMED = 20
"""So many people are named on the screen for each reason; the file names all."""


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise ArgumentTypeError("a score from 0 to 1")
    return value


class Command(BaseCommand):
    help = (
        "Match all mentees of a community with its mentors at once: for the largest total of scores, and so that no two would rather "
        "have each other. Prints what either comes to, and who is left out and why. Nothing is written to the database."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("community", metavar="COMMUNITY", help="its slug")
        parser.add_argument(
            "--mode",
            choices=[mode.value for mode in Mode],
            default=Mode.OPTIMAL.value,
            help="which of the two goes to --out, and whose unmatched people are named (default: optimal)",
        )
        parser.add_argument(
            "--most-people-first",
            action="store_true",
            help="in the largest total, match as many people as possible before scores count",
        )
        parser.add_argument(
            "--pins",
            type=Path,
            metavar="FILE",
            help="CSV with e-mail addresses under mentee,mentor: who must be together",
        )
        parser.add_argument("--bans", type=Path, metavar="FILE", help="the same, for who must not be")
        parser.add_argument(
            "--floor",
            type=_share,
            default=0.0,
            metavar="SCORE",
            help="no pair below this score, 0 to 1 (default: 0)",
        )
        parser.add_argument(
            "--seed", type=int, default=0, metavar="S", help="draws lots among equals (default: 0)"
        )
        parser.add_argument(
            "--out", type=Path, metavar="CSV", help="where the pairs are written, with scores and reasons"
        )
        parser.add_argument("--dry-run", action="store_true", help="solve and print, and write no file")

    def handle(self, *, community: str, mode: str, out: Path | None, dry_run: bool, **options: Any) -> None:
        if options["seed"] < 0:
            raise CommandError("--seed is a whole number from 0 up.")
        place = Community.objects.filter(slug=community).first()
        if place is None:
            slugs = ", ".join(Community.objects.values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"There is no community “{community}”. There are: {slugs}.")
        self.quiet = options["verbosity"] == 0
        people = cohort(place)
        addresses = _addresses(place, people)
        with _said_plainly():
            pins = _pairs(options["pins"], addresses)
            bans = _pairs(options["bans"], addresses)
        try:
            instance = self._scored(people, pins, bans, options["floor"])
        except WrongPin as wrong:
            raise CommandError(_where(wrong, options["pins"], pins, addresses)) from wrong
        outcomes = self._solved(instance, options["seed"], options["most_people_first"])
        chosen = Mode(mode)
        if not self.quiet:
            self._say(place, outcomes, chosen, addresses)
        if out and not dry_run:
            _write(out, outcomes[chosen], chosen, instance, addresses)
        if out and not self.quiet:
            self.stdout.write(f"{out} {'would be' if dry_run else 'is'} written.")

    def _scored(
        self, people: Cohort, pins: dict[tuple[int, int], int], bans: dict[tuple[int, int], int], floor: float
    ) -> Instance:
        with tqdm(total=len(people.mentees), unit=" mentees", desc="Scoring", disable=self.quiet) as progress:
            instance = Instance(
                people,
                people.places,
                len(people.mentees),
                pins=list(pins),
                bans=list(bans),
                floor=floor,
                heard=progress.update,
            )
            instance.heard = None
        return instance

    def _solved(self, instance: Instance, seed: int, most_people_first: bool) -> dict[Mode, Outcome]:
        outcomes = {}
        with tqdm(total=len(Mode), unit=" ways", desc="Solving", disable=self.quiet) as progress:
            for mode in Mode:
                outcomes[mode] = solve(instance, mode, seed=seed, most_people_first=most_people_first)
                progress.update(1)
        return outcomes

    def _say(
        self, place: Community, outcomes: dict[Mode, Outcome], chosen: Mode, addresses: Addresses
    ) -> None:
        write = self.stdout.write
        write(f"{place.name}: {len(addresses.mentees):,} mentees, {len(addresses.mentors):,} mentors")
        write("")
        table = [round_wording.rows(outcome.figures) for outcome in outcomes.values()]
        titles = [str(round_wording.TITLES[mode]) for mode in outcomes]
        width = max(len(name) for name, _ in table[0])
        write(f"{'':<{width}}" + "".join(f"  {title:>18}" for title in titles))
        for cells in zip(*table, strict=True):
            write(f"{cells[0][0]:<{width}}" + "".join(f"  {value:>18}" for _, value in cells))
        write("")
        certificate = outcomes[Mode.OPTIMAL].certificate
        assert certificate is not None
        write(
            f"Proof of the largest total: duality gap {certificate.gap}, over every pair that may meet "
            f"({certificate.edges:,} edges in the flow; solved {certificate.rounds}×)."
        )
        self._say_without(outcomes[chosen], chosen, addresses)

    def _say_without(self, outcome: Outcome, mode: Mode, addresses: Addresses) -> None:
        for reason in sorted(set(outcome.reasons.values()), key=lambda reason: reason.value):
            left = [addresses.mentees[mentee] for mentee, why in outcome.reasons.items() if why is reason]
            self.stdout.write("")
            self.stdout.write(
                f"Without a mentor ({round_wording.TITLES[mode]}), {round_wording.people(len(left))}: "
                f"{round_wording.without_mentor(reason, mode)}"
            )
            for address in left[:NAMED]:
                self.stdout.write(f"  {address}")
            if len(left) > NAMED:
                self.stdout.write(f"  … and {len(left) - NAMED:,} more; --out names them all")


@contextmanager
def _said_plainly() -> Iterator[None]:
    try:
        yield
    except WrongFile as error:
        raise CommandError(f"{error} Nothing was done.") from error


def _addresses(place: Community, people: Cohort) -> Addresses:
    known = dict(User.objects.filter(memberships__community=place).values_list("pk", "email"))
    return Addresses(
        [known[pk] for pk in people.mentees.tolist()], [known[pk] for pk in people.mentors.tolist()]
    )


def _pairs(file: Path | None, addresses: Addresses) -> dict[tuple[int, int], int]:
    if file is None:
        return {}
    try:
        data = file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
    return read_pairs(file.name, data, addresses)


def _where(wrong: WrongPin, file: Path, pins: dict[tuple[int, int], int], addresses: Addresses) -> str:
    said = round_wording.wrong_pin(wrong, addresses.mentees[wrong.mentee], addresses.mentors[wrong.mentor])
    return f"{file.name}, row {pins[wrong.mentee, wrong.mentor]}: {said} Nothing was done."


def _write(file: Path, outcome: Outcome, mode: Mode, instance: Instance, addresses: Addresses) -> None:
    def lines() -> Iterator[tuple[str, str, str, str]]:
        for mentee, mentor in enumerate(outcome.partner.tolist()):
            address = addresses.mentees[mentee]
            if mentor < 0:
                yield address, "", "", round_wording.without_mentor(outcome.reasons[mentee], mode)
            else:
                why = round_wording.together(mode, pinned=instance.pinned[mentee] >= 0)
                yield address, addresses.mentors[mentor], f"{outcome.units[mentee] / 1_000_000:.6f}", why

    try:
        with file.open("w", encoding="utf-8", newline="") as opened:
            write_outcome(opened, lines())
    except OSError as error:
        raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
