"""Administrators see what went out, in which state and how it looks, and act through actions."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from outbox import actions, delivery
from outbox.models import Kind, Mail, Suppression

from .factories import person, queued

pytestmark = pytest.mark.django_db

LISTING = "admin:outbox_mail_changelist"


@pytest.fixture
def staff(client):
    admin = person("admin@example.org", first_name="Ada", is_staff=True, is_superuser=True)
    client.force_login(admin)
    return client


def page(mail: Mail) -> str:
    return reverse("admin:outbox_mail_change", args=[mail.pk])


def picture(mail: Mail) -> str:
    return reverse("admin:outbox_mail_preview", args=[mail.pk])


def test_list_can_be_searched_and_filtered(staff):
    queued("one", to_email="one@example.org")
    queued("two", to_email="two@example.org", kind=Kind.CHECKS)
    actions.cancel(key_prefix="two")
    found = staff.get(reverse(LISTING), {"q": "one@example.org"}).content.decode()
    assert "one@example.org" in found
    assert "two@example.org" not in found
    found = staff.get(reverse(LISTING), {"state__exact": "cancelled"}).content.decode()
    assert "two@example.org" in found
    assert "one@example.org" not in found


def test_list_asks_the_database_equally_often_for_one_mail_and_for_three(staff, django_assert_num_queries):
    queued("one", to=person())
    with CaptureQueriesContext(
        connection,
    ) as first:
        staff.get(reverse(LISTING))
    queued("two", to=person("two@example.org"))
    queued("three", to=person("three@example.org"))
    with django_assert_num_queries(len(first)):
        staff.get(reverse(LISTING))


def test_page_shows_text_and_a_sandboxed_frame(staff):
    mail = queued()
    response = staff.get(page(mail))
    shown = response.content.decode()
    assert "It says something." in shown
    assert f'src="{picture(mail)}"' in shown
    assert "sandbox" in shown
    assert "frame-src 'self'" in response["Content-Security-Policy"]


def test_picture_of_a_mail_may_be_framed_by_us_and_can_neither_run_nor_fetch(staff):
    image = actions.InlineImage(cid="pair", filename="pair.png", png=b"\x89PNG", alt="Two rounds")
    response = staff.get(picture(queued(images=[image])))
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    policy = dict(part.strip().partition(" ")[::2] for part in response["Content-Security-Policy"].split(";"))
    assert policy == {
        "default-src": "'none'",
        "img-src": "data:",
        "style-src": "'unsafe-inline'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'self'",
        "sandbox": "allow-popups",
    }
    body = response.content.decode()
    assert 'src="data:image/png;base64,iVBORw=="' in body
    assert "cid:" not in body


def test_inline_styles_are_allowed_on_no_other_page(staff):
    assert "unsafe-inline" not in staff.get(page(queued()))["Content-Security-Policy"]


@pytest.mark.parametrize("url", [page, picture])
def test_mail_that_opens_an_account_shows_its_text_to_nobody(staff, url):
    mail = queued(kind=Kind.ACCOUNT, private=True)
    response = staff.get(url(mail))
    assert "It says something." not in response.content.decode()
    assert response.status_code == (404 if url is picture else 200)


@pytest.mark.parametrize("url", [page, picture])
@pytest.mark.parametrize("who", ["nobody", "member", "staff without the right"])
def test_only_staff_with_the_right_may_look(client, url, who):
    mail = queued()
    if who != "nobody":
        client.force_login(person("tom@example.org", is_staff=who != "member"))
    response = client.get(url(mail))
    assert response.status_code in {302, 403, 404}
    assert "It says something." not in response.content.decode()


def test_failed_mail_is_tried_again_and_others_are_not(staff, mailoutbox):
    failed, sent = queued("failed"), queued("sent")
    Mail.objects.filter(pk=failed.pk).update(state=Mail.State.FAILED, attempts=3)
    delivery.deliver(sent.pk)
    response = staff.post(
        reverse(LISTING), {"action": "retry", "_selected_action": [failed.pk, sent.pk]}, follow=True
    )
    failed.refresh_from_db()
    assert failed.state == Mail.State.QUEUED
    said = response.content.decode()
    assert "1 mail is tried again now." in said
    assert "Only failed mails" in said


def test_waiting_mail_is_called_off(staff):
    mail = queued()
    staff.post(reverse(LISTING), {"action": "cancel", "_selected_action": [mail.pk]})
    mail.refresh_from_db()
    assert mail.state == Mail.State.CANCELLED


def test_mail_can_be_neither_added_changed_nor_deleted(staff):
    mail = queued()
    assert staff.get(reverse("admin:outbox_mail_add")).status_code == 403
    assert staff.post(reverse("admin:outbox_mail_delete", args=[mail.pk]), {"post": "yes"}).status_code == 403
    assert staff.post(page(mail), {"subject": "Changed", "state": "sent"}).status_code == 403
    mail.refresh_from_db()
    assert (mail.subject, mail.state) == ("A letter", "queued")


def test_address_is_suppressed_and_lifted_by_hand(staff):
    staff.post(
        reverse("admin:outbox_suppression_add"), {"address": "Tom@example.org", "note": "asked by phone"}
    )
    entry = Suppression.objects.get()
    assert (entry.address, entry.reason, entry.note) == ("tom@example.org", "by-hand", "asked by phone")
    again = staff.post(reverse("admin:outbox_suppression_add"), {"address": "TOM@example.org"})
    assert again.status_code in {200, 302}
    assert Suppression.objects.count() == 1
    staff.post(reverse("admin:outbox_suppression_delete", args=[entry.pk]), {"post": "yes"})
    assert not Suppression.objects.exists()
