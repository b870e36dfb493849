"""The first half hour: sign up, agree, define oneself in eight steps, join a community."""

import re
from dataclasses import dataclass

from playwright.sync_api import expect

from .person import PASSWORD, Person

AREA = "First time managing people"
ELSEWHERE = "Letting somebody go"


@dataclass(frozen=True)
class Definition:
    """What somebody types about themselves. ``values``: slug, name and line, in the order in which they are kept."""

    opening: str
    headline: str
    place: str
    stance: str
    why: str
    values: tuple[tuple[str, str, str], ...]
    essential: str
    interests: tuple[str, ...]
    passage: str = ""
    goal: str = ""
    bridge: str = ""
    zone: str = "Africa/Nairobi"
    places: int = 0


def sign_up(person: Person) -> None:
    """From the front page to a confirmed address and both texts agreed to."""
    person.opens("/")
    person.remembers("home", dark=True)
    person.takes("Begin with yourself")
    person.remembers("sign-up")
    person.writes("First name", person.first_name)
    person.writes("Last name", person.last_name)
    person.types("E-mail", person.email)
    person.writes("Password", PASSWORD)
    person.presses("Send me the confirmation")
    person.reads_heading("Look into your mail")
    person.remembers("look-into-your-mail")
    person.follows("Confirm your e-mail address", "/accounts/confirm-email/")
    person.remembers("is-this-address-yours")
    person.presses("Yes, it is mine")
    person.page.wait_for_load_state()
    if "/accounts/login/" in person.page.url:
        person.signs_in()
    agree(person)


def agree(person: Person) -> None:
    person.reads_heading("Before you meet anybody")
    person.remembers("consent")
    person.ticks("I am 18 or older.")
    person.ticks("I have read the code of conduct")
    person.ticks("I agree to what is done with my data")
    person.presses("Agree, and begin")
    person.page.wait_for_url(re.compile("^(?!.*welcome)"))


def define(person: Person, who: Definition) -> None:
    """All eight steps, and the finished profile."""
    person.reads_heading("Know yourself first")
    person.remembers("profile-0-before")
    person.takes("Begin")
    _who(person, who)
    _stand(person, who)
    _values(person, who)
    _interests(person, who)
    _passages(person, who)
    _goals(person, who)
    _bridges(person, who)
    _practical(person, who)
    person.remembers("profile-9-finished", dark=True)
    for _slug, name, line in who.values:
        person.reads(name)
        person.reads(line)
    person.takes("See the communities")
    person.reads_heading("Communities")


def _go_on(person: Person) -> None:
    person.presses("Save and go on")


def _who(person: Person, who: Definition) -> None:
    person.reads("Step 1 of 8.")
    person.types("Who I am", who.opening)
    person.writes("In one line", who.headline)
    person.writes("Where I live", who.place)
    person.remembers("profile-1-who")
    _go_on(person)


def _stand(person: Person, who: Definition) -> None:
    person.reads("Step 2 of 8.")
    statement = person.page.get_by_role("group", name="When I am about to make a mistake")
    person.ticks(who.stance, among=statement)
    person.writes("Why, in a line", who.why, among=statement)
    person.remembers("profile-2-stand")
    _go_on(person)


def _values(person: Person, who: Definition) -> None:
    """Cut twice down to five, say what each looks like, mark one as essential, and move the last one up and down again."""
    person.reads("Step 3 of 8.")
    person.remembers("profile-3-values-first")
    for stage, on in (("Which of these are yours?", "Go on to five"), ("Now only five", "Put them in order")):
        person.reads_heading(stage)
        for slug, name, _line in who.values:
            person.presses(f"Keep: {name}")
            expect(person.page.locator(f"#value-{slug}.is-kept")).to_be_visible()
        person.presses(on)
    person.reads_heading("Put your five in order")
    for slug, _name, line in who.values:
        row = person.page.locator(f"#value-{slug}")
        expect(row).to_be_visible()
        person.writes("What does it look like when I act on it?", line, among=row)
    last_slug, last_name, _line = who.values[-1]
    for direction, place in (("up", len(who.values) - 1), ("down", len(who.values))):
        person.presses(f"Move {last_name} {direction}", among=person.page.locator(f"#value-{last_slug}"))
        expect(person.page.locator(f"#value-{last_slug} .rank")).to_have_text(str(place))
    person.ticks("Essential.", among=person.page.locator(f"#value-{who.essential}"))
    person.remembers("profile-3-values", dark=True)
    _go_on(person)


def _interests(person: Person, who: Definition) -> None:
    person.reads("Step 4 of 8.")
    for name in who.interests:
        person.ticks(name)
    person.remembers("profile-4-interests")
    _go_on(person)


def _passages(person: Person, who: Definition) -> None:
    person.reads("Step 5 of 8.")
    if who.passage:
        person.takes("Add something I have been through")
        person.chooses("What it was", AREA)
        person.writes("Began in", "2016")
        person.writes("Ended in", "2018")
        person.ticks("Deep: it changed how I live")
        person.writes("What it asked of me", who.passage)
        person.remembers("profile-5-passage")
        person.presses(re.compile("^Save$"))
        person.reads(who.passage)
    person.remembers("profile-5-passages")
    _go_on(person)


def _goals(person: Person, who: Definition) -> None:
    person.reads("Step 6 of 8.")
    if who.goal:
        person.takes("Add something I am entering")
        person.chooses("Area", AREA)
        person.writes("What I am entering", who.goal)
        person.ticks("It lies beyond my comfort zone")
        person.remembers("profile-6-goal")
        person.presses(re.compile("^Save$"))
        person.reads(who.goal)
    person.remembers("profile-6-goals")
    _go_on(person)


def _bridges(person: Person, who: Definition) -> None:
    person.reads("Step 7 of 8.")
    if who.bridge:
        person.takes("Add a bridge")
        person.chooses("From", AREA)
        person.chooses("To", ELSEWHERE)
        person.writes("What carries over", who.bridge)
        person.remembers("profile-7-bridge")
        person.presses(re.compile("^Save$"))
        person.reads(who.bridge)
    person.remembers("profile-7-bridges")
    _go_on(person)


def _practical(person: Person, who: Definition) -> None:
    person.reads("Step 8 of 8.")
    person.ticks(re.compile("^English$"))
    person.page.get_by_label("Time zone").select_option(who.zone)
    person.ticks(re.compile("^Video"))
    person.writes("Hours a month I can give", "4")
    person.ticks("Wednesday, Evening")
    person.ticks("Saturday, Morning")
    if who.places:
        person.ticks("I would mentor somebody")
        person.writes("For how many people at once", str(who.places))
    person.remembers("profile-8-practical")
    person.presses("Save and see my profile")


def join(person: Person, name: str) -> None:
    """Join a community that is open to everybody."""
    person.opens("/communities/")
    person.remembers("communities")
    person.takes(name)
    person.remembers("community-public")
    person.presses(re.compile("^Join$"))
    person.reads("You are a member.")


def ask_to_join(person: Person, name: str) -> None:
    """Ask for a place in a community whose organisers answer."""
    person.opens("/communities/")
    person.takes(name)
    person.writes("Why you would like to join", "I have heard that people are honest here.")
    person.remembers("community-by-approval")
    person.presses("Ask to join")
    person.reads("You asked to join on")
