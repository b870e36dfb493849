"""The change log that ranking polls."""

from django.conf import settings
from django.db import models


class ProfileChange(models.Model):
    """A row written in the transaction that changed what ranking knows about somebody.

    Each process keeps the highest ``id`` it has seen, asks for newer ones at each request and reads those people again.
    """

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.id}: {self.user_id}"
