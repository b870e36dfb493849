"""Three months in the life of a pair, from the introduction to paying it forward, and a pair that does not fit: in a browser, with the
clock turned. The two live on either side of the line where the day begins."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from accounts.models import Passage
from accounts.tests.factories import make_mentee, make_mentor
from matching import actions as matching
from matching.tests.factories import make_request
from mentorship.tests.browser import going_together
from mentorship.tests.browser.chromium import chromium
from mentorship.tests.browser.person import Person
from mentorship.tests.browser.travelled import Months, months
from outbox.models import Mail
from partnerships.models import Partnership

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]

BEGIN = datetime(2027, 1, 4, 20, 0, tzinfo=UTC)
"""A Monday at noon in Los Angeles, and already Tuesday in Auckland."""
WEEK = timedelta(weeks=1)


@pytest.fixture
def here(live_server, monkeypatch) -> Iterator[Months]:
    # Playwright keeps an event loop in this thread, and the site of this test is in this process.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with chromium() as browser, months(browser, live_server.url, BEGIN) as world:
        yield world


def pair_up(here: Months) -> tuple[Person, Person, Partnership]:
    """Naledi in Auckland asks Adaeze in Los Angeles, who says yes."""
    mentee = make_mentee("Naledi", time_zone="Pacific/Auckland")
    mentor = make_mentor("Adaeze", time_zone="America/Los_Angeles")
    request = make_request(mentee=mentee, mentor=mentor)
    partnership = matching.accept(request=request, by=mentor, now=here.now)
    return (
        here.arrives("Naledi Test", mentee.email, zone="Pacific/Auckland"),
        here.arrives("Adaeze Test", mentor.email, zone="America/Los_Angeles"),
        partnership,
    )


def agree(mentee: Person, mentor: Person) -> None:
    going_together.propose(mentee, other="Adaeze")
    going_together.sign(mentor, other="Naledi")


def tell(person: Person, outcome: str, *, note: str, becomes: str = "", following: str = "") -> None:
    """From the check's mail to the answer."""
    person.follows("Your check with", "/partnerships/checks/")
    person.ticks(outcome)
    if becomes:
        person.ticks("Make it smaller")
        person.writes("The smaller step", becomes)
    person.writes(re.compile("^Two lines for"), note)
    if following:
        person.page.locator("[name=next_text]").fill(following)
    person.presses(re.compile("^Send to "))
    expect(person.page.locator(".alert")).to_be_visible()


def test_three_months_from_the_introduction_to_paying_it_forward(here: Months) -> None:
    mentee, mentor, pair = pair_up(here)
    page = f"/partnerships/{pair.public_id}/"

    agree(mentee, mentor)
    going_together.commit(mentee, other="Adaeze", text="Ask Kabelo to walk me through borehole 7")

    # A check kept, then one in part
    here.go_by(WEEK)
    going_together.answer(
        mentee, other="Adaeze", text="Ask Kabelo to walk me through borehole 7", note="He did."
    )
    going_together.challenge(mentor, other="Naledi", note="He did.", text="Now ask him about the log.")
    mentee.opens(page)
    mentee.takes("A new commitment")
    mentee.writes("What I will do", "Ask him about the log")
    mentee.presses("Write it down")
    here.go_by(WEEK)
    tell(mentee, "Part of it", note="I asked half.", following="Ask the other half")
    going_together.challenge(mentor, other="Naledi", note="I asked half.", text="Half is a start.")

    # A talk, each by their own clock
    mentee.opens(f"{page}talks/new/")
    mentee.page.locator("[name=day_0]").fill((here.now + timedelta(days=3)).date().isoformat())
    mentee.page.locator("[name=at_0]").fill("09:00")
    mentee.presses("Offer them to Adaeze")
    mentor.follows("Naledi offers times for a talk", "/talks/")
    mentor.reads(re.compile("09:00 for Naledi"))
    mentor.page.locator("main input[type=radio]").first.check()
    mentor.presses("Take this time")
    expect(mentor.page.locator(".alert")).to_be_visible()

    # Something comes along
    mentor.opens(page)
    mentor.takes("Pass on an opportunity")
    last_day = (here.now + timedelta(days=12)).date()
    mentor.writes("What it is", "Panel on groundwater, Windhoek")
    mentor.writes("Why it fits", "You know more about sand.")
    mentor.writes("Link", "example.org/panel")
    mentor.page.locator("[name=deadline]").fill(last_day.isoformat())
    mentor.presses("Pass it on")
    mentee.follows("Adaeze passes an opportunity on to you", "/opportunities/")
    mentee.reads_heading("Panel on groundwater, Windhoek")
    assert mentee.page.get_by_role("link", name="Go to example.org").get_attribute("href") == (
        "https://example.org/panel"
    )
    mentee.presses("I will take it up")
    mentee.reads_heading("How did it turn out?")

    # Missed once, then twice; does it fit
    here.go_by(2 * WEEK)
    (reminder,) = Mail.objects.filter(name="opportunity_reminder")
    assert (reminder.to_email, reminder.state) == (mentee.email, "queued")
    here.go_by(timedelta(days=2))
    mentor.opens(page)
    mentor.takes("Say whether it took place")
    mentor.page.locator("[name=held][value=yes]").click()
    expect(mentor.page.locator(".alert")).to_be_visible()
    mentor.opens(page)
    mentor.reads_heading("Ask Naledi a kind question")
    mentor.gets("A kind question for Naledi")
    for person in (mentee, mentor):
        person.follows("does it fit?", "/fit/")
        person.ticks("A good fit")
        person.presses("Keep it")
        person.reads(re.compile("^Good. If you like"))

    # Taken up again, one missed and made smaller; how it turned out
    tell(mentee, "Not this time", note="I went by his door.", becomes="Write down the question")
    mentor.follows("Naledi answers your check", "/checks/")
    mentor.reads("I went by his door.")
    mentee.follows("what Adaeze passed on to you", "/opportunities/")
    mentee.ticks("I got it")
    mentee.writes("In your words", "They laughed at the right place.")
    mentee.presses("Tell Adaeze")
    mentor.follows("Naledi tells how it turned out", "/opportunities/")
    mentor.reads("It worked out: Naledi got it.")
    mentor.reads("They laughed at the right place.")
    mentor.opens(page)
    way = mentor.page.get_by_role("region", name="The way so far")
    way.locator("summary").click()
    for title in ("Check kept", "Part of it", "Went by", "Not this time", "Opportunity"):
        expect(way.get_by_role("listitem").filter(has_text=title).first).to_be_visible()

    # Can you say what you think
    here.go_by(timedelta(days=10))
    for person in (mentee, mentor):
        person.follows("Can you say what you think", "/pulse/")
        person.ticks("Mostly")
        person.presses("Keep it")
        expect(person.page.locator(".alert")).to_be_visible()

    # What each wrote, for both and alone
    mentee.opens(page)
    mentee.writes("Write to the journal", "I manage my mother with long sentences.")
    mentee.presses("Add to the journal")
    mentee.takes(re.compile("^Change it or take it out"))
    mentee.writes("What you wrote", "I manage her with very long sentences.")
    mentee.presses("Save the change")
    mentee.takes("Your private notes")
    mentee.writes("Your notes", "I am not sure of the log.")
    mentee.presses("Save your notes")
    mentor.opens(page)
    mentor.reads("I manage her with very long sentences.")
    mentor.reads(re.compile("changed on"))
    assert "I am not sure of the log." not in mentor.page.content()

    # The agreed end, and what is passed on
    here.go_by(4 * WEEK)
    tell(mentee, "I did it", note="It is one sentence.")
    here.until(BEGIN + timedelta(weeks=12, days=4))
    pair.refresh_from_db()
    assert pair.state == Partnership.State.CLOSING
    mentee.opens(f"{page}reflection/")
    going_together.look_back(mentee, learned="That one asks before one measures.")
    mentee.reads_heading("Pay it forward")
    expect(mentee.page.get_by_label("What it asked of me")).to_have_value(
        "That one asks before one measures."
    )
    mentee.presses("Put it on my profile")
    assert Passage.objects.get(profile__user=pair.mentee).is_offered
    mentee.opens("/profile/preview/")
    mentee.reads("That one asks before one measures.")
    mentee.opens(f"{page}private-notes/")
    expect(mentee.page.get_by_label("Your notes")).to_have_value("I am not sure of the log.")

    # Nobody delivers here, so what made no sense any more at the end was called off: written once is what counts.
    names = Counter(Mail.objects.values_list("name", "to_email"))
    for once in ("introduction", "fit_asked", "partnership_at_end"):
        assert {names[once, person.email] for person in (mentee, mentor)} == {1}, once
    assert names["two_misses", mentor.email] >= 1
    assert names["opportunity_reminder", mentor.email] == 0
    assert [seen for person in here.people for seen in person.watch.seen] == []


def test_pair_that_does_not_fit_ends_without_blame_and_leads_back_to_the_shortlist(here: Months) -> None:
    mentee, mentor, pair = pair_up(here)
    matching.add_to_shortlist(by=pair.mentee, mentor=make_mentor("Zodwa"))
    agree(mentee, mentor)

    here.go_by(timedelta(weeks=3, days=1))
    mentee.follows("does it fit?", "/fit/")
    mentee.ticks("Not a good fit")
    mentee.presses("Keep it")
    mentee.reads_heading("Or end it, in good standing")
    going_together.close(mentee, other="Adaeze")

    told = mentor.gets("has brought your partnership to a close")
    assert "fit" not in told
    mentor.opens(f"/partnerships/{pair.public_id}/")
    assert "Not a good fit" not in mentor.page.content()
    mentee.opens("/shortlist/")
    mentee.reads(re.compile("Zodwa"))
    assert [seen for person in here.people for seen in person.watch.seen] == []
