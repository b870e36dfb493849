"""How the mail plant holds when its parts are killed: `./run bench mail [--mails 1000] [--email-timeout 10]`.

Everything is real: Redis, a Celery worker of four processes with beat, an SMTP server, SQLite (or PostgreSQL, with DATABASE_URL). Printed are
what was lost, what came twice, and how long it took. Exits with 1 when a promise of docs/architecture.md is broken.
"""

import argparse
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from outbox.tests.plant import CONCURRENCY, Plant

KILLS = 3
PATIENCE = 5.0  # seconds that a request may take while Redis is away


class Report:
    """Lines of a table, and whether every promise in them was kept."""

    def __init__(self) -> None:
        self.broken = 0

    def line(self, what: str, measured: str, promise: str = "", kept: bool = True) -> None:
        self.broken += not kept
        print(f"{what:<44} {measured:>10}   {promise}{'' if kept else '   BROKEN'}", flush=True)


def arrivals(plant: Plant, count: int, report: Report, extra: int) -> None:
    counts = plant.sink.counts()
    repeated = sum(counts.values()) - len(counts)
    report.line("  lost", str(count - len(counts)), "0", len(counts) == count)
    report.line("  repeated", str(repeated), f"at most {extra}", repeated <= extra)


def undisturbed(plant: Plant, count: int, report: Report) -> None:
    """All told to the workers one by one."""
    plant.start_worker()
    plant.write_mails(count)
    began = time.monotonic()
    plant.wait_until(lambda: plant.states() == {"sent": count}, 120)
    seconds = time.monotonic() - began
    report.line(f"{count} mails, nothing killed", "")
    report.line("  seconds after the last was written", f"{seconds:.1f}", "under 60", seconds < 60)
    arrivals(plant, count, report, extra=0)


def unannounced(plant: Plant, count: int, report: Report) -> None:
    """Written while no broker is there: only the sweep can find them."""
    plant.kill_redis()
    plant.write_mails(count)
    plant.start_redis()
    plant.start_worker()
    began = time.monotonic()
    plant.wait_until(lambda: plant.states() == {"sent": count}, 120)
    seconds = time.monotonic() - began
    report.line(f"{count} mails written while Redis was away", "")
    report.line("  seconds from the start of a worker", f"{seconds:.1f}", "under 60", seconds < 60)
    arrivals(plant, count, report, extra=0)


def killed(plant: Plant, count: int, report: Report) -> None:
    seconds = list(plant.kill_while_sending(count, KILLS))
    report.line(f"{count} mails, kill -9 of the worker x {KILLS}", "")
    report.line("  killed at second", ", ".join(f"{second:.0f}" for second in seconds[:-1]))
    report.line("  seconds to the last mail", f"{seconds[-1]:.1f}")
    report.line(
        "  of them after the last kill",
        f"{seconds[-1] - seconds[-2]:.1f}",
        "under 60",
        seconds[-1] - seconds[-2] < 60,
    )
    arrivals(plant, count, report, extra=KILLS * CONCURRENCY)


def away(plant: Plant, report: Report, how: str, stop: Callable[[], None], back: Callable[[], None]) -> None:
    """One request while Redis is gone, or hangs; its mail goes out when Redis is back."""
    plant.start_worker()
    stop()
    status, seconds = plant.ask_for_a_password("somebody@example.org")
    report.line(f"one request, Redis {how}", "")
    report.line("  answered with", str(status), "302", status == 302)
    report.line("  in seconds", f"{seconds:.2f}", f"under {PATIENCE:.0f}", seconds < PATIENCE)
    back()
    began = time.monotonic()
    plant.wait_until(lambda: plant.states() == {"sent": 1}, 120)
    report.line("  its mail went out seconds after Redis came", f"{time.monotonic() - began:.1f}")
    arrivals(plant, 1, report, extra=0)


def main() -> int:
    parser = argparse.ArgumentParser(prog="./run bench mail", description=__doc__.splitlines()[0])
    parser.add_argument("--mails", type=int, default=1_000)
    parser.add_argument(
        "--email-timeout",
        type=int,
        default=10,
        help="EMAIL_TIMEOUT, in seconds",
    )
    options = parser.parse_args()
    report = Report()

    def plant() -> Plant:
        return Plant(email_timeout=options.email_timeout)

    with plant() as fresh:
        print(
            f"{'PostgreSQL' if fresh.on_postgres else 'SQLite'}, {CONCURRENCY} worker processes, EMAIL_TIMEOUT={options.email_timeout}\n"
        )
        undisturbed(fresh, options.mails, report)
    with plant() as fresh:
        unannounced(fresh, options.mails, report)
    with plant() as fresh:
        killed(fresh, options.mails, report)
    with plant() as fresh:
        away(fresh, report, "killed", fresh.kill_redis, fresh.start_redis)
    with plant() as fresh:
        redis = fresh.redis
        assert redis is not None  # nosec B101: for mypy; the plant has just started it
        away(
            fresh,
            report,
            "hanging",
            lambda: redis.send_signal(signal.SIGSTOP),
            lambda: redis.send_signal(signal.SIGCONT),
        )
    return 1 if report.broken else 0


if __name__ == "__main__":
    sys.exit(main())
