"""Ways to press something, and where on a page it is."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page

from mentorship.tests.browser.person import PASSWORD

Press = Callable[[Locator], None]
MOST_TABS = 250


def by_mouse(target: Locator) -> None:
    target.click()


def by_finger(target: Locator) -> None:
    target.tap()


def by_keyboard(target: Locator) -> None:
    """Tab to it from where one is, as somebody does who cannot see where it stands, and press Enter."""
    for _stop in range(MOST_TABS):
        if target.evaluate("one => one === document.activeElement"):
            target.page.keyboard.press("Enter")
            return
        target.page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {target}")


def button(page: Page, name: str) -> Locator:
    return page.locator("main").get_by_role("button", name=name)


def sign_in(page: Page, email: str) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").first.fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).first.click()
