"""The account: who signs in, in which language and time zone, and whether they may."""

import uuid
import zoneinfo

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def validate_time_zone(name: str) -> None:
    """Refuse a name that is not an IANA zone."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(zone)s” is not a time zone we know."), params={"zone": name})


def validate_one_line(text: str) -> None:
    """Refuse line breaks and other control characters: the text ends up in mail headers."""
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in text):
        raise ValidationError(_("Please keep this to one line, without control characters."))


class UserManager(BaseUserManager):
    """Makes people by e-mail address; there are no user names."""

    def create_user(self, email: str, password: str | None = None, **fields):
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str):
        return self.get(email__iexact=email)


class UserQuerySet(models.QuerySet):
    """Which people somebody may see."""

    def in_good_standing(self) -> "UserQuerySet":
        """People who may sign in and be met."""
        return self.filter(is_active=True, suspended_at__isnull=True)

    def not_blocked_with(self, user: "User") -> "UserQuerySet":
        """Leaves out everybody who blocked ``user`` or whom ``user`` blocked."""
        return self.exclude(blocks_made__blocked=user).exclude(blocks_received__blocker=user)

    def visible_to(self, user: "User") -> "UserQuerySet":
        """People in good standing who share an active community with ``user`` and no block; never ``user``."""
        from_my_communities = self.model.objects.filter(
            memberships__state="active",
            memberships__community__in=user.memberships.filter(
                state="active", community__is_active=True
            ).values("community"),
        ).values("pk")
        return (
            self.in_good_standing()
            .filter(pk__in=from_my_communities)
            .not_blocked_with(user)
            .exclude(pk=user.pk)
        )


class User(AbstractBaseUser, PermissionsMixin):
    """A person's account. What they say about themself stands in their :class:`Profile`."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    first_name = models.CharField(_("first name"), max_length=80, validators=[validate_one_line])
    last_name = models.CharField(_("last name"), max_length=80, blank=True, validators=[validate_one_line])
    language = models.CharField(
        _("language of pages and mails"), max_length=8, choices=settings.LANGUAGES, default="en"
    )
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[validate_time_zone]
    )
    is_staff = models.BooleanField(_("may open the administration"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    suspended_at = models.DateTimeField(_("suspended at"), null=True, blank=True, editable=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects = UserManager.from_queryset(UserQuerySet)()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["first_name", "last_name", "pk"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once_in_any_case"),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email

    @property
    def short_name(self) -> str:
        """The name a friend would use."""
        return self.first_name or self.email

    def get_short_name(self) -> str:
        return self.short_name

    @property
    def is_suspended(self) -> bool:
        return self.suspended_at is not None

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)
