"""The values, from the whole list to an order: by keyboard alone, without JavaScript, and on a phone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from mentorship.tests.browser.chromium import PHONE, PICTURES, take_picture
from mentorship.tests.browser.inspection import complaints
from mentorship.tests.browser.pressing import button, sign_in
from mentorship.tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.long]

FIVE = ("Honesty", "Courage", "Care", "Duty", "Roots")
FIRST = "/profile/values/first/"
Open = Callable[..., Page]


@pytest.fixture
def opened(signed_in: Open, real_site: Site) -> Open:
    """A page at the first cut, of a newcomer of this name."""

    def open_page(name: str, **options: Any) -> Page:
        email = f"{name.lower()}@example.org"
        real_site.inside("make_newcomer", first_name=name, email=email)
        page = signed_in(email, **options)
        page.goto(FIRST)
        return page

    return open_page


def cut_twice(page: Page, press: Callable[[Locator], None], *, names: tuple[str, ...] = FIVE) -> None:
    for on in ("Go on to five", "Put them in order"):
        for name in names:
            press(button(page, f"Keep : {name}").or_(button(page, f"Keep: {name}")))
            expect(page.locator("li.is-kept").filter(has_text=name)).to_be_visible()
        press(button(page, on))
    expect(page.get_by_role("heading", level=1)).to_have_text("Put your five in order")


def order(page: Page) -> list[str]:
    return [name.split(".")[-1].strip() for name in page.locator(".value-row__name").all_inner_texts()]


def by_key(target: Locator) -> None:
    target.focus()
    target.press("Enter")


def by_click(target: Locator) -> None:
    target.click()


def test_keyboard_alone_cuts_and_orders_and_each_move_is_announced(opened: Open) -> None:
    page = opened("Naledi")
    live = page.get_by_role("status").and_(page.locator(".visually-hidden"))
    by_key(button(page, "Keep").first)
    expect(live).to_contain_text("is kept: 1 of 15.")
    expect(page.locator("li.is-kept button")).to_be_focused()
    page.keyboard.press("Enter")
    expect(live).to_contain_text("is put back: 0 of 15.")

    cut_twice(page, by_key)
    down = button(page, "Move Honesty down")
    by_key(down)
    expect(live).to_have_text("Honesty is now number 2 of 5.")
    expect(button(page, "Move Honesty down")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(live).to_have_text("Honesty is now number 3 of 5.")
    page.locator("#value-honesty textarea").focus()
    page.keyboard.type("I say it first.")
    page.keyboard.press("Alt+ArrowUp")
    expect(live).to_have_text("Honesty is now number 2 of 5.")
    expect(page.locator("#value-honesty textarea")).to_be_focused()
    expect(page.locator("#value-honesty textarea")).to_have_value("I say it first.")
    by_key(button(page, "Undo"))
    expect(live).to_have_text("Undone.")
    assert order(page) == ["Courage", "Care", "Honesty", "Duty", "Roots"]
    expect(page.locator("#value-honesty textarea")).to_have_value("I say it first.")


def test_without_javascript_the_same_buttons_do_the_same(opened: Open) -> None:
    page = opened("Oksana", java_script_enabled=False)

    cut_twice(page, by_click)
    button(page, "Move Roots up").click()
    expect(page.get_by_text("Roots is now number 4 of 5.")).to_be_visible()
    button(page, "Undo").click()

    assert order(page) == list(FIVE)


def test_on_a_phone_every_cut_is_in_order(opened: Open) -> None:
    page = opened("Tomasz", width=PHONE, has_touch=True)
    for stage, on in (("first", "Go on to five"), ("second", "Put them in order")):
        for name in FIVE:
            page.locator("li").filter(has_text=name).get_by_role("button").first.tap()
            expect(page.locator("li.is-kept").filter(has_text=name)).to_be_visible()
        if PICTURES:
            take_picture(page, f"values-cut-{stage}")
            take_picture(page, f"values-cut-{stage}", dark=True)
            page.set_viewport_size({"width": PHONE, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
        button(page, on).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Put your five in order")
    button(page, "Move Care up").tap()
    expect(page.get_by_text("Care is now number 2 of 5.").first).to_be_visible()
    page.goto(page.url.partition("#")[0])
    assert complaints(page, picture="values-order" if PICTURES else "") == []


def test_line_typed_before_the_session_ended_is_offered_after_signing_in(opened: Open) -> None:
    page = opened("Mariama")
    cut_twice(page, by_click)
    page.locator("#value-care textarea").fill("I know who is missing.")
    page.context.clear_cookies(name="sessionid")

    button(page, "Move Care up").click()
    sign_in(page, "mariama@example.org")

    expect(page.get_by_text("You were signed out before this was saved.")).to_be_visible()
    expect(page.locator("#value-care textarea")).to_have_value("I know who is missing.")
    assert complaints(page, picture="values-draft" if PICTURES else "") == []
    page.goto(page.url.partition("/profile")[0] + "/profile/values/own/")
    assert complaints(page, picture="values-own" if PICTURES else "") == []
