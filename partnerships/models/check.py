"""The accountability checks: how it went, and what the mentor answers."""

import uuid
from collections.abc import Iterable
from itertools import takewhile

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .commitment import Commitment
from .partnership import AnyUser, Partnership


class CheckQuerySet(models.QuerySet["Check"]):
    def visible_to(self, user: AnyUser) -> "CheckQuerySet":
        return self.filter(partnership__in=Partnership.objects.visible_to(user))

    def open(self) -> "CheckQuerySet":
        return self.filter(state=Check.State.OPEN)

    def offered(self) -> "CheckQuerySet":
        """Those in whose answer a step is suggested that nobody has taken up, left or replaced."""
        return self.filter(suggestion_state=Check.Suggestion.OFFERED)


class Check(models.Model):
    """One accountability check: the mentee says how it went, the mentor answers."""

    class State(models.TextChoices):
        OPEN = "open", _("waits for an answer")
        ANSWERED = "answered", _("answered")
        WENT_BY = "went_by", _("went by")
        SKIPPED = "skipped", _("missed by the system")

    class Outcome(models.TextChoices):
        DONE = "done", _("I did it")
        PARTLY = "partly", _("Part of it")
        NOT = "not", _("Not this time")

    class Reply(models.TextChoices):
        SUPPORT = "support", _("support")
        CHALLENGE = "challenge", _("a challenge")
        STEP = "step", _("a step beyond")

    class Suggestion(models.TextChoices):
        OFFERED = "offered", _("offered")
        TAKEN = "taken", _("taken up")
        LEFT = "left", _("left")
        REPLACED = "replaced", _("replaced by a later one")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="checks")
    period = models.CharField(_("period"), max_length=24)
    due_at = models.DateTimeField(_("due at"))
    commitment = models.ForeignKey(
        Commitment, on_delete=models.SET_NULL, null=True, blank=True, related_name="checks"
    )
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN)

    outcome = models.CharField(_("how it went"), max_length=8, choices=Outcome, blank=True)
    note = models.TextField(_("two lines for my mentor"), max_length=1200, blank=True)
    helped = models.CharField(_("what helped"), max_length=400, blank=True)
    in_the_way = models.CharField(_("what got in the way"), max_length=400, blank=True)
    disagreed = models.CharField(_("what I disagreed about"), max_length=400, blank=True)
    mistake = models.CharField(_("a mistake I made"), max_length=400, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    reply_kind = models.CharField(_("answer of the mentor"), max_length=12, choices=Reply, blank=True)
    reply = models.TextField(_("in words"), max_length=1200, blank=True)
    replied_at = models.DateTimeField(_("mentor answered at"), null=True, blank=True)
    suggestion = models.CharField(_("a step beyond the comfort zone"), max_length=240, blank=True)
    suggestion_state = models.CharField(max_length=12, choices=Suggestion, blank=True)
    suggestion_became = models.OneToOneField(
        Commitment, on_delete=models.SET_NULL, null=True, blank=True, related_name="suggested_in"
    )

    objects = CheckQuerySet.as_manager()

    class Meta:
        ordering = ["-due_at"]
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        constraints = [
            models.UniqueConstraint(fields=["partnership", "period"], name="check_one_per_period"),
            models.CheckConstraint(
                condition=(
                    Q(state="answered", answered_at__isnull=False) & ~Q(outcome="")
                    | ~Q(state="answered") & Q(answered_at__isnull=True, outcome="")
                ),
                name="check_answer_state_and_time_together",
            ),
            models.CheckConstraint(
                condition=(
                    Q(replied_at__isnull=True, reply_kind="")
                    | Q(replied_at__isnull=False, state="answered") & ~Q(reply_kind="")
                ),
                name="check_reply_follows_answer",
            ),
            models.CheckConstraint(
                condition=(
                    ~Q(reply_kind="step") & Q(suggestion="", suggestion_state="")
                    | Q(reply_kind="step") & ~Q(suggestion="") & ~Q(suggestion_state="")
                ),
                name="check_suggestion_is_a_reply",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partnership_id} {self.period}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_missed(self) -> bool:
        """Whether it went by, or was "not this time"."""
        return self.state == self.State.WENT_BY or self.outcome == self.Outcome.NOT

    @property
    def can_be_replied(self) -> bool:
        """Whether the mentor has something to answer."""
        return self.state == self.State.ANSWERED and self.replied_at is None


def misses_in_a_row(checks: Iterable[Check]) -> int:
    """How many of ``checks``, the latest first, were missed since the last one that was kept.

    Open ones are no answer yet, and one that the system missed counts for nobody.
    """
    asked = (check for check in checks if check.state not in (Check.State.OPEN, Check.State.SKIPPED))
    return sum(1 for _check in takewhile(lambda check: check.is_missed, asked))
