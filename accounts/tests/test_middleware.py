"""What holds for every request of somebody signed in: their clock, their standing, their consent."""

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import make_person, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/profile/", "/mentors/", "/communities/", "/requests/", "/partnerships/"])
def test_without_consent_pages_of_people_lead_to_the_texts_and_back(client, path):
    client.force_login(make_user())
    response = client.get(path)
    assert response.status_code == 302
    assert response.url == f"/welcome/?next={path.replace('/', '%2F')}"


@pytest.mark.parametrize(
    "path",
    [
        "/how-it-works/",
        "/welcome/",
        "/settings/",
        "/settings/mail/",
        "/code-of-conduct/",
        "/your-data/",
        "/report/",
        "/accounts/email/",
    ],
)
def test_without_consent_the_texts_and_ones_own_settings_stay_open(client, path):
    client.force_login(make_user())
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_consent_leads_nowhere_else(client, target):
    client.force_login(make_user())
    response = client.post(f"/welcome/?next={target}", {"adult": "on", "conduct": "on", "data": "on"})
    assert response.url == "/profile/"


def test_a_suspended_person_is_signed_out_and_told(client):
    user = make_person()
    client.force_login(user)
    User.objects.filter(pk=user.pk).update(suspended_at=timezone.now())
    response = client.get("/profile/")
    assert response.url == "/accounts/login/"
    assert len(get_messages(response.wsgi_request)) == 1
    assert "_auth_user_id" not in client.session


def test_a_zone_that_this_machine_does_not_know_breaks_no_page(client):
    user = make_person()
    client.force_login(user)
    User.objects.filter(pk=user.pk).update(time_zone="Mars/Olympus")
    assert client.get("/profile/steps/who/").status_code == 200
    assert client.get("/settings/").status_code == 200
