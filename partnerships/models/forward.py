"""Paying forward: what a mentee has come through with a mentor, passed on to whoever comes next."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .partnership import Partnership


class Forward(models.Model):
    """What the mentee said when they were asked to pass it on; asked once for each partnership."""

    class State(models.TextChoices):
        GIVEN = "given", _("passed on")
        LEFT = "left", _("not now")

    partnership = models.OneToOneField(Partnership, on_delete=models.CASCADE, related_name="forward")
    state = models.CharField(max_length=8, choices=State)
    state_at = models.DateTimeField()
    passage = models.ForeignKey(
        "accounts.Passage", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="given") | Q(passage__isnull=True), name="forward_passage_of_what_was_given"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partnership_id}: {self.state}"
