"""The change log that ranking polls."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Change(models.Model):
    """A row written in the transaction that changed something ranking knows.

    Each process remembers which rows it has seen, asks for newer ones at each request, and reads again what they name. A row stays
    when the person it names is deleted: that is news, too.
    """

    class Kind(models.TextChoices):
        PERSON = "person", _("a person")
        """``user``: their profile, standing, memberships or places."""
        VOCABULARY = "vocabulary", _("the vocabulary")
        """Words with all that is said of them, and how areas are related. A merge names the people it touches as well."""
        RULES = "rules", _("a community's rules")
        """``community``: its weights, the values it holds opposed, or whether it is open."""
        PRICES = "prices", _("a community's prices")
        """``community``: what demand takes off its mentors' rank."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.PERSON)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
    )
    community = models.ForeignKey(
        "accounts.Community", on_delete=models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.id}: {self.kind} {self.user_id or self.community_id or ''}"
