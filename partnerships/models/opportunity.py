"""Opportunities: what a mentor passes on, and what becomes of it."""

import uuid
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .partnership import AnyUser, Partnership

REMIND_BEFORE = timedelta(days=3)
REMIND_FROM = time(8)
"""The mentee's local hour from which a reminder may come: not at the turn of the day."""


class OpportunityQuerySet(models.QuerySet["Opportunity"]):
    def visible_to(self, user: AnyUser) -> "OpportunityQuerySet":
        return self.filter(partnership__in=Partnership.objects.visible_to(user))

    def to_remind(self, now: datetime) -> "OpportunityQuerySet":
        """Those whose day comes soon somewhere on earth, and of which nobody has been reminded; the action looks at the mentee's own clock."""
        return self.filter(
            state__in=Opportunity.OPEN,
            partnership__state__in=Partnership.UNDER_WAY,
            reminded_at=None,
            deadline__gte=now.date() - timedelta(days=1),
            deadline__lte=now.date() + REMIND_BEFORE + timedelta(days=1),
        )


class Opportunity(models.Model):
    """Something the mentor came across that fits the goal of the pair. Between the two of them: never in the administration.

    ``word`` is what the mentee says with a decline or an outcome. ``version`` counts the offers: a changed one is a new one to read.
    """

    class State(models.TextChoices):
        OFFERED = "offered", _("Offered")
        PURSUING = "pursuing", _("Taken up")
        OUTCOME = "outcome", _("It turned out")
        DECLINED = "declined", _("Not this one")
        TAKEN_BACK = "taken_back", _("Taken back")

    class Outcome(models.TextChoices):
        GOT = "got", _("I got it")
        NOT_THIS_TIME = "not", _("Not this time")
        LET_GO = "let_go", _("I let it go")

    OPEN = (State.OFFERED, State.PURSUING)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="opportunities")
    title = models.CharField(_("what it is"), max_length=120)
    why = models.TextField(_("why it fits"), max_length=1000)
    url = models.URLField(
        _("link"), max_length=500, blank=True, validators=[URLValidator(schemes=["http", "https"])]
    )
    deadline = models.DateField(_("last day"), null=True, blank=True)
    version = models.PositiveSmallIntegerField(default=1)
    offered_at = models.DateTimeField(_("offered at"))
    changed_at = models.DateTimeField(_("changed at"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OFFERED)
    state_at = models.DateTimeField(_("state since"))
    # One of the two, with whom the whole pair goes: so the actor of a state is never unknown.
    state_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(_("how it turned out"), max_length=8, choices=Outcome, blank=True)
    word = models.TextField(_("a word with it"), max_length=600, blank=True)

    objects = OpportunityQuerySet.as_manager()

    class Meta:
        ordering = ["-offered_at", "-pk"]
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="outcome") & ~Q(outcome="") | ~Q(state="outcome") & Q(outcome=""),
                name="opportunity_outcome_of_its_state",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["offered", "taken_back"], answered_at__isnull=True)
                | Q(state__in=["pursuing", "outcome", "declined"], answered_at__isnull=False),
                name="opportunity_answer_and_time_together",
            ),
            models.CheckConstraint(
                condition=Q(word="") | Q(state__in=["outcome", "declined"]),
                name="opportunity_word_of_an_answer",
            ),
            models.CheckConstraint(
                condition=Q(url="") | Q(url__startswith="https://") | Q(url__startswith="http://"),
                name="opportunity_link_to_the_web",
            ),
            models.CheckConstraint(
                condition=Q(reminded_at__isnull=True) | Q(deadline__isnull=False),
                name="opportunity_reminder_of_a_day",
            ),
        ]
        indexes = [
            models.Index(
                fields=["deadline"],
                condition=Q(state__in=["offered", "pursuing"], reminded_at=None),
                name="opportunity_to_remind",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_offered(self) -> bool:
        return self.state == self.State.OFFERED

    @property
    def is_pursued(self) -> bool:
        return self.state == self.State.PURSUING

    @property
    def is_declined(self) -> bool:
        return self.state == self.State.DECLINED

    @property
    def is_taken_back(self) -> bool:
        return self.state == self.State.TAKEN_BACK

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def host(self) -> str:
        """Where the link leads: the name that a reader should know before following it."""
        return urlsplit(self.url).hostname or ""

    def has_gone_by(self, today: date) -> bool:
        """Whether its last day is over."""
        return self.deadline is not None and self.deadline < today

    def remind_at(self, zone: ZoneInfo) -> datetime | None:
        """When the mentee, in ``zone``, is reminded of the last day: three days before it, in the morning."""
        if self.deadline is None:
            return None
        return datetime.combine(self.deadline - REMIND_BEFORE, REMIND_FROM, tzinfo=zone)
