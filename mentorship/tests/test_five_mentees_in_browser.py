"""A mentor with five mentees: the first page says in order what waits, and doing it takes it off, on a phone as at a desk."""

import pytest
from playwright.sync_api import Browser, Page, expect

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
    browser_here: Browser, real_site: Site, name: str, width: int
) -> None:
    email = real_site.inside("make_mentor_of_five", first_name=name)
    context = browser_here.new_context(
        viewport={"width": width, "height": 844}, reduced_motion="reduce", base_url=real_site.url
    )
    context.set_default_timeout(15_000)
    context.add_cookies([real_site.inside("cookie_of", email=email) | {"url": real_site.url}])
    watch = Watch(context, real_site.url)
    page = context.new_page()

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
    context.close()
    assert watch.seen == []
