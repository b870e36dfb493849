"""A pair, and the log of what happened to it."""

import uuid
from datetime import datetime, timedelta
from typing import TypeAlias

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User

AnyUser: TypeAlias = AbstractBaseUser | AnonymousUser


class PartnershipQuerySet(models.QuerySet["Partnership"]):
    """Reads over pairs."""

    def visible_to(self, user: AnyUser) -> "PartnershipQuerySet":
        """A partnership is seen by the two people in it, and by nobody else; blocked pairs by neither."""
        return self.filter(Q(mentor=user) | Q(mentee=user)).exclude(state=Partnership.State.SUSPENDED)

    def live(self) -> "PartnershipQuerySet":
        return self.filter(state__in=Partnership.LIVE)

    def taking_a_place(self) -> "PartnershipQuerySet":
        """Those that count against the mentor's places."""
        return self.filter(state__in=Partnership.TAKES_A_PLACE)

    def between(self, one: AnyUser, other: AnyUser) -> "PartnershipQuerySet":
        return self.filter(Q(mentor=one, mentee=other) | Q(mentor=other, mentee=one))

    def with_people(self) -> "PartnershipQuerySet":
        return self.select_related(
            "mentor__profile", "mentee__profile", "community", "goal__area", "agreement"
        )

    def with_life(self) -> "PartnershipQuerySet":
        """Everything that the list and the page of a pair show, in a constant number of queries."""
        return self.with_people().prefetch_related(
            "mentor__profile__ranked_values__value",
            "mentee__profile__ranked_values__value",
            "clocks",
            "versions",
            "pulses",
            "fit_checks",
            "checks__commitment",
            "commitments__became",
            "commitments__loosenings",
            "reflections",
            "sessions__times",
            "opportunities",
        )


class Partnership(models.Model):
    """A mentor and a mentee. States move through ``partnerships.actions`` only."""

    class State(models.TextChoices):
        INTRODUCED = "introduced", _("introduced")
        ACTIVE = "active", _("active")
        PAUSED = "paused", _("paused")
        CLOSING = "closing", _("closing")
        COMPLETED = "completed", _("completed")
        ENDED_EARLY = "ended_early", _("ended early")
        ENDED_INACTIVE = "ended_inactive", _("ended after a silence")
        LAPSED = "lapsed", _("not begun")
        SUSPENDED = "suspended", _("suspended")

    LIVE = (State.INTRODUCED, State.ACTIVE, State.PAUSED, State.CLOSING)
    UNDER_WAY = (State.INTRODUCED, State.ACTIVE)
    """In which something new can be planned or promised."""
    TAKES_A_PLACE = (State.INTRODUCED, State.ACTIVE, State.PAUSED, State.SUSPENDED)
    NEEDS_SIGNATURES_WITHIN = timedelta(days=14)
    REFLECTION = timedelta(days=14)
    REVIVABLE = timedelta(days=30)
    ENDED = (State.COMPLETED, State.ENDED_EARLY, State.ENDED_INACTIVE, State.LAPSED)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="partnerships_as_mentor",
        verbose_name=_("mentor"),
    )
    mentee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="partnerships_as_mentee",
        verbose_name=_("mentee"),
    )
    community = models.ForeignKey(
        "accounts.Community",
        on_delete=models.PROTECT,
        related_name="partnerships",
        verbose_name=_("community"),
    )
    goal = models.ForeignKey(
        "accounts.Goal",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="partnerships",
    )
    goal_text = models.CharField(
        _("goal"), max_length=240, help_text=_("As it read when the two were introduced.")
    )
    origin = models.CharField(
        _("came from"),
        max_length=80,
        unique=True,
        editable=False,
        help_text=_("What started it, so that it starts once."),
    )
    state = models.CharField(
        _("state"), max_length=16, choices=State, default=State.INTRODUCED, editable=False
    )
    state_at = models.DateTimeField(_("state since"), editable=False)
    state_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("moved by"),
    )
    state_before = models.CharField(max_length=16, choices=State, blank=True, default="", editable=False)
    introduced_at = models.DateTimeField(_("introduced at"), editable=False)
    back_on = models.DateField(_("paused until"), null=True, blank=True, editable=False)
    warned_at = models.DateTimeField(_("silence noticed at"), null=True, blank=True, editable=False)
    go_on_until = models.DateField(_("would go on until"), null=True, blank=True, editable=False)
    go_on_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("would go on"),
    )

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        ordering = ["-introduced_at"]
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        constraints = [
            models.UniqueConstraint(
                fields=["mentor", "mentee"],
                condition=Q(state__in=["introduced", "active", "paused", "closing", "suspended"]),
                name="partnership_one_live_per_pair",
            ),
            models.CheckConstraint(condition=~Q(mentor=models.F("mentee")), name="partnership_of_two_people"),
            models.CheckConstraint(
                condition=Q(back_on__isnull=True) | Q(state__in=["paused", "suspended"]),
                name="partnership_return_date_only_when_paused",
            ),
            models.CheckConstraint(
                condition=Q(go_on_until__isnull=True, go_on_by__isnull=True)
                | Q(go_on_until__isnull=False, go_on_by__isnull=False),
                name="partnership_offer_to_go_on_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mentee} & {self.mentor}"

    def get_absolute_url(self) -> str:
        return reverse("partnerships:partnership-detail", args=[self.public_id])

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE

    @property
    def people(self) -> tuple[User, User]:
        return self.mentee, self.mentor

    def other(self, user: AnyUser) -> User:
        """The other person of the pair."""
        return self.mentee if user.pk == self.mentor_id else self.mentor

    @property
    def lapses_at(self) -> datetime:
        """By when both must have signed."""
        return self.introduced_at + self.NEEDS_SIGNATURES_WITHIN

    @property
    def reflect_until(self) -> datetime:
        """Until when the two can look back, once it is closing."""
        return self.state_at + self.REFLECTION

    @property
    def revive_until(self) -> datetime:
        """Until when it can be taken up again, once it ended in silence."""
        return self.state_at + self.REVIVABLE

    def is_mentor(self, user: AnyUser) -> bool:
        return user.pk == self.mentor_id


class Event(models.Model):
    """One move of a partnership: what, when, by whom. The timeline and the audit read it."""

    class Kind(models.TextChoices):
        INTRODUCED = "introduced", _("Introduced")
        PROPOSED = "proposed", _("Terms proposed")
        SIGNED = "signed", _("Signed")
        AGREED = "agreed", _("Agreement")
        CHANGED = "changed", _("Agreement changed")
        DECLINED = "declined", _("Terms declined")
        WITHDRAWN = "withdrawn", _("Terms withdrawn")
        PAUSED = "paused", _("Paused")
        RESUMED = "resumed", _("Taken up again")
        WARNED = "warned", _("A silence noticed")
        REVIVED = "revived", _("Taken up after a silence")
        OFFERED = "offered", _("Going on proposed")
        RENEWED = "renewed", _("Going on agreed")
        CLOSING = "closing", _("Brought to a close")
        ENDED = "ended", _("Ended")
        LAPSED = "lapsed", _("Not begun")
        SUSPENDED = "suspended", _("Suspended")
        RESTORED = "restored", _("Restored")

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(_("what"), max_length=16, choices=Kind)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    note = models.CharField(_("note"), max_length=240, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("event")
        verbose_name_plural = _("events")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"
