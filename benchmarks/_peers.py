"""Each peer of `./run bench ranking` in a process of its own, so that neither memory nor caches are shared.

A child says what it took to get ready, then answers one question a line: which mentee, and whether filtered.
"""

import json
import subprocess
import sys
from typing import Any, Self

from benchmarks._scene import EVERYBODY, PROJECT, TOP, Listed, Scene, clock, dictionary, draw, kept, stamp

OURS = "NumPy rows (ours)"
JOINS = "PostgreSQL joins"
BITS = "PostgreSQL bit_count"
SQLITE = "SQLite joins"
LOOP = "Django ORM loop"
READER, EDITOR = "site: reads", "site: edits"
SQL = (JOINS, BITS, SQLITE)


class Peer:
    """The parent's end."""

    def __init__(self, name: str, size: int) -> None:
        self.name, self.size = name, size

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks._peers", self.name, str(self.size)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=PROJECT,
        )
        self.ready: dict[str, Any] = self._answer()
        return self

    def __exit__(self, *error: object) -> None:
        if self.process.stdin:
            self.process.stdin.close()
        self.process.wait(timeout=60)

    def _answer(self) -> dict[str, Any]:
        line = self.process.stdout.readline() if self.process.stdout else ""
        if not line:
            raise SystemExit(f"{self.name} at {self.size:,} has died; what it said is above.")
        return json.loads(line)

    def ask(self, **question: Any) -> dict[str, Any]:
        if not self.process.stdin:
            raise SystemExit(f"{self.name} is not running.")
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        return self._answer()

    def best(self, mentee: int, *, is_narrow: bool) -> tuple[float, list[Listed]]:
        """Milliseconds, and the list."""
        answer = self.ask(mentee=mentee, narrow=is_narrow)
        return answer["ms"], [(who, score) for who, score in answer["list"]]


# --- The child's end


def memory() -> float:
    """Megabytes that this process holds."""
    with open("/proc/self/status", encoding="ascii") as lines:
        [line] = [line for line in lines if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


def asker(name: str, scene: Scene) -> tuple[Any, dict[str, Any]]:
    """A function (mentee, filter) → (ms, list), and what getting ready took. Also ``floor`` for ours."""
    words = dictionary()
    if name == OURS:
        from benchmarks._numpy import Rows

        mentors = list(scene.mentors())
        before, began = memory(), clock()
        rows = Rows(mentors, words, scene.size)
        facts = {
            "ready_ms": clock() - began,
            "nbytes": rows.nbytes,
            "rss_mb": memory() - before - rows.floor_rows.nbytes / 2**20,
        }
        del mentors
        return rows, facts
    if name in {LOOP, READER, EDITOR}:
        from benchmarks import _site

        folder = _site.start(scene.size)
        _site.fill(folder, scene)
        if name != LOOP:
            from benchmarks import _live

            return _live.Reader(scene) if name == READER else _live.Editor(), {}
        loop = _site.Loop()
        return type(
            "Asked", (), {"best": staticmethod(lambda mentee, keep: loop.best(mentee.public_id, keep, TOP))}
        ), {}
    from benchmarks import _databases as databases

    if name == SQLITE:
        path = kept("joins", scene.size, ".sqlite3")
        databases.fill_sqlite(path, scene.mentors())
        return databases.Sqlite(path, words), {"disk_mb": path.stat().st_size / 2**20}
    database = f"bench_ranking_{scene.size}_{stamp()}"
    databases.fill_postgres(databases.server(), database, scene.mentors(), words)
    kind = databases.PostgresJoins if name == JOINS else databases.PostgresBits
    peer = kind(databases.beside(databases.server(), database), words)
    return peer, {"disk_mb": peer.size()}


def main() -> None:
    name, size = sys.argv[1], int(sys.argv[2])
    answers, sys.stdout = sys.stdout, sys.stderr
    scene = draw(size)
    peer, facts = asker(name, scene)
    print(json.dumps(facts), file=answers, flush=True)
    for line in sys.stdin:
        question = json.loads(line)
        if "floor" in question:
            answer = {"ms": peer.floor()}
        elif "mentee" not in question:
            answer = peer.answer(question)
        else:
            keep = scene.narrow if question["narrow"] else EVERYBODY
            ms, found = peer.best(scene.mentees[question["mentee"]], keep)
            answer = {"ms": ms, "list": found}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
