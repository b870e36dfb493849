"""The project's own pages: open to everybody, whole, and without a question to the database."""

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.views.defaults import server_error

PAGES = ["home", "how-it-works", "code-of-conduct", "privacy", "accessibility", "example-profile"]


@pytest.mark.parametrize("name", PAGES)
def test_page_opens_without_asking_the_database(client, django_assert_num_queries, db, name):
    with django_assert_num_queries(0):
        response = client.get(reverse(name))

    assert response.status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_page_has_one_heading_of_the_first_order_and_a_title(client, db, name):
    html = client.get(reverse(name)).content.decode()

    assert html.count("<h1") == 1
    assert "<title></title>" not in html
    assert html.count("<main") == 1
    assert 'class="skip" href="#main"' in html


@pytest.mark.parametrize("name", PAGES)
def test_page_opens_for_somebody_signed_in(client, db, name):
    client.force_login(get_user_model().objects.create_user("naledi@example.org", first_name="Naledi"))

    assert client.get(reverse(name)).status_code in {200, 302}


def test_unknown_address_answers_in_our_words(client, db):
    response = client.get("/nothing-stands-here/")

    assert response.status_code == 404
    assert "There is nothing here" in response.content.decode()


def test_missing_token_answers_in_our_words(db):
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "x"})

    assert response.status_code == 403
    assert "Please send it once more" in response.content.decode()


def test_error_page_stands_alone(rf):
    response = server_error(rf.get("/"))

    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()
