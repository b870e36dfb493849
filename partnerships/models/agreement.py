"""What the two agreed on, and the clock that follows from it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from partnerships.cadence import Cadence, Settled
from partnerships.cadence import Rhythm as PureRhythm

from .partnership import Partnership


class Terms(models.Model):
    """What two people agree on, and the signature of each."""

    class Rhythm(models.TextChoices):
        WEEKLY = PureRhythm.WEEKLY.value, _("every week")
        FORTNIGHTLY = PureRhythm.FORTNIGHTLY.value, _("every two weeks")
        MONTHLY = PureRhythm.MONTHLY.value, _("once a month")

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    WHEN = ("rhythm", "weekday", "at")
    TERMS = (*WHEN, "ends_on", "confidentiality", "candour")
    RARER = (Rhythm.WEEKLY, Rhythm.FORTNIGHTLY, Rhythm.MONTHLY)
    """From the most frequent on."""

    rhythm = models.CharField(_("how often"), max_length=12, choices=Rhythm, default=Rhythm.FORTNIGHTLY)
    weekday = models.PositiveSmallIntegerField(_("on which day"), choices=Weekday, default=Weekday.WEDNESDAY)
    at = models.TimeField(_("at what time"), help_text=_("In each person’s own time zone."))
    ends_on = models.DateField(_("until"))
    confidentiality = models.CharField(_("what stays between us"), max_length=400, blank=True)
    candour = models.CharField(_("how honest we want each other to be"), max_length=400, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    mentee_signed_at = models.DateTimeField(_("signed by the mentee at"), null=True, blank=True)
    mentor_signed_at = models.DateTimeField(_("signed by the mentor at"), null=True, blank=True)

    partnership: models.ForeignKey

    class Meta:
        abstract = True

    @property
    def is_in_force(self) -> bool:
        return self.mentee_signed_at is not None and self.mentor_signed_at is not None

    @property
    def terms(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.TERMS}

    @property
    def when(self) -> tuple[Any, ...]:
        """Rhythm, weekday and time: what the clocks go by."""
        return tuple(getattr(self, name) for name in self.WHEN)

    def is_rarer_than(self, other: "Terms") -> bool:
        order = [str(rhythm) for rhythm in self.RARER]
        return order.index(str(self.rhythm)) > order.index(str(other.rhythm))

    def signed_at(self, user: AbstractBaseUser) -> datetime | None:
        """When ``user`` signed these terms, or None."""
        if user.pk == self.partnership.mentor_id:
            return self.mentor_signed_at
        return self.mentee_signed_at


class Agreement(Terms):
    """The light agreement: rhythm, end, confidentiality, candour. In force when both have signed the same terms.

    ``version`` is the number of the :class:`Version` it comes from. Where both have agreed on a rarer rhythm, the one before runs on until
    ``rhythm_from``.
    """

    partnership = models.OneToOneField(Partnership, on_delete=models.CASCADE, related_name="agreement")
    version = models.PositiveIntegerField(default=1, editable=False)
    anchor = models.DateField(
        _("counts from"), null=True, blank=True, editable=False, help_text=_("The day both had signed.")
    )
    rhythm_from = models.DateTimeField(_("new rhythm from"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weekday__gte=0, weekday__lte=6), name="agreement_weekday"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partnership}: {self.get_rhythm_display()}"

    def cadence_in(self, zone: str) -> Cadence:
        """The rhythm as the clocks in ``zone`` beat it. Only of an agreement in force: before, it has no anchor."""
        return Cadence(PureRhythm(self.rhythm), self.weekday, self.at, zone, self.anchor)


class VersionQuerySet(models.QuerySet["Version"]):
    def waiting(self) -> "VersionQuerySet":
        return self.filter(state=Version.State.WAITING)


class Version(Terms):
    """Terms as they were proposed once, and what became of them. None is ever deleted: both can read them all."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for an answer")
        AGREED = "agreed", _("agreed")
        REPLACED = "replaced", _("replaced by another proposal")
        WITHDRAWN = "withdrawn", _("withdrawn")
        DECLINED = "declined", _("declined")

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(editable=False)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING, editable=False)
    state_at = models.DateTimeField(editable=False)
    word = models.CharField(_("a word"), max_length=400, blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["partnership"], condition=models.Q(state="waiting"), name="version_one_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partnership_id}: {self.number} ({self.state})"

    @property
    def waits(self) -> bool:
        return self.state == self.State.WAITING


class CheckClockQuerySet(models.QuerySet["CheckClock"]):
    def due(self, now: datetime) -> "CheckClockQuerySet":
        """Clocks of active pairs whose time has come."""
        return self.filter(next_due_at__lte=now, partnership__state=Partnership.State.ACTIVE).order_by(
            "next_due_at", "pk"
        )


class CheckClock(models.Model):
    """When the next check is due for one person of a pair, in that person's zone.

    Moved by compare-and-swap on ``next_due_at``: of two beats that find the same slot one wins.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="clocks")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="check_clocks"
    )
    zone = models.CharField(max_length=64)
    next_due_at = models.DateTimeField(null=True, blank=True, db_index=True)
    last_due_at = models.DateTimeField(null=True, blank=True)
    last_period = models.CharField(max_length=24, blank=True)
    last_period_ends_at = models.DateTimeField(null=True, blank=True)

    objects = CheckClockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "person"], name="clock_one_per_person"),
            models.CheckConstraint(
                condition=(
                    models.Q(last_due_at__isnull=True, last_period="", last_period_ends_at__isnull=True)
                    | models.Q(last_due_at__isnull=False, last_period_ends_at__isnull=False)
                    & ~models.Q(last_period="")
                ),
                name="clock_last_check_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partnership_id}/{self.person_id}: {self.next_due_at}"

    @property
    def last(self) -> Settled | None:
        """The last check that was dealt with, as it was then."""
        if self.last_due_at is None:
            return None
        return Settled(self.last_due_at, self.last_period, self.last_period_ends_at)
