"""Whole cohorts matched at once, by us and by others: `./run bench rounds [--repeats 3] [--patience 900] [--only 500x200 ...]`.

Every way runs in a process of its own, one at a time, in turns: first each way once, then each again. Told are the median of the processor
seconds that the solving call takes (each way keeps to one core, so other work on the machine counts little; reading the instance and starting Python
are outside), the peak of the process's memory, and what comes out: the total of the scores, how many are matched, and how many pairs would both
rather have each other. `mentor-match` 7.0.1 (with munkres 3.0) and `matching` 1.4.3 install the same import name, so each has an environment of its
own under var/bench/envs, made on the first run.

- The scores are invented: people and their likings in eight directions, some mentors liked by all a little more (*crowded*: a good deal more), and
  chance; each side has a score of its own, the pair's is their harmonic mean. Mentors have one to five places.
- *The app's scores* are those of synthetic people (`./run generate_community`) with all gates; there places are short.
- The sparse cohort has 100,000 mentees with 20 mentors each.
- *Ours, the largest total* includes making whole units of the scores and the proof over every pair. *Flow* is OR-Tools' `SimpleMinCostFlow` on
  every edge, without a proof. SciPy gets a column for each place.
- mentor-match runs as many rounds as a mentor may have places; in each, whoever has none yet gets one at most.
- `matching` gets the two sides' own scores as lists of preferences, and so does ours beside it. Its seconds are those of `solve()`; making the
  game of its objects takes longer and is told apart, in the JSON.

A way that takes longer than `--patience` seconds by the clock is stopped, and that many seconds count. Cohorts too large for a way are left out.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks._report import FOLDER, Report
from matching.rounds import Instance, Listed
from matching.rounds.figures import figures

PROJECT = Path(__file__).resolve().parents[1]
PEER = Path(__file__).with_name("_rounds_peer.py")
WANTED = {
    "mentor_match": ["mentor-match==7.0.1", "munkres==3.0.0"],
    "matching": ["matching==1.4.3", "numpy==2.4.6"],
}
NAMES = {
    "ours_optimal": "ours, the largest total, proven",
    "ours_stable": "ours, stable",
    "scipy": "SciPy linear_sum_assignment",
    "flow": "OR-Tools SimpleMinCostFlow, bare",
    "mentor_match": "mentor-match 7.0.1",
    "ours_two_sided": "ours, stable, two sides",
    "matching": "matching 1.4.3",
}
UNIT = 1_000_000
SEED = 1


@dataclass(frozen=True)
class Size:
    """A cohort, and the ways that can manage it."""

    mentees: int
    mentors: int
    ways: tuple[str, ...]
    two_sided: bool = True
    listed: int = 0
    """So many mentors for each mentee; 0: all."""
    crowd: float = 0.05
    """How much more some mentors are liked by all: the spread of it, beside 0.3 for what two people share."""
    synthetic: bool = False
    """Synthetic people scored by the app, instead of invented scores."""

    @property
    def name(self) -> str:
        kind = "-synthetic" if self.synthetic else "-crowded" if self.crowd > 0.1 else ""
        return f"{self.mentees}x{self.mentors}{kind}"

    @property
    def title(self) -> str:
        kind = ", the app’s scores" if self.synthetic else ", crowded" if self.crowd > 0.1 else ""
        return f"{self.mentees:,} × {self.mentors:,}{kind}"


ALL = ("ours_optimal", "ours_stable", "scipy", "flow")
SIZES = [
    Size(100, 50, (*ALL, "mentor_match")),
    Size(500, 200, (*ALL, "mentor_match")),
    Size(500, 200, ("ours_optimal", "ours_stable", "scipy", "mentor_match"), two_sided=False, crowd=0.15),
    Size(500, 200, ("ours_optimal", "ours_stable", "scipy", "mentor_match"), two_sided=False, synthetic=True),
    Size(2_000, 800, ALL),
    Size(10_000, 4_000, ("ours_optimal", "ours_stable", "scipy"), two_sided=False),
    Size(100_000, 40_000, ("ours_optimal", "ours_stable", "flow"), two_sided=False, listed=20),
]


@dataclass
class Runs:
    """What one way did with one cohort."""

    seconds: list[float] = field(default_factory=list)
    megabytes: float = 0.0
    partners: list[int] | None = None
    more: dict[str, float] = field(default_factory=dict)
    stopped: bool = False

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def environment(way: str) -> Path:
    """The interpreter that has the way; its environment is made, from the package index, when it is not there."""
    if way not in WANTED:
        return Path(sys.executable)
    folder = FOLDER / "envs" / way
    python, stamp = folder / "bin" / "python", folder / "installed.txt"
    if not is_here(way):
        venv.create(folder, clear=True)
        command = [
            *_pip(),
            "--python",
            str(python),
            "install",
            "-q",
            "--disable-pip-version-check",
            *WANTED[way],
        ]
        subprocess.run(command, check=True)
        stamp.write_text("\n".join(WANTED[way]))
    return python


def is_here(way: str) -> bool:
    """Whether the environment of a way has been made already."""
    stamp = FOLDER / "envs" / way / "installed.txt"
    return stamp.exists() and stamp.read_text() == "\n".join(WANTED[way])


def _pip() -> list[str]:
    """A pip, of this environment or of the Python outside (Debian's may have none inside)."""
    for python in (sys.executable, getattr(sys, "_base_executable", ""), shutil.which("python3")):
        command = [python or "", "-m", "pip"]
        if python and subprocess.run([*command, "--version"], capture_output=True).returncode == 0:
            return command
    raise SystemExit("There is no pip to install the others with.")


def likings(size: Size) -> dict[str, NDArray[Any]]:
    """The cohort: each side's scores of the other between 0 and 1, no two alike, and places; the same for the same size."""
    if size.synthetic:
        with tempfile.TemporaryDirectory() as folder:
            out = str(Path(folder, "cohort.npz"))
            command = [
                sys.executable,
                "-m",
                "benchmarks._rounds_cohort",
                str(size.mentees),
                str(size.mentors),
                out,
            ]
            subprocess.run(command, cwd=PROJECT, check=True)
            return dict(np.load(out))
    lots = np.random.default_rng([SEED, size.mentees, size.mentors])
    mentees, mentors = (lots.normal(size=(count, 8)) for count in (size.mentees, size.mentors))
    mentees /= np.linalg.norm(mentees, axis=1)[:, None]
    mentors /= np.linalg.norm(mentors, axis=1)[:, None]
    liked = size.crowd * lots.normal(size=size.mentors)
    places = lots.integers(1, 6, size.mentors)
    if size.listed:
        columns = np.sort(
            lots.integers(0, size.mentors - size.listed + 1, (size.mentees, size.listed)), axis=1
        )
        columns += np.arange(size.listed)  # so no mentor stands twice in a list
        near = np.einsum("ik,ijk->ij", mentees, mentors[columns])
        base = 0.5 + 0.3 * near + liked[columns]
    else:
        base = 0.5 + 0.3 * (mentees @ mentors.T) + liked
    ours, theirs = (
        1 / (1 + np.exp(4 * (0.5 - base - 0.08 * lots.normal(size=base.shape)))) for _ in range(2)
    )
    scores = 2 * ours * theirs / (ours + theirs)
    if size.listed:
        starts = np.arange(size.mentees + 1) * size.listed
        return {"starts": starts, "columns": columns.ravel(), "listed": scores.ravel(), "places": places}
    found = {"scores": scores, "places": places}
    return found | ({"ours": ours, "theirs": theirs} if size.two_sided else {})


def ways_of(size: Size) -> list[str]:
    return [*size.ways, *(["ours_two_sided", "matching"] if size.two_sided else [])]


def measure(size: Size, given: dict[str, NDArray[Any]], repeats: int, patience: float) -> dict[str, Runs]:
    """Each way in turn, ``repeats`` times; a way that takes a minute or more is not run again."""
    folder = FOLDER / "rounds" / size.name
    folder.mkdir(parents=True, exist_ok=True)
    arrays, plain, out = folder / "instance.npz", folder / "instance.json", folder / "out.json"
    np.savez(arrays, **given)
    if "mentor_match" in size.ways:
        units = np.rint(np.nan_to_num(given["scores"], nan=-1 / UNIT) * UNIT).astype(int).tolist()
        plain.write_text(json.dumps({"units": units, "places": given["places"].tolist()}))
    found = {way: Runs() for way in ways_of(size)}
    for _ in range(repeats):
        for way, runs in found.items():
            if runs.seconds and (runs.stopped or runs.median > 60):
                continue
            python = environment(way)
            known = {"PROJECT": str(PROJECT)} if python == Path(sys.executable) else {}
            instance = plain if way == "mentor_match" else arrays
            try:
                subprocess.run(
                    [str(python), "-I", str(PEER), way, str(instance), str(out)],
                    cwd=folder,
                    env={**os.environ, **known},
                    check=True,
                    timeout=patience,
                )
            except subprocess.TimeoutExpired:
                runs.seconds.append(patience)
                runs.stopped = True
                continue
            answer = json.loads(out.read_text())
            runs.seconds.append(answer["seconds"])
            runs.megabytes = max(runs.megabytes, answer["megabytes"])
            runs.partners, runs.more = answer["partners"], answer["more"]
    for path in (arrays, plain, out):
        path.unlink(missing_ok=True)
    return found


class Table:
    """Scores that are there already."""

    def __init__(self, scores: NDArray[np.float64]) -> None:
        self.scores = scores

    def block(self, first: int, last: int) -> NDArray[np.float64]:
        return self.scores[first:last]


def instance_of(size: Size, given: dict[str, NDArray[Any]]) -> Instance:
    scores = (
        Listed(given["starts"], given["columns"], given["listed"]) if size.listed else Table(given["scores"])
    )
    return Instance(scores, given["places"], size.mentees)


def blocking_between(given: dict[str, NDArray[Any]], partner: NDArray[np.int64]) -> int:
    """Blocking pairs where each side goes by its own scores."""
    ours, theirs, places = given["ours"], given["theirs"], given["places"]
    together = np.flatnonzero(partner >= 0)
    has = np.full(len(ours), -1.0)
    has[together] = ours[together, partner[together]]
    least = np.full(len(places), np.inf)
    np.minimum.at(least, partner[together], theirs[together, partner[together]])
    least[np.bincount(partner[together], minlength=len(places)) < places] = -1.0
    return int(np.count_nonzero((ours > has[:, None]) & (theirs > least)))


def one_score(way: str) -> bool:
    return way not in {"ours_two_sided", "matching"}


def told(size: Size, given: dict[str, NDArray[Any]], found: dict[str, Runs]) -> dict[str, dict[str, Any]]:
    """Each way → its figures."""
    instance = instance_of(size, given)
    figured = {}
    for way, runs in found.items():
        figured[way] = {
            "seconds": runs.median,
            "runs": runs.seconds,
            "megabytes": round(runs.megabytes),
            "stopped": runs.stopped,
        } | runs.more
        if runs.partners is not None:
            partner = np.array(runs.partners)
            what = figures(instance, partner)
            blocking = what.blocking_pairs if one_score(way) else blocking_between(given, partner)
            figured[way] |= {"total": what.total, "matched": what.matched, "blocking": blocking}
            assert (np.bincount(partner[partner >= 0], minlength=size.mentors) <= given["places"]).all()
    return figured


def rows(size: Size, figured: dict[str, dict[str, Any]]) -> Iterable[list[str]]:
    fastest = {True: figured["ours_optimal"]["seconds"]}
    if size.two_sided:
        fastest[False] = figured["ours_two_sided"]["seconds"]
    for way, it in figured.items():
        ratio = it["seconds"] / fastest[one_score(way)]
        yield [
            size.title,
            NAMES[way],
            f"{'over ' if it['stopped'] else ''}{it['seconds']:.3f}",
            f"{ratio:.2f}" if ratio < 10 else f"{ratio:,.0f}",
            f"{it['megabytes']:,}" if not it["stopped"] else "–",
            f"{it['total']:,.2f}" if "total" in it else "–",
            f"{it['matched']:,}" if "matched" in it else "–",
            f"{it['blocking']:,}" if "blocking" in it else "–",
        ]


def goal(
    report: Report, what: str, measured: float, limit: float, *, at_least: bool = False, unit: str = ""
) -> None:
    """One goal: at most ``limit``, or at least."""
    kept = measured >= limit if at_least else measured <= limit
    report.missed += not kept
    word = "at least" if at_least else "at most"
    report.say(
        f"  goal: {what}: {measured:,.4g}{unit}, {word} {limit:,.4g}{unit}: {'met' if kept else 'MISSED'}"
    )
    report.found.setdefault("goals", []).append(
        {"what": what, "measured": measured, word: limit, "unit": unit, "met": kept}
    )


def judge(
    report: Report, figured: dict[str, dict[str, dict[str, Any]]], found: dict[str, dict[str, Runs]]
) -> None:
    """Each goal with what was measured. A way that was stopped counts with the seconds it had."""

    def ratio(size: str, one: str, other: str, figure: str = "seconds") -> float:
        return figured[size][one][figure] / figured[size][other][figure]

    report.say()
    for name in ("500x200", "500x200-crowded", "500x200-synthetic"):
        if name in figured:
            faster = ratio(name, "mentor_match", "ours_optimal")
            goal(report, f"{name}, faster than mentor-match", faster, 100, at_least=True, unit=" times")
        if name in figured and found[name]["mentor_match"].partners:
            more = ratio(name, "ours_optimal", "mentor_match", "total")
            blocking = ratio(name, "ours_optimal", "mentor_match", "blocking")
            goal(report, f"{name}, total", more, 1.038, at_least=True, unit=" of mentor-match's")
            goal(report, f"{name}, blocking pairs", blocking, 0.30, unit=" of mentor-match's")
    if "2000x800" in figured:
        ours, theirs = (found["2000x800"][way].partners for way in ("ours_two_sided", "matching"))
        if ours and theirs:
            differing = sum(one != other for one, other in zip(ours, theirs, strict=True))
            goal(report, "2,000 × 800, mentees with another mentor than by `matching`", differing, 0)
        faster = ratio("2000x800", "matching", "ours_two_sided")
        goal(report, "2,000 × 800, faster than `matching`", faster, 600, at_least=True, unit=" times")
    if "10000x4000" in figured:
        goal(report, "10,000 × 4,000, duality gap", figured["10000x4000"]["ours_optimal"]["gap"], 0)
        share = ratio("10000x4000", "ours_optimal", "scipy")
        goal(report, "10,000 × 4,000, seconds", share, 0.35, unit=" of SciPy's")
    if "100000x40000" in figured:
        share = ratio("100000x40000", "ours_optimal", "flow")
        goal(report, "100,000 × 40,000, seconds", share, 1.2, unit=" of the bare flow's")
    for size, ways in figured.items():
        for way in ("scipy", "flow"):
            if "total" in ways.get(way, {}):
                apart = abs(ways[way]["total"] - ways["ours_optimal"]["total"])
                rounding = 1e-6 * int(size.partition("x")[0])
                goal(report, f"{size}, total apart from that of {NAMES[way]}", apart, rounding)


def main() -> int:
    parser = argparse.ArgumentParser(prog="./run bench rounds", description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--patience", type=float, default=900, help="seconds until a way is stopped")
    parser.add_argument("--only", nargs="*", default=[], metavar="NxM", help="only these sizes")
    options = parser.parse_args()
    report = Report("-".join(["rounds", *options.only]))
    all_figured, all_found, lines = {}, {}, []
    for size in SIZES:
        if options.only and size.name not in options.only:
            continue
        report.say(f"{size.name} …")
        given = likings(size)
        found = measure(size, given, options.repeats, options.patience)
        all_found[size.name] = found
        all_figured[size.name] = told(size, given, found)
        lines += rows(size, all_figured[size.name])
    report.table(
        "mentees × mentors",
        ["cohort", "way", "seconds", "× ours", "MB", "total", "matched", "blocking pairs"],
        lines,
    )
    judge(report, all_figured, all_found)
    report.found["sizes"] = all_figured
    report.write()
    return 1 if report.missed else 0


if __name__ == "__main__":
    sys.exit(main())
