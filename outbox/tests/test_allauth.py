"""allauth's mails go through the outbox: kept with the change they tell about, in our words, both as text and HTML."""

import re
from pathlib import Path

import allauth
import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core import context as allauth_context
from django.conf import settings as site
from django.contrib.auth.models import AnonymousUser
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone

from outbox import allauth as ours
from outbox import delivery
from outbox.models import Kind, Mail

from .factories import person

CONTEXT = {
    "code": "ABC-123",
    "activate_url": "http://evil.example/accounts/confirm-email/KEY/",
    "password_reset_url": "http://evil.example/accounts/password/reset/key/1-KEY/",
    "signup_url": "http://evil.example/accounts/signup/",
    "timestamp": timezone.now(),
    "ip": "192.0.2.1",
    "user_agent": "Firefox <b>",
    "from_email": "old@example.org",
    "to_email": "new@example.org",
    "deleted_email": "gone@example.org",
}


@pytest.fixture
def asked(rf):
    """A request that claims another host, as allauth would find it."""
    request = rf.get("/", headers={"host": "testserver"})
    request.user = AnonymousUser()
    with allauth_context.request_context(request):
        yield request


def shipped_prefixes() -> set[str]:
    """Every mail that the installed allauth has a template for, in the parts of it that we use."""
    root = Path(allauth.__file__).parent / "templates"
    files = [*root.glob("account/email/*_subject.txt"), *root.glob("mfa/email/*_subject.txt")]
    return {str(file.relative_to(root)).removesuffix("_subject.txt") for file in files}


def test_every_mail_of_the_installed_allauth_has_a_folder_of_ours():
    assert set(ours.FOLDERS) == shipped_prefixes()
    for folder in {*ours.FOLDERS.values(), ours.OTHER}:
        for part in ("subject.txt", "body.txt", "body.html"):
            assert get_template(f"emails/{folder}/{part}")


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", sorted(ours.FOLDERS))
def test_mail_is_complete_as_text_and_html(asked, mailoutbox, prefix):
    hanna = person()
    get_adapter(asked).send_mail(prefix, hanna.email, CONTEXT | {"user": hanna})
    mail = Mail.objects.get()
    assert (mail.name, mail.kind, mail.to) == (ours.FOLDERS[prefix], Kind.ACCOUNT, hanna)
    assert mail.subject
    for body in (mail.text, mail.html):
        assert "evil.example" not in body
        assert "<b>" not in body or body is mail.text
        assert "You get this because" in body
    assert "None" not in mail.text
    assert re.search(r"[{%]\S", mail.text) is None
    delivery.deliver(mail.pk)
    assert [message.to for message in mailoutbox] == [["Hanna Tesfaye <hanna@example.org>"]]


@pytest.mark.django_db
def test_mail_without_a_folder_goes_out_in_allauths_words(asked, mailoutbox):
    get_adapter(asked).send_mail(
        "socialaccount/email/account_connected",
        "hanna@example.org",
        CONTEXT | {"account": "x", "provider": "Y"},
    )
    mail = Mail.objects.get()
    assert (mail.name, mail.subject) == ("account_other", "Third-Party Account Connected")
    assert "192.0.2.1" in mail.text


@pytest.mark.django_db
def test_mail_to_an_unknown_address_has_no_account(asked):
    get_adapter(asked).send_mail(
        "account/email/unknown_account", "who@example.org", {"signup_url": "http://x/y/"}
    )
    mail = Mail.objects.get()
    assert (mail.to, mail.to_email) == (None, "who@example.org")
    assert "http://testserver/y/" in mail.text


@pytest.mark.django_db
def test_notice_to_an_address_left_behind_belongs_to_the_person_who_left_it(asked):
    asked.user = person()
    get_adapter(asked).send_mail("account/email/email_changed", "old@example.org", CONTEXT)
    mail = Mail.objects.get()
    assert (mail.to, mail.to_email) == (asked.user, "old@example.org")


@pytest.mark.django_db
def test_each_sending_is_a_mail_of_its_own(asked):
    for _ in range(2):
        get_adapter(asked).send_mail("account/email/login_code", "hanna@example.org", {"code": "ABC"})
    assert Mail.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("prefix", "private"),
    [
        ("account/email/password_reset_key", True),
        ("account/email/email_confirmation", True),
        ("mfa/email/totp_activated", False),
    ],
)
def test_mail_that_opens_an_account_is_private(asked, prefix, private):
    keys = {"key": "KEY"} if private else {}
    context = {name: value for name, value in CONTEXT.items() if name != "code"}
    get_adapter(asked).send_mail(prefix, "hanna@example.org", context | keys)
    assert Mail.objects.get().is_private is private


@pytest.mark.django_db
def test_forgotten_password_from_the_page_to_the_new_one(client, mailoutbox):
    hanna = person()
    hanna.set_password("an old one, long enough")
    hanna.save()
    EmailAddress.objects.create(user=hanna, email=hanna.email, primary=True, verified=True)
    client.post(reverse("account_reset_password"), {"email": hanna.email}, headers={"host": "testserver"})
    mail = Mail.objects.get()
    assert (mail.name, mail.is_private) == ("account_password_reset", True)
    delivery.deliver(mail.pk)
    (link,) = re.findall(rf"{site.SITE_URL}(/accounts/password/reset/key/\S+)", mailoutbox[0].body)
    form = client.get(link, follow=True)
    client.post(
        form.redirect_chain[-1][0],
        {"password1": "quite another, and long", "password2": "quite another, and long"},
    )
    hanna.refresh_from_db()
    assert hanna.check_password("quite another, and long")
    assert set(Mail.objects.values_list("name", flat=True)) == {
        "account_password_reset",
        "account_password_was_reset",
    }


@pytest.mark.django_db
def test_forgotten_password_answers_alike_for_known_and_unknown_addresses(client):
    EmailAddress.objects.create(user=person(), email="hanna@example.org", primary=True, verified=True)
    answers = [
        client.post(reverse("account_reset_password"), {"email": address})
        for address in ("hanna@example.org", "who@example.org")
    ]
    assert [(a.status_code, a["Location"]) for a in answers] == [
        (302, reverse("account_reset_password_done"))
    ] * 2
    assert set(Mail.objects.values_list("name", flat=True)) == {"account_password_reset", "account_unknown"}
