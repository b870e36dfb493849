"""One's own profile in a browser: what is typed is kept, no tab writes over another, an area is found, and a version comes back."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from mentorship.tests.browser.chromium import PHONE, PICTURES
from mentorship.tests.browser.inspection import complaints
from mentorship.tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.long]

Arrive = Callable[..., Page]


@pytest.fixture
def arrive(signed_in: Arrive, real_site: Site) -> Arrive:
    """A page of somebody of this name whose profile is whole."""

    def open_page(name: str, **options: Any) -> Page:
        return signed_in(real_site.inside("make_chooser", first_name=name), **options)

    return open_page


def field(page: Page, name: str) -> Locator:
    return page.locator(f"main [name={name}]")


def test_area_is_found_by_a_word_and_the_keyboard_and_what_is_typed_waits_for_who_comes_back(
    arrive: Arrive,
) -> None:
    page = arrive("Naledi", width=PHONE)
    page.goto("/profile/passages/new/")
    page.get_by_label("Search the areas").fill("managing people")
    expect(page.get_by_role("status").filter(has_text="fit")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    assert field(page, "area").input_value() == "first-time-managing-people"
    expect(page.get_by_label("Search the areas")).to_have_value("")
    field(page, "asked_of_me").fill("To be seen being wrong.")
    expect(page.get_by_text("What you have typed is kept, and not saved yet.")).to_be_visible()

    page.goto("/profile/")
    page.goto("/profile/passages/new/")
    expect(field(page, "asked_of_me")).to_have_value("To be seen being wrong.")
    assert field(page, "area").input_value() == "first-time-managing-people"
    page.goto("/profile/passages/new/")
    assert complaints(page, picture="passage" if PICTURES else "") == []


def test_value_is_dragged_by_the_mouse_and_stays_where_it_was_let_go(arrive: Arrive) -> None:
    page = arrive("Tomasz")
    page.goto("/profile/steps/values/")
    names = page.locator(".value-row__name")
    before = [name.split(".")[-1].strip() for name in names.all_inner_texts()]

    names.nth(1).hover()
    first = page.locator("[data-row]").first.bounding_box()
    assert first is not None
    page.mouse.down()
    page.mouse.move(first["x"] + 80, first["y"] + 30, steps=12)
    page.mouse.move(first["x"] + 80, first["y"] + 8, steps=12)
    page.mouse.up()

    said = page.get_by_role("status").and_(page.locator(".visually-hidden"))
    expect(said).to_have_text("The new order is saved.")
    page.reload()
    after = [name.split(".")[-1].strip() for name in names.all_inner_texts()]
    assert after == [before[1], before[0], *before[2:]]


def test_second_tab_is_told_and_an_earlier_version_comes_back(arrive: Arrive) -> None:
    page = arrive("Oksana")
    page.goto("/profile/steps/who/")
    before = field(page, "headline").input_value()
    other = page.context.new_page()
    other.goto("/profile/steps/who/")

    field(page, "headline").fill("Written in the first")
    page.locator("main").get_by_role("button", name="Save and stop here").click()
    page.wait_for_url("**/profile/")
    field(other, "headline").fill("Written in the second")
    other.locator("main").get_by_role("button", name="Save and stop here").click()
    expect(other.locator("main")).to_contain_text("Written in the first")
    expect(field(other, "headline")).to_have_value("Written in the second")

    page.get_by_role("link", name="What I changed").click()
    expect(page.get_by_text("The line under your name: rewritten")).to_be_visible()
    assert complaints(page) == []
    page.locator(".versions a").last.click()
    assert complaints(page) == []
    page.get_by_role("button", name="Go back to this version").press("Enter")
    expect(page.get_by_text("Restored.")).to_be_visible()
    expect(page.locator("main")).to_contain_text(before)
