"""The pages of considering, deciding and asking: what they show, keep and refuse."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actions import note_vocabulary
from accounts.models import Area, Value
from accounts.tests.factories import join, make_community, make_mentee, make_mentor, make_person
from matching import actions, emails
from matching.models import CommunityRules, Hidden, MentorPrice, Request, Shortlisting
from matching.tests.factories import make_request
from outbox.models import Mail
from partnerships.models import Partnership

pytestmark = pytest.mark.django_db
HOSTILE = [
    "\x00",
    "<script>alert(1)</script>",
    "a" * 50_000,
    "'; DROP TABLE x; --",
    "\u202e\ud7ff",
    "{{ 7*7 }}",
    "%s%n",
]
PROUD = (("influence", "power"), ("order", "security"), ("fame", "achievement"))


@pytest.fixture
def mentee(client):
    mentee = make_mentee("Naledi")
    client.force_login(mentee)
    return mentee


def count_queries(client, path) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize("path", ["/mentors/", "/shortlist/", "/requests/", "/mentors/hidden/"])
def test_lists_keep_a_constant_number_of_queries(client, mentee, path):
    counts = []
    for number in (1, 3):
        for _ in range(number):
            mentor = make_mentor(passages=("managing-people", "teams"))
            actions.add_to_shortlist(by=mentee, mentor=mentor)
            actions.hide(by=mentee, mentor=make_mentor())
            make_request(mentor=make_mentor(), mentee=make_mentee(), state="declined")
            other = make_mentor(places=5)
            Request.objects.create(
                mentee=mentee,
                mentor=other,
                community=make_community(),
                goal=mentee.profile.goals.get(),
                goal_text="x",
                message="x",
                state="expired",
                sent_at=timezone.now(),
                expires_at=timezone.now(),
                ended_at=timezone.now(),
            )
        client.get(path)  # ranking reads the newcomers once
        counts.append(count_queries(client, path))
    assert counts[0] == counts[1]


def test_the_list_names_reasons_and_the_pull_in_both_words(client, mentee):
    make_mentor("Hanna", values=(("honesty", "benevolence"), *PROUD))
    page = client.get("/mentors/").content.decode()
    assert "You both rank <strong>Honesty</strong> first." in page
    assert "Has been through <strong>Managing people</strong>, 4 years." in page
    assert "I act on fairness." in page
    assert "I act on influence." in page


def test_a_word_that_is_renamed_has_its_new_name_on_the_next_list(client, mentee):
    make_mentor("Hanna", values=(("honesty", "benevolence"), *PROUD))
    assert "Has been through <strong>Managing people</strong>" in client.get("/mentors/").content.decode()
    Area.objects.filter(slug="managing-people").update(name="Leading a team")
    Value.objects.filter(slug="honesty").update(name="Candour")
    note_vocabulary()
    page = client.get("/mentors/").content.decode()
    assert "Has been through <strong>Leading a team</strong>" in page
    assert "You both rank <strong>Candour</strong> first." in page


@pytest.mark.parametrize(
    "name",
    ["q", "area", "group", "language", "community", "format", "hours", "overlap", "full", "page", "nonsense"],
)
@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_query_string_is_a_page(client, mentee, name, text):
    make_mentor("Hanna")
    response = client.get("/mentors/", {name: text})
    assert response.status_code == 200
    assert b"<script>alert" not in response.content


def test_pages_go_beyond_the_first_and_keep_the_wishes(client, mentee):
    for number in range(12):
        make_mentor(f"Mentor{number}")
    first = client.get("/mentors/?language=en")
    second = client.get("/mentors/?language=en&page=2")
    assert len(first.context["cards"]) + len(second.context["cards"]) == 12
    assert b"language=en&amp;page=2" in first.content


def test_the_breakdown_on_the_page_adds_up(client, mentee):
    hanna = make_mentor("Hanna", values=(("honesty", "benevolence"), *PROUD))
    told = client.get(f"/mentors/{hanna.public_id}/workings/").context["workings"]
    for section in told.sections:
        if section.rows:
            assert sum(row.mine for row in section.rows) == section.head.mine
            assert sum(row.theirs for row in section.rows) == section.head.theirs
    assert sum(section.head.mine or 0 for section in told.sections) == told.together.mine
    assert sum(section.head.theirs or 0 for section in told.sections) == told.together.theirs


def test_a_card_leads_to_its_workings_which_are_a_page_and_a_part_of_one(client, mentee):
    path = f"/mentors/{make_mentor('Hanna').public_id}/workings/"
    assert f'<a href="{path}">' in client.get("/mentors/").content.decode()
    page, part = client.get(path), client.get(path, headers={"hx-request": "true"})
    table = part.content.decode()
    assert "<html" not in table and "<h1" not in table
    assert table[table.index("<table") :] in page.content.decode()


def test_demand_is_said_where_the_place_in_the_list_is_explained_and_not_to_the_mentor(client, mentee):
    hanna, dear = make_mentor("Hanna"), make_mentor("Zodwa", interests=("choir", "jam", "tea"))
    community = hanna.memberships.get().community
    MentorPrice.objects.create(community=community, mentor=dear, price=0.043)
    said = "so that others who would suit as well are seen too"
    assert said in client.get(f"/mentors/{dear.public_id}/workings/").content.decode()
    assert said in client.get(f"/mentors/{dear.public_id}/").content.decode()
    assert "In high demand" not in client.get(f"/mentors/{hanna.public_id}/").content.decode()
    letter = make_request(mentee=mentee, mentor=dear)
    client.force_login(dear)
    assert "In high demand" not in client.get(f"/requests/{letter.public_id}/").content.decode()
    CommunityRules.objects.create(community=community, uses_prices=False)
    client.force_login(mentee)
    assert "In high demand" not in client.get(f"/mentors/{dear.public_id}/workings/").content.decode()


def test_not_for_me_and_back(client, mentee):
    hanna = make_mentor("Hanna")
    client.post(f"/mentors/{hanna.public_id}/hide/")
    assert b"Hanna Test" not in client.get("/mentors/").content
    assert b"Hanna Test" in client.get("/mentors/hidden/").content
    client.post(f"/mentors/{hanna.public_id}/unhide/")
    assert Hidden.objects.count() == 0


def test_a_note_is_kept_and_read_by_nobody_else(client, mentee):
    hanna = make_mentor("Hanna")
    client.post(f"/mentors/{hanna.public_id}/note/", {f"{hanna.public_id}-note": "canary-in-a-note"})
    assert b"canary-in-a-note" in client.get("/shortlist/").content
    for other in (hanna, make_person("Esi", is_staff=True, is_superuser=True)):
        hers = client.__class__()
        hers.force_login(other)
        for path in ("/shortlist/", f"/mentors/{hanna.public_id}/", "/requests/", "/admin/"):
            assert b"canary-in-a-note" not in hers.get(path).content


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_notes_are_kept_or_refused_at_the_field(client, mentee, text):
    hanna = make_mentor("Hanna")
    response = client.post(f"/mentors/{hanna.public_id}/note/", {f"{hanna.public_id}-note": text})
    assert response.status_code in (302, 422)
    assert Shortlisting.objects.count() == (response.status_code == 302)
    assert b"<script>alert" not in client.get("/shortlist/").content


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil"]
)
def test_next_never_leads_elsewhere(client, mentee, target):
    hanna = make_mentor("Hanna")
    response = client.post(f"/mentors/{hanna.public_id}/shortlist/", {"next": target})
    assert response.url == "/shortlist/"


def ask(client, mentor, **fields):
    mentee_goal = fields.pop("goal")
    data = {
        "goal": mentee_goal.pk,
        "community": make_community().pk,
        "message": "Could that be you?",
        "hopes": "A call",
        "not_asking": "",
    }
    return client.post(f"/mentors/{mentor.public_id}/ask/", data | fields)


def test_ask_and_accept_in_the_browser(client, mentee):
    hanna = make_mentor("Hanna")
    response = ask(client, hanna, goal=mentee.profile.goals.get())
    request = Request.objects.get()
    assert response.url == f"/requests/{request.public_id}/"
    hers = client.__class__()
    hers.force_login(hanna)
    page = hers.get(response.url).content.decode()
    assert "Could that be you?" in page
    assert mentee.email not in page
    accepted = hers.post(f"/requests/{request.public_id}/accept/")
    assert accepted.url == f"/partnerships/{Partnership.objects.get().public_id}/"


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("field", ["goal", "community", "message", "hopes", "not_asking"])
def test_a_hostile_letter_is_sent_or_answered_at_the_field(client, mentee, field, text):
    hanna = make_mentor("Hanna")
    response = ask(
        client, hanna, **({"goal": mentee.profile.goals.get()} | ({field: text} if field != "goal" else {}))
    )
    assert response.status_code in (302, 422)
    assert Request.objects.count() == (response.status_code == 302)


def test_a_letter_without_words_keeps_the_rest(client, mentee):
    hanna = make_mentor("Hanna")
    response = ask(client, hanna, goal=mentee.profile.goals.get(), message=" ", hopes="Half an hour")
    assert response.status_code == 422
    assert "Half an hour" in response.content.decode()
    assert "Write a few lines" in response.content.decode()


def test_somebody_elses_goal_or_community_cannot_be_named(client, mentee):
    hanna, other = make_mentor("Hanna"), make_mentee("Amara")
    assert ask(client, hanna, goal=other.profile.goals.get()).status_code == 422
    elsewhere = make_community("elsewhere")
    join(mentee, elsewhere)
    response = ask(client, hanna, goal=mentee.profile.goals.get(), community=elsewhere.pk)
    assert response.status_code == 422
    assert Request.objects.count() == 0


@pytest.mark.parametrize("reason", ["", "full", "nonsense", "\x00"])
def test_declining_needs_a_reason_of_the_list_and_keeps_the_line(client, reason):
    request = make_request()
    client.force_login(request.mentor)
    response = client.post(
        f"/requests/{request.public_id}/decline/", {"reason": reason, "reply": "Ask Mariama."}
    )
    assert response.status_code == 422
    assert "Ask Mariama." in response.content.decode()
    assert Request.objects.get().is_pending


def test_declining_what_was_withdrawn_meanwhile_keeps_the_draft(client):
    request = make_request(state="withdrawn")
    client.force_login(request.mentor)
    response = client.post(
        f"/requests/{request.public_id}/decline/", {"reason": "later", "reply": "Ask Mariama."}
    )
    page = client.get(response.url).content.decode()
    assert "Ask Mariama." in page
    assert "withdrawn meanwhile" in page


def test_a_forged_or_strange_id_does_not_exist(client, mentee):
    for path in (
        "/mentors/00000000-0000-0000-0000-000000000000/",
        "/requests/00000000-0000-0000-0000-000000000000/",
        "/mentors/1/",
        "/requests/%00/",
    ):
        assert client.get(path).status_code == 404


def test_reading_a_letter_marks_it_seen_for_the_mentor_only(client, mentee):
    request = make_request(mentee=mentee)
    client.get(f"/requests/{request.public_id}/")
    assert Request.objects.get().seen_at is None
    hers = client.__class__()
    hers.force_login(request.mentor)
    hers.get(f"/requests/{request.public_id}/")
    assert Request.objects.get().seen_at is not None


def test_an_unfinished_profile_comes_first(client, mentee):
    mentee.profile.__class__.objects.update(completed_at=None)
    assert client.get("/mentors/").url == "/profile/"


def test_no_admin_reads_a_letter_in_the_outgoing_mail(client):
    request = make_request()
    Request.objects.update(message="canary-in-a-letter")
    request.refresh_from_db()
    emails.request_reminder(request)
    actions.ask_question(request=request, by=request.mentor, text="canary-in-a-question", now=timezone.now())
    actions.answer_question(
        request=request, by=request.mentee, text="canary-in-an-answer", now=timezone.now()
    )
    actions.decline(
        request=request, by=request.mentor, reason="later", reply="canary-in-a-reply", now=timezone.now()
    )
    client.force_login(make_person("Esi", is_staff=True, is_superuser=True))
    for mail in Mail.objects.all():
        for page in ("change", "preview"):
            path = reverse(f"admin:outbox_mail_{page}", args=[mail.pk])
            assert b"canary-in" not in client.get(path).content
