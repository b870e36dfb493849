"""The weekly letter: gather, write, and look through once more before it goes.

1. A mail whose reader gets its kind weekly is *gathered* when a worker takes it up: it stays a row, with its text, and goes nowhere.
2. On Monday at eight, by the reader's clock, a letter is written and takes in what is gathered. Its key holds the week, so of two clocks
   that tick at once, one writes; what it takes in is its own from then on.
3. At each attempt to send it, it is rendered anew from what is still gathered for it: a block, a suspension or an ending has cancelled
   its mails in its own transaction, and a kind that was switched off meanwhile is left out. Where nothing is left, nothing is sent.
4. What is enclosed ends with the letter, in the transaction that records the letter's end.
"""

from datetime import datetime

from django.db import transaction

from . import actions, emails
from .models import Haste, Mail, Mode, Pause, Preference
from .people import Person
from .quiet import next_letter
from .rendering import zone_named

AT_A_TIME = 500
"""People for whom one tick writes letters; the next tick goes on."""


def waits_until(mail: Mail, now: datetime) -> datetime | None:
    """When the letter comes that will tell of this mail; None when it comes by itself."""
    if mail.to is None or mail.haste != Haste.NEWS or actions.mode_of(mail) != Mode.WEEKLY:
        return None
    return next_letter(now, zone_named(mail.to.time_zone))


def write_due(now: datetime) -> int:
    """Write the letters that are due; returns how many."""
    due = Mail.objects.filter(state=Mail.State.GATHERED, letter=None, not_before__lte=now)
    people = list(due.order_by("to").values_list("to", flat=True).distinct()[:AT_A_TIME])
    return sum(write(person, now=now) is not None for person in people)


@transaction.atomic
def write(person: int, *, now: datetime) -> Mail | None:
    """Write one person's letter, with all that is gathered for them; None when it is not to be written now.

    During a pause it waits for the first Monday after it, and after a move to another zone for the Monday there.
    """
    gathered = list(
        Mail.objects.filter(to=person, state=Mail.State.GATHERED, letter=None)
        .select_related("to")
        .order_by("pk")
    )
    if not gathered:
        return None
    to: Person = gathered[0].to
    zone = zone_named(to.time_zone)
    pause = Pause.objects.filter(user=to).first()
    since = pause.until if pause and pause.holds(now) else min(mail.created_at for mail in gathered)
    if (monday := next_letter(since, zone)) > now:
        return _postpone(to, monday)
    letter = emails.weekly_letter(to, gathered=gathered, now=now)
    if letter is None:  # this week had its letter
        return _postpone(to, next_letter(now, zone))
    # What was cancelled or taken in since it was read is not met by this.
    Mail.objects.filter(pk__in=[mail.pk for mail in gathered], state=Mail.State.GATHERED, letter=None).update(
        letter=letter
    )
    return letter


def _postpone(to: Person, until: datetime) -> None:
    Mail.objects.filter(to=to, state=Mail.State.GATHERED, letter=None, not_before__lt=until).update(
        not_before=until
    )


def render(letter: Mail, *, now: datetime) -> bool:
    """Fill in the letter, which a worker holds, from what is still to be told. False when nothing is."""
    enclosed = Mail.objects.filter(letter=letter, state=Mail.State.GATHERED)
    switched_off = Preference.objects.filter(user=letter.to, mode=Mode.OFF).values("kind")
    actions.drop(enclosed.filter(kind__in=switched_off), reason=actions.SWITCHED_OFF, now=now)
    gathered = list(enclosed)
    if not gathered:
        return False
    actions.render_into(letter, context=emails.contents(gathered), why=emails.WHY)
    Mail.objects.filter(pk=letter.pk, state=Mail.State.SENDING, attempts=letter.attempts).update(
        subject=letter.subject, text=letter.text, html=letter.html
    )
    return True
