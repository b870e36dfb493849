"""How somebody described themself, kept as it was."""

import uuid
from datetime import timedelta

from django.db import models


class ProfileVersionQuerySet(models.QuerySet["ProfileVersion"]):
    def visible_to(self, user: object) -> "ProfileVersionQuerySet":
        """One's own, and nobody else's."""
        return self.filter(profile__user=user)


class ProfileVersion(models.Model):
    """A whole self-definition at a moment, its owner's alone. ``content`` is what :func:`accounts.versions.snapshot` gives.

    Changes of one sitting are one version: within :attr:`SITTING` of the last touch it is written over, not beside.
    """

    SITTING = timedelta(hours=1)
    MOST = 100
    """So many are kept for one person; the oldest go first."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    profile = models.ForeignKey("accounts.Profile", on_delete=models.CASCADE, related_name="versions")
    made_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    is_restored = models.BooleanField(default=False)
    content = models.JSONField()

    objects = ProfileVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(fields=["profile", "-made_at"], name="profile_version_latest")]

    def __str__(self) -> str:
        return f"{self.profile_id}: {self.made_at:%Y-%m-%d}"
