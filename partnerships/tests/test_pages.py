"""The pages of a pair: who sees them, what they say, what their buttons do."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.tests.factories import make_mentee, make_mentor
from outbox.models import Mail
from partnerships import actions
from partnerships.models import Agreement, Check, Commitment, JournalEntry, Partnership

from .factories import BEGIN, agree, make_check, make_commitment, make_partnership, make_stranger

pytestmark = pytest.mark.django_db
State = Partnership.State
ON_PAIR = (
    "partnership-detail",
    "journal-add",
    "agreement",
    "agreement-sign",
    "commitment-create",
    "check-open",
    "partnership-close",
    "pause",
    "resume",
    "reflection",
)
ON_CHECK = ("check-detail", "check-answer", "check-reply", "suggestion-leave")


@pytest.fixture(autouse=True)
def september():
    """Every page is read two days after the story begins."""
    with time_machine.travel(BEGIN + timedelta(days=2), tick=False):
        yield


@pytest.fixture
def pair(september) -> Partnership:
    return make_partnership(State.ACTIVE)


def url(name: str, thing: object) -> str:
    return reverse(f"partnerships:{name}", args=[thing.public_id])


def get(client, user, name: str, thing: object):
    client.force_login(user)
    return client.get(url(name, thing))


def post(client, user, name: str, thing: object, **data):
    client.force_login(user)
    return client.post(url(name, thing), data, follow=True)


def every_url(pair: Partnership) -> list[str]:
    commitment = make_commitment(pair)
    check = make_check(pair)
    return [
        *(url(name, pair) for name in ON_PAIR),
        *(url(name, check) for name in ON_CHECK),
        url("commitment-update", commitment),
        url("commitment-take-back", commitment),
    ]


def test_stranger_finds_nothing(client, pair):
    addresses = every_url(pair)
    client.force_login(make_stranger())
    statuses = {(client.get(address).status_code, client.post(address).status_code) for address in addresses}
    # A page that only takes POST says so to everybody, before it looks for anything.
    assert statuses == {(404, 404), (405, 404), (404, 405)}


def test_visitor_is_asked_to_sign_in(client, pair):
    for address in [*every_url(pair), reverse("partnerships:partnership-list")]:
        response = client.get(address)
        assert (response.status_code, response.url.split("?")[0]) == (302, reverse("account_login"))


def test_suspended_pair_is_found_by_neither(client):
    pair = make_partnership(State.SUSPENDED)
    for person in pair.people:
        assert get(client, person, "partnership-detail", pair).status_code == 404


@pytest.mark.parametrize("state", State.values)
def test_page_stands_in_every_state_for_both(client, state):
    pair = make_partnership(state)
    for person in pair.people:
        response = get(client, person, "partnership-detail", pair)
        assert response.status_code == (404 if state == State.SUSPENDED else 200)


def test_page_shows_the_next_check_in_the_readers_own_time(client, pair):
    mentees = get(client, pair.mentee, "partnership-detail", pair).content.decode()
    assert "18:00 your time" in mentees
    assert "17:00 your time" in get(client, pair.mentor, "partnership-detail", pair).content.decode()


def test_page_stands_with_hostile_words(client, pair):
    hostile = "<script>alert(1)</script>"
    make_commitment(pair, hostile)
    post(client, pair.mentee, "journal-add", pair, text=hostile)
    body = get(client, pair.mentor, "partnership-detail", pair).content.decode()
    assert hostile not in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body


@pytest.mark.parametrize("role", ["mentee", "mentor"])
def test_list_costs_the_same_with_one_pair_and_with_three(client, role):
    me = make_mentee("Naledi") if role == "mentee" else make_mentor("Adaeze", places=9)

    def pair_with(name: str) -> Partnership:
        other = make_mentor(name) if role == "mentee" else make_mentee(name)
        return make_partnership(State.ACTIVE, **{role: me, "mentor" if role == "mentee" else "mentee": other})

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("partnerships:partnership-list")).status_code == 200
        return len(captured)

    client.force_login(me)
    first = pair_with("One")
    make_commitment(first)
    make_check(first, Check.State.ANSWERED)
    client.get(reverse("partnerships:partnership-list"))
    with_one = queries()
    for name in ("Two", "Three"):
        make_commitment(pair_with(name))
    assert queries() == with_one


def test_page_costs_the_same_with_one_and_with_three_of_everything(client, pair):
    client.force_login(pair.mentee)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url("partnership-detail", pair)).status_code == 200
        return len(captured)

    def live_on(number: int) -> None:
        make_commitment(pair, f"Step {number}")
        check = make_check(pair, Check.State.ANSWERED)
        actions.reply(check=check, by=pair.mentor, kind="support", text="Good.", now=check.due_at)
        actions.resize(
            commitment=pair.commitments.get(state="open"), by=pair.mentee, to="let_go", now=check.due_at
        )
        for person in pair.people:
            actions.write_journal(partnership=pair, by=person, text=f"Note {number}", now=check.due_at)

    live_on(1)
    queries()
    with_one = queries()
    live_on(2)
    live_on(3)
    assert queries() == with_one


# Agreement


def terms(**other) -> dict[str, object]:
    return {
        "rhythm": "weekly",
        "weekday": "2",
        "at": "18:00",
        "ends_on": (BEGIN + timedelta(weeks=10)).date().isoformat(),
        "confidentiality": "Here.",
        "candour": "Kindly.",
    } | other


def test_agreement_is_proposed_read_and_signed(client):
    pair = make_partnership()
    post(client, pair.mentee, "agreement", pair, **terms())
    body = get(client, pair.mentor, "agreement", pair).content.decode()
    assert "A check every Wednesday at 18:00." in body
    assert "18:00 in Gaborone is 17:00 in Lagos." in body
    response = post(client, pair.mentor, "agreement-sign", pair, version=pair.agreement.version)
    pair.refresh_from_db()
    assert pair.state == State.ACTIVE
    assert response.redirect_chain[-1][0] == pair.get_absolute_url()


def test_signing_twice_says_so_and_changes_nothing(client):
    pair = make_partnership()
    agree(pair)
    mails = Mail.objects.count()
    response = post(client, pair.mentee, "agreement-sign", pair, version=1)
    assert response.status_code == 200
    assert "You have signed this already." in response.content.decode()
    assert Mail.objects.count() == mails


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40, "٣", "\x00", "2"])
def test_forged_version_is_refused(client, version):
    pair = make_partnership()
    post(client, pair.mentee, "agreement", pair, **terms())
    response = post(client, pair.mentor, "agreement-sign", pair, version=version)
    assert response.status_code == 200
    assert Agreement.objects.get().mentor_signed_at is None


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("ends_on", (BEGIN + timedelta(weeks=2)).date().isoformat(), "four weeks at least"),
        ("ends_on", (BEGIN + timedelta(weeks=40)).date().isoformat(), "Twenty-four weeks at most"),
        ("ends_on", "soon", "Write a day such as"),
        ("ends_on", "0000-00-00", "Write a day such as"),
        ("ends_on", "99999-01-01", "Write a day such as"),
        ("ends_on", "", "Choose a day."),
        ("at", "25:61", "Write a time such as 18:00."),
        ("at", "\x00", "Write a time such as 18:00."),
        ("at", "", "At what time should each of you be asked?"),
        ("weekday", "9", "Select a valid choice"),
        ("rhythm", "hourly", "Select a valid choice"),
        ("confidentiality", "x" * 401, "at most 400 characters"),
        ("confidentiality", "nul \x00 byte", "Null characters are not allowed."),
        ("candour", " ", "One sentence is enough."),
    ],
)
def test_wrong_terms_are_said_at_the_field_and_what_was_typed_stays(client, field, value, says):
    pair = make_partnership()
    kept = "Only between the two of us, at the kitchen table."
    typed = terms(**{"candour" if field == "confidentiality" else "confidentiality": kept} | {field: value})
    response = post(client, pair.mentee, "agreement", pair, **typed)
    body = response.content.decode()
    assert response.status_code == 200
    assert says in body
    assert kept in body
    assert not Agreement.objects.exists()


# Commitments


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"text": "", "due_on": "2026-09-10"}, "One line is enough."),
        ({"text": "x" * 241, "due_on": "2026-09-10"}, "at most 240 characters"),
        ({"text": "nul \x00", "due_on": "2026-09-10"}, "Null characters are not allowed."),
        ({"text": "Kept words", "due_on": "2026-09-02"}, "That day has gone by."),
        ({"text": "Kept words", "due_on": "2027-09-02"}, "after the end you agreed on"),
        ({"text": "Kept words", "due_on": "tomorrow"}, "Write a day such as"),
        ({}, "One line is enough."),
    ],
)
def test_wrong_commitment_is_said_at_the_field(client, pair, data, says):
    response = post(client, pair.mentee, "commitment-create", pair, **data)
    assert response.status_code == 200
    assert says in response.content.decode()
    if data.get("text") == "Kept words":
        assert "Kept words" in response.content.decode()
    assert not Commitment.objects.exists()


def test_commitment_sent_twice_is_one(client, pair):
    for _time in range(2):
        response = post(
            client, pair.mentee, "commitment-create", pair, text="One  step\r\n", due_on="2026-09-10"
        )
        assert response.redirect_chain[-1][0] == pair.get_absolute_url()
    assert [commitment.text for commitment in Commitment.objects.all()] == ["One step"]


@pytest.mark.parametrize(
    ("data", "states"),
    [
        ({"what_next": "grown", "larger_text": "Twice."}, ["grown", "open"]),
        ({"what_next": "moved", "move_to": "2026-09-10"}, ["moved", "open"]),
        ({"what_next": "grown", "larger_text": " "}, ["open"]),
        ({"what_next": "smaller", "smaller_text": " "}, ["open"]),
        ({"what_next": "moved", "move_to": "2026-01-01"}, ["open"]),
        ({"what_next": "moved"}, ["open"]),
        ({"what_next": "kept"}, ["open"]),
        ({}, ["open"]),
    ],
)
def test_commitment_is_changed_or_the_page_says_what_is_missing(client, pair, data, states):
    commitment = make_commitment(pair)
    for _time in range(2):
        response = post(client, pair.mentee, "commitment-update", commitment, **data)
        assert response.status_code == 200
    assert sorted(Commitment.objects.values_list("state", flat=True)) == states


def test_mentor_reads_a_commitment_but_cannot_change_it(client, pair):
    commitment = make_commitment(pair)
    body = get(client, pair.mentor, "commitment-update", commitment).content.decode()
    assert "Only Naledi can change it." in body
    response = post(client, pair.mentor, "commitment-update", commitment, what_next="let_go")
    assert "The mentee does that." in response.content.decode()
    commitment.refresh_from_db()
    assert commitment.is_open


# Checks


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_the_page_of_a_check_does_nothing(client, pair, method):
    check = make_check(pair)
    before = Check.objects.values().get()
    for person in pair.people:
        client.force_login(person)
        for _time in range(3):
            assert getattr(client, method)(url("check-detail", check)).status_code == 200
    assert Check.objects.values().get() == before


def test_mentee_says_how_it_is_going_before_the_time(client, pair):
    response = post(client, pair.mentee, "check-open", pair)
    check = pair.checks.get()
    assert response.redirect_chain[-1][0] == url("check-detail", check)
    assert "How is it going?" in response.content.decode()


def test_answer_is_sent_once_however_often_the_button_is_pressed(client, pair):
    check = make_check(pair)
    for _time in range(2):
        response = post(client, pair.mentee, "check-answer", check, outcome="done", note="Done before noon.")
    assert "You have answered this check already." in response.content.decode()
    assert Mail.objects.filter(name="check_answered").count() == 1
    assert "Done before noon." in get(client, pair.mentor, "check-detail", check).content.decode()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({}, "Choose one of the three."),
        ({"outcome": "maybe"}, "Select a valid choice"),
        ({"outcome": "not"}, "None of them is a failure."),
        ({"outcome": "not", "what_next": "smaller"}, "a step you would take on a bad day"),
        ({"outcome": "not", "what_next": "moved", "move_to": "2020-01-01"}, "That day has gone by."),
        (
            {"outcome": "done", "next_text": "More", "next_due_on": "2031-01-01"},
            "after the end you agreed on",
        ),
        ({"outcome": "done", "next_text": "More"}, "By which day?"),
        ({"outcome": "done", "note": "x" * 1201}, "at most 1200 characters"),
        ({"outcome": "done", "note": "\x00"}, "Null characters are not allowed."),
    ],
)
def test_wrong_answer_is_said_at_the_field_and_what_was_typed_stays(client, pair, data, says):
    make_commitment(pair)
    check = make_check(pair)
    response = post(client, pair.mentee, "check-answer", check, **{"helped": "The early bus."} | data)
    body = response.content.decode()
    assert response.status_code == 200
    assert says in body
    assert "The early bus." in body
    check.refresh_from_db()
    assert check.is_open


def test_answer_not_this_time_made_smaller_is_due_at_the_next_check(client, pair):
    make_commitment(pair)
    check = make_check(pair)
    post(
        client,
        pair.mentee,
        "check-answer",
        check,
        outcome="not",
        what_next="smaller",
        smaller_text="Half.",
        next_text="left over from another choice",
        next_due_on="nonsense",
    )
    smaller = Commitment.objects.get(state="open")
    assert (smaller.text, smaller.due_on) == ("Half.", (check.due_at + timedelta(weeks=2)).date())


def test_answer_brings_the_next_commitment(client, pair):
    make_commitment(pair)
    check = make_check(pair)
    post(
        client,
        pair.mentee,
        "check-answer",
        check,
        outcome="done",
        next_text="The next.",
        next_due_on="2026-09-16",
        what_next="let_go",
    )
    assert sorted(Commitment.objects.values_list("text", "state")) == [
        ("Tell Kabelo I will not sign the October log.", "kept"),
        ("The next.", "open"),
    ]


def test_mentor_answers_with_a_challenge_and_both_read_it(client, pair):
    check = make_check(pair, Check.State.ANSWERED)
    response = post(client, pair.mentor, "check-reply", check, kind="", text="")
    assert "Choose what it is" in response.content.decode()
    post(
        client, pair.mentor, "check-reply", check, kind="challenge", text="Which file will you stop reading?"
    )
    for person in pair.people:
        assert (
            "Which file will you stop reading?" in get(client, person, "check-detail", check).content.decode()
        )


def test_two_misses_give_the_mentor_a_kind_question(client, pair):
    make_check(pair)
    check = make_check(pair, Check.State.ANSWERED)
    assert "small enough for a bad day" in get(client, pair.mentor, "check-detail", check).content.decode()


# Journal, pause, end


def test_note_sent_twice_is_one(client, pair):
    for _time in range(2):
        post(client, pair.mentee, "journal-add", pair, text="Long sentences.")
    assert JournalEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "says"), [("", "nothing written here yet"), ("x" * 4001, "at most 4000"), ("\x00", "Null")]
)
def test_wrong_note_is_said_at_the_field(client, pair, text, says):
    response = post(client, pair.mentee, "journal-add", pair, text=text)
    assert says in response.content.decode()
    assert not JournalEntry.objects.exists()


@pytest.mark.parametrize(
    ("back_on", "state"),
    [
        ("2026-09-20", State.PAUSED),
        ("2026-09-01", State.ACTIVE),
        ("2028-01-01", State.ACTIVE),
        ("?", State.ACTIVE),
    ],
)
def test_pause_until_a_day_that_makes_sense(client, pair, back_on, state):
    response = post(client, pair.mentor, "pause", pair, back_on=back_on)
    assert response.status_code == 200
    pair.refresh_from_db()
    assert pair.state == state


def test_pause_and_go_on(client, pair):
    post(client, pair.mentor, "pause", pair, back_on="2026-09-20")
    post(client, pair.mentee, "resume", pair)
    pair.refresh_from_db()
    assert pair.state == State.ACTIVE


def test_close_asks_first_and_then_opens_the_look_back(client, pair):
    assert (
        "Nobody is asked to explain." in get(client, pair.mentee, "partnership-close", pair).content.decode()
    )
    pair.refresh_from_db()
    assert pair.state == State.ACTIVE
    response = post(client, pair.mentee, "partnership-close", pair)
    assert response.redirect_chain[-1][0] == url("reflection", pair)
    response = post(client, pair.mentor, "partnership-close", pair)
    assert "Nothing has been changed." in response.content.decode()
    assert Mail.objects.filter(name="partnership_closed").count() == 1


def test_look_back_is_private_to_its_author(client, pair):
    post(client, pair.mentee, "partnership-close", pair)
    post(client, pair.mentee, "reflection", pair, learned="I say no sooner.", never_again="on")
    assert "I say no sooner." in get(client, pair.mentee, "reflection", pair).content.decode()
    for name in ("reflection", "partnership-detail"):
        assert "I say no sooner." not in get(client, pair.mentor, name, pair).content.decode()
