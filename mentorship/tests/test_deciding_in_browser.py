"""The decision sheet: by mouse, by keyboard alone, by finger on a phone, and without JavaScript; two tabs, and a session that ends.

Until the reveal nothing that shines is in any answer of the server, whatever the page shows of it.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Response, expect

from mentorship.tests.browser.chromium import PHONE, PICTURES, Watch
from mentorship.tests.browser.inspection import complaints
from mentorship.tests.browser.pressing import Press, button, by_finger, by_keyboard, by_mouse, sign_in
from mentorship.tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.long]

Arrive = Callable[..., Page]
SHINES = ("in one line", 'viewBox="0 0 217.6 12"', 'viewBox="0 0 200 200" width="72"', "Our reasons", "<img")
"""A headline, a fit bar, an emblem, our reasons, a photo, as they would stand in HTML."""


@pytest.fixture
def arrive(signed_in: Arrive, real_site: Site) -> Iterator[Arrive]:
    """A page at a new sheet, of a newcomer of this name with three on the shortlist; afterwards nothing was amiss."""
    watches = []

    def open_page(name: str, **options: Any) -> Page:
        page = signed_in(real_site.inside("make_decider", first_name=name), **options)
        watches.append(Watch(page.context, real_site.url))
        page.goto("/decisions/new/")
        return page

    yield open_page
    for watch in watches:
        assert [line for line in watch.seen if "409" not in line and "422" not in line] == []


def judge(page: Page, press: Press, *, name: str, level: str, text: str) -> None:
    """Fill in one cell."""
    cell = page.locator("section.seat").filter(has=page.get_by_role("heading", name=name))
    choice = cell.get_by_role("radio", name=level, exact=True)
    if press is by_keyboard:
        choice.focus()
        page.keyboard.press("Space")
    else:
        press(cell.locator("label.choice").filter(has_text=level).first)
    expect(choice).to_be_checked()
    cell.get_by_role("textbox").fill(text)


def begin(page: Page, press: Press) -> str:
    press(button(page, "Begin with the first"))
    page.wait_for_url("**/decisions/*/1/")
    return page.url.rpartition("/1/")[0]


WAYS: dict[str, tuple[Press, dict[str, Any]]] = {
    "Naledi, by mouse": (by_mouse, {}),
    "Oksana, by keyboard": (by_keyboard, {}),
    "Tomasz, by finger on a phone": (by_finger, {"width": PHONE, "has_touch": True}),
    "Amara, without JavaScript on a phone": (by_mouse, {"width": PHONE, "java_script_enabled": False}),
}


@pytest.mark.parametrize("way", WAYS)
def test_from_the_criteria_to_the_letter(arrive: Arrive, way: str) -> None:
    press, options = WAYS[way]
    page = arrive(way.partition(",")[0], **options)
    bodies: list[str] = []

    def keep_body(response: Response) -> None:
        if "/decisions/" in response.url and response.request.resource_type == "document" and response.ok:
            bodies.append(response.text())

    page.on("response", keep_body)
    looks = press is by_mouse and not options
    if looks:
        assert complaints(page, picture="sheet-new" if PICTURES else "") == []
    sheet = begin(page, press)
    for place in (1, 2, 3):
        page.wait_for_url(f"**/{place}/")
        names = page.locator("section.seat h2").all_inner_texts()
        assert sorted(names) == ["Hanna", "Mariama", "Zodwa"]
        for name in names:
            unknown = (place, name) == (2, "Zodwa")
            level = "Not enough to go on" if unknown else "Strong"
            judge(page, press, name=name, level=level, text=f"{name}, {place}")
        if looks and place == 1:
            page.get_by_role("heading", level=1).click()
            expect(page.get_by_role("status").filter(has_text="Saved")).to_have_count(3)
            page.goto(f"{sheet}/1/")
            assert complaints(page, picture="sheet-judge" if PICTURES else "") == []
        press(button(page, "Save and go on"))
    page.wait_for_url(f"{sheet}/")
    found = [shine for body in bodies for shine in SHINES if shine in body.partition("<main")[2]]
    assert (len(bodies) >= 3, found) == (True, [])
    if looks:
        assert complaints(page, picture="sheet-filled" if PICTURES else "") == []

    press(button(page, "Reveal what was set aside"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Now see what you had set aside")
    shown = page.locator("main").inner_html()
    assert [shine for shine in SHINES[:4] if shine not in shown] == []  # the control: now it is all there
    expect(page.get_by_text("You see more here than we do.").first).to_be_visible()
    if looks:
        page.goto(f"{sheet}/")
        assert complaints(page, picture="sheet-revealed" if PICTURES else "") == []
    chosen = page.locator("#choose label.choice").filter(has_text="Hanna")
    if press is by_keyboard:
        chosen.get_by_role("radio").focus()
        page.keyboard.press("Space")
    else:
        press(chosen)
    page.get_by_label("In one sentence, why?").fill("She says it straight.")
    press(button(page, "Decide, and write to this person"))
    page.wait_for_url("**/ask/?sheet=*")
    expect(page.locator("main")).to_contain_text("Hanna, 1")


def test_cells_save_themselves_and_neither_a_second_tab_nor_an_ended_session_loses_one(
    arrive: Arrive,
) -> None:
    page = arrive("Mariana")
    sheet = begin(page, by_mouse)
    other = page.context.new_page()
    other.goto(f"{sheet}/1/")

    def state(where: Page, name: str) -> Locator:
        cell = where.locator("section.seat").filter(has=where.get_by_role("heading", name=name))
        return cell.get_by_role("status")

    judge(page, by_mouse, name="Hanna", level="Good", text="From the first tab.")
    page.get_by_role("heading", level=1).click()
    expect(state(page, "Hanna")).to_have_text("Saved")
    judge(other, by_mouse, name="Hanna", level="Little", text="From the second tab.")
    other.get_by_role("heading", level=1).click()
    expect(other.get_by_role("alert")).to_contain_text("From the first tab.")
    by_keyboard(other.get_by_role("button", name="Keep what I typed"))
    expect(state(other, "Hanna")).to_have_text("Saved")
    page.reload()
    expect(page.locator("section.seat").filter(has_text="From the second tab.")).to_be_visible()

    asked = page.locator("section.seat").filter(has=page.get_by_role("heading", name="Mariama"))
    judge(page, by_mouse, name="Mariama", level="Not enough to go on", text="Typed, and gone at once?")
    expect(asked.get_by_role("textbox")).to_have_accessible_name(re.compile("^Then ask ?: Mariama"))
    page.get_by_role("link", name="To the whole sheet").click()
    expect(page.get_by_text("still to be filled")).to_be_visible()
    page.goto(f"{sheet}/1/")
    expect(asked.get_by_role("textbox")).to_have_value("Typed, and gone at once?")

    judge(page, by_mouse, name="Zodwa", level="Some", text="Half a sentence, when the")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("heading", level=1).click()
    expect(state(page, "Zodwa")).to_contain_text("You have been signed out.")
    button(page, "Save and go on").click()
    sign_in(page, "mariana@example.org")
    expect(page.get_by_text("You were signed out before this was saved.")).to_be_visible()
    expect(page.locator("section.seat").filter(has_text="Half a sentence, when the")).to_be_visible()
