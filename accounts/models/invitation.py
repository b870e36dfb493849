"""An invitation to an account that an organiser has prepared."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LIFETIME = timedelta(days=30)


def new_token() -> str:
    """256 random bits, safe in a link."""
    return secrets.token_urlsafe(32)


class Invitation(models.Model):
    """Lets an imported person choose a password and take over the profile prepared for them. Used once."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitation")
    community = models.ForeignKey("accounts.Community", on_delete=models.CASCADE, related_name="invitations")
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="invitations_made",
    )
    created_at = models.DateTimeField(_("invited at"), default=timezone.now)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        return str(self.user)

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and timezone.now() < self.created_at + LIFETIME

    def renew(self, *, now: datetime, by: object) -> None:
        """A new link; the old one stops working."""
        self.token, self.created_at, self.invited_by = new_token(), now, by
        self.save(update_fields=["token", "created_at", "invited_by"])
