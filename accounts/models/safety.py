"""What keeps people safe: consent, blocks and reports."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Consent(models.Model):
    """Somebody agreed to one version of one text, and said they are 18 or older."""

    class Document(models.TextChoices):
        CONDUCT = "conduct", _("code of conduct")
        DATA = "data", _("what we do with your data")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consents")
    document = models.CharField(_("text"), max_length=12, choices=Document)
    version = models.CharField(_("version"), max_length=16)
    is_adult = models.BooleanField(_("18 or older"), default=False)
    agreed_at = models.DateTimeField(_("agreed at"))

    class Meta:
        ordering = ["-agreed_at"]
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(fields=["user", "document", "version"], name="consent_once_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.document} {self.version}"


class Block(models.Model):
    """One person wants nothing to do with another. Works both ways and says nothing to anybody."""

    blocker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="blocks_made"
    )
    blocked = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="blocks_received"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["blocker", "blocked"], name="block_once"),
            models.CheckConstraint(
                condition=~models.Q(blocker=models.F("blocked")), name="block_somebody_else"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.blocker_id} × {self.blocked_id}"


class Report(models.Model):
    """A concern, told to the organisers, with the evidence as it stood."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        LOOKING = "looking", _("being looked into")
        CLOSED = "closed", _("closed")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="reports_made",
        verbose_name=_("told by"),
    )
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="reports_received",
        verbose_name=_("about"),
    )
    text = models.TextField(_("what happened"), max_length=4000)
    evidence = models.JSONField(_("evidence as it stood"), default=dict, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(_("told at"), auto_now_add=True)
    decided_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="reports_decided",
    )
    decision = models.TextField(_("what was decided"), max_length=2000, blank=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("report")
        verbose_name_plural = _("reports")

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d}"
