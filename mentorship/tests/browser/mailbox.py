"""Mails as people get them: read from a real SMTP server, with the links in their text."""

import re
import time
from collections import Counter
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser

from outbox.tests.sink import Sink

COMES_WITHIN = 40  # seconds; the sweeper looks again every ten


@dataclass(frozen=True)
class Letter:
    """One mail as it arrived."""

    to: str
    subject: str
    reply_to: str
    text: str
    html: str
    id: str

    def link(self, part: str) -> str:
        """The one address in its text that has ``part`` in it."""
        found = {url for url in re.findall(r"https?://\S+", self.text) if part in url}
        assert len(found) == 1, f"{len(found)} links with {part!r} in {self.subject!r}:\n{self.text}"
        return found.pop()


class Mailbox:
    """Everything a mail server was given."""

    def __init__(self, sink: Sink) -> None:
        self.sink = sink

    def letters(self, to: str) -> list[Letter]:
        return [letter for letter in map(_read, self.sink.taken) if letter.to == to]

    def wait_for(self, to: str, subject: str) -> Letter:
        """The newest mail to this address whose subject has these words; waits for it."""
        give_up = time.monotonic() + COMES_WITHIN
        while time.monotonic() < give_up:
            found = [letter for letter in self.letters(to) if subject in letter.subject]
            if found:
                return found[-1]
            time.sleep(0.1)
        there = [letter.subject for letter in self.letters(to)]
        raise AssertionError(f"No mail {subject!r} came to {to}. There are: {there}")

    def wait_for_all(self, ids: set[str]) -> Counter[str]:
        """How often each mail came, once each of these has come at least once."""
        give_up = time.monotonic() + COMES_WITHIN
        while not ids <= set(self.sink.counts()) and time.monotonic() < give_up:
            time.sleep(0.1)
        return self.sink.counts()


def _read(taken: Message) -> Letter:
    message = BytesParser(policy=policy.default).parsebytes(taken.as_bytes())
    assert isinstance(message, EmailMessage)
    return Letter(
        to=message["To"].addresses[0].addr_spec,
        subject=str(message["Subject"]),
        reply_to=str(message.get("Reply-To", "")),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        id=str(message["Message-ID"]),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return part.get_content() if part else ""
