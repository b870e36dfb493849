"""The pages of what a mentor passes on: what each of the two reads and can press, and what is said to wrong input."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Draft
from partnerships.models import Opportunity, Partnership

from .factories import BEGIN, make_opportunity, make_partnership, make_stranger
from .test_pages import get, post, url

pytestmark = pytest.mark.django_db
State = Opportunity.State
FILLED = {
    "title": "A panel",
    "why": "You know more about sand.",
    "url": "https://example.org/a",
    "deadline": "2026-09-20",
}


@pytest.fixture(autouse=True)
def september():
    with time_machine.travel(BEGIN + timedelta(days=2), tick=False):
        yield


@pytest.fixture
def pair(september) -> Partnership:
    return make_partnership(Partnership.State.ACTIVE)


def test_mentor_passes_on_and_the_mentee_takes_it_up_and_tells(client, pair):
    post(client, pair.mentor, "opportunity-create", pair, **FILLED)
    one = Opportunity.objects.get()
    page = get(client, pair.mentee, "partnership-detail", pair).text
    assert page.index("Read it and answer") < page.index("The way so far")
    page = get(client, pair.mentee, "opportunity-detail", one).text
    assert "Go to example.org" in page
    assert 'rel="noopener noreferrer nofollow external"' in page
    assert "Until Sunday 20 September 2026" in page
    post(client, pair.mentee, "opportunity-pursue", one, version=1)
    post(
        client,
        pair.mentee,
        "opportunity-settle",
        one,
        **{"outcome-outcome": "not", "outcome-word": "They chose a geologist."},
    )
    page = get(client, pair.mentor, "opportunity-detail", one).text
    assert "Not this time. Naledi tried, and that stays." in page
    assert "They chose a geologist." in page
    assert "not this time, 3 September" in get(client, pair.mentor, "partnership-detail", pair).text


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("title", "", "One line is enough. What is it?"),
        ("title", "x" * 121, "at most 120 characters"),
        ("title", "nul \x00", "Null characters are not allowed."),
        ("why", " ", "A sentence is enough."),
        ("why", "x" * 1001, "at most 1000 characters"),
        ("url", "javascript:alert(1)", "Write an address such as"),
        ("url", "ftp://example.org", "Write an address such as"),
        ("url", "https://bank.example@elsewhere.example/", "Write an address such as"),
        ("url", "https://[", "Write an address such as"),
        ("url", "https://" + "x" * 500 + ".org", "at most 500 characters"),
        ("deadline", "2026-09-02", "That day has gone by where Naledi lives."),
        ("deadline", "2036-09-02", "more than two years away"),
        ("deadline", "soon", "Write a day such as"),
    ],
)
def test_wrong_words_are_said_at_the_field_and_what_was_typed_stays(client, pair, field, value, says):
    typed = FILLED | {"why": "Kept as it was typed."} | {field: value}
    response = post(client, pair.mentor, "opportunity-create", pair, **typed)
    assert response.status_code == 422
    assert says in response.text
    assert field == "why" or "Kept as it was typed." in response.text
    assert not Opportunity.objects.exists()


@pytest.mark.parametrize("typed", ["example.org/call", "HTTPS://example.org/call"])
def test_link_is_of_the_web_as_it_is_written_as_a_rule(client, pair, typed):
    post(client, pair.mentor, "opportunity-create", pair, **FILLED | {"url": typed})
    assert Opportunity.objects.get().url == "https://example.org/call"


@pytest.mark.parametrize("version", ["", "x", "-1", "٣", "9" * 40, "2"])
def test_forged_version_takes_nothing_up(client, pair, version):
    one = make_opportunity(pair)
    response = post(client, pair.mentee, "opportunity-pursue", one, version=version)
    assert "read it again" in response.text
    one.refresh_from_db()
    assert one.is_offered


def test_two_windows_of_a_change_are_both_shown(client, pair):
    one = make_opportunity(pair)
    base = get(client, pair.mentor, "opportunity-update", one).context["draft_base"]
    filled = FILLED | {"draft_base": base}
    assert post(client, pair.mentor, "opportunity-update", one, **filled).status_code == 200
    response = post(
        client, pair.mentor, "opportunity-update", one, **filled | {"why": "From the other window."}
    )
    assert response.status_code == 409
    assert "You know more about sand." in response.text
    assert "From the other window." in response.text
    one.refresh_from_db()
    assert one.why == "You know more about sand."


def test_what_was_typed_when_the_session_ended_is_offered_again(client, pair):
    page = get(client, pair.mentor, "opportunity-create", pair)
    client.logout()
    client.post(url("opportunity-create", pair), FILLED | {"draft_owner": page.context["draft_owner"]})
    client.force_login(pair.mentor)
    response = client.get(url("opportunity-create", pair))
    assert "You were signed out before this was saved." in response.text
    assert "You know more about sand." in response.text
    assert not Opportunity.objects.exists()
    assert not Draft.objects.exists()


def test_mentee_of_what_was_taken_back_reads_that_and_nothing_of_it(client, pair):
    one = make_opportunity(pair, State.TAKEN_BACK, title="A mistake")
    page = get(client, pair.mentee, "opportunity-detail", one).text
    assert "Adaeze has taken it back on 1 September." in page
    assert "A mistake" not in page + get(client, pair.mentee, "partnership-detail", pair).text


def test_ended_pair_reads_it_and_has_no_buttons(client):
    pair = make_partnership(Partnership.State.ACTIVE)
    one = make_opportunity(pair)
    Partnership.objects.filter(pk=pair.pk).update(state=Partnership.State.COMPLETED)
    for person in pair.people:
        page = get(client, person, "opportunity-detail", one).text
        assert one.why in page
        assert "It had no answer." in page
        assert one.title in get(client, person, "partnership-detail", pair).text
        for name in (
            "opportunity-pursue",
            "opportunity-withdraw",
            "opportunity-update",
            "opportunity-create",
        ):
            assert (
                reverse(f"partnerships:{name}", args=[(pair if name.endswith("create") else one).public_id])
                not in page
            )


def test_page_stands_with_hostile_words(client, pair):
    hostile = "<script>alert(1)</script>"
    one = make_opportunity(pair, title=hostile, why=hostile)
    for person in pair.people:
        for name, thing in (("opportunity-detail", one), ("partnership-detail", pair)):
            assert hostile not in get(client, person, name, thing).text


def test_stranger_finds_nothing(client, pair):
    one = make_opportunity(pair)
    client.force_login(make_stranger())
    assert client.get(url("opportunity-detail", one)).status_code == 404
    assert client.post(url("opportunity-decline", one)).status_code == 404
