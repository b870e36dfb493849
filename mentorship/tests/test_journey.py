"""The main job, end to end, on the real parts: from sign-up to the first answered check, and to the close.

Three people at three browsers, a real worker and clock behind the pages, and every link taken from a mail that arrived.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from mentorship.tests.browser import ADMIN, arriving, going_together, meeting, organising
from mentorship.tests.browser.arriving import Definition
from mentorship.tests.browser.mailbox import Mailbox
from mentorship.tests.browser.person import Person
from mentorship.tests.browser.site import Site

pytestmark = pytest.mark.browser

MENTOR = Definition(
    opening="I am forty-six, and I ran a ward before I ran a hospital. I was bad at it for two years.",
    headline="Head nurse, and before that a bad boss.",
    place="Mombasa",
    stance="Tell me straight",
    why="I would rather be stung than late.",
    values=(
        ("honesty", "Honesty", "I tell the family the same as I tell the doctor."),
        ("steady-ground", "Steady ground", "I do not move a ward in the rainy season."),
        ("care", "Care", "I know who on my shift has a child in hospital."),
        ("duty", "Duty", "If I am on the list, I come."),
        ("roots", "Roots", "I go back to Lamu every year."),
    ),
    essential="care",
    interests=("Choir singing", "Night sky"),
    passage="It asked me to be disliked on a Monday and fair on a Tuesday.",
    places=1,
)
MENTEE = Definition(
    opening="I am twenty-nine. In March I became the head of the people I used to eat lunch with.",
    headline="Lab technician, and since March a team lead.",
    place="Kisumu",
    stance="rather: Tell me straight",
    why="But not before noon.",
    values=(
        ("honesty", "Honesty", "I say when I have not done it."),
        ("adventure", "Adventure", "I take the road that I have not taken."),
        ("courage", "Courage", "I raise my hand when my voice shakes."),
        ("care", "Care", "I ask twice how somebody is."),
        ("curiosity", "Curiosity", "I take the back off everything."),
    ),
    essential="honesty",
    interests=("Choir singing", "Chess"),
    goal="Lead eleven people without doing their work for them",
    bridge="A sample that is rushed is a sample that lies. So is a talk.",
)
PULL = (MENTEE.values[1][2], MENTOR.values[1][2])
LETTER = (
    "You wrote that you were bad at it for two years. I am in month eight. What did you stop doing first?"
)
COMMITMENT = "Let Otieno run the Thursday meeting, and say nothing"
NOTE = "He ran it. I bit my pen in two."
CHALLENGE = "Next Thursday, be somewhere else."

MAILS = {
    "mentor": {
        "account_welcome": 1,
        "mentor_approved": 1,
        "membership_decided": 1,
        "request_received": 1,
        "introduction": 1,
        "agreement_proposed": 1,
        "agreement_signed": 1,
        "check_ahead": 1,
        "check_answered": 1,
        "partnership_closed": 1,
    },
    "mentee": {
        "account_welcome": 1,
        "membership_decided": 1,
        "introduction": 1,
        "agreement_signed": 1,
        "check": 1,
        "check_replied": 1,
    },
}
"""Every mail that the journey sends to the two, and how often."""


@dataclass
class Cast:
    """``code`` tells the two runs apart in addresses and names of communities: they share a site."""

    code: str
    admin: Person
    mentor: Person
    mentee: Person

    @property
    def open_community(self) -> str:
        return f"Open weavers {self.code}"

    @property
    def closed_community(self) -> str:
        return f"Careful weavers {self.code}"

    @property
    def everybody(self) -> tuple[Person, ...]:
        return self.admin, self.mentor, self.mentee


@pytest.fixture(
    params=[
        pytest.param(True, id="with-javascript"),
        pytest.param(False, id="without-javascript", marks=pytest.mark.long),
    ]
)
def cast(
    request: pytest.FixtureRequest, browser_here: Browser, real_site: Site, mailbox: Mailbox
) -> Iterator[Cast]:
    code = "one" if request.param else "two"

    def arrive(name: str, email: str, role: str) -> Person:
        pictures = role if request.param else ""
        return Person.at(
            browser_here, real_site, mailbox, name, email, javascript=request.param, pictures=pictures
        )

    here = Cast(
        code,
        admin=arrive("Ada Admin", ADMIN, "admin"),
        mentor=arrive("Wanjiru Kamau", f"wanjiru.{code}@example.org", "mentor"),
        mentee=arrive("Amina Otieno", f"amina.{code}@example.org", "mentee"),
    )
    yield here
    for person in here.everybody:
        person.leaves()


def test_journey_from_sign_up_to_the_close(cast: Cast) -> None:
    admin, mentor, mentee = cast.admin, cast.mentor, cast.mentee
    site = admin.site

    # 1, 2: arrive, and say who one is
    for person, who in ((mentor, MENTOR), (mentee, MENTEE)):
        arriving.sign_up(person)
        arriving.define(person, who)

    # 3: two communities, one open and one by approval; the admin approves the mentor
    organising.enter(admin)
    for name, admission in (
        (cast.open_community, "open to everybody"),
        (cast.closed_community, "an organiser says yes"),
    ):
        organising.make_community(admin, name=name, admission=admission)
    for person in (mentor, mentee):
        arriving.join(person, cast.open_community)
        arriving.ask_to_join(person, cast.closed_community)
    organising.admit(admin, community=cast.closed_community, names=["Wanjiru Kamau", "Amina Otieno"])
    organising.approve_mentor(admin, "Wanjiru Kamau")
    mentor.gets("Mentees can find you now")
    site.inside(
        "make_another_mentor",
        community=cast.open_community,
        first_name="Pedro",
        email=f"pedro.{cast.code}@example.org",
    )

    # 4, 5: consider, and keep
    meeting.browse(mentee, mentor="Wanjiru Kamau", other="Pedro Elsewhere", shared="Honesty", pull=PULL)
    meeting.keep(
        mentee, mentor="Wanjiru Kamau", other="Pedro Elsewhere", note="Ask about the first two years."
    )

    # 6, 7: ask, accept, be introduced once, each with the other's address to answer to
    meeting.ask(mentee, mentor_first_name="Wanjiru", letter=LETTER, goal=MENTEE.goal)
    meeting.accept(
        mentor, mentee_first_name="Amina", letter=LETTER, shared="Honesty", pull=(PULL[1], PULL[0])
    )
    for person, other in ((mentor, mentee), (mentee, mentor)):
        letter = person.mailbox.wait_for(person.email, "you are introduced")
        assert letter.reply_to == other.email
        for words in ("Honesty", *PULL):
            assert words in letter.text
            assert words in letter.html

    # 8: agree, and promise
    going_together.propose(mentee, other="Wanjiru")
    going_together.sign(mentor, other="Amina")
    going_together.commit(mentee, other="Wanjiru", text=COMMITMENT)

    # 9: the check falls due, is asked, answered, and answered back
    due = site.inside("make_checks_due", mentee=mentee.email)
    assert due == [mentee.email, mentor.email]
    going_together.answer(mentee, other="Wanjiru", text=COMMITMENT, note=NOTE)
    going_together.challenge(mentor, other="Amina", note=NOTE, text=CHALLENGE)
    mentee.follows("Wanjiru answers with a challenge", "/partnerships/")
    mentee.reads(CHALLENGE)
    mentee.remembers("challenge-read")
    for person, other in ((mentor, "Amina"), (mentee, "Wanjiru")):
        going_together.see_the_way(person, other=other)

    # 10: part, without blame
    going_together.close(mentee, other="Wanjiru")
    going_together.look_back(mentee, learned="That I may be somewhere else on a Thursday.")
    mentor.follows("Amina has brought your partnership to a close", "/reflection/")
    going_together.look_back(mentor, learned="That the pen is always the first to go.")

    assert _mails(cast) == MAILS
    assert [seen for person in cast.everybody for seen in person.watch.seen] == []


def _mails(cast: Cast) -> dict[str, dict[str, int]]:
    """How many mails of each name arrived for the two, counted at the mail server; each row of ours came exactly once."""
    people: dict[str, Person] = {"mentor": cast.mentor, "mentee": cast.mentee}
    rows = cast.admin.site.inside("mails", to=[person.email for person in people.values()])
    arrived = cast.admin.mailbox.wait_for_all({row["id"] for row in rows})
    named: Callable[[Person], Counter[str]] = lambda person: Counter(  # noqa: E731
        {row["name"]: arrived[row["id"]] for row in rows if row["to"] == person.email}
    )
    return {role: dict(named(person)) for role, person in people.items()}
