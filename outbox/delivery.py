"""Taking one mail from its row to the mail server.

1. Claim by compare-and-swap: state, lease, attempts + 1. Of two workers one wins.
2. Check again what may have changed since it was written: account, preference, pause, suppression. (A block or an ending has
   cancelled its mails in its own transaction, and then the claim finds nothing.) In quiet hours it goes back to wait for their end; news
   that its reader gets weekly waits for the letter (``letters.py``).
3. Send, with a time-out for each answer, the lease renewed meanwhile, and a Message-ID that is the same at every attempt.
4. Record, only while ``attempts`` is still what this worker made it: one that comes back late cannot overwrite a newer one.
5. Refused for now (4xx) or not reached: again later, with back-off and jitter. Refused for good (5xx): failed; if it is the address
   that does not exist, it is suppressed.

A worker that dies between 3 and 4 leaves a lease that runs out, and the mail is sent once more: the only way to a duplicate.
Nothing here runs in a transaction: a claim must be seen by others at once.
"""

import enum
import logging
import random
import re
import smtplib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextlib import suppress as ignoring
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.mime.image import MIMEImage
from email.utils import formataddr

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import BadHeaderError
from django.db import DatabaseError, connections, transaction
from django.db.models import Case, Exists, F, OuterRef, QuerySet, Value, When
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from . import actions, headers, letters
from .models import Haste, Kind, Mail, QuietHours, Suppression
from .models.mail import FORGOTTEN
from .rendering import zone_named

logger = logging.getLogger(__name__)

# A worker that sends renews its lease, so this is not how long sending may take but how soon a dead worker's mail is free.
LEASE = timedelta(seconds=20)
RENEW_EVERY = 5.0  # seconds

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
JITTER = 0.2

SEVERAL = 3
"""Attempts after which a mail that waits is no longer one that was asked to come back in a minute."""
PEOPLE = 2
"""Whose mails must be refused before it is the server's doing."""

# RFC 5321 and 3463: no such mailbox, moved, name not allowed; 5.1.x is about the address, 5.2.1 a mailbox switched off. 5.7.x is
# about us, and a full mailbox (552, 5.2.2) is emptied one day.
_GONE_CODES = {550, 551, 553}
_GONE_STATUS = re.compile(rb"^5\.(1\.\d+|2\.1)\b")
_ANY_STATUS = re.compile(rb"^\d\.\d+\.\d+\b")


class Verdict(enum.Enum):
    """What came of one attempt."""

    SENT = "sent"
    UNWANTED = "unwanted"  # the check before sending stands against it
    LATER = "later"  # the server refused it for now
    UNREACHED = (
        "unreached"  # there was no conversation about this mail: others on this connection would fare alike
    )
    REFUSED = "refused"  # for good
    HELD = "held"  # the reader's quiet hours
    GATHERED = "gathered"  # for the weekly letter


@dataclass(frozen=True)
class Outcome:
    verdict: Verdict
    reason: str = ""
    address_is_gone: bool = False
    until: datetime | None = None  # of HELD and GATHERED


def claim(mail_id: int, now: datetime) -> Mail | None:
    """Take the mail, if it is due and in nobody's hands. The row count of one UPDATE decides; locks that SQLite lacks do not."""
    free = Mail.objects.claimable(now).filter(pk=mail_id)
    attempts = free.values_list("attempts", flat=True).first()
    if attempts is None:
        return None
    mine = attempts + 1
    won = free.filter(attempts=attempts).update(
        state=Mail.State.SENDING, attempts=mine, lease_until=now + LEASE
    )
    if not won:
        return None
    # Read only now: whatever was committed before the claim is seen by the checks that follow.
    return Mail.objects.select_related("to").filter(pk=mail_id, attempts=mine).first()


def objection(mail: Mail, now: datetime) -> str:
    """Why this mail must not go out after all, in words for the administration; empty when nothing stands against it."""
    if mail.to is not None and not mail.to.is_active:
        return _("The account is closed.")
    if getattr(mail.to, "is_suspended", False):
        return _("The account is suspended.")
    suppression = Suppression.objects.filter(address__iexact=mail.to_email).first()
    if suppression and suppression.stops(kind=mail.kind, has_account=mail.to is not None):
        return _("The address is suppressed: %(reason)s.") % {"reason": suppression.get_reason_display()}
    return actions.why_unwanted(mail, now=now)


def waiting(mail: Mail, now: datetime) -> Outcome | None:
    """Whether this mail is to wait, by what its reader wishes now; None when it may go."""
    if mail.to is None or not mail.is_optional:
        return None
    if letter_at := letters.waits_until(mail, now):
        return Outcome(Verdict.GATHERED, until=letter_at)
    wish = QuietHours.objects.filter(user=mail.to).first() if mail.haste != Haste.NOW else None
    if wish and (over_at := wish.hours.over_at(now, zone_named(mail.to.time_zone))):
        return Outcome(Verdict.HELD, until=over_at)
    return None


def build(mail: Mail, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """The message: text and HTML side by side, pictures related to both.

    A calendar stands beside them as a third way of saying the same, which Gmail and Outlook act on, and once more as a file, which Apple
    Mail and everybody else open (RFC 6047).
    """
    message = EmailMultiAlternatives(
        subject=headers.one_line(mail.subject, 200),
        body=mail.text,
        to=[formataddr((headers.one_line(mail.to_name, 120), mail.to_email))]
        if mail.to_name
        else [mail.to_email],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers=headers.headers(mail),
        connection=connection,
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    message.mixed_subtype = "related"  # type: ignore[attr-defined]
    for image in mail.images.all():
        part = MIMEImage(bytes(image.png), "png")
        part.add_header("Content-ID", f"<{image.cid}>")
        part.add_header("Content-Disposition", "inline", filename=image.filename)
        message.attach(part)
    if mail.calendar:
        message.mixed_subtype = "mixed"  # type: ignore[attr-defined]
        message.attach_alternative(mail.calendar, f"text/calendar; method={mail.calendar_method}")
        message.attach("invite.ics", mail.calendar.encode(), "application/ics")
    return message


def classify(error: Exception) -> Outcome:
    """What an exception while sending means for the mail.

    Until the server has been offered this mail, even a 5xx (wrong password, no service) is about us and not about the mail: it waits.
    An error nobody foresaw waits as well; the allowance of attempts ends it.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
        return _refusal(code, text, at_recipient=True)
    if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPConnectError | smtplib.SMTPHeloError):
        return Outcome(Verdict.UNREACHED, _said(error.smtp_code, error.smtp_error))
    if isinstance(error, smtplib.SMTPResponseException):
        return _refusal(error.smtp_code, error.smtp_error, at_recipient=False)
    if isinstance(error, smtplib.SMTPNotSupportedError | UnicodeError | BadHeaderError | ValueError):
        return Outcome(Verdict.REFUSED, f"{type(error).__name__}: {error}")
    if isinstance(error, OSError):  # smtplib's and ssl's errors are OSErrors too
        return Outcome(Verdict.UNREACHED, f"{type(error).__name__}: {error}")
    return Outcome(Verdict.LATER, f"{type(error).__name__}: {error}")


def _refusal(code: int, text: bytes | str, *, at_recipient: bool) -> Outcome:
    if code == 421:  # closing the connection
        return Outcome(Verdict.UNREACHED, _said(code, text))
    if code < 500:
        return Outcome(Verdict.LATER, _said(code, text))
    status = text.encode(errors="replace") if isinstance(text, str) else text
    gone = at_recipient and (
        bool(_GONE_STATUS.match(status)) if _ANY_STATUS.match(status) else code in _GONE_CODES
    )
    return Outcome(Verdict.REFUSED, _said(code, text), address_is_gone=gone)


def _said(code: int, text: bytes | str) -> str:
    return f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"


def back_off(attempts: int) -> timedelta:
    """The pause after so many attempts: 1, 3, 9, 27 minutes … at most 6 hours, each up to a fifth longer or shorter.

    The jitter keeps a thousand mails that failed together from coming back together.
    """
    pause: timedelta = min(FIRST_PAUSE * 3 ** min(attempts - 1, 10), LONGEST_PAUSE)
    return pause * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311  # nosec B311: nothing secret


def send(mail: Mail, connection: BaseEmailBackend) -> Outcome:
    """Hand the mail to the server, over a connection that may be open already. Never raises."""
    try:
        message = build(mail, connection)
        with _holding(mail):
            connection.open()
            if not _renew(mail):
                return Outcome(Verdict.UNREACHED, _("The lease ran out while connecting."))
            if connection.send_messages([message]) == 0:
                return Outcome(Verdict.LATER, _("The mail backend took no message."))
    except Exception as error:  # sorted by classify(); whatever is raised, the row must get a result
        return classify(error)
    return Outcome(Verdict.SENT)


def _renew(mail: Mail) -> bool:
    """Start the lease again. False when another worker has the mail by now."""
    mine = Mail.objects.filter(pk=mail.pk, state=Mail.State.SENDING, attempts=mail.attempts)
    return bool(mine.update(lease_until=timezone.now() + LEASE))


@contextmanager
def _holding(mail: Mail) -> Iterator[None]:
    """Renew the lease as long as the block lasts, from a thread that dies with this process.

    A server may take its time over each of its answers; while somebody listens to it, the mail must not look abandoned.
    """
    done = threading.Event()

    def keep_hold() -> None:
        try:
            while not done.wait(RENEW_EVERY) and _renew(mail):
                pass
        except DatabaseError:
            logger.warning("Mail %s: the lease could not be renewed.", mail.pk)
        finally:
            connections.close_all()  # this thread's own

    holder = threading.Thread(target=keep_hold, name=f"hold-mail-{mail.pk}", daemon=True)
    holder.start()
    try:
        yield
    finally:
        done.set()


@transaction.atomic
def record(mail: Mail, outcome: Outcome, now: datetime) -> Mail.State | None:
    """Write down what came of the attempt, and what a letter enclosed ends with it; None when the mail is no longer this worker's."""
    state, fields = _consequence(mail, outcome, now)
    mine = Mail.objects.filter(pk=mail.pk, state=Mail.State.SENDING, attempts=mail.attempts)
    recorded = mine.update(
        state=_unless_called_off(state) if state in _STILL_WAITING else state,
        lease_until=None,
        last_error=headers.one_line(outcome.reason, 500),
        **fields,
    )
    if not recorded:
        logger.warning(
            "Mail %s: attempt %s came back after its lease (%s).", mail.pk, mail.attempts, outcome.verdict
        )
        return None
    if "trimmed_at" in fields:
        mail.images.all().delete()
    if mail.kind == Kind.LETTER:
        actions.follow(Mail.objects.get(pk=mail.pk), now=now)
    if outcome.address_is_gone:
        actions.suppress(address=mail.to_email, reason=Suppression.Reason.BOUNCED, note=outcome.reason)
    if outcome.verdict is not Verdict.SENT:
        logger.info("Mail %s, attempt %s: %s, now %s.", mail.pk, mail.attempts, outcome.verdict.value, state)
    return state


_STILL_WAITING = {Mail.State.QUEUED, Mail.State.GATHERED}


def _unless_called_off(state: Mail.State) -> Case:
    """A mail goes back to wait, unless somebody called it off while it was in a worker's hands."""
    return Case(When(cancelled_at__isnull=False, then=Value(Mail.State.CANCELLED)), default=Value(state))


def _consequence(mail: Mail, outcome: Outcome, now: datetime) -> tuple[Mail.State, dict[str, object]]:
    """The next state of the row, and the other columns that change with it."""
    match outcome.verdict:
        case Verdict.SENT:
            # A key that opens an account is not kept.
            forgotten = {**FORGOTTEN, "trimmed_at": now} if mail.is_private else {}
            return Mail.State.SENT, {"sent_at": now, **forgotten}
        case Verdict.UNWANTED:
            return Mail.State.SUPPRESSED, {**FORGOTTEN, "trimmed_at": now}
        case Verdict.REFUSED:
            return Mail.State.FAILED, {}
        case Verdict.LATER | Verdict.UNREACHED:
            if mail.attempts >= mail.attempts_allowed:
                return Mail.State.FAILED, {}
            return Mail.State.QUEUED, {"not_before": now + back_off(mail.attempts)}
        case Verdict.HELD | Verdict.GATHERED:
            # Nothing was tried, so the allowance is what it was; the count goes on, because it is the fence.
            state = Mail.State.QUEUED if outcome.verdict is Verdict.HELD else Mail.State.GATHERED
            return state, {"not_before": outcome.until, "attempts_allowed": F("attempts_allowed") + 1}


def deliver(
    mail_id: int,
    connection: BaseEmailBackend | None = None,
    claim: Callable[[int, datetime], Mail | None] = claim,
) -> Outcome | None:
    """Bring one mail to its end or one attempt nearer to it. None: it was not to be had."""
    mail = claim(mail_id, timezone.now())
    if mail is None:
        return None
    outcome = _attempt(mail, connection)
    record(mail, outcome, timezone.now())
    return outcome


def _attempt(mail: Mail, connection: BaseEmailBackend | None) -> Outcome:
    if mail.attempts > mail.attempts_allowed:  # workers died over it, again and again
        return Outcome(Verdict.REFUSED, _("No worker came back with a result."))
    now = timezone.now()
    reason = objection(mail, now)
    if reason:
        return Outcome(Verdict.UNWANTED, reason)
    if wait := waiting(mail, now):
        return wait
    if mail.kind == Kind.LETTER and not letters.render(mail, now=now):
        return Outcome(Verdict.UNWANTED, _("Nothing was left to tell."))
    if connection is not None:
        return send(mail, connection)
    own = get_connection()
    try:
        return send(mail, own)
    finally:
        close(own)


def close(connection: BaseEmailBackend) -> None:
    """Say goodbye; a server that has gone already does not matter."""
    with ignoring(smtplib.SMTPException, OSError):
        connection.close()


def due(now: datetime, limit: int, waiting_since: timedelta = timedelta(0)) -> list[int]:
    """Mails to pick up, at most ``limit``, oldest first.

    ``waiting_since`` leaves out what became due more recently: a worker has just been told about it.
    """
    claimable = Mail.objects.claimable(now).exclude(
        state=Mail.State.QUEUED, attempts=0, not_before__gt=now - waiting_since
    )
    return list(claimable.order_by("not_before", "pk").values_list("pk", flat=True)[:limit])


def backing_off(now: datetime) -> QuerySet[Mail]:
    """Mails that were refused or not reached several times, and wait for their next attempt."""
    waiting = Mail.objects.filter(state=Mail.State.QUEUED, not_before__gt=now, attempts__gte=SEVERAL)
    return waiting.exclude(last_error="")


def refuses_everything(now: datetime) -> bool:
    """Whether the mail server took nothing since it refused mails to several people: for now, or within the last day for good.

    One mail that is refused beside others that go out is that mail's own trouble; so is an address that does not exist.
    """
    gone = Suppression.objects.filter(address=Lower(OuterRef("to_email")))
    failed = Mail.objects.filter(state=Mail.State.FAILED, created_at__gt=now - timedelta(days=1))
    refused = [
        *backing_off(now).values_list("to_email", "created_at"),
        *failed.exclude(Exists(gone)).values_list("to_email", "created_at"),
    ]
    if len({address for address, _written in refused}) < PEOPLE:
        return False
    return not Mail.objects.filter(sent_at__gte=min(written for _address, written in refused)).exists()


@transaction.atomic
def close_cancelled(now: datetime) -> int:
    """Mails that were called off in a worker's hands, and whose worker died: cancelled. Returns how many."""
    given_up = Mail.objects.filter(state=Mail.State.SENDING, lease_until__lte=now, cancelled_at__isnull=False)
    letters_given_up = list(given_up.filter(kind=Kind.LETTER).values_list("pk", flat=True))
    closed = given_up.update(state=Mail.State.CANCELLED, lease_until=None)
    for letter in Mail.objects.filter(pk__in=letters_given_up, state=Mail.State.CANCELLED):
        actions.follow(letter, now=now)
    return closed
