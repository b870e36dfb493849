"""Mails as files, for a site without a mail server: one ``.eml`` each, which any mail program opens."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class EmlFileBackend(BaseEmailBackend):
    """Writes each mail into ``settings.EMAIL_FILE_PATH`` as ``<utc time>-<kind>-<to>.eml``, so that a folder listing reads as an inbox."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            path = folder / file_name(message)
            draft = path.with_suffix(".part")
            with draft.open("xb") as file:
                file.write(message.message().as_bytes())
                file.flush()
                os.fsync(file.fileno())
            draft.rename(path)  # whoever reads the folder never sees half a mail
        return len(email_messages)


def file_name(message: EmailMessage) -> str:
    """Letters, digits, ``@ . _ + -`` only; the microseconds keep two mails apart."""
    moment = timezone.now().strftime("%Y%m%dT%H%M%S.%fZ")
    kind = message.extra_headers.get("X-Mail-Kind", "mail")
    to = message.recipients()[0] if message.recipients() else "nobody"
    address = to.rpartition("<")[2].rstrip(">")
    safe = re.sub(r"[^A-Za-z0-9@._+-]", "_", f"{kind}-{address}")[:120]
    return f"{moment}-{safe}.eml"
