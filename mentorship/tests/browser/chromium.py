"""The system's Chromium, and what it must not see: another host, a refused script, a word on the console."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    WebError,
    sync_playwright,
)

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
DESK, PHONE = 1280, 390
PICTURES = os.environ.get("PICTURES", "")
"""A folder: with it, a walk leaves a picture of each page there, at both widths."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser while the ``with`` lasts, and not a moment longer: Playwright keeps an event loop in this thread, where Django
    refuses to touch a database. pytest-playwright's own fixtures would keep it until the end of the whole run."""
    with sync_playwright() as playwright:
        path = shutil.which("chromium") or shutil.which("chromium-browser")
        assert path, "Chromium is not installed."
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


class Watch:
    """Listens to all pages of a context and writes down what should not happen."""

    def __init__(self, context: BrowserContext, site_url: str) -> None:
        self.site_url = site_url
        self.seen: list[str] = []
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", self._error)

    def _request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.site_url}/", "data:")):
            self.seen.append(f"asked another host: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.seen.append(f"{message.type} on {message.location.get('url', '')}: {message.text}")

    def _error(self, error: WebError) -> None:
        self.seen.append(f"script failed: {error.error}")


def take_picture(page: Page, name: str, *, dark: bool = False) -> None:
    """Keep how the page looks at a desk and on a phone, where PICTURES names a folder."""
    if not PICTURES:
        return
    scheme = "dark" if dark else "light"
    page.emulate_media(color_scheme=scheme)
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        path = Path(PICTURES) / f"{name}-{width}{'-dark' if dark else ''}.png"
        page.screenshot(path=path, full_page=True)
    page.emulate_media(color_scheme="light")
