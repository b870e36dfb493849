"""Consider, decide, ask, accept."""

import re

from playwright.sync_api import expect

from .arriving import AREA
from .person import Person


def cards(person: Person) -> list[str]:
    """Names of the mentors on the page, in their order."""
    return person.page.locator("main .matches .person__name").all_inner_texts()


def browse(person: Person, *, mentor: str, other: str, shared: str, pull: tuple[str, str]) -> None:
    """The list, its reasons by name, and what each filter leaves of it. ``pull``: one's own line, the mentor's."""
    person.opens("/mentors/")
    person.remembers("mentors", dark=True)
    assert cards(person) == [mentor, other]
    card = person.page.get_by_role("article", name=mentor)
    person.reads(re.compile(shared), among=card.locator(".reasons"))
    person.reads(re.compile(AREA), among=card.locator(".reasons"))
    for words in pull:
        person.reads(re.compile(re.escape(words)), among=card)
    filters = person.page.get_by_role("form", name="Filters").or_(person.page.locator("form.filters"))
    for label, left in (
        (AREA, [mentor]),
        ("Portuguese", [other]),
        ("Open weavers", [mentor, other]),
    ):
        person.opens("/mentors/")
        if label == AREA:  # areas are folded into their groups
            filters.locator("details", has_text=AREA).first.locator("summary").click()
        person.ticks(label, among=filters)
        person.presses(re.compile("^Show "), among=filters)
        expect(person.page.locator("main .chips")).to_be_visible()
        assert cards(person) == left, label
    person.opens("/mentors/")
    person.writes("Search", "hospital", among=filters)
    person.page.keyboard.press("Enter")
    expect(person.page.locator("main .chips")).to_be_visible()
    assert cards(person) == [mentor]
    person.remembers("mentors-searched")


def keep(person: Person, *, mentor: str, other: str, note: str) -> None:
    """Open a mentor, shortlist, write a note; the other from the list; both side by side."""
    person.opens("/mentors/")
    person.takes(other)
    person.presses(re.compile("^Add to your shortlist"))
    person.reads("On your shortlist")
    person.opens("/mentors/")
    person.takes(mentor)
    person.remembers("mentor", dark=True)
    person.presses(re.compile("^Add to your shortlist"))
    person.reads("On your shortlist")
    person.takes("Private note")
    person.writes("Private note", note)
    person.remembers("note")
    person.presses("Save the note")
    person.opens("/shortlist/")
    person.remembers("shortlist", dark=True)
    table = person.page.get_by_role("table")
    for words in (mentor, other, note):
        person.reads(words, among=table)


def ask(person: Person, *, mentor_first_name: str, letter: str, goal: str) -> None:
    person.opens("/shortlist/")
    person.takes(re.compile(f"^Ask {mentor_first_name}"))
    person.ticks(re.compile(goal))
    if person.page.get_by_role("group", name="In which community").count():
        person.ticks("Open weavers")
    person.types("Your letter", letter)
    person.writes("What you hope for", "One call every two weeks, half an hour.")
    person.remembers("ask")
    person.presses("Send the letter")
    person.reads("What happens when")
    person.reads(letter)
    person.remembers("letter-sent")


def accept(
    person: Person, *, mentee_first_name: str, letter: str, shared: str, pull: tuple[str, str]
) -> None:
    """From the mail to the yes, with the same explanation as the mentee read, seen from here."""
    person.follows(f"{mentee_first_name} asks whether you would be their mentor", "/requests/")
    person.remembers("letter-received", dark=True)
    person.reads(letter)
    person.reads("Seen from your side")
    person.reads(re.compile(shared), among=person.page.locator(".reasons"))
    for words in pull:
        person.reads(re.compile(re.escape(words)))
    person.presses("Accept, and be introduced")
    expect(person.page.locator(".alert")).to_be_visible()
    person.remembers("accepted")
