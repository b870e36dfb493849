"""The site as it really runs: processes of their own, a fresh database, mail to a server of ours.

Without ``DATABASE_URL`` that is ``manage.py up``, as ``./run`` starts it; with it gunicorn, a Celery worker and beat, as in production.
"""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import redis

from outbox.tests.sink import HOST, free_port

PROJECT = Path(__file__).resolve().parents[3]
OURS = ("DATA_DIR", "SITE_URL", "SECRET_KEY", "EMAIL_URL", "DATABASE_URL", "REDIS_URL", "PORT", "LOG_LEVEL")
"""What the test run has set for itself, and a site of its own must not inherit."""
STARTS_WITHIN = 120  # seconds; the demo community alone takes a quarter of a minute on a busy machine
STOPS_WITHIN = 25


@dataclass
class Site:
    """A site that answers at ``url``; ``environment`` is what its processes run in."""

    url: str
    folder: Path
    environment: dict[str, str]
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def inside(self, what: str, **arguments: Any) -> Any:
        """Call a function of :mod:`mentorship.tests.browser.inside` in a process of the site; returns what it returns."""
        answer = subprocess.run(
            [sys.executable, "-m", "mentorship.tests.browser.inside", what, json.dumps(arguments)],
            cwd=PROJECT,
            env=self.environment,
            check=False,
            capture_output=True,
            text=True,
        )
        assert answer.returncode == 0, answer.stderr
        return json.loads(answer.stdout.splitlines()[-1])

    def start(self, *command: str) -> None:
        """Run a Python module or script beside the test; what it says goes to ``log.txt`` in the site's folder."""
        with (self.folder / "log.txt").open("ab") as log:
            self.processes.append(
                subprocess.Popen(
                    [sys.executable, *command], cwd=PROJECT, env=self.environment, stdout=log, stderr=log
                )
            )

    def wait(self) -> None:
        """Until it answers that all is well."""
        give_up = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < give_up:
            assert all(process.poll() is None for process in self.processes), self.log
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=5):
                    return
            except OSError:
                time.sleep(0.2)
        raise AssertionError(f"The site did not answer. {self.log}")

    def stop(self) -> None:
        """Stop every process; one that had stopped by itself is an error."""
        gone = [process.args for process in self.processes if process.poll() is not None]
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(STOPS_WITHIN)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        assert not gone, f"{gone} stopped by itself. {self.log}"

    @property
    def log(self) -> str:
        return (self.folder / "log.txt").read_text()[-4000:]


@contextmanager
def embedded(folder: Path, *, demo: bool, email_url: str = "") -> Iterator[Site]:
    """``manage.py up`` with nothing but a folder: the demo community in it, or an admin and the vocabulary."""
    port = free_port()
    site = Site(f"http://{HOST}:{port}", folder, _environment(folder, port, EMAIL_URL=email_url))
    if not demo:
        site.inside("prepare")
    with _running(site):
        site.start("manage.py", "up", "--port", str(port))
        site.wait()
        yield site


@contextmanager
def production(folder: Path, *, email_url: str) -> Iterator[Site]:
    """gunicorn, worker and beat on the PostgreSQL and Redis servers that the test run was given, in a database of its own on each."""
    port = free_port()
    with ExitStack() as stack:
        environment = _environment(
            folder,
            port,
            EMAIL_URL=email_url,
            DATABASE_URL=stack.enter_context(_database(os.environ["DATABASE_URL"], f"journey_{os.getpid()}")),
            REDIS_URL=stack.enter_context(_redis(os.environ["REDIS_URL"])),
            SECRET_KEY="for-a-journey-" + "0123456789" * 5,
            STATIC_ROOT=str(folder / "static"),
            ALLOWED_HOSTS=HOST,
        )
        site = Site(f"http://{HOST}:{port}", folder, environment)
        site.inside("prepare")
        site.inside("collect_static")
        stack.enter_context(_running(site))
        site.start(
            "-m",
            "gunicorn",
            "mentorship.wsgi",
            "--bind",
            f"{HOST}:{port}",
            "--workers",
            "2",
            "--threads",
            "4",
        )
        site.start(
            "-m", "celery", "-A", "mentorship", "worker", "--concurrency", "2", "--loglevel", "warning"
        )
        site.start("-m", "celery", "-A", "mentorship", "beat", "--loglevel", "warning")
        site.wait()
        yield site


def _environment(folder: Path, port: int, **more: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name not in OURS}
    return (
        inherited
        | {"DATA_DIR": str(folder), "SITE_URL": f"http://{HOST}:{port}", "LOG_LEVEL": "WARNING"}
        | more
    )


@contextmanager
def _running(site: Site) -> Iterator[None]:
    try:
        yield
    finally:
        site.stop()


@contextmanager
def _database(url: str, name: str) -> Iterator[str]:
    """A new database on the server of ``url``; gone afterwards."""
    parts = urlsplit(url)
    with _session(url) as session:
        session.execute(f"create database {name}")
    try:
        yield urlunsplit(parts._replace(path=f"/{name}"))
    finally:
        with _session(url) as session:
            session.execute(f"drop database {name} with (force)")


@contextmanager
def _session(url: str) -> Iterator[Any]:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        yield connection.cursor()
    finally:
        connection.close()


@contextmanager
def _redis(url: str) -> Iterator[str]:
    """An empty database on the server of ``url``; emptied afterwards."""
    parts = urlsplit(url)
    for number in range(15, 0, -1):
        mine = urlunsplit(parts._replace(path=f"/{number}"))
        server = redis.Redis.from_url(mine)
        if parts.path != f"/{number}" and not server.dbsize():
            break
    else:
        raise AssertionError("No database of the Redis server is empty.")
    try:
        yield mine
    finally:
        server.flushdb()
        server.close()
