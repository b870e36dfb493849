"""Commitments, and the accountability checks that ask after them."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .partnership import AnyUser, Partnership


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def visible_to(self, user: AnyUser) -> "CommitmentQuerySet":
        return self.filter(partnership__in=Partnership.objects.visible_to(user))


class Commitment(models.Model):
    """A small, dated thing the mentee says they will do, tied to the goal."""

    class State(models.TextChoices):
        OPEN = "open", _("Now")
        KEPT = "kept", _("Kept")
        PARTLY = "partly", _("Part of it")
        SMALLER = "smaller", _("Made smaller")
        MOVED = "moved", _("Moved")
        LET_GO = "let_go", _("Let go")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="commitments")
    text = models.CharField(_("what I will do"), max_length=240)
    due_on = models.DateField(_("by"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN)
    state_at = models.DateTimeField(_("state since"))
    made_at = models.DateTimeField(_("made at"))
    grew_from = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="became"
    )

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership"], condition=Q(state="open"), name="commitment_one_open"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class CheckQuerySet(models.QuerySet["Check"]):
    def visible_to(self, user: AnyUser) -> "CheckQuerySet":
        return self.filter(partnership__in=Partnership.objects.visible_to(user))

    def open(self) -> "CheckQuerySet":
        return self.filter(state=Check.State.OPEN)


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
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    reply_kind = models.CharField(_("answer of the mentor"), max_length=12, choices=Reply, blank=True)
    reply = models.TextField(_("in words"), max_length=1200, blank=True)
    replied_at = models.DateTimeField(_("mentor answered at"), null=True, blank=True)

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
        ]

    def __str__(self) -> str:
        return f"{self.partnership_id} {self.period}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def can_be_replied(self) -> bool:
        """Whether the mentor has something to answer."""
        return self.state == self.State.ANSWERED and self.replied_at is None
