"""What prices do against everybody asking the same few: `./run bench congestion [--mentees 2000] [--asks 3] [--seeds 1 2 3 4 5]`.

For each seed a synthetic community is written into a database of its own and scored by the app itself (`matching/cohort.py`), with the gates
of language, essential and draining values. What is counted, once with every price at nought and once with the prices of
`matching/pricing.py`:

- Every mentee has the whole list of the mentors they may ask, by score − price, as the page shows it.
- Turn by turn, each mentee without a mentor asks the next on their list: the first in the first turn, the second in the second, up to
  `--asks` (three: so many requests the app lets wait at a time). In each turn the letters arrive in random order, and a mentor says yes
  until their places are full, and no afterwards.
- Nobody waits, withdraws or comes back. This is harder than the app, which hides mentors who are full.

*Matched* is the share of mentees with a mentor in the end. *Sought by* is in how many mentees' first `--asks` a mentor stands, all of them together
by the Gini coefficient (0: all the same, 1: one has everything). *Total* is the sum of the matched pairs' scores, without prices, in percent of
the dual bound, which no matching can exceed.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from matching import pricing

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var" / "bench"
GOAL = 0.98  # matched with prices, whatever the seed
ROWS = 200  # mentees scored at a time


@dataclass(frozen=True)
class Outcome:
    """What became of one simulated community; shares of 1."""

    matched: float
    busiest: int
    """The most lists among whose first few one mentor stands."""
    gini: float
    most_first: int
    """The most lists at whose head one mentor stands."""
    fit: float
    """Mean pair score of the matched."""
    total: float
    """Of the dual bound."""


@dataclass(frozen=True)
class Scene:
    """Scores of shape (mentees, mentors), −∞ where a gate bars the pair, and each mentor's places."""

    scores: NDArray[np.float64]
    places: NDArray[np.int64]


def gini(counts: NDArray[np.int64]) -> float:
    """Mean difference between two of them, over twice the mean."""
    ordered = np.sort(counts)
    ranks = np.arange(1, len(ordered) + 1)
    return float((2 * ranks - len(ordered) - 1) @ ordered / (len(ordered) * max(1, ordered.sum())))


def simulate(
    scene: Scene, prices: NDArray[np.float64], *, asks: int, bound: float, chance: np.random.Generator
) -> Outcome:
    """Turn by turn, as the docstring of this module says."""
    mentees, mentors = scene.scores.shape
    lists = np.argsort(prices - scene.scores, axis=1, kind="stable")[:, :asks]
    may_ask = np.isfinite(np.take_along_axis(scene.scores, lists, axis=1))
    free, with_whom = scene.places.copy(), np.full(mentees, -1)
    for turn in range(lists.shape[1]):
        for mentee in chance.permutation(np.flatnonzero((with_whom < 0) & may_ask[:, turn])):
            mentor = lists[mentee, turn]
            if free[mentor]:
                free[mentor] -= 1
                with_whom[mentee] = mentor
    sought = np.bincount(lists[may_ask], minlength=mentors)
    first = np.bincount(lists[may_ask[:, 0], 0], minlength=mentors)
    matched = np.flatnonzero(with_whom >= 0)
    fits = scene.scores[matched, with_whom[matched]]
    return Outcome(
        matched=len(matched) / mentees,
        busiest=int(sought.max()),
        gini=gini(sought),
        most_first=int(first.max()),
        fit=float(fits.mean()),
        total=float(fits.sum()) / bound,
    )


def scene_of(seed: int, mentees: int) -> Scene:
    """Write the community of this seed and let the app score it."""
    from django.core.management import call_command

    from accounts.models import Community
    from matching.cohort import cohort

    slug = f"seed-{seed}"
    # About three in four of the synthetic people have a goal and so are mentees; those too many are left out.
    call_command("generate_community", members=round(mentees * 1.4), seed=seed, community=slug, verbosity=0)
    people = cohort(Community.objects.get(slug=slug))
    if len(people.mentees) < mentees:
        raise SystemExit(f"Seed {seed} made only {len(people.mentees)} mentees.")
    blocks = [people.block(row, min(row + ROWS, mentees)) for row in range(0, mentees, ROWS)]
    scores = np.concatenate(blocks)
    return Scene(np.where(np.isnan(scores), -np.inf, scores), people.places)


def measure(scene: Scene, *, asks: int, seed: int) -> tuple[Outcome, Outcome, float, float]:
    """Without prices, with prices, the highest price, and the seconds that working them out took."""
    began = perf_counter()
    lists = pricing.top_lists([scene.scores])
    prices = pricing.prices(lists, scene.places)
    seconds = perf_counter() - began
    bound = pricing.dual_value(lists, scene.places, prices)
    without, with_prices = (
        simulate(scene, at, asks=asks, bound=bound, chance=np.random.default_rng(seed))
        for at in (np.zeros_like(prices), prices)
    )
    return without, with_prices, float(prices.max()), seconds


def spread(values: Sequence[float], form: str) -> str:
    """“98.3 % (97.9 % to 98.6 %)”: the mean, the lowest and the highest."""
    mean, low, high = (format(value, form) for value in (np.mean(values), min(values), max(values)))
    return f"{mean} ({low} to {high})" if low != high else mean


LINES = (
    ("matched", "matched", ".1%"),
    ("busiest", "busiest mentor: sought by", ".0f"),
    ("gini", "Gini of how often mentors are sought", ".2f"),
    ("most_first", "busiest mentor: first on so many lists", ".0f"),
    ("fit", "mean fit of the matched", ".3f"),
    ("total", "total fit, of the most possible", ".1%"),
)


def prepare(folder: str) -> None:
    """A fresh database in ``folder``, with the vocabulary."""
    os.environ.pop("DATABASE_URL", None)
    os.environ["DATA_DIR"] = folder
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorship.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_vocabulary", verbosity=0)


def main() -> int:
    parser = argparse.ArgumentParser(prog="./run bench congestion", description=__doc__.splitlines()[0])
    parser.add_argument("--mentees", type=int, default=2_000)
    parser.add_argument(
        "--asks", type=int, default=3, help="how many mentors each may ask, one after another"
    )
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    options = parser.parse_args()
    found = []
    with tempfile.TemporaryDirectory(prefix="mentorship-bench-") as folder:
        prepare(folder)
        for seed in options.seeds:
            scene = scene_of(seed, options.mentees)
            without, with_prices, highest, seconds = measure(scene, asks=options.asks, seed=seed)
            mentors, places = len(scene.places), int(scene.places.sum())
            print(
                f"seed {seed}: {options.mentees} mentees, {mentors} mentors, {places} places; matched {without.matched:.1%} without, "
                f"{with_prices.matched:.1%} with prices up to {highest:.2f}, worked out in {seconds:.1f} s",
                flush=True,
            )
            found.append(
                {
                    "seed": seed,
                    "mentors": mentors,
                    "places": places,
                    "without": asdict(without),
                    "with": asdict(with_prices),
                    "highest_price": highest,
                    "seconds": seconds,
                }
            )
    print(
        f"\n{options.mentees} mentees ask up to {options.asks} mentors; mean of {len(found)} seeds (lowest to highest)\n"
    )
    print("| | without prices | with prices |\n|---|---|---|")
    for key, words, form in LINES:
        cells = [spread([row[way][key] for row in found], form) for way in ("without", "with")]
        print(f"| {words} | {' | '.join(cells)} |")
    kept = all(row["with"]["matched"] >= GOAL for row in found)
    print(f"\ngoal: at least {GOAL:.0%} matched with prices for every seed: {'met' if kept else 'MISSED'}")
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / "congestion.json"
    at = datetime.now().astimezone().isoformat(timespec="seconds")
    path.write_text(json.dumps({"at": at, **vars(options), "seeds_found": found}, indent=1))
    print(f"The same as JSON: {path.relative_to(ROOT)}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
