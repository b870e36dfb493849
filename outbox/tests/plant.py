"""A whole mail plant of processes that can be killed: Redis, a Celery worker with beat, a mail server, a database of its own.

For the test of kill -9 and for `./run bench mail`.
"""

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from .sink import HOST, Sink, free_port

PROJECT = Path(__file__).resolve().parents[2]
CONCURRENCY = 4

WRITE_MAILS = """
from django.db import transaction
from outbox import actions
from outbox.models import Kind
for batch in range(0, {count}, 100):
    with transaction.atomic():
        for number in range(batch, min(batch + 100, {count})):
            actions.queue(
                name="account_other", kind=Kind.CHECKS, key=f"{prefix}:{{number}}", to_email=f"person-{{number}}@example.org",
                context={{"their_subject": f"Letter {{number}}", "their_text": "It says something."}}, why="You get this because.",
            )
"""

WRITE_TO = """
from outbox import actions, broker
from outbox.models import Kind, Mail
with broker.quiet():
    for number, address in enumerate({addresses}):
        actions.queue(
            name="account_other", kind=Kind.CHECKS, key=f"to:{{number}}:{{address}}", to_email=address,
            context={{"their_subject": f"Letter {{number}}", "their_text": "It says something."}}, why="You get this because.",
        )
Mail.objects.update(attempts_allowed={attempts})
"""

PUT_FORWARD = """
from django.utils import timezone
from outbox import broker
from outbox.models import Mail
waiting = Mail.objects.filter(state="queued")
waiting.update(not_before=timezone.now())
for pk in waiting.values_list("pk", flat=True):
    broker.offer(pk)
"""

# A whole request: middleware, session, sign-in limits in the cache, form, mail, answer.
ASK_FOR_A_PASSWORD = """
import time
from django.test import Client
from django.urls import reverse
client = Client(headers={{"host": "localhost"}})
began = time.monotonic()
answer = client.post(reverse("account_reset_password"), {{"email": "{address}"}})
print(answer.status_code, time.monotonic() - began)
"""


class Plant:
    """Runs while the ``with`` lasts; every process it started is gone afterwards."""

    def __init__(self, *, email_timeout: int, redis: bool = True) -> None:
        """Without ``redis`` the broker is a folder, as on a site that has nothing else; that goes with SQLite alone."""
        self.folder = Path(tempfile.mkdtemp(prefix="mail-plant-"))
        self.sink = Sink()
        self.redis_port = free_port()
        self.redis: subprocess.Popen[bytes] | None = None
        self.with_redis = redis
        self.workers: list[subprocess.Popen[bytes]] = []
        self.database = f"mail_plant_{uuid.uuid4().hex[:8]}"
        self.server = os.environ.get("DATABASE_URL", "") if redis else ""
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "mentorship.settings",
            "DATA_DIR": str(self.folder / "var"),
            "DATABASE_URL": self._database_url(),
            "REDIS_URL": f"redis://{HOST}:{self.redis_port}/0" if redis else "",
            "EMAIL_URL": f"smtp://{HOST}:{self.sink.port}",
            "EMAIL_TIMEOUT": str(email_timeout),
            "SITE_URL": "http://localhost:8000",
            "ALLOWED_HOSTS": "localhost",
            "SECRET_KEY": "for-this-plant-only-" + "0123456789" * 5,
            "LOG_LEVEL": "WARNING",
        }

    @property
    def on_postgres(self) -> bool:
        return self.server.startswith("postgres")

    def _database_url(self) -> str:
        """One beside the named one on PostgreSQL; otherwise none, which is the embedded SQLite in the plant's folder."""
        return (
            urlunsplit(urlsplit(self.server)._replace(path=f"/{self.database}")) if self.on_postgres else ""
        )

    def __enter__(self) -> Self:
        self.sink.start()
        self.start_redis()
        if self.on_postgres:
            self._on_server(f'CREATE DATABASE "{self.database}"')
        self.manage("migrate", "--verbosity", "0")
        return self

    def __exit__(self, *error: object) -> None:
        self.kill_worker()
        self.kill_redis()
        self.sink.stop()
        if self.on_postgres:
            self._on_server(f'DROP DATABASE "{self.database}" WITH (FORCE)')
        shutil.rmtree(self.folder, ignore_errors=True)

    def _on_server(self, statement: str) -> None:
        with closing(psycopg2.connect(self.server)) as connection:
            connection.autocommit = True
            connection.cursor().execute(statement)

    # Processes

    def start_redis(self) -> None:
        if not self.with_redis:
            return
        command = [
            "redis-server",
            "--port",
            str(self.redis_port),
            "--bind",
            HOST,
            "--save",
            "",
            "--appendonly",
            "no",
        ]
        self.redis = subprocess.Popen([*command, "--dir", str(self.folder)], stdout=subprocess.DEVNULL)

    def kill_redis(self) -> None:
        if self.redis:
            self.redis.send_signal(signal.SIGCONT)  # it may have been stopped
            self.redis.kill()
            self.redis.wait()
            self.redis = None

    def start_worker(self) -> None:
        """A worker with its beat, in a process group of its own. Beside another one, both tick."""
        schedule = self.folder / f"schedule-{uuid.uuid4().hex[:8]}"
        command = [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "mentorship",
            "worker",
            "--hostname",
            f"{schedule.name}@%h",
            "--beat",
            "--schedule",
            str(schedule),
        ]
        with (self.folder / "worker.log").open("ab") as log:
            worker = subprocess.Popen(
                [*command, "--concurrency", str(CONCURRENCY), "--loglevel", "WARNING"],
                env=self.environment,
                cwd=PROJECT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.workers.append(worker)

    def kill_worker(self) -> None:
        """kill -9 of each worker, its children and its beat at the same moment."""
        for worker in self.workers:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
        self.workers = []

    def manage(self, *arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, env=self.environment, cwd=PROJECT, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{arguments[0]} failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    # Work

    def write_mails(self, count: int, prefix: str = "plant") -> None:
        self.manage("shell", "--no-imports", "-c", WRITE_MAILS.format(count=count, prefix=prefix))

    def write_to(self, addresses: list[str], attempts: int) -> None:
        """A mail to each of these, with so many attempts allowed; nobody is told."""
        self.manage("shell", "--no-imports", "-c", WRITE_TO.format(addresses=addresses, attempts=attempts))

    def put_the_clock_forward(self) -> None:
        """Every mail that waits for another attempt is due now, and the workers are told."""
        self.manage("shell", "--no-imports", "-c", PUT_FORWARD)

    def ask_for_a_password(self, address: str) -> tuple[int, float]:
        """Status and seconds of one request that writes a mail."""
        said = self.manage("shell", "--no-imports", "-c", ASK_FOR_A_PASSWORD.format(address=address))
        status, seconds = said.split()[-2:]
        return int(status), float(seconds)

    def states(self) -> dict[str, int]:
        query = "SELECT state, COUNT(*) FROM outbox_mail GROUP BY state"
        with closing(self._connect()) as connection:
            cursor = connection.cursor()
            cursor.execute(query)
            return dict(cursor.fetchall())

    def ends(self) -> dict[str, set[str]]:
        """In which states the mails are, by the local part of their address."""
        found: dict[str, set[str]] = {}
        with closing(self._connect()) as connection:
            cursor = connection.cursor()
            cursor.execute("SELECT to_email, state FROM outbox_mail")
            for address, state in cursor.fetchall():
                found.setdefault(address.split("@")[0], set()).add(state)
        return found

    def forget_mails(self) -> None:
        with closing(self._connect()) as connection:
            connection.cursor().execute("DELETE FROM outbox_mail")
            connection.commit()

    def _connect(self) -> Any:
        if self.on_postgres:
            return psycopg2.connect(self.environment["DATABASE_URL"])
        return sqlite3.connect(self.folder / "var" / "db.sqlite3", timeout=20)

    def wait_until(self, holds: Callable[[], bool], seconds: float) -> None:
        ends_at = time.monotonic() + seconds
        while not holds():
            died = any(worker.poll() is not None for worker in self.workers)
            if died or time.monotonic() > ends_at:
                log = self.folder / "worker.log"
                last_words = log.read_text()[-3000:] if log.exists() else ""
                what = "the worker ended by itself" if died else f"not within {seconds} s"
                raise TimeoutError(f"{what}: states {self.states()}\n{last_words}")
            time.sleep(0.05)

    def kill_while_sending(self, count: int, kills: int) -> Iterator[float]:
        """Write the mails, and kill the worker each time another share of them has arrived. Yields seconds since the first."""
        self.start_worker()
        self.write_mails(count)
        self.wait_until(lambda: bool(self.sink.taken), 60)
        began = time.monotonic()
        for kill in range(1, kills + 1):
            share = count * kill // (kills + 1)
            self.wait_until(lambda share=share: len(self.sink.taken) >= share, 120)  # type: ignore[misc]
            self.kill_worker()
            self.start_worker()
            yield time.monotonic() - began
        self.wait_until(lambda: self.states() == {"sent": count}, 180)
        yield time.monotonic() - began
