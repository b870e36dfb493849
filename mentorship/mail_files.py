"""Mails as files, for a site without a mail server: one `.eml` each, which any mail program and most browsers' viewers open."""

import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django.utils.crypto import get_random_string


class EmailBackend(BaseEmailBackend):
    """Writes each mail to `settings.EMAIL_FILE_PATH`, named by time, addressee and subject, so that a folder listing reads as an inbox."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for mail in email_messages:
            path = folder / _file_name(mail)
            draft = path.with_suffix(".part")
            draft.write_bytes(mail.message().as_bytes(linesep="\r\n"))
            draft.rename(path)  # whoever watches the folder never sees half a mail
        return len(email_messages)


def _file_name(mail: EmailMessage) -> str:
    moment = timezone.now().strftime("%Y-%m-%d_%H%M%S")
    words = "-".join(re.findall(r"\w+", f"{mail.to[0].split('@')[0] if mail.to else ''} {mail.subject}".lower()))
    return f"{moment}_{words[:80]}_{get_random_string(4).lower()}.eml"
