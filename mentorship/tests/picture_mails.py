"""Pictures of every mail, for looking at: `MAIL_PICTURES=/tmp/mails ./run test mentorship/tests/picture_mails.py`.

Each mail of the catalogue as HTML at 390 and 760 px and as plain text, three pictures side by side in one file, and all of them on a few sheets.
"""

import base64
import html
import os
from pathlib import Path

import pytest

from mentorship.tests.browser.chromium import chromium
from mentorship.tests.mailing import one_of_each
from mentorship.tests.test_mail_catalogue import folders
from outbox.models import Mail

FOLDER = os.environ.get("MAIL_PICTURES", "")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db,
    pytest.mark.skipif(not FOLDER, reason="MAIL_PICTURES names no folder"),
]


def as_html(mail: Mail) -> str:
    """The HTML part, with its pictures in it as a mail program shows them."""
    shown = mail.html
    for image in mail.images.all():
        data = base64.b64encode(bytes(image.png)).decode()
        shown = shown.replace(f'"cid:{image.cid}"', f'"data:image/png;base64,{data}"')
    return shown


def as_text(mail: Mail) -> str:
    style = "font: 14px/1.45 monospace; white-space: pre-wrap; margin: 16px; overflow-wrap: anywhere"
    return f'<meta charset="utf-8"><pre style="{style}"><b>{html.escape(mail.subject)}</b>\n\n{html.escape(mail.text)}</pre>'


def test_picture_every_mail():
    folder = Path(FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    views = {
        name: [("760", 760, as_html(mail)), ("390", 390, as_html(mail)), ("text", 560, as_text(mail))]
        for name, mail in one_of_each(folders()).items()
    }
    with chromium() as browser:
        page = browser.new_page()
        for name, shown in views.items():
            for kind, width, content in shown:
                page.set_viewport_size({"width": width, "height": 200})
                page.set_content(content)
                page.screenshot(path=folder / f"{name}-{kind}.png", full_page=True)
                wide = page.evaluate("document.documentElement.scrollWidth")
                assert wide <= width, f"{name} at {kind}: {wide} pixels wide"
