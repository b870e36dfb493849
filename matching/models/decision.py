"""A decision sheet: criteria of one's own, judged one at a time across a few mentors. Private: never in the admin, never mailed."""

import random
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User

FEWEST_MENTORS, MOST_MENTORS = 2, 5
FEWEST_CRITERIA, MOST_CRITERIA = 3, 5


class DecisionSheetQuerySet(models.QuerySet["DecisionSheet"]):
    """Reads over sheets."""

    def visible_to(self, user: User) -> Self:
        """Their owner's alone: no mentor, organiser or admin reads one."""
        return self.filter(mentee=user)

    def in_use(self) -> Self:
        return self.filter(archived_at__isnull=True)


class DecisionSheet(models.Model):
    """One decision for one goal. Filled is not a state of its own: it is read off the cells of those who are still here."""

    class State(models.TextChoices):
        OPEN = "open", _("being filled in")
        REVEALED = "revealed", _("revealed")
        DECIDED = "decided", _("decided")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mentee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="decision_sheets"
    )
    goal = models.ForeignKey(
        "accounts.Goal", on_delete=models.SET_NULL, null=True, blank=True, related_name="decision_sheets"
    )
    goal_text = models.CharField(max_length=240)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN, editable=False)
    seed = models.PositiveIntegerField(editable=False)
    """Of the order in which the mentors stand: random, and the same at each look."""
    made_at = models.DateTimeField()
    revealed_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    choice = models.ForeignKey(
        "matching.Option", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    why = models.CharField(_("why"), max_length=400, blank=True)

    objects = DecisionSheetQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", revealed_at__isnull=True)
                | ~Q(state="open") & Q(revealed_at__isnull=False),
                name="decision_sheet_revealed_state_and_time_together",
            ),
            models.CheckConstraint(
                condition=Q(state="decided", decided_at__isnull=False) & ~Q(why="")
                | ~Q(state="decided") & Q(decided_at__isnull=True),
                name="decision_sheet_decided_with_time_and_why",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_decided(self) -> bool:
        return self.state == self.State.DECIDED

    def shuffled(self, options: "list[Option]") -> "list[Option]":
        """All options of this sheet in its own order, which has nothing to do with rank or fit."""
        rows = sorted(options, key=lambda option: option.pk)
        random.Random(self.seed).shuffle(rows)  # noqa: S311  # nosec B311: an order, not a secret
        return rows


class Criterion(models.Model):
    """One thing that counts for the mentee. ``value`` or ``area``: what of a mentor's own words bears on it, where it came from there."""

    sheet = models.ForeignKey(DecisionSheet, on_delete=models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=120)
    weight = models.PositiveSmallIntegerField(null=True, blank=True)
    """1 to 3, for the mentee's own eye: nothing is computed from it."""
    value = models.ForeignKey(
        "accounts.Value", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    area = models.ForeignKey(
        "accounts.Area", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "position"], name="criterion_one_per_position"),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=MOST_CRITERIA), name="criterion_position_in_range"
            ),
            models.CheckConstraint(
                condition=Q(weight__isnull=True) | Q(weight__gte=1, weight__lte=3),
                name="criterion_weight_in_range",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Option(models.Model):
    """A mentor on a sheet. Stays, with what was written about them, when the account is gone."""

    sheet = models.ForeignKey(DecisionSheet, on_delete=models.CASCADE, related_name="options")
    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["sheet", "mentor"], name="option_once")]

    def __str__(self) -> str:
        return str(self.pk)


class Judgement(models.Model):
    """One cell. May be saved half-way (a level without its reason); only a complete one counts as filled."""

    class Level(models.TextChoices):
        STRONG = "strong", _("Strong")
        GOOD = "good", _("Good")
        SOME = "some", _("Some")
        LITTLE = "little", _("Little")
        UNKNOWN = "unknown", _("Not enough to go on")

    STITCHES = {Level.STRONG: 4, Level.GOOD: 3, Level.SOME: 2, Level.LITTLE: 1}

    criterion = models.ForeignKey(Criterion, on_delete=models.CASCADE, related_name="judgements")
    option = models.ForeignKey(Option, on_delete=models.CASCADE, related_name="judgements")
    level = models.CharField(max_length=8, choices=Level, blank=True)
    text = models.TextField(max_length=800, blank=True)
    """The reason; for “not enough to go on”, the question to ask."""
    version = models.PositiveIntegerField(default=1)
    """Grows with each save: who saves names the version they have read."""
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["criterion", "option"], name="judgement_once")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_complete(self) -> bool:
        return bool(self.level and self.text)

    @property
    def is_question(self) -> bool:
        return self.level == self.Level.UNKNOWN

    @property
    def stitches(self) -> int:
        """How many of four threads are drawn."""
        return self.STITCHES.get(self.Level(self.level), 0) if self.level else 0


class SecondThought(models.Model):
    """A level that was changed after the reveal, and why: in a year it is worth knowing what swayed one."""

    judgement = models.ForeignKey(Judgement, on_delete=models.CASCADE, related_name="second_thoughts")
    before = models.CharField(max_length=8, choices=Judgement.Level)
    after = models.CharField(max_length=8, choices=Judgement.Level)
    why = models.CharField(max_length=400)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(before=models.F("after")), name="second_thought_is_another"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
