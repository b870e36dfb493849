"""The browser, and the sites that it walks through. Each is started once for a file of tests, and only if one asks for it."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from mentorship.tests.browser import site as sites
from mentorship.tests.browser.chromium import chromium
from mentorship.tests.browser.mailbox import Mailbox
from mentorship.tests.browser.site import Site
from outbox.tests.sink import HOST, Sink


@pytest.fixture(scope="module")
def browser_here() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def mailbox() -> Iterator[Mailbox]:
    with Sink() as sink:
        yield Mailbox(sink)


@pytest.fixture(scope="module")
def real_site(mailbox: Mailbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An empty site: all in one process, or as in production where the test run has a database server and Redis."""
    folder = tmp_path_factory.mktemp("site")
    start = sites.production if os.environ.get("DATABASE_URL") else sites.embedded
    options = {} if os.environ.get("DATABASE_URL") else {"demo": False}
    with start(folder, email_url=f"smtp://{HOST}:{mailbox.sink.port}", **options) as site:
        yield site


@pytest.fixture(scope="module")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site as ``./run`` shows it to somebody who tries it out, with the demo community."""
    with sites.embedded(tmp_path_factory.mktemp("demo"), demo=True) as site:
        yield site
