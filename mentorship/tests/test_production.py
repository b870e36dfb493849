"""The site as in production: gunicorn, two Celery workers and two beats, PostgreSQL, a mail server, and a Redis that goes away."""

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPErrorProcessor, OpenerDirector, Request, build_opener

import pytest
import redis

from accounts.tests.factories import PASSWORD
from mentorship.tests.browser.site import PROJECT, Site, production
from outbox.tests.sink import HOST, Sink, free_port

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.redis,
    pytest.mark.skipif(shutil.which("redis-server") is None, reason="needs Redis (redis-server)"),
]

PATIENCE = 5.0  # seconds that a request may take while Redis is away
WELL = {"database": "well", "broker": "well", "mail_queue": "well", "mail_server": "well"}

MAKE_PAIRS = """
import json
from accounts.tests.factories import make_mentee, make_mentor
def make(number):
    mentor = make_mentor("Hanna", email=f"hanna.{number}@example.org")
    mentee = make_mentee("Naledi", email=f"naledi.{number}@example.org")
    return {
        "mentor": str(mentor.public_id), "mentor_email": mentor.email, "mentee_email": mentee.email,
        "goal": mentee.profile.goals.get().pk, "community": mentee.memberships.get().community_id,
    }
print(json.dumps([make(number) for number in range(3)]))
"""


class OwnRedis:
    """A Redis server that keeps nothing, to be stopped without harm to anybody else's tests."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"redis://{HOST}:{self.port}/0"
        self.start()

    def start(self) -> None:
        options = [
            "--port",
            str(self.port),
            "--bind",
            HOST,
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            str(self.folder),
        ]
        self.process = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)
        with redis.Redis.from_url(self.url) as here:
            wait_until(lambda: _answers(here), 10, "Redis does not start")

    def stop(self) -> None:
        self.process.send_signal(signal.SIGCONT)  # it may have been frozen
        self.process.terminate()
        self.process.wait()

    def freeze(self) -> None:
        """It takes connections and never answers."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)


def _answers(server: redis.Redis) -> bool:
    try:
        return bool(server.ping())
    except redis.ConnectionError:
        return False


def wait_until(holds, seconds: float, what: str) -> float:
    """Seconds until it held."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, f"{what}: not within {seconds} s"
        time.sleep(0.1)
    return time.monotonic() - began


class AsItIs(HTTPErrorProcessor):
    """Redirects and errors are answers like others."""

    def http_response(self, request, response):
        return response


@dataclass
class Visitor:
    """Somebody with cookies and a clock."""

    site: Site
    cookies: CookieJar = field(default_factory=CookieJar)
    slowest: float = 0.0  # seconds

    @property
    def opener(self) -> OpenerDirector:
        return build_opener(HTTPCookieProcessor(self.cookies), AsItIs)

    def asks(self, path: str, fields: dict[str, object] | None = None) -> tuple[int, str]:
        """Status and text (or the address led to)."""
        request = Request(self.site.url + path)
        if fields is not None:
            token = next(cookie.value for cookie in self.cookies if cookie.name == "csrftoken")
            request.data = urlencode(fields | {"csrfmiddlewaretoken": token}).encode()
        began = time.monotonic()
        with self.opener.open(request, timeout=30) as answer:
            text = answer.read().decode()
        self.slowest = max(self.slowest, time.monotonic() - began)
        return answer.status, answer.headers["Location"] or text

    def health(self) -> tuple[int, dict[str, str]]:
        status, text = self.asks("/healthz")
        return status, json.loads(text)

    def signs_in(self, email: str) -> None:
        assert self.asks("/accounts/login/")[0] == 200
        status, to = self.asks("/accounts/login/", {"login": email, "password": PASSWORD})
        assert (status, to) == (302, "/today/"), to
        assert self.asks("/mentors/")[0] == 200

    def sends_a_request(self, pair: dict[str, object]) -> None:
        path = f"/mentors/{pair['mentor']}/ask/"
        assert self.asks(path)[0] == 200
        letter = {"message": "What did you stop doing first?", "hopes": "One call every two weeks."}
        status, to = self.asks(path, letter | {"goal": pair["goal"], "community": pair["community"]})
        assert status == 302, to
        assert self.asks(to)[0] == 200  # saved: it is there to be read


@pytest.fixture(scope="module")
def sink() -> Iterator[Sink]:
    with Sink() as sink:
        yield sink


@pytest.fixture(scope="module")
def own_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnRedis]:
    server = OwnRedis(tmp_path_factory.mktemp("redis"))
    yield server
    server.stop()


@pytest.fixture(scope="module")
def site(sink: Sink, own_redis: OwnRedis, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """With a second worker and a second beat, which must make no mail come twice."""
    folder = tmp_path_factory.mktemp("production")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("REDIS_URL", own_redis.url)
        with production(folder, email_url=f"smtp://{HOST}:{sink.port}") as site:
            celery = ("-m", "celery", "-A", "mentorship")
            site.start(
                *celery, "worker", "--concurrency", "2", "--hostname", "second@%h", "--loglevel", "warning"
            )
            site.start(
                *celery, "beat", "--schedule", str(folder / "second-schedule"), "--loglevel", "warning"
            )
            yield site


@pytest.fixture(scope="module")
def pairs(site: Site) -> Iterator[dict[str, object]]:
    """A mentee and a mentor who fit, for each test."""
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", MAKE_PAIRS]
    made = subprocess.run(
        command, cwd=PROJECT, env=site.environment, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    return iter(json.loads(made.stdout))


@pytest.fixture
def pair(pairs: Iterator[dict[str, object]]) -> dict[str, object]:
    return next(pairs)


def arrived(sink: Sink, to: object) -> list[str]:
    """Subjects of the mails to somebody."""
    return [str(mail["Subject"]) for mail in sink.taken if str(to) in str(mail["To"])]


def test_a_request_is_mailed_by_a_worker_at_once_and_once(site, sink, pair, record_property):
    mentee = Visitor(site)
    assert mentee.health() == (200, WELL)
    mentee.signs_in(pair["mentee_email"])
    mentee.sends_a_request(pair)
    seconds = wait_until(lambda: arrived(sink, pair["mentor_email"]), 10, "the mail")
    record_property("seconds_to_the_mail", round(seconds, 2))
    time.sleep(1)  # a second one would follow on its heels
    assert len(arrived(sink, pair["mentor_email"])) == 1


@pytest.mark.parametrize(
    ("goes", "comes_back"),
    [(OwnRedis.stop, OwnRedis.start), (OwnRedis.freeze, OwnRedis.thaw)],
    ids=["stopped", "hanging"],
)
def test_without_redis_a_request_is_saved_and_its_mail_goes_out_later(
    site, sink, own_redis, pair, record_property, goes, comes_back
):
    mentee = Visitor(site)
    assert mentee.health() == (200, WELL)
    goes(own_redis)
    try:
        mentee.signs_in(pair["mentee_email"])
        mentee.sends_a_request(pair)
        assert mentee.health() == (503, WELL | {"broker": "not well"})
        assert mentee.slowest < PATIENCE
        assert arrived(sink, pair["mentor_email"]) == []
    finally:
        comes_back(own_redis)
    seconds = wait_until(lambda: arrived(sink, pair["mentor_email"]), 45, f"the mail\n{site.log}")
    assert mentee.health() == (200, WELL)
    assert len(arrived(sink, pair["mentor_email"])) == 1
    record_property("slowest_answer_without_redis", round(mentee.slowest, 2))
    record_property("seconds_from_redis_back_to_the_mail", round(seconds, 2))
