"""From the list to the comparison and back: by mouse, by keyboard alone, by finger on a phone, and without JavaScript."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from mentorship.tests.browser.chromium import PHONE, PICTURES, Watch
from mentorship.tests.browser.inspection import complaints
from mentorship.tests.browser.pressing import Press, button, by_finger, by_keyboard, by_mouse, sign_in
from mentorship.tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.long]

Arrive = Callable[..., Page]


@pytest.fixture
def arrive(signed_in: Arrive, real_site: Site) -> Iterator[Arrive]:
    """A page at the list of mentors, of a newcomer of this name with three to choose from; afterwards nothing was amiss."""
    watches = []

    def open_page(name: str, **options: Any) -> Page:
        page = signed_in(real_site.inside("make_chooser", first_name=name), **options)
        watches.append(Watch(page.context, real_site.url))
        page.goto("/mentors/")
        return page

    yield open_page
    for watch in watches:
        assert [line for line in watch.seen if "409" not in line] == []


def link(page: Page, name: str) -> Locator:
    return page.locator("main").get_by_role("link", name=name, exact=True).locator("visible=true").first


def people(page: Page) -> list[str]:
    return [name.split()[0] for name in page.locator(".matches .person__name").all_inner_texts()]


def compared(page: Page) -> list[str]:
    return [name.split()[0] for name in page.locator(".beside__name").all_text_contents()]


WAYS: dict[str, tuple[Press, dict[str, Any]]] = {
    "Naledi, by mouse": (by_mouse, {}),
    "Oksana, by keyboard": (by_keyboard, {}),
    "Tomasz, by finger on a phone": (by_finger, {"width": PHONE, "has_touch": True}),
    "Amara, without JavaScript on a phone": (by_mouse, {"width": PHONE, "java_script_enabled": False}),
}


@pytest.mark.parametrize("way", WAYS)
def test_consider_put_away_keep_compare(arrive: Arrive, way: str) -> None:
    name, (press, options) = way.partition(",")[0], WAYS[way]
    page = arrive(name, **options)

    assert people(page) == ["Hanna", "Zodwa", "Mariama"]
    press(button(page, f"Not for me : Zodwa Near{name}").or_(button(page, f"Not for me: Zodwa Near{name}")))
    expect(page.get_by_text("Zodwa is out of your list.").first).to_be_visible()
    assert people(page) == ["Hanna", "Mariama"]
    press(page.locator(".alert").get_by_role("button", name="Undo"))
    expect(page.get_by_text("Zodwa is back in your list.")).to_be_visible()
    assert people(page) == ["Hanna", "Zodwa", "Mariama"]

    for mentor in ("Hanna", "Zodwa", "Mariama"):
        press(link(page, f"Read {mentor}’s page"))
        expect(page.get_by_role("heading", level=1)).to_have_text(f"{mentor} Near{name}")
        press(button(page, "Add to your shortlist"))
        expect(page.get_by_text(f"{mentor} is on your shortlist.")).to_be_visible()
        press(link(page, "Back to the list"))

    page.goto("/shortlist/")
    assert compared(page) == ["Hanna", "Zodwa", "Mariama"]
    if "width" in options:
        step_through(page, press)
    field = page.get_by_label("Your private note on Hanna")
    field.fill("Says it straight.")
    press(button(page, f"Set aside : Zodwa Near{name}").or_(button(page, f"Set aside: Zodwa Near{name}")))
    expect(page.get_by_role("heading", name="Set aside")).to_be_visible()
    assert compared(page) == ["Hanna", "Mariama"]
    if press is by_mouse and not options:
        assert complaints(page, picture="shortlist-set-aside" if PICTURES else "") == []
    expect(field).to_have_value("Says it straight.")
    press(button(page, f"Zodwa Near{name} (take back into the comparison)"))
    expect(page.get_by_role("heading", name="Set aside")).to_have_count(0)
    assert compared(page) == ["Hanna", "Zodwa", "Mariama"]

    press(button(page, f"Take off : Hanna Near{name}").or_(button(page, f"Take off: Hanna Near{name}")))
    expect(page.get_by_text("Hanna is off your shortlist, and your note with them.").first).to_be_visible()
    press(page.locator(".alert").get_by_role("button", name="Undo"))
    expect(page.get_by_text("Hanna is on your shortlist.")).to_be_visible()
    assert compared(page) == ["Hanna", "Zodwa", "Mariama"]
    expect(field).to_have_value("Says it straight.")


def step_through(page: Page, press: Press) -> None:
    """One criterion across everybody on a phone: the arrows lead from card to card, which say which one it is."""
    pulls = page.locator("tr:has(> #pulls-1)")
    expect(page.locator("#pulls-1")).to_contain_text("1 of 3")
    press(page.locator("#pulls-1").get_by_role("link", name="Zodwa"))
    expect(page.locator("#pulls-2")).to_be_in_viewport(ratio=0.3)
    expect(page.locator("#pulls-2")).to_contain_text("I act on influence.")
    press(page.locator("#pulls-2").get_by_role("link", name="Mariama"))
    expect(page.locator("#pulls-3")).to_be_in_viewport(ratio=0.3)
    assert pulls.evaluate("strip => strip.scrollLeft") > PHONE
    press(page.locator("#pulls-3").get_by_role("link", name="Zodwa"))
    expect(page.locator("#pulls-2")).to_be_in_viewport(ratio=0.3)
    assert page.locator("tr:has(> #values-1)").evaluate("strip => strip.scrollLeft") == 0
    assert sideways_of(page) <= PHONE


def sideways_of(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth")


def test_no_note_is_lost_to_a_second_tab_or_a_session_that_ends(arrive: Arrive) -> None:
    page = arrive("Mariana")
    for _mentor in range(3):
        button(page, "Shortlist").and_(page.locator(":not(.is-kept)")).first.click()
        expect(page.locator(".alert").first).to_contain_text("is on your shortlist.")
    page.goto("/shortlist/")
    other = page.context.new_page()
    other.goto("/shortlist/")
    field, save = "Your private note on Hanna", "Save the note on Hanna"

    page.get_by_label(field).fill("From the first tab.")
    button(page, save).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    other.get_by_label(field).fill("From the second tab.")
    button(other, save).click()
    expect(other.get_by_role("alert")).to_contain_text("From the first tab.")
    expect(other.get_by_label(field)).to_have_value("From the second tab.")
    found = complaints(other, picture="shortlist-two-tabs" if PICTURES else "")
    assert [line for line in found if "first stop of Tab" not in line] == []  # that is the note, where one is
    button(other, save).click()
    expect(other.get_by_text("Saved.")).to_be_visible()

    other.get_by_label(field).fill("Half a sentence, when the session")
    other.get_by_label("Your private note on Mariama").fill("Loud.")
    page.context.clear_cookies(name="sessionid")
    button(other, save).click()
    sign_in(other, "mariana@example.org")
    expect(other.get_by_text("You were signed out before this was saved.")).to_be_visible()
    expect(other.get_by_label(field)).to_have_value("Half a sentence, when the session")
    button(other, save).click()
    expect(other.get_by_text("Saved.")).to_be_visible()
    expect(other.get_by_label("Your private note on Mariama")).to_have_value("Loud.")

    page.goto("/mentors/")
    page.context.clear_cookies(name="sessionid")
    button(page, "Not for me").first.click()
    expect(page.get_by_text("You were signed out, so nothing has been changed.")).to_be_visible()
    sign_in(page, "mariana@example.org")
    assert people(page) == ["Hanna", "Zodwa", "Mariama"]
