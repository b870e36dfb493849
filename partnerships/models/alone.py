"""What each of the two is asked alone. Private to its author: the other never sees it, and neither does the administration."""

import uuid
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .partnership import AnyUser, Partnership


class AloneQuerySet(models.QuerySet):
    def visible_to(self, user: AnyUser) -> "AloneQuerySet":
        return self.filter(author=user, partnership__in=Partnership.objects.visible_to(user))


class AskedAlone(models.Model):
    """A question to one of the two; answered, or not."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    partnership: models.ForeignKey
    objects = AloneQuerySet.as_manager()

    class Meta:
        abstract = True


class Pulse(AskedAlone):
    """Once a month: "I can say what I think here". Answered without a value, it was skipped."""

    class Value(models.IntegerChoices):
        NOT_AT_ALL = 1, _("Not at all")
        A_LITTLE = 2, _("A little")
        PARTLY = 3, _("Partly")
        MOSTLY = 4, _("Mostly")
        FULLY = 5, _("Fully")

    DAYS = range(10, 26)
    """The days of the month on which it is asked: not at the turn of one, and with some days left to answer."""
    FIRST_AFTER = timedelta(days=14)
    """So long after the agreement nobody is asked."""
    APART = 2
    """So many points between the two answers of a month are a difference."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="pulses")
    month = models.DateField(_("month"), help_text=_("Its first day."))
    value = models.PositiveSmallIntegerField(choices=Value, null=True, blank=True)

    class Meta:
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "author", "month"], name="pulse_once_a_month"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=1, value__lte=5, answered_at__isnull=False),
                name="pulse_value_of_an_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partnership_id}: {self.month:%Y-%m}"

    @property
    def is_skipped(self) -> bool:
        return self.answered_at is not None and self.value is None

    def is_open_on(self, day: date) -> bool:
        """Whether it can be answered, or answered otherwise: as long as the month lasts."""
        return (day.year, day.month) == (self.month.year, self.month.month)


class FitCheck(AskedAlone):
    """After the first weeks: is it a good fit? Can be answered again while the pair is on its way."""

    class Answer(models.TextChoices):
        GOOD = "good", _("A good fit")
        OPEN = "open", _("Still finding out")
        NOT = "not", _("Not a good fit")

    ASKED_FOR = timedelta(weeks=5)
    """How long after its day it is still worth asking."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="fit_checks")
    answer = models.CharField(max_length=8, choices=Answer, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "author"], name="fit_check_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | ~Q(answer="") & Q(answered_at__isnull=False),
                name="fit_check_answer_and_time_together",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partnership_id}: fit"


def first_of_month(moment: datetime) -> date:
    """The month of a moment, as a pulse names it."""
    return moment.date().replace(day=1)
