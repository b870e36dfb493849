"""The best 20 of 1,000 to 1,000,000 mentors, side by side with SQL: `./run bench ranking [--sizes 1000,10000,100000] [--all] [--clean]`.

The same mentors, the same formula (`matching/scoring.py`, all of it), the same answer: every list is held against the others, and against the
plain formula over each pair where that is a matter of seconds. PostgreSQL takes part where DATABASE_URL names a server. Everything that is made
for it stays for the next run: files in `var/bench/`, databases named `bench_ranking_…`; `--clean` removes both and measures nothing.
"""

import argparse
import shutil
import sys
from collections import defaultdict
from contextlib import ExitStack
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks._databases import databases_of, drop_database, server
from benchmarks._live import live
from benchmarks._peers import BITS, JOINS, LOOP, OURS, SQL, SQLITE, Peer
from benchmarks._report import Report, number
from benchmarks._scene import (
    DISTINCT,
    EVERYBODY,
    FOLDER,
    MENTEES,
    Filter,
    Listed,
    Scene,
    agree,
    draw,
    judge,
    oracle,
)

SIZES = (1_000, 10_000, 100_000)
MOST = 1_000_000
LOOP_UP_TO = 10_000
ORACLE_UP_TO = 10_000
LIVE_UP_TO = 100_000
REPEATS = 3
GOAL_AT = 100_000
Question = tuple[int, bool]
"""Number of the mentee, and whether filtered."""


class Differs(Exception):
    """Two peers do not give the same list."""


class Run:
    """One size."""

    def __init__(self, size: int, report: Report) -> None:
        self.size, self.report = size, report
        self.scene: Scene = draw(size)
        self.times: dict[str, dict[bool, list[float]]] = defaultdict(lambda: defaultdict(list))
        self.floors: list[float] = []
        self.lists: dict[Question, dict[str, list[Listed]]] = defaultdict(dict)
        self.ready: dict[str, dict[str, float]] = {}

    @property
    def names(self) -> list[str]:
        found = [OURS]
        if server():
            found += [BITS, JOINS]
        found.append(SQLITE)
        return [*found, LOOP] if self.size <= LOOP_UP_TO else found

    def measure(self) -> None:
        """All peers by turns."""
        is_huge = self.size > GOAL_AT
        mentees, repeats = (2, 1) if is_huge else (MENTEES, REPEATS)
        with ExitStack() as stack:
            peers = [stack.enter_context(Peer(name, self.size)) for name in self.names]
            self.ready = {peer.name: peer.ready for peer in peers}
            for turn in range(repeats + 1):  # the first is for warming up
                for mentee in range(mentees):
                    for is_narrow in (False, True):
                        for peer in peers:
                            self._ask(peer, mentee, is_narrow, turn)
                    self.floors.append(peers[0].ask(floor=True)["ms"])
        self._compare()

    def _ask(self, peer: Peer, mentee: int, is_narrow: bool, turn: int) -> None:
        if peer.name == LOOP and (turn > 1 or mentee > (0 if self.size == LOOP_UP_TO else 1)):
            return  # it takes seconds
        if turn == 0 and (peer.name == LOOP or (self.size > GOAL_AT and mentee)):
            return
        ms, found = peer.best(mentee, is_narrow=is_narrow)
        if turn:
            self.times[peer.name][is_narrow].append(ms)
        self.lists[mentee, is_narrow][peer.name] = found

    def _keep(self, is_narrow: bool) -> Filter:
        return self.scene.narrow if is_narrow else EVERYBODY

    def _compare(self) -> None:
        everybody = list(self.scene.mentors())
        by_id = {str(mentor.who.public_id): mentor for mentor in everybody}
        for (mentee, is_narrow), lists in self.lists.items():
            if self.size <= ORACLE_UP_TO and mentee < 2:
                lists = {
                    "plain formula": oracle(self.scene, everybody, mentee, self._keep(is_narrow)),
                    **lists,
                }
            else:  # at least the scores of those who are listed
                seeker = self.scene.mentees[mentee]
                for who, score in lists[OURS]:
                    if abs(judge(seeker, by_id[who]).rank_score - score) > 1e-6:
                        raise Differs(f"{who} is not worth {score}.")
            first, *others = lists.items()
            for name, found in others:
                if wrong := agree(found, first[1]):
                    raise Differs(f"{name} and {first[0]}, mentee {mentee}, filtered {is_narrow}: {wrong}")

    def median(self, name: str, is_narrow: bool) -> float:
        return median(self.times[name][is_narrow])

    @property
    def floor(self) -> float:
        return median(self.floors)

    def tell(self) -> None:
        ours = {narrow: self.median(OURS, narrow) for narrow in (False, True)}
        lines = []
        for name in self.names:
            cells = [name]
            for narrow in (False, True):
                ms = self.median(name, narrow)
                cells += [number(ms), "1" if name == OURS else f"{number(ms / ours[narrow])}"]
            lines.append(cells)
        keep = self.scene.narrow
        self.report.table(
            f"{self.size:,} mentors: median ms for the best 20, all | filtered to {self.scene.share:.1%} ({keep.language}, {keep.way})",
            ("peer", "all, ms", "times ours", "filtered, ms", "times ours"),
            lines,
        )
        if self.size > DISTINCT:
            self.report.say(
                f"  {DISTINCT:,} different people, each {self.size // DISTINCT} times under another public id."
            )
        self.report.say("  The same 20 in the same order from every peer, scores equal to 1e-6.")
        held = self.ready[OURS]
        self.report.say(
            f"  Ours in memory: {held['nbytes'] / 2**20:.1f} MB of columns ({held['nbytes'] / self.size:.0f} bytes a mentor), "
            f"the process grew by {held['rss_mb']:.0f} MB; filled from plain records in {held['ready_ms'] / 1000:.1f} s."
        )
        for name in self.names:
            if "disk_mb" in self.ready[name]:
                self.report.say(f"  {name}: {number(self.ready[name]['disk_mb'])} MB on disk.")
        self.report.say(f"  Floor, reading {self.size:,} × 42 bytes once: {number(self.floor)} ms.")

    def goals(self) -> None:
        for narrow, what in ((False, "all"), (True, "filtered")):
            ours = self.median(OURS, narrow)
            best = min(
                (name for name in self.names if name in SQL), key=lambda name: self.median(name, narrow)
            )
            self.report.goal(
                f"{what}, share of the best SQL's time ({best})", ours / self.median(best, narrow), 1 / 30
            )
            self.report.goal(f"{what}, times the memory floor", ours / self.floor, 25)

    def facts(self) -> dict[str, object]:
        return {
            "mentors": self.size,
            "different": self.scene.distinct,
            "filter_leaves": self.scene.share,
            "floor_ms": self.floor,
            "ready": self.ready,
            "ms": {
                name: {"filtered" if narrow else "all": times for narrow, times in both.items()}
                for name, both in self.times.items()
            },
        }


def clean() -> None:
    """Remove what earlier runs have left."""
    for kind in ("scene", "people", "joins", "site"):
        for path in FOLDER.glob(f"{kind}-*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for database in databases_of(server(), "bench_ranking_") if server() else ():
        drop_database(server(), database)


def main() -> int:
    parser = argparse.ArgumentParser(prog="./run bench ranking", description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="numbers of mentors")
    parser.add_argument("--all", action="store_true", help="and a million, which takes a quarter of an hour")
    parser.add_argument("--clean", action="store_true", help="remove what earlier runs have left, and stop")
    options = parser.parse_args()
    if options.clean:
        clean()
        return 0
    report = Report("ranking")
    if not server():
        report.say("Without PostgreSQL: DATABASE_URL=postgres://… would let it take part.")
    sizes = [int(size) for size in options.sizes.split(",")]
    for size in [*sizes, MOST] if options.all else sizes:
        run = Run(size, report)
        run.measure()
        run.tell()
        report.found.setdefault("sizes", []).append(run.facts())
        if size <= LIVE_UP_TO:
            report.found.setdefault("live", []).append(live(size, report))
        if size == GOAL_AT:
            run.goals()
        report.write()
    return 0


if __name__ == "__main__":
    sys.exit(main())
