"""Everything that changes what goes out: write a mail, call it off, try it again, and what people want to get."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import broker, headers, rendering
from .links import absolute
from .models import Haste, Image, Kind, Mail, Mode, Pause, Preference, QuietHours, Suppression
from .models.mail import ATTEMPTS, FORGOTTEN
from .people import Person
from .quiet import Hours

SWITCHED_OFF = gettext_lazy("The person has switched this kind off.")


@dataclass(frozen=True)
class InlineImage:
    """A picture for the HTML body, which shows it with ``<img src="cid:{{ image.cid }}" alt="{{ image.alt }}">``."""

    cid: str
    filename: str
    png: bytes
    alt: str


@transaction.atomic
def queue(
    *,
    name: str,
    kind: Kind,
    key: str,
    to: Person | None = None,
    to_email: str = "",
    about: Person | None = None,
    context: dict[str, Any],
    reply_to: str = "",
    images: Sequence[InlineImage] = (),
    why: str | Promise,
    not_before: datetime | None = None,
    private: bool = False,
    calendar: str = "",
    haste: Haste = Haste.NEWS,
) -> Mail | None:
    """Write one mail, once, inside the caller's transaction.

    1. Nothing happens when a mail with this ``key`` exists.
    2. When the person has switched this kind off or paused all mail, only a row without text is kept, which says why.
    3. ``templates/emails/<name>/`` is rendered now, in the language and zone of ``to``; lazy strings in ``context`` and ``why``
       ("You get this because …") follow it. Without ``to`` it is the language and zone of the moment.
    4. After the commit a worker is told; should that fail, the sweep finds the row. With ``not_before`` the sweep sends it then.

    Returns None in cases 1 and 2. ``to_email`` addresses somebody without an account (an invitation, somebody suspended who must
    hear of it) or, with ``to``, another address of theirs. ``about`` is the other person in it. ``private`` marks a mail that holds a
    key to an account, or what one person wrote to another: the administration never shows it and its text is forgotten once it is sent.
    ``calendar`` is an iCalendar object with its METHOD, which travels along for the reader's calendar. ``haste`` says how long it may
    wait: news may be gathered into the weekly letter; what asks for an answer within days, or carries a calendar, waits for the end of
    quiet hours at most; and what is of no use by the morning does not even do that, nor does a meeting that is called off.
    """
    address = to_email or (to.email if to else "")
    if not address:
        raise ValueError(f"the mail {key!r} is for nobody")
    if Mail.objects.filter(key=key).exists():
        return None
    mail = Mail(
        name=name,
        kind=kind,
        key=key,
        to=to,
        to_email=address,
        to_name=headers.one_line(to.get_full_name(), 120) if to else "",
        about=about,
        reply_to=headers.one_line(reply_to, 254),
        is_private=private,
        calendar=calendar,
        haste=haste,
        not_before=not_before or timezone.now(),
    )
    if calendar and haste == Haste.NEWS:  # a letter cannot carry it
        mail.haste = Haste.NOW if mail.calendar_method == "CANCEL" else Haste.DAYS
    if mail.to_name == address:  # somebody without a name yet
        mail.to_name = ""
    render_into(mail, context=context, images=images, why=why)

    unwanted = why_unwanted(mail, now=timezone.now())
    if unwanted:
        mail.state, mail.last_error = Mail.State.SUPPRESSED, unwanted
        mail.text = mail.html = mail.calendar = ""
        mail.trimmed_at = timezone.now()
    if not _insert(mail) or unwanted:
        return None
    Image.objects.bulk_create(
        Image(mail=mail, cid=image.cid, filename=image.filename, png=image.png, alt=image.alt)
        for image in images
    )
    if not_before is None:
        broker.offer_after_commit(mail.pk)
    return mail


def render_into(
    mail: Mail, *, context: dict[str, Any], images: Sequence[InlineImage] = (), why: str | Promise
) -> None:
    """Fill in subject, text and HTML. What every layout may use is listed here."""
    language = getattr(mail.to, "language", "") or translation.get_language() or settings.LANGUAGE_CODE
    zone = getattr(mail.to, "time_zone", "") or timezone.get_current_timezone_name()
    with rendering.reading_as(language, zone):
        rendered = rendering.render(
            mail.name,
            context
            | {
                "site_name": settings.SITE_NAME,
                "site_url": absolute("/"),
                "why": str(why),
                "preferences_url": absolute(reverse("outbox:mail-preferences")) if mail.to else "",
                "unsubscribe_url": headers.unsubscribe_url(mail) if mail.is_optional else "",
                "images": images,
                "to": mail.to,
                "to_email": mail.to_email,
                "language": language,
            },
        )
    mail.subject, mail.text, mail.html = rendered.subject, rendered.text, rendered.html


def _insert(mail: Mail) -> bool:
    """Save the new row. False when another transaction wrote the same key first: the unique index decides, not the look before."""
    try:
        with transaction.atomic():
            mail.save(force_insert=True)
    except IntegrityError:
        if Mail.objects.filter(key=mail.key).exists():
            return False
        raise
    return True


def why_unwanted(mail: Mail, *, now: datetime) -> str:
    """Which wish of the person stands against this mail, in words for the administration; empty when none does."""
    if mail.to is None or not mail.is_optional:
        return ""
    if mode_of(mail) == Mode.OFF:
        return str(SWITCHED_OFF)
    pause = Pause.objects.filter(user=mail.to).first()
    if pause and pause.holds(now):
        return _("The person gets no mail until %(day)s.") % {"day": f"{pause.until:%Y-%m-%d}"}
    return ""


def mode_of(mail: Mail) -> Mode:
    """How its reader wants this kind now."""
    chosen = Preference.objects.filter(user=mail.to, kind=mail.kind).values_list("mode", flat=True).first()
    return Mode(chosen) if chosen else Mode.AT_ONCE


@transaction.atomic
def cancel(
    *,
    to: Person | None = None,
    about: Person | None = None,
    between: tuple[Person, Person] | None = None,
    key_prefix: str | None = None,
    ids: Collection[int] | None = None,
) -> int:
    """Call off the waiting mails that meet every given condition; returns how many there were.

    ``between`` means mails to one of two people about the other. A mail that a worker holds at this moment may be on its way; it is
    marked, so that it is neither tried again nor picked up after a crash. One that is gathered drops out of its letter, and a letter that
    is called off takes with it what it would have told. Calling without a condition is an error.
    """
    wanted = Q()
    if to is not None:
        wanted &= Q(to=to)
    if about is not None:
        wanted &= Q(about=about)
    if between is not None:
        one, other = between
        wanted &= Q(to=one, about=other) | Q(to=other, about=one)
    if key_prefix is not None:
        wanted &= Q(key__startswith=key_prefix)
    if ids is not None:
        wanted &= Q(pk__in=ids)
    if not wanted:
        raise ValueError("cancel() needs to know which mails")
    mails, now = Mail.objects.filter(wanted), timezone.now()
    # In this order: a mail that a worker takes between the two is met by the second.
    letters = list(mails.filter(kind=Kind.LETTER, state=Mail.State.QUEUED).values_list("pk", flat=True))
    cancelled = mails.filter(state__in=[Mail.State.QUEUED, Mail.State.GATHERED]).update(
        state=Mail.State.CANCELLED, cancelled_at=now
    )
    mails.filter(state=Mail.State.SENDING, cancelled_at=None).update(cancelled_at=now)
    for letter in Mail.objects.filter(pk__in=letters, state=Mail.State.CANCELLED):
        follow(letter, now=now)
    return cancelled


def follow(letter: Mail, *, now: datetime) -> None:
    """Bring what is enclosed in a weekly letter to the same end as the letter."""
    enclosed = Mail.objects.filter(letter=letter, state=Mail.State.GATHERED)
    match letter.state:
        case Mail.State.SENT:
            private = list(enclosed.filter(is_private=True).values_list("pk", flat=True))
            enclosed.update(state=Mail.State.SENT, sent_at=now)
            Mail.objects.filter(pk__in=private).update(**FORGOTTEN, trimmed_at=now)
            Image.objects.filter(mail__in=private).delete()
        case Mail.State.SUPPRESSED:
            drop(enclosed, reason=letter.last_error, now=now)
        case Mail.State.FAILED:
            enclosed.update(state=Mail.State.FAILED, last_error=letter.last_error)
        case Mail.State.CANCELLED:
            enclosed.update(state=Mail.State.CANCELLED, cancelled_at=now)


def drop(mails: models.QuerySet[Mail], *, reason: str | Promise, now: datetime) -> None:
    """Keep only the rows, which say why they were not sent."""
    Image.objects.filter(mail__in=mails).delete()
    mails.update(state=Mail.State.SUPPRESSED, last_error=str(reason), trimmed_at=now, **FORGOTTEN)


@transaction.atomic
def retry(*, ids: Collection[int]) -> int:
    """Put failed mails back in the queue with a fresh allowance of attempts; returns how many.

    Left out: mails whose text has been forgotten, and mails called off meanwhile. The count of attempts goes on, because it is the fence.
    A weekly letter takes what was enclosed with it; a mail that was enclosed in one and is chosen by itself goes out by itself.
    """
    Mail.objects.filter(
        letter__in=ids, letter__state=Mail.State.FAILED, state=Mail.State.FAILED, cancelled_at=None
    ).update(state=Mail.State.GATHERED)
    failed = Mail.objects.filter(pk__in=ids, state=Mail.State.FAILED, trimmed_at=None, cancelled_at=None)
    chosen = list(failed.select_for_update().values_list("pk", flat=True))
    retried = Mail.objects.filter(pk__in=chosen, state=Mail.State.FAILED).update(
        state=Mail.State.QUEUED,
        letter=None,
        not_before=timezone.now(),
        attempts_allowed=F("attempts") + ATTEMPTS,
    )
    for pk in chosen:
        broker.offer_after_commit(pk)
    return retried


@transaction.atomic
def choose(
    *,
    by: Person,
    modes: Mapping[Kind, Mode],
    quiet: Hours | None = None,
    paused_until: datetime | None = None,
) -> None:
    """Set how the optional kinds come to a person, in which hours none does, and until when they get none of them (None: no such hours, no pause).

    Kinds that are left out stay as they were. What quiet hours hold back is looked at anew; what is gathered comes with the next letter.
    """
    for kind, mode in modes.items():
        if kind not in Kind.optional() or (mode == Mode.WEEKLY and not kind.may_be_weekly):
            raise ValueError(f"{kind} cannot be {mode}")
        Preference.objects.update_or_create(user=by, kind=kind, defaults={"mode": mode})
    if quiet:
        QuietHours.objects.update_or_create(user=by, defaults={"begins": quiet.begins, "ends": quiet.ends})
    else:
        QuietHours.objects.filter(user=by).delete()
    if paused_until:
        Pause.objects.update_or_create(user=by, defaults={"until": paused_until})
    else:
        end_pause(by=by)
    look_again(to=by)


@transaction.atomic
def end_pause(*, by: Person) -> None:
    """Mail comes again from now on. What fell into the pause is not sent later."""
    Pause.objects.filter(user=by).delete()


def look_again(*, to: Person) -> None:
    """Let a worker look at once at what quiet hours hold back: the hours, or the person's zone, have changed.

    Such a mail has been in a worker's hands and bears no error; one that waits for another attempt says why.
    """
    Mail.objects.filter(to=to, state=Mail.State.QUEUED, attempts__gt=0, last_error="").update(
        not_before=timezone.now()
    )


@transaction.atomic
def unsubscribe(*, mail: Mail) -> None:
    """Stop this mail's kind for the person it went to; for an address without an account, everything optional.

    A weekly letter stops the kinds that come in it. Waiting mails are met by the check before sending. Harmless to repeat.
    """
    if not mail.is_optional:
        return
    if mail.to is None:
        suppress(address=mail.to_email, reason=Suppression.Reason.UNSUBSCRIBED)
    elif mail.kind == Kind.LETTER:
        Preference.objects.filter(user=mail.to, mode=Mode.WEEKLY).update(mode=Mode.OFF)
    else:
        Preference.objects.update_or_create(user=mail.to, kind=mail.kind, defaults={"mode": Mode.OFF})


@transaction.atomic
def suppress(*, address: str, reason: Suppression.Reason, note: str = "") -> None:
    """Send nothing more to an address. A bounce or complaint outweighs an earlier "no more"; otherwise the first entry stands."""
    address = address.strip().lower()
    entry, made = Suppression.objects.get_or_create(
        address=address, defaults={"reason": reason, "note": note[:300]}
    )
    if not made and entry.reason == Suppression.Reason.UNSUBSCRIBED and reason != entry.reason:
        entry.reason, entry.note, entry.created_at = reason, note[:300], timezone.now()
        entry.save(update_fields=["reason", "note", "created_at"])


@transaction.atomic
def lift(*, address: str) -> bool:
    """Send to an address again; True if it was suppressed."""
    deleted, __ = Suppression.objects.filter(address__iexact=address.strip()).delete()
    return bool(deleted)


@transaction.atomic
def trim(*, before: datetime) -> int:
    """Forget the text and pictures of mails written before a moment and no longer waiting; returns how many.

    Key, subject, addressee and result stay: the key keeps the mail from being sent again, the rest answers "did I get that?".
    """
    done = Mail.objects.filter(created_at__lt=before, trimmed_at=None).exclude(
        state__in=[Mail.State.QUEUED, Mail.State.SENDING, Mail.State.GATHERED]
    )
    Image.objects.filter(mail__in=done).delete()
    return done.update(**FORGOTTEN, trimmed_at=timezone.now())
