"""How the mail plant holds when its parts are killed, hang, refuse: `./run bench mail [--only killed] [--mails 1000] [--pairs 1000]`.

Everything is real: Redis (or the file broker), Celery workers of four processes with beat, an SMTP server, SQLite (or PostgreSQL, with
DATABASE_URL; the file broker goes with SQLite alone). Printed are what was lost, what came twice, and how long it took. Exits with 1 when
a promise of docs/architecture.md is broken. All of it takes about twenty minutes.
"""

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mentorship.tests.outage import catch_up, fall_behind
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


def without_redis(plant: Callable[[], Plant], report: Report) -> None:
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


# What a mail server does to somebody's mail, and how the row must end after three attempts.
BY_ADDRESS = {
    "fine": "sent",
    "later-rcpt": "failed",
    "later-data": "failed",
    "closing": "failed",
    "policy": "failed",
    "full": "failed",
    "refused-data": "failed",
    "drop-rcpt": "failed",
    "drop-data": "failed",
    "hang-rcpt": "failed",
    "gone": "failed",
}
# What it does to everybody, and how all rows must end once it is over.
TO_EVERYBODY = {
    "refuse-ehlo": "sent",
    "later-mail": "sent",
    "refuse-mail": "failed",
    "drop-mail": "sent",
    "hang-mail": "sent",
}
OVER = {"sent", "failed", "suppressed"}


def troubled(plant: Plant, report: Report) -> None:
    """Mails to addresses at which the server refuses, drops or hangs, each at its own stage; the waits between attempts are left out."""
    plant.sink.mailbox.hang_for = plant_patience(plant) + 2
    each = 5
    plant.write_to(
        [f"{how}@n{number}.example.org" for how in BY_ADDRESS for number in range(each)], attempts=3
    )
    plant.start_worker()
    began = time.monotonic()
    while not set(plant.states()) <= OVER:
        if time.monotonic() - began > 300:
            break
        plant.put_the_clock_forward()
        time.sleep(3)
    ends = plant.ends()
    wrong = {how: end for how, end in ends.items() if end - {BY_ADDRESS[how], "suppressed"}}
    count = each * len(BY_ADDRESS)
    report.line(f"{count} mails, a server that troubles some", "")
    report.line("  seconds until every row had an end", f"{time.monotonic() - began:.0f}")
    report.line(
        "  rows without an end",
        str(sum(n for s, n in plant.states().items() if s not in OVER)),
        "0",
        set(plant.states()) <= OVER,
    )
    report.line("  kinds of trouble with another end", str(len(wrong)), "0", not wrong)
    delivered = [mail for mail in plant.sink.taken if str(mail["To"]).startswith("fine")]
    report.line("  mails to others that came once", str(len(delivered)), str(each), len(delivered) == each)


def refused(plant: Plant, report: Report) -> None:
    """A server that takes nothing from anybody for a while, in each of five ways."""
    plant.sink.mailbox.hang_for = plant_patience(plant) + 2
    plant.start_worker()
    for trouble, end in TO_EVERYBODY.items():
        plant.forget_mails()
        plant.sink.mailbox.taken.clear()
        plant.sink.mailbox.trouble = trouble
        plant.write_to([f"person-{number}@example.org" for number in range(20)], attempts=14)
        plant.put_the_clock_forward()
        time.sleep(2 * plant_patience(plant))
        while_troubled = plant.states()
        plant.sink.mailbox.trouble = ""
        began = time.monotonic()
        while plant.states() != {end: 20} and time.monotonic() - began < 120:
            plant.put_the_clock_forward()
            time.sleep(2)
        well = plant.states() == {end: 20}
        report.line(f"20 mails, a server that does to all: {trouble}", "")
        report.line("  meanwhile", ", ".join(f"{n} {state}" for state, n in sorted(while_troubled.items())))
        report.line(
            "  afterwards",
            ", ".join(f"{n} {state}" for state, n in plant.states().items()),
            f"20 {end}",
            well,
        )
        counts = plant.sink.counts()
        repeated = sum(counts.values()) - len(counts)
        report.line("  repeated", str(repeated), "0", repeated == 0)


def outage(plant: Plant, pairs: int, report: Report) -> None:
    """Three days in which nobody sent; then two workers, each with a beat."""
    due, too_late = fall_behind(plant, pairs)
    began = time.monotonic()
    came = catch_up(plant, due - too_late, 900)
    report.line(f"three days of outage, {pairs} partnerships", "")
    report.line("  clocks due, of them too late for a mail", f"{due}, {too_late}")
    report.line("  people with a mail", str(len(came)), str(due - too_late), len(came) == due - too_late)
    most = max(came.values(), default=0)
    report.line("  most mails to one person", str(most), "1", most <= 1)
    report.line("  seconds until all was sent", f"{time.monotonic() - began:.0f}")


def plant_patience(plant: Plant) -> int:
    return int(plant.environment["EMAIL_TIMEOUT"])


PARTS = ("undisturbed", "unannounced", "killed", "away", "troubled", "refused", "outage")


def main() -> int:
    parser = argparse.ArgumentParser(prog="./run bench mail", description=__doc__.splitlines()[0])
    parser.add_argument("--mails", type=int, default=1_000)
    parser.add_argument(
        "--email-timeout",
        type=int,
        default=10,
        help="EMAIL_TIMEOUT, in seconds",
    )
    parser.add_argument("--pairs", type=int, default=1_000, help="partnerships in the outage")
    parser.add_argument("--only", choices=PARTS, action="append", help="this part; may be given again")
    parser.add_argument("--broker", choices=("redis", "files"), help="with this one only")
    options = parser.parse_args()
    wanted = options.only or PARTS
    report = Report()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start\n")

    for redis in [
        choice for choice in (True, False) if options.broker in (None, "redis" if choice else "files")
    ]:
        database = "PostgreSQL" if redis and os.environ.get("DATABASE_URL") else "SQLite"
        print(
            f"\n{'Redis' if redis else 'File broker'}, {database}, {CONCURRENCY} processes in each worker\n"
        )

        def plant(email_timeout: int = options.email_timeout, redis: bool = redis) -> Plant:
            return Plant(email_timeout=email_timeout, redis=redis)

        if "undisturbed" in wanted:
            with plant() as fresh:
                undisturbed(fresh, options.mails, report)
        if "unannounced" in wanted and redis:
            with plant() as fresh:
                unannounced(fresh, options.mails, report)
        if "killed" in wanted:
            with plant() as fresh:
                killed(fresh, options.mails, report)
        if "away" in wanted and redis:
            without_redis(plant, report)
        if "troubled" in wanted:
            with plant(email_timeout=2) as fresh:
                troubled(fresh, report)
        if "refused" in wanted:
            with plant(email_timeout=2) as fresh:
                refused(fresh, report)
        if "outage" in wanted:
            with plant() as fresh:
                outage(fresh, options.pairs, report)
    return 1 if report.broken else 0


if __name__ == "__main__":
    sys.exit(main())
