"""Partnerships in the administration: states to read, moves of safety to make."""

import pytest
from django.urls import reverse

from accounts.tests.factories import give_consent, make_user
from partnerships.models import Event, Partnership

from .factories import make_partnership

pytestmark = pytest.mark.django_db
State = Partnership.State


@pytest.fixture
def boss(client):
    user = make_user("Esi", is_staff=True, is_superuser=True)
    give_consent(user)
    client.force_login(user)
    return user


def choose(client, action, pair, **more):
    page = client.post(
        reverse("admin:partnerships_partnership_changelist"),
        {"action": action, "_selected_action": [pair.pk], **more},
        follow=True,
    )
    pair.refresh_from_db()
    return page.content.decode()


def test_suspending_asks_first_and_is_kept_with_who_did_it(client, boss):
    pair = make_partnership(State.ACTIVE)
    assert "stop at once" in choose(client, "suspend", pair)
    assert pair.state == State.ACTIVE
    choose(client, "suspend", pair, confirmed="yes")
    assert (pair.state, pair.state_by) == (State.SUSPENDED, boss)
    assert Event.objects.filter(partnership=pair, kind=Event.Kind.SUSPENDED, by=boss).exists()


def test_restoring_gives_back_the_state_before(client, boss):
    pair = make_partnership(State.ACTIVE)
    choose(client, "suspend", pair, confirmed="yes")
    choose(client, "restore", pair, confirmed="yes")
    assert pair.state == State.ACTIVE


def test_ending_ends_what_was_suspended(client, boss):
    pair = make_partnership(State.ACTIVE)
    choose(client, "suspend", pair, confirmed="yes")
    choose(client, "end", pair, confirmed="yes")
    assert (pair.state, pair.state_before) == (State.ENDED_EARLY, "")


def test_ending_what_is_running_says_why_not(client, boss):
    pair = make_partnership(State.ACTIVE)
    assert "Nothing has been changed." in choose(client, "end", pair, confirmed="yes")
    assert pair.state == State.ACTIVE


def test_a_partnership_is_read_only(client, boss):
    pair = make_partnership(State.ACTIVE)
    url = reverse("admin:partnerships_partnership_change", args=[pair.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"state": State.COMPLETED}).status_code == 403
