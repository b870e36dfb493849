"""From the introduction to the end: agreement, commitment, check, challenge, close, look back."""

import re

from playwright.sync_api import expect

from .person import Person


def propose(person: Person, *, other: str) -> None:
    """Write down the terms, from the introduction's mail, and sign them."""
    person.follows("you are introduced", "/agreement/")
    person.reads_heading("Your agreement")
    person.chooses("How often", "every week")
    person.writes("How honest you want each other to be", "Plainly, and before it is too late.")
    person.remembers("agreement-new")
    person.presses("Propose this and sign it")
    person.reads(f"It begins when {other} signs too.")
    person.remembers("agreement-proposed")


def sign(person: Person, *, other: str) -> None:
    person.follows(f"{other} has written down how you two could go on", "/agreement/")
    person.reads("Plainly, and before it is too late.")
    person.remembers("agreement-to-sign", dark=True)
    person.presses("Sign it")
    person.page.wait_for_load_state()
    person.remembers("agreement-signed")


def commit(person: Person, *, other: str, text: str) -> None:
    person.opens("/partnerships/")
    person.remembers("together")
    person.takes(re.compile(other))
    person.takes("A new commitment")
    person.types("What I will do", text)
    person.remembers("commitment-new")
    person.presses("Write it down")
    person.reads(text)
    person.remembers("partnership-committed", dark=True)


def answer(person: Person, *, other: str, text: str, note: str) -> None:
    """From the check's mail to the answer."""
    person.follows(f"Your check with {other}", "/partnerships/checks/")
    person.reads_heading(re.compile("^How (did it go|is it going)"))
    person.reads(text)
    person.remembers("check", dark=True)
    person.ticks("I did it")
    person.types(f"Two lines for {other}", note)
    person.remembers("check-filled")
    person.presses(f"Send to {other}")
    expect(person.page.locator(".alert")).to_be_visible()
    person.remembers("check-answered")


def challenge(person: Person, *, other: str, note: str, text: str) -> None:
    """From the mail about the answer to a challenge."""
    person.follows(f"{other} answers your check", "/partnerships/checks/")
    person.reads(note)
    person.ticks("A challenge")
    person.types("Your answer", text)
    person.remembers("check-reply", dark=True)
    person.presses(f"Send to {other}")
    expect(person.page.locator(".alert")).to_be_visible()


def see_the_way(person: Person, *, other: str) -> None:
    """The timeline, as a picture and as a list."""
    person.opens("/partnerships/")
    person.takes(re.compile(other))
    person.remembers("partnership", dark=True)
    way = person.page.get_by_role("region", name="The way so far")
    expect(way.get_by_role("img", name="The way so far")).to_be_visible()
    way.locator("summary").click()
    expect(way.get_by_role("listitem").filter(has_text="Check kept").first).to_be_visible()


def close(person: Person, *, other: str) -> None:
    """Nobody is asked why; the page that follows offers a look back."""
    person.takes("Pause or bring it to a close")
    person.remembers("close")
    person.reads(f"{other} gets a mail that says you have brought it to a close, and nothing more.")
    person.presses("Bring it to a close")
    person.reads_heading("Looking back")


def look_back(person: Person, *, learned: str) -> None:
    """Write down what one takes along, on the page that is open."""
    person.reads_heading("Looking back")
    person.types("What I take with me", learned)
    person.remembers("reflection")
    person.presses("Keep it")
    expect(person.page.locator(".alert")).to_be_visible()
    person.remembers("closed", dark=True)
