"""A decision sheet among 10,000 members on SQLite, 2 × 3 and 5 × 5: `./run bench sheet [--members 10000] [--rounds 40]`.

Queries and milliseconds of each page and of saving one cell, through the whole of Django but for the socket, DEBUG off; the sizes by turns. The
community stays for the next run in `var/bench/`.
"""

import argparse
import os
import sys
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks._community import environment
from benchmarks._report import Report, number

GOAL_MS = 100.0
SIZES = {"2 × 3": (2, 3), "5 × 5": (5, 5)}


def start(members: int) -> None:
    """Django on the community of that size, made if it is not there."""
    os.environ |= environment(members, on_postgres=False) | {"ALLOWED_HOSTS": "localhost"}
    import django

    django.setup()
    from django.core.management import call_command

    from accounts.models import User

    call_command("migrate", verbosity=0)
    call_command("load_vocabulary", verbosity=0)
    if not User.objects.exists():
        call_command("generate_community", members=members, verbosity=0)


def sheets() -> tuple[Any, dict[str, dict[str, Any]]]:
    """A mentee, and for each size one sheet to judge and one that is revealed."""
    from django.utils import timezone

    from accounts.models import User
    from matching import actions, candidates
    from matching.actions.sheets import Wanted
    from matching.models import DecisionSheet, Judgement
    from matching.sheets import Table, suggestions

    mentee = (
        User.objects.filter(
            profile__places=0, profile__completed_at__isnull=False, profile__goals__isnull=False
        )
        .order_by("pk")
        .first()
    )
    DecisionSheet.objects.filter(mentee=mentee).delete()
    mentors = [profile.user for profile in candidates.mentors_visible_to(mentee).select_related("user")[:5]]
    offered = suggestions(mentee.profile)[:5]
    offered += [Wanted(f"Of my own, {n}") for n in range(5 - len(offered))]
    found: dict[str, dict[str, Any]] = {}
    for name, (people, criteria) in SIZES.items():
        found[name] = {}
        for kind in ("open", "revealed"):
            now = timezone.now()
            sheet = actions.open_sheet(
                by=mentee,
                goal=mentee.profile.goals.first(),
                mentors=mentors[:people],
                criteria=offered[:criteria],
                now=now,
            )
            if kind == "revealed":
                for row in Table(sheet).rows:
                    for cell in row.cells:
                        Judgement.objects.create(
                            criterion=row.criterion,
                            option=cell.seat.option,
                            level="good",
                            text="It seems so to me, for a reason.",
                            saved_at=now,
                        )
                actions.reveal(by=mentee, sheet=sheet, now=now)
            found[name][kind] = sheet
    return mentee, found


class Visit:
    """A signed-in client that counts."""

    def __init__(self, mentee: Any) -> None:
        from django.test import Client

        self.client = Client(HTTP_HOST="localhost")
        self.client.force_login(mentee)

    def __call__(self, method: str, path: str, data: dict[str, str] | None = None) -> tuple[float, int]:
        """Milliseconds and queries; anything but 200 ends the measurement."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            began = time.perf_counter()
            answer = getattr(self.client, method)(path, data or {})
            took = (time.perf_counter() - began) * 1000
        if answer.status_code != 200:
            raise SystemExit(f"{path} answers {answer.status_code}.")
        return took, len(captured)


def ways(found: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What is measured: name → size → (method, path, data for the n-th time)."""
    from django.urls import reverse

    from matching.sheets import Table

    def judging(sheet: Any) -> str:
        return reverse("matching:decision-judge", args=[sheet.public_id, 1])

    def cell(sheet: Any) -> Any:
        prefix = f"cell-{Table(sheet).seats[0].option.pk}"
        return lambda n: {
            "cell": prefix,
            f"{prefix}-level": "good",
            f"{prefix}-text": f"For the {n}th time.",
            f"{prefix}-version": str(n),
        }

    return {
        "judging one criterion": {
            size: ("get", judging(both["open"]), lambda n: None) for size, both in found.items()
        },
        "saving one cell": {
            size: ("post", judging(both["open"]), cell(both["open"])) for size, both in found.items()
        },
        "the sheet, revealed": {
            size: (
                "get",
                reverse("matching:decision-detail", args=[both["revealed"].public_id]),
                lambda n: None,
            )
            for size, both in found.items()
        },
    }


def main() -> int:
    """0 when every goal is met."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--members", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=40)
    arguments = parser.parse_args()
    report = Report("sheet")
    start(arguments.members)
    mentee, found = sheets()
    visit, lines, slowest = Visit(mentee), [], 0.0
    for name, sizes in ways(found).items():
        times: dict[str, list[float]] = {size: [] for size in sizes}
        queries: dict[str, set[int]] = {size: set() for size in sizes}
        for n in range(arguments.rounds):
            for size, (method, path, data) in sizes.items():
                took, asked = visit(method, path, data(n))
                if n > 1:  # the first saves make the row, and what is remembered from then on
                    times[size].append(took)
                    queries[size].add(asked)
        for size in sizes:
            p95 = quantiles(times[size], n=20)[-1]
            slowest = max(slowest, p95)
            counted = ", ".join(map(str, sorted(queries[size])))
            lines.append([name, size, number(median(times[size])), number(p95), counted])
        if len(set.union(*queries.values())) != 1:
            report.missed += 1
            report.say(f"{name}: the number of queries grows: {queries}")
    report.found["lines"] = lines
    report.table(
        f"{arguments.members:,} members, SQLite",
        ["what", "mentors × criteria", "p50, ms", "p95, ms", "queries"],
        lines,
    )
    report.goal("the slowest p95", slowest, GOAL_MS, " ms")
    report.write()
    return 1 if report.missed else 0


if __name__ == "__main__":
    sys.exit(main())
