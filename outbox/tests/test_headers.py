"""What stands above a mail, whatever people call themselves."""

import email
import email.policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outbox import delivery, headers, links
from outbox.models import Kind, Mail

from .factories import person, queued

HOSTILE = [
    "Tom\r\nBcc: everybody@example.org",
    "Tom\nSubject: You have won",
    "Tom\r\n\r\n<html>",
    "Tom\x00\x1b[31m",
    "Tom\u2028Bcc: a@b.c",
    "moc.elpmaxe\u202emot",
    '"><script>alert(1)</script>',
    "=?utf-8?q?=0D=0ABcc:_a@b.c?=",
    "<everybody@example.org>",
    "a@b.c, d@e.f",
    "Zoë 🧵 Ångström",
    "名前" * 60,
]


@given(st.text(), st.integers(1, 200))
def test_one_line_is_one_short_line_without_control_characters(text, limit):
    line = headers.one_line(text, limit)
    assert len(line) <= limit
    assert line.splitlines() in ([], [line])
    assert line == line.strip()


def test_one_line_keeps_letters_of_every_script_and_joined_emoji():
    for name in ("Zoë Ångström", "عائشة", "नलेदी", "👩‍🌾 Hanna", "می‌خواهم"):
        assert headers.one_line(name, 80) == name


def parsed(mail: Mail) -> email.message.EmailMessage:
    return email.message_from_bytes(delivery.build(mail).message().as_bytes(), policy=email.policy.default)


@pytest.mark.django_db
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_and_subjects_add_no_header_and_no_addressee(name):
    hanna = person()
    hanna.first_name, hanna.last_name = (
        name,
        "",
    )  # not saved: the account's own checks are not what is tried here
    mail = queued(
        to=hanna,
        reply_to=f"naledi@example.org{name}" if "\n" in name else "naledi@example.org",
        context={"their_subject": name, "their_text": name},
    )
    message = parsed(mail)
    assert sorted(set(message.keys())) == [
        "Auto-Submitted",
        "Content-Type",
        "Date",
        "From",
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
        "MIME-Version",
        "Message-ID",
        "Reply-To",
        "Subject",
        "To",
        "X-Auto-Response-Suppress",
        "X-Mail-Kind",
    ]
    assert [address.addr_spec for address in message["To"].addresses] == ["hanna@example.org"]
    assert "\n" not in message["Subject"]


@pytest.mark.django_db
def test_message_id_comes_from_the_key_alone():
    one, other = queued("one"), queued("other")
    assert headers.message_id(one.key) == headers.message_id("one")
    assert headers.message_id(one.key) != headers.message_id(other.key)
    assert headers.message_id("one").endswith("@testserver>")


@pytest.mark.django_db
def test_every_optional_kind_has_one_click_headers_and_the_account_has_none():
    for kind in Kind:
        names = headers.headers(queued(f"mail-{kind}", kind=kind)).keys()
        assert ("List-Unsubscribe" in names, "List-Unsubscribe-Post" in names) == (kind.is_optional,) * 2


@pytest.mark.parametrize("path", ["//evil.example/", "https://evil.example/", "", "requests/"])
def test_absolute_refuses_what_is_not_a_path(path):
    with pytest.raises(ValueError, match="not a path"):
        links.absolute(path)


def test_links_stand_on_our_own_host():
    assert links.absolute("/requests/?a=1") == "http://testserver/requests/?a=1"
    assert (
        links.rehosted("https://evil.example/accounts/reset/?k=1#x")
        == "http://testserver/accounts/reset/?k=1"
    )
    assert links.rehosted("https://evil.example//host/x") == "http://testserver/host/x"
