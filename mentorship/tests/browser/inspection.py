"""What holds for every page: said as complaints, so that one look at a page finds all that is wrong with it."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from .chromium import DESK, PHONE, take_picture

NARROWEST = 320
AXE = Axe()
ALL_RULES: dict[str, Any] = {"resultTypes": ["violations"]}
WCAG_ONLY = ALL_RULES | {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
"""For the administration: its frame is Django's own, and differs from axe's advice beyond WCAG."""

OF_THE_LOOK: dict[str, Any] = ALL_RULES | {"runOnly": ["color-contrast", "target-size"]}
"""What can differ between two widths and two schemes of one page; the rest is the same document."""


def complaints(page: Page, *, picture: str = "", is_admin: bool = False) -> list[str]:
    """Everything that is wrong with the page: light at a desk, dark on a phone, and at the narrowest width."""
    rules = WCAG_ONLY if is_admin else ALL_RULES
    found = axe(page, rules, "light at a desk")
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": PHONE, "height": 844})
    settle(page)
    found += axe(page, OF_THE_LOOK, "dark on a phone")
    page.set_viewport_size({"width": NARROWEST, "height": 640})
    found += sideways(page)
    if not is_admin:
        found += skip_link(page)
    if picture:
        take_picture(page, picture)
        take_picture(page, picture, dark=True)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": DESK, "height": 900})
    return found


def settle(page: Page) -> None:
    """Let colours that fade from one scheme into the other arrive."""
    page.evaluate("Promise.allSettled(document.getAnimations().map((fading) => fading.finished))")


def axe(page: Page, rules: dict[str, Any], when: str) -> list[str]:
    violations = AXE.run(page, options=rules).response["violations"]
    return [
        f"{when}: {violation['id']}: {violation['help']}: {node['html'][:200]} {node.get('failureSummary', '')[:300]}"
        for violation in violations
        for node in violation["nodes"][:3]
    ]


def sideways(page: Page) -> list[str]:
    """Nothing is wider than the narrowest screen; what scrolls inside a frame of its own may be."""
    width = page.evaluate("document.documentElement.scrollWidth")
    return [f"{width} px wide on a screen of {NARROWEST}"] if width > NARROWEST else []


def skip_link(page: Page) -> list[str]:
    """The first stop of the Tab key leads past the head of the page."""
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    target = page.evaluate("document.activeElement.getAttribute('href')")
    return [] if target == "#main" else [f"the first stop of Tab is {target!r}, not the way to the content"]
