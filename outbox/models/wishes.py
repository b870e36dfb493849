"""What a person wants to get by mail and when, and addresses that get nothing."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from outbox.quiet import Hours

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Kind(models.TextChoices):
    """What a mail is about, in sorts that a person can tell apart. All but the account's can be stopped; for each of :meth:`optional` one chooses."""

    ACCOUNT = "account", _("Your account")
    COMMUNITY = "community", _("Communities")
    REQUESTS = "requests", _("Requests")
    INTRODUCTIONS = "introductions", _("Introductions")
    CHECKS = "checks", _("Accountability checks")
    PARTNERSHIPS = "partnerships", _("Partnerships")
    LETTER = "letter", _("Weekly letter")

    @classmethod
    def optional(cls) -> list["Kind"]:
        """The kinds that a person chooses about. The weekly letter is not one: it is a way in which the others may come."""
        return [kind for kind in cls if kind not in (Kind.ACCOUNT, Kind.LETTER)]

    @property
    def is_optional(self) -> bool:
        """Whether the person may stop it. The mails of the account itself keep it theirs, so they always go out."""
        return self is not Kind.ACCOUNT

    @property
    def may_be_weekly(self) -> bool:
        """Whether some of its mails can wait for a week: an introduction is to be answered, and nothing but itself."""
        return self is not Kind.INTRODUCTIONS

    @property
    def sentence(self) -> "StrPromise":
        """What comes under this kind, for the page where one chooses."""
        return _SENTENCES[self]

    @property
    def comes_anyway(self) -> "StrPromise | str":
        """What of this kind comes at once although its news waits for the weekly letter; empty where nothing does."""
        return _COMES_ANYWAY.get(self, "")


_SENTENCES = {
    Kind.ACCOUNT: _("Confirming your address, signing in, and changes to your account. These always come."),
    Kind.COMMUNITY: _("When a community lets you in, and when its organisers need something from you."),
    Kind.REQUESTS: _(
        "When somebody asks you to be their mentor, when your own request is answered, and a reminder while one is open."
    ),
    Kind.INTRODUCTIONS: _(
        "When you and another person are introduced: what you share, and how to reach each other."
    ),
    Kind.CHECKS: _("The question on your rhythm, how the other answered, and a reply to what you wrote."),
    Kind.PARTNERSHIPS: _(
        "When an agreement is signed or changed, a talk is planned, something is passed on to you, and when a partnership pauses or closes."
    ),
    Kind.LETTER: _("What you chose to get once a week, on Monday morning, in one mail."),
}

_COMES_ANYWAY = {
    Kind.COMMUNITY: _("What waits for a word from you still comes at once."),
    Kind.REQUESTS: _(
        "A letter or a question to you, and its reminders, still come at once: somebody waits for you."
    ),
    Kind.CHECKS: _("The question itself still comes on its day."),
    Kind.PARTNERSHIPS: _("What asks for your answer within days still comes at once."),
}


class Mode(models.TextChoices):
    """How the mails of one kind come to a person."""

    AT_ONCE = "at-once", _("At once")
    WEEKLY = "weekly", _("Weekly")
    OFF = "off", _("Not at all")


class Preference(models.Model):
    """One person's word on one kind of mail. Without a row its mails come at once."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        related_name="mail_preferences",
        on_delete=models.CASCADE,
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    mode = models.CharField(_("how it comes"), max_length=8, choices=Mode, default=Mode.AT_ONCE)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("mail preference")
        verbose_name_plural = _("mail preferences")
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="one_preference_per_kind"),
            models.CheckConstraint(
                condition=~models.Q(kind=Kind.ACCOUNT) | models.Q(mode=Mode.AT_ONCE),
                name="account_mail_comes_at_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{Kind(self.kind).label}: {self.get_mode_display()}"


class QuietHours(models.Model):
    """The hours in which no mail comes to this person, by the clocks of their own zone. Without a row there are none.

    There are none until somebody asks for them: a mail rings nobody's doorbell, and whoever never said where they live would get
    everything at an odd hour.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        related_name="mail_quiet_hours",
        on_delete=models.CASCADE,
        primary_key=True,
    )
    begins = models.TimeField(_("from"))
    ends = models.TimeField(_("to"))

    class Meta:
        verbose_name = _("quiet hours")
        verbose_name_plural = _("quiet hours")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(begins=models.F("ends")), name="quiet_hours_have_a_length"
            )
        ]

    def __str__(self) -> str:
        return f"{self.begins:%H:%M}–{self.ends:%H:%M}"

    @property
    def hours(self) -> Hours:
        return Hours(self.begins, self.ends)


class Pause(models.Model):
    """No optional mail for this person until a moment that they chose. What falls in it is not sent later either."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        related_name="mail_pause",
        on_delete=models.CASCADE,
        primary_key=True,
    )
    until = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("pause of all mail")
        verbose_name_plural = _("pauses of all mail")

    def __str__(self) -> str:
        return f"{self.until:%Y-%m-%d}"

    def holds(self, now: datetime) -> bool:
        return now < self.until


class Suppression(models.Model):
    """An address that gets no mail, whoever it belongs to."""

    class Reason(models.TextChoices):
        BOUNCED = "bounced", _("the address does not exist")
        COMPLAINED = "complained", _("marked as junk by its owner")
        UNSUBSCRIBED = "unsubscribed", _("asked for no more, without an account")
        BY_HAND = "by-hand", _("entered by an administrator")

    address = models.EmailField(_("address"))
    reason = models.CharField(_("reason"), max_length=16, choices=Reason)
    note = models.CharField(_("note"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("suppressed address")
        verbose_name_plural = _("suppressed addresses")
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(Lower("address"), name="address_suppressed_once_in_any_case")]

    def __str__(self) -> str:
        return self.address

    def stops(self, *, kind: str, has_account: bool) -> bool:
        """Whether a mail of this kind stays here.

        "No more", said by somebody without an account, is about optional mail; whoever has an account has preferences instead.
        """
        if self.reason == self.Reason.UNSUBSCRIBED:
            return Kind(kind).is_optional and not has_account
        return True
