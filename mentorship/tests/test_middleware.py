"""What holds for every answer of the site."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from matching.tests.factories import make_request

pytestmark = pytest.mark.django_db
BROWSER = {"HTTP_ACCEPT": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}


def test_button_pressed_after_the_session_ended_leads_back_to_its_page_and_does_nothing(client):
    asked = make_request()
    address = reverse("matching:request-withdraw", args=[asked.public_id])
    assert address in client.post(address).url  # to sign in, and then back
    client.force_login(asked.mentee)
    response = client.get(address, **BROWSER)
    assert (response.status_code, response.url) == (302, f"/requests/{asked.public_id}/")
    assert [str(message) for message in get_messages(response.wsgi_request)] == [
        "Nothing has changed yet. Press the button once more."
    ]
    assert client.get(response.url, **BROWSER).status_code == 200
    asked.refresh_from_db()
    assert asked.is_pending


def test_what_is_no_browser_is_told_that_only_post_is_taken(client):
    asked = make_request()
    client.force_login(asked.mentee)
    assert client.get(reverse("matching:request-withdraw", args=[asked.public_id])).status_code == 405
