"""One's own words: changed and taken out of the journal by who wrote them, kept in private notes, passed on after an ending."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib import admin

from accounts.models import Change, Passage
from accounts.moves import IllegalMove
from outbox.models import Mail
from partnerships import actions
from partnerships.models import Forward, JournalEntry, Partnership, PrivateNote, Reflection

from .factories import BEGIN, make_partnership, make_stranger
from .test_pages import get, post, url

pytestmark = pytest.mark.django_db
State = Partnership.State
NOW = BEGIN + timedelta(days=2)
SECRET = "I do not trust the log, nor the man who keeps it."
OVER = (State.CLOSING, State.COMPLETED, State.ENDED_EARLY, State.ENDED_INACTIVE)
PASSAGE = {
    "area": "managing-people",
    "began": "2026",
    "ended": "2026",
    "depth": "thorough",
    "asked_of_me": "To say it to his face.",
    "differently": "",
    "is_offered": "on",
}


@pytest.fixture(autouse=True)
def september():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def pair(september) -> Partnership:
    return make_partnership(State.ACTIVE)


@pytest.fixture
def entry(pair) -> JournalEntry:
    return actions.write_journal(partnership=pair, by=pair.mentee, text="As I saw it.", now=BEGIN)


# The journal


def test_author_changes_an_entry_and_the_other_reads_when(client, pair, entry):
    base = get(client, pair.mentee, "journal-update", entry).context["draft_base"]
    post(client, pair.mentee, "journal-update", entry, text="As I see it now.", draft_base=base)
    page = get(client, pair.mentor, "partnership-detail", pair).text
    assert "As I see it now." in page
    assert ", changed on 3 September" in page
    assert f"/journal/{entry.public_id}/" not in page
    assert f"/journal/{entry.public_id}/" in get(client, pair.mentee, "partnership-detail", pair).text


def test_two_windows_of_one_entry_are_both_shown(client, pair, entry):
    base = get(client, pair.mentee, "journal-update", entry).context["draft_base"]
    post(client, pair.mentee, "journal-update", entry, text="The first.", draft_base=base)
    response = post(client, pair.mentee, "journal-update", entry, text="The second.", draft_base=base)
    assert response.status_code == 409
    assert "The first." in response.text and "The second." in response.text
    entry.refresh_from_db()
    assert (entry.text, entry.version) == ("The first.", 2)


def test_change_over_another_is_refused_where_it_is_written(pair, entry):
    actions.change_journal(entry=entry, by=pair.mentee, text="The first.", version=1, now=NOW)
    for move in (
        lambda: actions.change_journal(entry=entry, by=pair.mentee, text="No.", version=1, now=NOW),
        lambda: actions.remove_journal(entry=entry, by=pair.mentee, version=1, now=NOW),
    ):
        with pytest.raises(IllegalMove, match="another window"):
            move()


def test_author_takes_an_entry_out_as_it_was_read(client, pair, entry):
    assert "changed in another window" in post(client, pair.mentee, "journal-remove", entry, version="7").text
    post(client, pair.mentee, "journal-remove", entry, version=1)
    assert not JournalEntry.objects.exists()


@pytest.mark.parametrize("state", [*OVER, State.LAPSED, State.SUSPENDED])
def test_journal_of_what_is_over_is_read_and_not_changed(pair, entry, state):
    Partnership.objects.filter(pk=pair.pk).update(state=state)
    allowed = state == State.CLOSING
    for move in (
        lambda: actions.change_journal(entry=entry, by=pair.mentee, text="Other.", version=1, now=NOW),
        lambda: actions.remove_journal(entry=entry, by=pair.mentee, version=2, now=NOW),
    ):
        if allowed:
            move()
        else:
            with pytest.raises(IllegalMove):
                move()


def test_only_who_wrote_it_changes_it(client, pair, entry):
    for person in (pair.mentor, make_stranger()):
        for name in ("journal-update", "journal-remove"):
            assert get(client, person, name, entry).status_code == 404
        with pytest.raises(IllegalMove):
            actions.change_journal(entry=entry, by=person, text="Mine.", version=1, now=NOW)


def test_what_was_typed_for_the_journal_when_the_session_ended_is_offered_on_the_page_of_the_pair(
    client, pair
):
    page = get(client, pair.mentee, "partnership-detail", pair)
    client.logout()
    typed = {"draft_owner": page.context["draft_owner"], "draft_path": pair.get_absolute_url()}
    client.post(url("journal-add", pair), {"text": "Half a thought"} | typed)
    client.force_login(pair.mentee)
    response = client.get(url("journal-add", pair), follow=True)
    assert "You were signed out before this was saved." in response.text
    assert "Half a thought" in response.text
    client.post(url("journal-add", pair), {"text": "A whole thought"} | typed)
    assert "Half a thought" not in client.get(pair.get_absolute_url()).text
    assert JournalEntry.objects.get().text == "A whole thought"


# Private notes


def test_private_notes_are_their_authors_alone(client, pair):
    post(client, pair.mentee, "private-note", pair, text=SECRET)
    assert SECRET in get(client, pair.mentee, "private-note", pair).text
    for name in ("private-note", "partnership-detail"):
        assert SECRET not in get(client, pair.mentor, name, pair).text
    assert get(client, make_stranger(), "private-note", pair).status_code == 404
    assert not PrivateNote.objects.visible_to(pair.mentor).exists()
    assert PrivateNote not in admin.site._registry and Forward not in admin.site._registry
    assert not any(SECRET in mail.text + mail.html for mail in Mail.objects.all())


@pytest.mark.parametrize("state", OVER)
def test_private_notes_are_read_and_kept_after_the_end(client, pair, state):
    post(client, pair.mentee, "private-note", pair, text=SECRET)
    Partnership.objects.filter(pk=pair.pk).update(state=state)
    page = get(client, pair.mentee, "private-note", pair)
    assert SECRET in page.text
    post(client, pair.mentee, "private-note", pair, text="Later.", draft_base=page.context["draft_base"])
    assert PrivateNote.objects.get().text == "Later."


def test_two_windows_of_private_notes_are_both_shown(client, pair):
    base = get(client, pair.mentee, "private-note", pair).context["draft_base"]
    post(client, pair.mentee, "private-note", pair, text="The first.", draft_base=base)
    response = post(client, pair.mentee, "private-note", pair, text="The second.", draft_base=base)
    assert response.status_code == 409
    assert "The first." in response.text and "The second." in response.text
    with pytest.raises(IllegalMove):
        actions.keep_private_note(partnership=pair, by=pair.mentee, text="Third.", version=0, now=NOW)
    assert PrivateNote.objects.get().text == "The first."


def test_stranger_keeps_no_notes_about_a_pair(pair):
    with pytest.raises(IllegalMove):
        actions.keep_private_note(partnership=pair, by=make_stranger(), text="x", version=0, now=NOW)


# Pay it forward


def test_mentee_is_asked_after_looking_back_with_what_the_pair_knows(client):
    pair = make_partnership(State.CLOSING)
    response = post(client, pair.mentee, "reflection", pair, learned="To say it to his face.")
    assert response.redirect_chain[-1][0] == url("forward", pair)
    form = response.context["form"]
    assert form["area"].value() == "managing-people"
    assert (form["began"].value(), form["ended"].value()) == (2026, 2026)
    assert form["asked_of_me"].value() == "To say it to his face."


def test_who_would_rather_not_meet_again_is_not_asked_on_the_way_out(client):
    pair = make_partnership(State.CLOSING)
    response = post(client, pair.mentee, "reflection", pair, learned="", never_again="on")
    assert response.redirect_chain[-1][0] == pair.get_absolute_url()
    assert Reflection.objects.get().never_again


def test_passage_stands_on_the_profile_once_and_ranking_hears_of_it(client):
    pair = make_partnership(State.CLOSING)
    before = Change.objects.count()
    post(client, pair.mentee, "forward", pair, **PASSAGE)
    passage = Passage.objects.get(profile__user=pair.mentee)
    assert (passage.area, passage.is_offered) == (pair.goal.area, True)
    assert Forward.objects.get().passage == passage
    assert Change.objects.count() > before
    assert "Pay it forward" not in get(client, pair.mentee, "partnership-detail", pair).text
    response = post(client, pair.mentee, "forward", pair, **PASSAGE)
    assert "decided on it already" in response.text
    assert Passage.objects.filter(profile__user=pair.mentee).count() == 1


def test_not_now_stays_quiet(client):
    pair = make_partnership(State.COMPLETED)
    assert "Pay it forward" in get(client, pair.mentee, "partnership-detail", pair).text
    post(client, pair.mentee, "forward-leave", pair)
    assert "Pay it forward" not in get(client, pair.mentee, "partnership-detail", pair).text
    assert get(client, pair.mentee, "forward", pair).url == pair.get_absolute_url()
    assert not Passage.objects.filter(profile__user=pair.mentee).exists()


def test_wrong_passage_is_said_at_the_field_and_what_was_typed_stays(client):
    pair = make_partnership(State.CLOSING)
    response = post(client, pair.mentee, "forward", pair, **PASSAGE | {"began": "2031", "area": "nowhere"})
    assert response.status_code == 422
    assert "2031 is still to come." in response.text
    assert "To say it to his face." in response.text
    assert not Forward.objects.exists()


@pytest.mark.parametrize("state", State)
def test_only_the_mentee_of_what_had_begun_and_is_over_passes_it_on(state):
    pair = make_partnership(state)
    for person in (pair.mentee, pair.mentor, make_stranger()):
        if person == pair.mentee and state in OVER:
            actions.leave_forward(partnership=pair, by=person, now=NOW)
        else:
            with pytest.raises(IllegalMove):
                actions.leave_forward(partnership=pair, by=person, now=NOW)


def test_pair_that_never_signed_has_nothing_to_pass_on():
    pair = make_partnership(State.INTRODUCED)
    actions.close(partnership=pair, by=pair.mentor, now=NOW)
    with pytest.raises(IllegalMove):
        actions.leave_forward(partnership=pair, by=pair.mentee, now=NOW)
