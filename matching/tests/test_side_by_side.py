"""The shortlist side by side: what stands in its rows, what can be put away, and that no note is lost."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.free_hours import in_words
from accounts.tests.factories import make_area, make_mentee, make_mentor
from matching import actions
from matching.actions.keeping import StaleNote
from matching.beside import SideBySide
from matching.models import Hidden, Shortlisting

pytestmark = pytest.mark.django_db
PROUD = (("influence", "power"), ("order", "security"), ("fame", "achievement"))


@pytest.fixture
def mentee(client):
    mentee = make_mentee("Naledi")
    client.force_login(mentee)
    return mentee


@pytest.fixture
def two(mentee):
    people = make_mentor("Hanna", values=(("honesty", "benevolence"), *PROUD)), make_mentor("Zodwa")
    for person in people:
        actions.add_to_shortlist(by=mentee, mentor=person)
    return people


def names(page) -> list[str]:
    return [column.user.first_name for column in page.context["columns"]]


def stamp_in(page, person) -> str:
    """What the form of a page carries for that person's note."""
    found = re.search(rf'name="{person.public_id}-read" value="(\w+)"', page.content.decode())
    assert found
    return found[1]


def post(client, person=None, do="save", note=None, read=""):
    data = {"do": f"{do} {person.public_id}"} if person else {}
    if note is not None:
        data |= {f"{person.public_id}-note": note, f"{person.public_id}-read": read}
    return client.post("/shortlist/", data)


def test_pulls_stand_in_both_words_and_goals_are_answered_by_name(client, mentee, two):
    page = client.get("/shortlist/").content.decode()
    assert "I act on fairness." in page
    assert "I act on influence." in page
    assert "Your goal: Managing people" in page
    assert "Has been through <strong>Managing people</strong>, 4 years." in page


def test_a_goal_that_nobody_comes_near_says_so(client, mentee, two):
    make_area("first-child", group="family")
    stranger = make_mentor("Mariama", passages=("first-child",))
    actions.add_to_shortlist(by=mentee, mentor=stranger)
    assert "Nothing near it among what Mariama offers." in client.get("/shortlist/").content.decode()


def test_who_is_set_aside_stays_on_the_shortlist_with_the_note(client, mentee, two):
    hanna, _zodwa = two
    actions.write_note(by=mentee, mentor=hanna, note="Says it straight.")

    post(client, hanna, "aside")

    page = client.get("/shortlist/")
    assert names(page) == ["Zodwa"]
    assert "Hanna Test" in page.content.decode()
    post(client, hanna, "back")
    page = client.get("/shortlist/")
    assert names(page) == ["Hanna", "Zodwa"]
    assert "Says it straight." in page.content.decode()


def test_who_is_not_for_me_is_out_of_the_comparison_until_taken_back(client, mentee, two):
    hanna, _zodwa = two
    actions.hide(by=mentee, mentor=hanna)
    assert names(client.get("/shortlist/")) == ["Zodwa"]

    post(client, hanna, "back")

    assert names(client.get("/shortlist/")) == ["Hanna", "Zodwa"]
    assert not Hidden.objects.exists()


def test_everybody_set_aside_is_a_page_with_a_way_back(client, mentee, two):
    for person in two:
        post(client, person, "aside")
    page = client.get("/shortlist/").content.decode()
    assert "Everybody is set aside" in page
    assert "Hanna Test" in page


def test_any_button_saves_what_was_typed_beside_anybody(client, mentee, two):
    hanna, zodwa = two
    page = client.get("/shortlist/")
    data = {"do": f"aside {zodwa.public_id}"}
    for person, text in ((hanna, "Straight."), (zodwa, "Loud.")):
        data |= {f"{person.public_id}-note": text, f"{person.public_id}-read": stamp_in(page, person)}

    client.post("/shortlist/", data)

    assert set(Shortlisting.objects.values_list("note", flat=True)) == {"Straight.", "Loud."}
    assert names(client.get("/shortlist/")) == ["Hanna"]


def test_another_tab_is_not_written_over_unseen(client, mentee, two):
    hanna, _zodwa = two
    actions.write_note(by=mentee, mentor=hanna, note="First.")
    read = stamp_in(client.get("/shortlist/"), hanna)
    actions.write_note(by=mentee, mentor=hanna, note="From the other tab.")

    refused = post(client, hanna, note="From this tab.", read=read)

    page = refused.content.decode()
    assert refused.status_code == 409
    assert f'<a href="#note-{hanna.public_id}">Hanna</a>' in page
    assert "From the other tab." in page
    assert "From this tab." in page
    assert Shortlisting.objects.get(mentor=hanna).note == "From the other tab."
    again = post(client, hanna, note="From this tab.", read=stamp_in(refused, hanna))
    assert again.status_code == 302
    assert Shortlisting.objects.get(mentor=hanna).note == "From this tab."


def test_an_old_tab_in_which_nothing_was_typed_changes_nothing(client, mentee, two):
    hanna, _zodwa = two
    read = stamp_in(client.get("/shortlist/"), hanna)
    actions.write_note(by=mentee, mentor=hanna, note="From the other tab.")
    assert post(client, hanna, note="", read=read).status_code == 302
    assert Shortlisting.objects.get(mentor=hanna).note == "From the other tab."


def test_a_note_saved_between_the_look_and_the_write_is_not_written_over(mentee, two):
    hanna, _zodwa = two
    actions.write_note(by=mentee, mentor=hanna, note="Theirs.")
    with pytest.raises(StaleNote):
        actions.write_note(by=mentee, mentor=hanna, note="Mine.", over="What I read.")
    assert Shortlisting.objects.get(mentor=hanna).note == "Theirs."


def test_a_note_on_somebody_taken_off_in_another_tab_puts_them_back(client, mentee, two):
    hanna, _zodwa = two
    read = stamp_in(client.get("/shortlist/"), hanna)
    actions.remove_from_shortlist(by=mentee, mentor=hanna)
    post(client, hanna, note="Typed here.", read=read)
    assert Shortlisting.objects.get(mentor=hanna).note == "Typed here."


def test_a_note_that_is_too_long_stays_in_its_field(client, mentee, two):
    hanna, _zodwa = two
    refused = post(client, hanna, note="x" * 2001)
    assert refused.status_code == 422
    assert "x" * 2001 in refused.content.decode()
    assert Shortlisting.objects.get(mentor=hanna).note == ""


def test_notes_typed_before_the_session_ended_are_offered_to_their_writer(client, mentee, two):
    hanna, _zodwa = two
    page = client.get("/shortlist/")
    owner = re.search(r'name="draft_owner" value="([^"]+)"', page.content.decode())[1]
    client.logout()
    data = {f"{hanna.public_id}-note": "Half a sentence", f"{hanna.public_id}-read": stamp_in(page, hanna)}
    assert "/login/" in client.post("/shortlist/", data | {"draft_owner": owner}).url

    client.force_login(mentee)

    assert "Half a sentence" in client.get("/shortlist/").content.decode()
    assert Shortlisting.objects.get(mentor=hanna).note == ""


def test_taking_off_is_undone_with_note_and_place(client, mentee, two):
    hanna, _zodwa = two
    actions.write_note(by=mentee, mentor=hanna, note="Says it straight.")
    post(client, hanna, "off")
    page = client.get("/shortlist/").content.decode()
    assert "Says it straight." not in page
    undo = re.search(r'action="(/mentors/[^"]+/shortlist/)"', page)[1]

    client.post(undo, {"next": "/shortlist/"})

    page = client.get("/shortlist/")
    assert names(page) == ["Hanna", "Zodwa"]
    assert "Says it straight." in page.content.decode()


@pytest.mark.parametrize("name", ["hide", "unhide", "shortlist", "unshortlist"])
def test_a_button_pressed_after_the_session_ended_leads_back_to_its_page(client, mentee, two, name):
    hanna, _zodwa = two
    client.logout()
    answer = client.post(f"/mentors/{hanna.public_id}/{name}/", {"next": "/mentors/?q=x"})
    assert answer.url == "/accounts/login/?next=/mentors/%3Fq%3Dx"
    assert "nothing has been changed" in client.get(answer.url).content.decode()


@pytest.mark.parametrize("do", ["", "aside", "aside nobody", "off \x00", "nonsense 1", "back " + "a" * 5000])
def test_a_strange_button_changes_nothing(client, mentee, two, do):
    assert client.post("/shortlist/", {"do": do, "x-note": "y", "-note": "z"}).status_code == 302
    assert names(client.get("/shortlist/")) == ["Hanna", "Zodwa"]


def test_the_page_keeps_a_constant_number_of_queries_with_some_set_aside(client, mentee):
    counts = []
    for number in (2, 6):
        for place in range(number):
            mentor = make_mentor()
            actions.add_to_shortlist(by=mentee, mentor=mentor)
            if place % 2:
                actions.set_aside(by=mentee, mentor=mentor)
        client.get("/shortlist/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/shortlist/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_hours_together_are_told_by_the_clock_of_the_reader(mentee):
    east = make_mentor("Mei")
    type(mentee).objects.filter(pk=mentee.pk).update(time_zone="UTC")
    type(mentee).objects.filter(pk=east.pk).update(time_zone="Asia/Shanghai")
    mentee.profile.__class__.objects.filter(user=mentee).update(free_slots=["mon-morning", "wed-morning"])
    mentee.profile.__class__.objects.filter(user=east).update(free_slots=["mon-evening", "wed-evening"])
    actions.add_to_shortlist(by=mentee, mentor=east)
    mentee.refresh_from_db()
    [column] = SideBySide(mentee).columns
    assert column.week == ["Mon, Wed 10–12"]


def test_days_with_the_same_hours_are_told_together():
    assert in_words([(0, 9, 12), (0, 18, 22), (2, 18, 22), (4, 9, 12), (4, 18, 22)]) == [
        "Mon, Fri 9–12, 18–22",
        "Wed 18–22",
    ]


def test_the_drawing_of_two_people_says_in_words_what_it_shows(client, mentee, two):
    hanna, _zodwa = two
    page = client.get(f"/mentors/{hanna.public_id}/").content.decode()
    label = re.search(r'aria-label="(The two of you on the circle[^"]+)"', page)[1]
    assert "You both hold: Honesty." in label
    assert "A pull across the circle: your " in label


def test_not_for_me_on_the_page_itself_leads_to_the_list_and_is_undone_there(client, mentee, two):
    hanna, _zodwa = two
    path = f"/mentors/{hanna.public_id}/"
    page = client.get(path, headers={"referer": "http://testserver/mentors/?language=en&page=1"}).content
    assert b'href="/mentors/?language=en&amp;page=1"' in page
    answer = client.post(f"{path}hide/", {"next": "/mentors/?language=en"}, follow=True)
    assert f'action="{path}unhide/"' in answer.content.decode()
    assert "You have put Hanna away" in client.get(path).content.decode()

    client.post(f"{path}unhide/", {"next": path})

    assert "You have put Hanna away" not in client.get(path).content.decode()
    assert not Hidden.objects.exists()


def test_a_smaller_pull_is_told_in_both_words_and_asks_nothing(client, mentee):
    late = (("honesty", "benevolence"), ("fairness", "universalism"), ("peace", "universalism"), *PROUD[1:2])
    hanna = make_mentor("Hanna", values=late)
    page = client.get(f"/mentors/{hanna.public_id}/").content.decode()
    small = page[page.index("tension--small") : page.index('class="definition ')]
    assert "A smaller pull" in small
    assert "You, third: Courage" in small
    assert "I act on order." in small
    assert "You could ask" not in small
