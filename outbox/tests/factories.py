"""People and mails for the tests."""

from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction

from outbox import actions
from outbox.models import Kind, Mail, Mode
from outbox.people import Person


def person(email: str = "hanna@example.org", **fields: Any) -> Person:
    return get_user_model().objects.create_user(
        email=email, password=None, **{"first_name": "Hanna", "last_name": "Tesfaye"} | fields
    )


NOTHING = dict.fromkeys(Kind.optional(), Mode.OFF)
EVERYTHING = dict.fromkeys(Kind.optional(), Mode.AT_ONCE)


def queue(key: str = "a-mail", **changes: Any) -> Mail | None:
    """A mail in the plainest template there is; to an address without an account unless ``to`` is given."""
    wanted: dict[str, Any] = {
        "name": "account_other",
        "kind": Kind.REQUESTS,
        "key": key,
        "context": {"their_subject": "A letter", "their_text": "It says something."},
        "why": "You get this because a test wrote it.",
    }
    if "to" not in changes:
        wanted["to_email"] = "somebody@example.org"
    return actions.queue(**wanted | changes)


def queued(key: str = "a-mail", **changes: Any) -> Mail:
    """The same, which must not be refused."""
    with transaction.atomic():
        mail = queue(key, **changes)
    assert mail is not None
    return mail
