"""Commitments, and how one becomes less between two checks."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .partnership import AnyUser, Partnership

JUST_WRITTEN = timedelta(hours=1)
"""So long a commitment is a draft, and whatever one changes holds at once."""


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
        GROWN = "grown", _("Made larger")

    LOOSER = (State.SMALLER, State.MOVED, State.LET_GO)
    """What may become of one that was not done."""
    CHANGED = (*LOOSER, State.GROWN)

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


class LooseningQuerySet(models.QuerySet["Loosening"]):
    def due(self, now: datetime) -> "LooseningQuerySet":
        """Those that have waited long enough, of pairs that are on their way."""
        states = (Partnership.State.INTRODUCED, Partnership.State.ACTIVE, Partnership.State.PAUSED)
        return self.filter(
            state=Loosening.State.WAITING, holds_at__lte=now, commitment__partnership__state__in=states
        )


class Loosening(models.Model):
    """A commitment made smaller, later or let go between two checks: written down at once, in force after seven days.

    Until then the commitment stands as it was, checks ask after it, and the mentee can take the change back.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("not in force yet")
        IN_FORCE = "in_force", _("in force")
        TAKEN_BACK = "taken_back", _("taken back")
        OVERTAKEN = "overtaken", _("overtaken by an answer")

    AFTER = timedelta(days=7)

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="loosenings")
    to = models.CharField(_("what becomes of it"), max_length=12, choices=Commitment.State)
    text = models.CharField(_("the smaller step"), max_length=240, blank=True)
    due_on = models.DateField(_("by"), null=True, blank=True)
    made_at = models.DateTimeField(_("written at"))
    holds_at = models.DateTimeField(_("in force from"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.WAITING)
    state_at = models.DateTimeField(_("state since"))

    objects = LooseningQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment"], condition=Q(state="waiting"), name="loosening_one_waiting"
            ),
        ]
        indexes = [
            models.Index(fields=["holds_at"], condition=Q(state="waiting"), name="loosening_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id}: {self.to} ({self.state})"

    @property
    def waits(self) -> bool:
        return self.state == self.State.WAITING
