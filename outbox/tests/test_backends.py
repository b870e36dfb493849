"""Mails as files."""

import email
import email.policy
import re

from django.core.mail import EmailMessage

from outbox.backends import EmlFileBackend


def test_mail_becomes_a_readable_file_named_by_time_kind_and_addressee(settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path / "mails"
    mail = EmailMessage(
        "Zoë, a letter", "It says “so”.", to=["Zoë <zoe@example.org>"], headers={"X-Mail-Kind": "requests"}
    )
    assert EmlFileBackend().send_messages([mail, mail]) == 2
    names = sorted(path.name for path in settings.EMAIL_FILE_PATH.iterdir())
    assert len(names) == 2
    assert all(re.fullmatch(r"\d{8}T\d{6}\.\d{6}Z-requests-zoe@example\.org\.eml", name) for name in names)
    read = email.message_from_bytes(
        (settings.EMAIL_FILE_PATH / names[0]).read_bytes(), policy=email.policy.default
    )
    assert (read["Subject"], read.get_content().strip()) == ("Zoë, a letter", "It says “so”.")


def test_file_name_stays_in_its_folder(settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path / "mails"
    EmlFileBackend().send_messages([EmailMessage("x", "y", to=["../../etc/passwd\x00@example.org"])])
    assert [path.parent.name for path in tmp_path.rglob("*.eml")] == ["mails"]
