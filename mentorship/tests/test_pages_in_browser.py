"""Every page as a browser sees it, with the demo community in it: readable by everybody, quiet, and from no other host."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from mentorship.tests.browser.chromium import DESK, PICTURES, Watch
from mentorship.tests.browser.inspection import complaints
from mentorship.tests.browser.places import PLACES
from mentorship.tests.browser.site import Site

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        bool(os.environ.get("DATABASE_URL")),
        reason="the demo community is made on the embedded default only, where this has run already",
    ),
]


class Visitors:
    """A page for each person, signed in, opened on first use."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.browser, self.site = browser, site
        self.places: dict[str, dict[str, str]] = site.inside("find_places")
        self.there: dict[str, tuple[Any, Watch]] = {}

    def at(self, email: str) -> tuple[Any, Watch]:
        if email not in self.there:
            context = self.browser.new_context(
                viewport={"width": DESK, "height": 900}, color_scheme="light", reduced_motion="reduce"
            )
            if email:
                cookie = self.site.inside("cookie_of", email=email)
                context.add_cookies([cookie | {"url": self.site.url}])
            self.there[email] = context.new_page(), Watch(context, self.site.url)
        return self.there[email]


@pytest.fixture(scope="module")
def visitors(browser_here: Browser, demo_site: Site) -> Iterator[Visitors]:
    everybody = Visitors(browser_here, demo_site)
    yield everybody
    for page, _watch in everybody.there.values():
        page.context.close()


@pytest.mark.parametrize("name", PLACES)
def test_page_is_in_order(name: str, visitors: Visitors) -> None:
    place = visitors.places[name]
    page, watch = visitors.at(place["person"])
    watch.seen.clear()

    answer = page.goto(visitors.site.url + place["path"], wait_until="load")

    assert answer.ok, visitors.site.log
    assert page.url.endswith(place["path"]), f"led on to {page.url}"
    quiet_so_far = list(
        watch.seen
    )  # axe puts a script of its own into the page, which the console may mention
    assert quiet_so_far == []
    picture = "page-" + name.replace(" ", "-").replace(",", "").replace(":", "") if PICTURES else ""
    assert complaints(page, picture=picture, is_admin=name.startswith("admin")) == []
