"""The browser, and the sites that it walks through. Each is started once for a file of tests, and only if one asks for it."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from mentorship.tests.browser import site as sites
from mentorship.tests.browser.chromium import DESK, chromium
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


@pytest.fixture
def signed_in(browser_here: Browser, real_site: Site) -> Iterator[Callable[..., Page]]:
    """Opens a page of the real site for somebody who is signed in, in a context of their own; addresses are relative to the site."""
    contexts: list[BrowserContext] = []

    def open_page(email: str, *, width: int = DESK, **options: Any) -> Page:
        context = browser_here.new_context(
            viewport={"width": width, "height": 844},
            reduced_motion="reduce",
            base_url=real_site.url,
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        context.add_cookies([real_site.inside("cookie_of", email=email) | {"url": real_site.url}])
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
