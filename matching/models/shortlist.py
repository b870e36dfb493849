"""What a mentee keeps, and what they put away. Private: never in the admin."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Shortlisting(models.Model):
    """A mentor somebody wants to look at again, with a private note."""

    mentee = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shortlist")
    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shortlisted_by"
    )
    note = models.TextField(_("private note"), max_length=2000, blank=True)
    is_aside = models.BooleanField(_("set aside, out of the comparison"), default=False)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["mentee", "mentor"], name="shortlisting_once"),
        ]

    def __str__(self) -> str:
        return f"{self.mentee_id} → {self.mentor_id}"


class Hidden(models.Model):
    """“Not for me”: left out of this person's list, quietly, until undone."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="hidden_people"
    )
    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="hidden_by")
    hidden_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-hidden_at"]
        constraints = [models.UniqueConstraint(fields=["person", "mentor"], name="hidden_once")]

    def __str__(self) -> str:
        return f"{self.person_id} × {self.mentor_id}"
