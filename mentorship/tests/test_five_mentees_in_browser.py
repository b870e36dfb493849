"""A mentor with five mentees: the first page says in order what waits, and doing it takes it off, on a phone as at a desk."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from mentorship.tests.browser.chromium import DESK, PHONE, PICTURES, Watch
from mentorship.tests.browser.inspection import complaints
from mentorship.tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.long]


def rows(page: Page, title: str) -> list[str]:
    """Whom the rows under a heading of the first page are about, in their order."""
    section = page.locator("section").filter(has=page.get_by_role("heading", name=title))
    return [name.removeprefix("You and ") for name in section.locator(".together__name").all_inner_texts()]


@pytest.mark.parametrize(("name", "width"), [("Hanna", DESK), ("Zodwa", PHONE)])
def test_mentor_of_five_goes_through_what_waits(
    signed_in: Callable[..., Page], real_site: Site, name: str, width: int
) -> None:
    page = signed_in(real_site.inside("make_mentor_of_five", first_name=name), width=width)
    watch = Watch(page.context, real_site.url)

    page.goto("/today/")
    waiting = rows(page, "Waits for you")
    assert (waiting[0], sorted(waiting[1:])) == ("Ada", ["Eli", "Ina"])  # what runs comes before the rest
    assert sorted(rows(page, "On their way")) == ["Ben", "Cy"]
    assert page.locator("main .button--primary").count() == 1  # one thing is the next
    if width == DESK:
        assert complaints(page, picture="today-of-five" if PICTURES else "") == []

    page.get_by_role("link", name="Answer Ada").click()
    page.locator("label").filter(has_text="Support").first.click()
    page.get_by_label("Your answer").fill("A knee is a beginning.")
    page.get_by_role("button", name="Send to Ada").click()
    expect(page.locator(".alert").first).to_be_visible()

    page.goto("/today/")
    assert sorted(rows(page, "Waits for you")) == ["Eli", "Ina"]
    assert "Ada" in rows(page, "On their way")
    page.locator("main").get_by_role("link", name="Look back").click()
    page.get_by_label("What I take with me").fill("That I talk too soon.")
    page.locator("main form").get_by_role("button").last.click()
    page.goto("/today/")
    assert rows(page, "Waits for you") == ["Ina"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert watch.seen == []
