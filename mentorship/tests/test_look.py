"""The look holds what it promises: contrast in both themes, no inline style or script, one list of dark colours."""

import re
from pathlib import Path

import pytest
from django.conf import settings

CSS = settings.BASE_DIR / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text()
DECLARATION = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6});")

GROUNDS = ("paper", "surface", "sunken", "wash-indigo", "wash-weld", "wash-green", "wash-madder")
# The lowest ratio that WCAG 2.2 AA asks for: 4.5 for words, 3 for threads, borders and the focus ring.
WANTED = {
    "ink": 4.5,
    "ink-2": 4.5,
    "indigo": 4.5,
    "indigo-deep": 4.5,
    "weld-ink": 4.5,
    "green-ink": 4.5,
    "madder-ink": 4.5,
    "line-strong": 3,
    "weld": 3,
    "green": 3,
    "madder": 3,
    "focus": 3,
}


def block(start: str) -> dict[str, str]:
    """The colours declared in the rule that begins with ``start``."""
    body = TOKENS[TOKENS.index(start) :]
    return dict(DECLARATION.findall(body[: body.index("}")]))


LIGHT = block(":root {")
DARK_BY_SYSTEM = block(':root:not([data-theme="light"]) {')
DARK_BY_CHOICE = block(':root[data-theme="dark"] {')


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """WCAG's contrast ratio of two colours, 1 to 21."""
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, LIGHT | DARK_BY_CHOICE], ids=["light", "dark"])
@pytest.mark.parametrize("token", WANTED)
def test_colour_is_readable_on_every_ground(theme, token):
    ratios = {ground: round(contrast(theme[token], theme[ground]), 2) for ground in GROUNDS}

    assert min(ratios.values()) >= WANTED[token], ratios


@pytest.mark.parametrize("theme", [LIGHT, LIGHT | DARK_BY_CHOICE], ids=["light", "dark"])
def test_words_on_a_button_are_readable(theme):
    assert contrast(theme["on-indigo"], theme["indigo"]) >= 4.5
    assert contrast(theme["on-indigo"], theme["indigo-deep"]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, LIGHT | DARK_BY_CHOICE], ids=["light", "dark"])
@pytest.mark.parametrize("token", ["cloth-ink", "cloth-ink-2", "cloth-indigo", "cloth-weld", "cloth-green"])
def test_colour_is_readable_on_the_home_band(theme, token):
    assert contrast(theme[token], theme["cloth"]) >= 4.5


def test_dark_by_system_and_by_choice_are_the_same():
    assert DARK_BY_SYSTEM == DARK_BY_CHOICE


def pages() -> list[Path]:
    templates = settings.BASE_DIR / "templates"
    return [path for path in templates.rglob("*.html") if "emails" not in path.relative_to(templates).parts]


@pytest.mark.parametrize("page", pages(), ids=lambda page: str(page.relative_to(settings.BASE_DIR)))
def test_page_has_no_inline_style_or_script(page):
    text = page.read_text()

    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<style\b", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    for script in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in script or 'type="application/json"' in script, script


def test_stylesheets_ask_no_other_host_for_anything():
    for sheet in CSS.glob("*.css"):
        for address in re.findall(r"url\(([^)]*)\)", sheet.read_text()):
            assert address.strip("\"'").startswith("data:"), (sheet.name, address)
