"""One mail, from the moment it is written to the moment it is gone, and its pictures."""

import re
import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .wishes import Kind

FORGOTTEN = {"text": "", "html": "", "calendar": ""}
"""What a mail holds of its text once it is forgotten; its pictures are deleted beside it."""

ATTEMPTS = 14  # with the back-off in delivery.py: about two days


_METHOD = re.compile(r"^METHOD:([A-Z]+)\s*$", re.MULTILINE)


class MailQuerySet(models.QuerySet["Mail"]):
    """Which mails a worker or a sweep asks for."""

    def claimable(self, now: datetime) -> "MailQuerySet":
        """Due and in nobody's hands: queued, or with a worker that has not come back within its lease."""
        return self.filter(
            Q(state=Mail.State.QUEUED, not_before__lte=now)
            | Q(state=Mail.State.SENDING, lease_until__lte=now, cancelled_at=None)
        )


class Haste(models.TextChoices):
    """How long a mail may wait without losing its sense."""

    NEWS = "news", _("news: may wait for the weekly letter")
    DAYS = (
        "days",
        _("asks for an answer within days, or is about one day: waits for the end of quiet hours at most"),
    )
    NOW = "now", _("of no use by the morning: comes in quiet hours too")


class Mail(models.Model):
    """A mail, rendered once and written in the transaction of the thing it tells about.

    ``key`` says what it is about in a form that can be worked out again (``check:<partnership>:<period>``); being unique, it makes the
    mail exist once however often it is asked for. ``attempts`` counts claims and is the fence: a worker records its result only while
    the number is still its own.

    A gathered mail goes nowhere by itself. It waits for ``letter``, which tells of it in a few lines, and ends as the letter ends. A
    letter is rendered each time it is tried, from what is still gathered for it.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")
        SUPPRESSED = "suppressed", _("not wanted")
        GATHERED = "gathered", _("waiting for the weekly letter")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(_("key"), max_length=200, unique=True)
    name = models.CharField(_("template"), max_length=80)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    haste = models.CharField(_("may wait"), max_length=8, choices=Haste, default=Haste.NEWS)
    letter = models.ForeignKey(
        "self",
        verbose_name=_("weekly letter"),
        null=True,
        blank=True,
        related_name="enclosed",
        on_delete=models.SET_NULL,
        help_text=_("The letter that tells of it, where the person gets this kind once a week."),
    )

    to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("to"),
        null=True,
        blank=True,
        related_name="mails",
        on_delete=models.CASCADE,
    )
    to_email = models.EmailField(_("address"))
    to_name = models.CharField(_("name"), max_length=120, blank=True)
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("about"),
        null=True,
        blank=True,
        related_name="mails_about",
        on_delete=models.SET_NULL,
        help_text=_("The other person in it; a block between the two cancels it while it waits."),
    )
    reply_to = models.CharField(_("reply to"), max_length=254, blank=True)

    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("HTML"), blank=True)
    calendar = models.TextField(
        _("calendar"),
        blank=True,
        help_text=_("An iCalendar object (RFC 5545) with its METHOD, for the reader’s calendar to take up."),
    )
    is_private = models.BooleanField(
        _("private"),
        default=False,
        help_text=_(
            "Holds a key to an account, or what one person wrote to another: shown to nobody here, and forgotten once it is sent."
        ),
    )
    trimmed_at = models.DateTimeField(_("text forgotten at"), null=True, blank=True)

    state = models.CharField(_("state"), max_length=12, choices=State, default=State.QUEUED)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    attempts_allowed = models.PositiveIntegerField(_("attempts allowed"), default=ATTEMPTS)
    not_before = models.DateTimeField(_("not before"), default=timezone.now)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("written at"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    cancelled_at = models.DateTimeField(
        _("cancelled at"),
        null=True,
        blank=True,
        help_text=_("Also set on a mail that a worker holds: it may be on its way, but is not tried again."),
    )

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("outgoing mail")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["not_before"], condition=Q(state="queued"), name="mail_queued"),
            models.Index(fields=["lease_until"], condition=Q(state="sending"), name="mail_sending"),
            models.Index(fields=["not_before"], condition=Q(state="gathered"), name="mail_gathered"),
            models.Index(fields=["-created_at", "-id"], name="mail_newest_first"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sending", lease_until__isnull=False)
                | (~Q(state="sending") & Q(lease_until__isnull=True)),
                name="mail_has_a_lease_while_sending",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at__isnull=True)),
                name="mail_has_a_time_once_sent",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | Q(cancelled_at__isnull=False),
                name="mail_has_a_time_once_cancelled",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_optional(self) -> bool:
        return Kind(self.kind).is_optional

    @property
    def calendar_method(self) -> str:
        """What the reader’s calendar is asked to do (REQUEST, CANCEL); empty where nothing."""
        found = _METHOD.search(self.calendar)
        return found[1] if found else ""


class Image(models.Model):
    """A PNG inside a mail. Mail programs drop SVG and linked pictures, so it travels along."""

    mail = models.ForeignKey(Mail, verbose_name=_("mail"), related_name="images", on_delete=models.CASCADE)
    cid = models.CharField(_("content id"), max_length=80)
    filename = models.CharField(_("file name"), max_length=80)
    png = models.BinaryField(_("picture"))
    alt = models.CharField(_("what it shows"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("picture in a mail")
        verbose_name_plural = _("pictures in mails")
        constraints = [models.UniqueConstraint(fields=["mail", "cid"], name="one_picture_per_content_id")]

    def __str__(self) -> str:
        return self.filename
