"""The page of mentors over HTTP, one worker, 1,000 to 100,000 members: `./run bench page [--sizes 1000,10000,100000] [--rounds 20]`.

gunicorn with one process of four threads, as docs/deploy.md runs it; SQLite, and PostgreSQL (with Redis) where DATABASE_URL names a server.
Several mentees are signed in, and ask by turns for the first page, the third, and two filtered ones. The generated communities stay for the next
run, in `var/bench/` and in databases named `bench_page_…`; `--clean` removes them and measures nothing.
"""

import argparse
import contextlib
import http.client
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks._community import PATHS, environment, inside
from benchmarks._databases import databases_of, drop_database, server
from benchmarks._report import Report, number
from benchmarks._scene import FOLDER, PROJECT
from outbox.tests.sink import HOST, free_port

SIZES = (1_000, 10_000, 100_000)
GOAL_AT = 100_000
GOAL_MS = 60.0
OTHERS = "/healthz"
PATIENCE = 120.0  # seconds for a first page


class Worker:
    """gunicorn, one process."""

    def __init__(self, size: int, *, on_postgres: bool) -> None:
        self.port = free_port()
        self.environment = environment(size, on_postgres=on_postgres, port=self.port)
        self.cookie = ""

    def start(self) -> None:
        command = ["-m", "gunicorn", "mentorship.wsgi", "--bind", f"{HOST}:{self.port}", "--workers", "1"]
        self.began = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, *command, "--threads", "4", "--timeout", "120", "--log-level", "error"],
            cwd=PROJECT,
            env=self.environment,
        )

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)

    def get(self, path: str, session: str = "") -> tuple[float, int]:
        """Milliseconds to the last byte, and how many bytes came; anything but 200 ends the measurement."""
        began = time.perf_counter()
        connection = http.client.HTTPConnection(HOST, self.port, timeout=PATIENCE)
        connection.request("GET", path, headers={"Cookie": f"{self.cookie}={session}"} if session else {})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        if answer.status != 200:
            raise SystemExit(f"{path} answers {answer.status}.")
        return (time.perf_counter() - began) * 1000, len(body)

    @property
    def child(self) -> Path:
        """gunicorn's child, which does the work."""
        found = subprocess.run(
            ["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=True
        ).stdout.split()
        return Path("/proc") / found[0]

    def memory(self) -> float:
        """Megabytes that the child holds."""
        lines = (self.child / "status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024

    def worked(self) -> float:
        """Milliseconds of processor time that the child has used so far, all threads together."""
        return sum(int(path.read_text().split()[0]) for path in self.child.glob("task/*/schedstat")) / 1e6


@contextlib.contextmanager
def working(worker: Worker) -> Iterator[None]:
    worker.start()
    try:
        yield
    finally:
        worker.stop()


def cold(worker: Worker, session: str) -> dict[str, float]:
    """Seconds from the start of the process to its first answer and to the first page of mentors, and how long others waited meanwhile."""
    while True:
        try:
            worker.get(OTHERS)
            break
        except OSError:
            if worker.process.poll() is not None or time.perf_counter() - worker.began > PATIENCE:
                raise SystemExit("The worker does not start.") from None
            time.sleep(0.02)
    up = time.perf_counter() - worker.began
    waits: list[float] = []
    done = threading.Event()

    def meanwhile() -> None:
        while not done.is_set():
            waits.append(worker.get(OTHERS)[0])
            time.sleep(0.01)

    other = threading.Thread(target=meanwhile)
    other.start()
    worker.get(PATHS[0], session)
    done.set()
    other.join()
    return {
        "up_s": up,
        "first_page_s": time.perf_counter() - worker.began,
        "others_median_ms": median(waits),
        "others_worst_ms": max(waits),
    }


def measure(size: int, report: Report, *, on_postgres: bool, rounds: int) -> dict[str, Any]:
    worker = Worker(size, on_postgres=on_postgres)
    ready = inside("prepare", size, worker.environment)
    worker.cookie = ready["cookie"]
    counted = inside("queries", size, worker.environment)
    times: dict[str, list[float]] = {path: [] for path in PATHS}
    worked: dict[str, list[float]] = {path: [] for path in PATHS}
    with working(worker):
        began = cold(worker, ready["sessions"][0])
        for path in PATHS:
            worker.get(path, ready["sessions"][0])
        sizes = {path: worker.get(path, ready["sessions"][0])[1] for path in PATHS}
        for turn in range(rounds):
            for path in PATHS:
                before = worker.worked()
                times[path].append(worker.get(path, ready["sessions"][turn % len(ready["sessions"])])[0])
                worked[path].append(worker.worked() - before)
        memory = worker.memory()
    database = "PostgreSQL" if on_postgres else "SQLite"
    every = sorted(ms for some in times.values() for ms in some)
    lines = [
        (
            path,
            number(median(some)),
            number(p95(some)),
            number(median(worked[path])),
            str(counted[path]),
            f"{sizes[path] / 1000:.0f}",
        )
        for path, some in times.items()
    ]
    busy = [ms for some in worked.values() for ms in some]
    lines.append(("all", number(median(every)), number(p95(every)), number(median(busy)), "", ""))
    report.table(
        f"{size:,} members ({ready['mentors']:,} mentors), {database}, one worker",
        ("page", "p50, ms", "p95, ms", "of that processor, ms", "queries", "kB"),
        lines,
    )
    report.say(
        f"  From the start of the process: {began['up_s']:.1f} s to the first answer, {began['first_page_s']:.1f} s to the first page of mentors; "
        f"{OTHERS} meanwhile {began['others_median_ms']:.0f} ms, at worst {began['others_worst_ms']:.0f} ms. Memory {memory:.0f} MB."
    )
    if size == GOAL_AT:
        report.goal(f"{database}, p95 of all pages at {size:,} members", p95(every), GOAL_MS, " ms")
    return {
        "members": size,
        "database": database,
        "ms": times,
        "processor_ms": worked,
        "queries": counted,
        "cold": began,
        "memory_mb": memory,
    }


def p95(some: list[float]) -> float:
    return quantiles(some, n=20, method="inclusive")[-1]


def clean() -> None:
    for path in FOLDER.glob("members-*"):
        shutil.rmtree(path)
    for database in databases_of(server(), "bench_page_") if server() else ():
        drop_database(server(), database)


def main() -> int:
    parser = argparse.ArgumentParser(prog="./run bench page", description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="numbers of members")
    parser.add_argument("--rounds", type=int, default=30, help="how often each page is asked for")
    parser.add_argument(
        "--profile", action="store_true", help="where the time of the first page goes; no HTTP"
    )
    parser.add_argument("--clean", action="store_true", help="remove what earlier runs have left, and stop")
    options = parser.parse_args()
    if options.clean:
        clean()
        return 0
    sizes = [int(size) for size in options.sizes.split(",")]
    if options.profile:
        for size in sizes:
            surroundings = environment(size, on_postgres=bool(server()))
            inside("prepare", size, surroundings)
            print(inside("profile", size, surroundings))
        return 0
    report = Report("page")
    for size in sizes:
        for on_postgres in (False, True) if server() else (False,):
            found = measure(size, report, on_postgres=on_postgres, rounds=options.rounds)
            report.found.setdefault("sizes", []).append(found)
            report.write()
    counts = [count for found in report.found["sizes"] for count in found["queries"].values()]
    report.say(f"At every size {min(counts)} to {max(counts)} queries a page.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
