"""What somebody has typed and not saved yet."""

from django.conf import settings
from django.db import models


class DraftQuerySet(models.QuerySet["Draft"]):
    def of(self, user: object, path: str) -> "DraftQuerySet":
        """What ``user`` has typed at this address, the latest first."""
        return self.filter(user=user, path=path).order_by("-kept_at", "-pk")


class Draft(models.Model):
    """The fields of one form in one window, kept while they are typed in. Its writer's alone: in no list of the administration.

    ``text`` is as a form is posted (``application/x-www-form-urlencoded``); ``tab`` tells windows apart, so that two never write over each other.
    """

    MOST = 20
    """So many are kept for one person; the oldest go first."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    path = models.CharField(max_length=200)
    tab = models.UUIDField()
    text = models.TextField()
    kept_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "tab"], name="draft_one_per_window")]

    def __str__(self) -> str:
        return self.path
