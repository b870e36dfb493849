"""A site in the process of the test, whose clock the test turns: for walks that last for months."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import time_machine
from playwright.sync_api import Browser

from mentorship.tests.browser.inside import cookie_of
from mentorship.tests.browser.mailbox import Letter
from mentorship.tests.browser.person import Person
from mentorship.tests.browser.site import Site
from outbox.models import Mail
from partnerships.tasks import keep_house, send_due_checks

BEAT = timedelta(hours=8)
"""So often the clock of the site beats while time goes by; a check is sent up to 36 hours late."""


class Written:
    """The mails that were written, as somebody would have got them; their links lead to the site of the test."""

    def __init__(self, site_url: str) -> None:
        self.site_url = site_url

    def wait_for(self, to: str, subject: str) -> Letter:
        found = Mail.objects.filter(to_email=to, subject__contains=subject).order_by("pk").last()
        there = list(Mail.objects.filter(to_email=to).values_list("subject", flat=True))
        assert found, f"No mail {subject!r} was written to {to}. There are: {there}"
        host = urlsplit(self.site_url).netloc
        text = found.text.replace("http://testserver/", f"http://{host}/")
        return Letter(to, found.subject, found.reply_to, text, found.html, found.key)


@dataclass
class Months:
    """The site, its clock, and people at their browsers. After a stretch of time everybody signs in again."""

    browser: Browser
    site: Site
    traveller: Any
    now: datetime
    people: list[Person] = field(default_factory=list)

    def arrives(self, name: str, email: str, *, zone: str) -> Person:
        mailbox: Any = Written(self.site.url)
        person = Person.at(self.browser, self.site, mailbox, name, email, zone=zone)
        self.people.append(person)
        self._sit_down(person)
        return person

    def go_by(self, step: timedelta) -> None:
        """Time goes by, with a beat now and then, as on a site that nobody looks at."""
        self.until(self.now + step)

    def until(self, moment: datetime) -> None:
        while self.now < moment:
            self.now = min(moment, self.now + BEAT)
            self.traveller.move_to(self.now)
            send_due_checks()
            keep_house()
        for person in self.people:
            self._sit_down(person)

    def _sit_down(self, person: Person) -> None:
        person.page.context.add_cookies([{**cookie_of(email=person.email), "url": self.site.url}])


@contextmanager
def months(browser: Browser, url: str, begin: datetime) -> Iterator[Months]:
    """Begin at ``begin``, on the site at ``url``."""
    travel = time_machine.travel(begin, tick=True)
    traveller = travel.start()
    here = Months(browser, Site(url, Path(), {}), traveller, begin)
    try:
        yield here
    finally:
        for person in here.people:
            person.leaves()
        travel.stop()
