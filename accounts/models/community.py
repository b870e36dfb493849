"""Peer groups. Matching happens inside communities that two people share."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from .user import User


class CommunityQuerySet(models.QuerySet):
    """Which communities somebody may see."""

    def active(self) -> "CommunityQuerySet":
        return self.filter(is_active=True)

    def visible_to(self, user: User | AnonymousUser) -> "CommunityQuerySet":
        """Public ones and those by approval for everybody; by invitation only for their members."""
        listed = models.Q(admission__in=[Community.Admission.PUBLIC, Community.Admission.APPROVAL])
        if not user.is_authenticated:
            return self.active().filter(listed)
        mine = Membership.objects.filter(user=user).open().values("community")
        return self.active().filter(listed | models.Q(pk__in=mine))

    def with_member(self, user: User) -> "CommunityQuerySet":
        """Communities in which ``user`` is an active member."""
        return self.active().filter(
            pk__in=Membership.objects.filter(user=user, state=Membership.State.ACTIVE).values("community")
        )


class Community(models.Model):
    """A peer group with its own code of conduct."""

    class Admission(models.TextChoices):
        PUBLIC = "public", _("open to everybody")
        APPROVAL = "approval", _("an organiser says yes")
        INVITATION = "invitation", _("by invitation only")

    slug = models.SlugField(_("short name in links"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True)
    summary = models.CharField(_("in one line"), max_length=160)
    description = models.TextField(_("description"), max_length=3000, blank=True)
    code_of_conduct = models.TextField(
        _("code of conduct"),
        max_length=5000,
        blank=True,
        help_text=_("Added to the code of conduct that holds everywhere."),
    )
    admission = models.CharField(
        _("who can join"), max_length=12, choices=Admission, default=Admission.APPROVAL
    )
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = CommunityQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("community")
        verbose_name_plural = _("communities")

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet):
    def active(self) -> "MembershipQuerySet":
        return self.filter(state=Membership.State.ACTIVE, community__is_active=True)

    def open(self) -> "MembershipQuerySet":
        """Active or waiting for an answer."""
        return self.filter(state__in=[Membership.State.ACTIVE, Membership.State.PENDING])


class Membership(models.Model):
    """A person in a community. States move through ``accounts.actions``."""

    class State(models.TextChoices):
        PENDING = "pending", _("waits for an answer")
        ACTIVE = "active", _("member")
        REFUSED = "refused", _("not admitted")
        LEFT = "left", _("left")
        REMOVED = "removed", _("removed")

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    state = models.CharField(_("state"), max_length=12, choices=State)
    is_organiser = models.BooleanField(_("organiser"), default=False)
    message = models.CharField(_("why I would like to join"), max_length=400, blank=True)
    state_at = models.DateTimeField(_("state since"))
    state_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="membership_decisions",
        verbose_name=_("decided by"),
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["-state_at"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["community", "user"], name="membership_once"),
            models.CheckConstraint(
                condition=models.Q(is_organiser=False) | models.Q(state="active"),
                name="membership_organiser_is_active",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.community}"

    @property
    def is_active(self) -> bool:
        return self.state == self.State.ACTIVE
