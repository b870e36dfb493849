"""Somebody who uses the site: a browser of their own, an address, and hands that press what they read."""

import re
from dataclasses import dataclass

from playwright.sync_api import Browser, Locator, Page, expect

from .chromium import DESK, Watch, take_picture
from .mailbox import Mailbox
from .site import Site

PASSWORD = "weaving-slowly-together"  # noqa: S105 - as in accounts.tests.factories


@dataclass
class Person:
    """``pictures`` begins the names of the pictures of this person's pages."""

    first_name: str
    last_name: str
    email: str
    site: Site
    mailbox: Mailbox
    page: Page
    watch: Watch
    pictures: str = ""

    @classmethod
    def at(
        cls,
        browser: Browser,
        site: Site,
        mailbox: Mailbox,
        name: str,
        email: str,
        *,
        javascript: bool = True,
        zone: str = "Africa/Nairobi",
        pictures: str = "",
    ) -> "Person":
        """Sits down at a browser that knows nothing of them."""
        context = browser.new_context(
            java_script_enabled=javascript,
            viewport={"width": DESK, "height": 900},
            timezone_id=zone,
            locale="en-GB",
            color_scheme="light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        watch = Watch(context, site.url)
        first, _space, last = name.partition(" ")
        return cls(first, last, email, site, mailbox, context.new_page(), watch, pictures)

    # --- Seeing

    def opens(self, where: str) -> None:
        """Go to a path of the site, or to a link from a mail."""
        answer = self.page.goto(where if "://" in where else self.site.url + where)
        assert answer and answer.ok, f"{where}: {answer and answer.status}\n{self.site.log}"

    def reads(self, text: str | re.Pattern[str], *, among: Locator | None = None) -> None:
        expect((among or self.page.locator("main")).get_by_text(text).first).to_be_visible()

    def reads_heading(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("heading", name=text).first).to_be_visible()

    def remembers(self, name: str, *, dark: bool = False) -> None:
        """Take a picture of the page, where pictures are kept."""
        if self.pictures:
            take_picture(self.page, f"{self.pictures}-{name}", dark=dark)

    def gets(self, subject: str) -> str:
        """Waits for a mail and returns its text."""
        return self.mailbox.wait_for(self.email, subject).text

    def follows(self, subject: str, part: str) -> None:
        """Opens the link with ``part`` in it from the mail with this subject."""
        self.opens(self.mailbox.wait_for(self.email, subject).link(part))

    # --- Doing

    def presses(self, name: str | re.Pattern[str], *, among: Locator | None = None) -> None:
        (among or self.page.locator("main, #content")).get_by_role("button", name=_said(name)).first.click()

    def takes(self, link: str | re.Pattern[str], *, among: Locator | None = None) -> None:
        (among or self.page.locator("main")).get_by_role("link", name=_said(link)).first.click()

    def writes(self, label: str | re.Pattern[str], text: str, *, among: Locator | None = None) -> None:
        (among or self.page.locator("main")).get_by_label(label).first.fill(text)

    def types(self, label: str | re.Pattern[str], text: str) -> None:
        """Letter by letter, as people do."""
        field = self.page.locator("main").get_by_label(label).first
        field.click()
        field.press_sequentially(text)

    def ticks(self, label: str | re.Pattern[str], *, among: Locator | None = None) -> None:
        (among or self.page.locator("main")).get_by_label(label).first.check()

    def chooses(self, label: str | re.Pattern[str], option: str) -> None:
        fields = self.page.locator("main, #content").get_by_label(label)
        fields.and_(self.page.locator("select")).first.select_option(label=option)

    def signs_in(self) -> None:
        self.opens("/accounts/login/")
        self.writes("E-mail address", self.email)
        self.writes("Password", PASSWORD)
        self.presses("Sign in")

    def leaves(self) -> None:
        self.page.context.close()


def _said(name: str | re.Pattern[str]) -> str | re.Pattern[str]:
    """A name with a part that only a screen reader hears, "Keep: Honesty": browsers put a space before such a part, or none."""
    if isinstance(name, str) and ": " in name:
        return re.compile(re.escape(name).replace(":", r"\s*:"))
    return name
