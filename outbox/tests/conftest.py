"""What several tests of the outbox share."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from outbox import broker

from .sink import Sink


@pytest.fixture(autouse=True)
def rested_broker() -> None:
    """Each test finds the broker not yet tried."""
    broker._resting_until = 0.0


@pytest.fixture(autouse=True)
def without_the_consent_page(settings: Any) -> None:
    """Everybody here has consented: asking for it is a matter of the floor above, which these tests do not know."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("ConsentMiddleware")]


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    """A mail server of this machine, and the settings that send to it, with two seconds of patience."""
    with Sink() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.hostname, server.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_TIMEOUT = 1
        yield server


def at_once(work: list[Callable[[], Any]]) -> list[Any]:
    """Run each in a thread of its own, with its own connection to the database; results in the same order."""

    def run(task: Callable[[], Any]) -> Any:
        try:
            return task()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(work)) as pool:
        return list(pool.map(run, work))
