"""The key in an unsubscribe link: names one mail, cannot be guessed or used for anything else, and says nothing about the person."""

import uuid

from django.core import signing

PURPOSE = "outbox.unsubscribe"
MAX_AGE = 400 * 24 * 60 * 60  # seconds; a mail found again after a year still stops its kind


def make(mail_id: uuid.UUID) -> str:
    """A token for the mail with this public id."""
    return _signer().sign(mail_id.hex)


def read(token: str) -> uuid.UUID | None:
    """The public id in a token, or None when it is forged, broken, or older than ``MAX_AGE``."""
    try:
        return uuid.UUID(hex=_signer().unsign(token, max_age=MAX_AGE))
    except (signing.BadSignature, ValueError):
        return None


def _signer() -> signing.TimestampSigner:
    # A dot apart instead of the colon: some mail programs end a link at a colon.
    return signing.TimestampSigner(salt=PURPOSE, sep=".")
