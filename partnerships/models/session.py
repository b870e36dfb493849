"""When the two talk: proposed times, the agreed one, what it is about, and whether it took place."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .partnership import AnyUser, Partnership


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, user: AnyUser) -> "SessionQuerySet":
        return self.filter(partnership__in=Partnership.objects.visible_to(user))

    def agreed(self) -> "SessionQuerySet":
        return self.filter(state=Session.State.AGREED)

    def to_remind_of(self, now: datetime) -> "SessionQuerySet":
        """Those that begin within a day, were agreed on earlier than that, and of which nobody has been reminded."""
        soon = now + Session.REMIND_BEFORE
        return self.agreed().filter(
            starts_at__gt=now,
            starts_at__lte=soon,
            agreed_at__lte=models.F("starts_at") - Session.REMIND_BEFORE,
            reminded_at=None,
            partnership__state__in=Partnership.UNDER_WAY,
        )


class Session(models.Model):
    """One talk of a pair. Either proposes up to three times, the other takes one; moved, called off, and held or not held.

    ``starts_at`` is the agreed time. Rows of :class:`SessionTime` are on offer by ``offered_by``: for a session that has no time yet, or to move
    one that has; the agreed time stands until the other takes one of them. ``sequence`` is that of RFC 5545: it grows with each change
    that calendars must hear of. ``version`` is that of agenda and notes, which both write.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        AGREED = "agreed", _("agreed")
        HELD = "held", _("took place")
        NOT_HELD = "not_held", _("did not take place")
        DECLINED = "declined", _("no time fitted")
        WITHDRAWN = "withdrawn", _("taken back")
        CANCELLED = "cancelled", _("called off")

    WITH_A_TIME = (State.AGREED, State.HELD, State.NOT_HELD, State.CANCELLED)
    OPEN = (State.PROPOSED, State.AGREED)
    REMIND_BEFORE = timedelta(hours=24)
    AHEAD = timedelta(days=180)
    """Nobody plans a talk further ahead."""
    MOST_TIMES = 3
    MOST_AHEAD = 8
    """So many agreed sessions may be to come in one pair."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="sessions")
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PROPOSED)
    state_at = models.DateTimeField(_("state since"))
    state_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(_("proposed at"))
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("offered by")
    )
    starts_at = models.DateTimeField(_("begins"), null=True, blank=True)
    agreed_at = models.DateTimeField(_("agreed at"), null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=45)
    where = models.CharField(_("where"), max_length=300, blank=True)
    agenda = models.TextField(_("what it is about"), max_length=2000, blank=True)
    notes = models.TextField(_("notes"), max_length=4000, blank=True)
    version = models.PositiveIntegerField(default=0)
    word = models.CharField(_("a line with it"), max_length=400, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership"], condition=Q(state="proposed"), name="session_one_proposed"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["agreed", "held", "not_held", "cancelled"],
                    starts_at__isnull=False,
                    agreed_at__isnull=False,
                )
                | Q(
                    state__in=["proposed", "declined", "withdrawn"],
                    starts_at__isnull=True,
                    agreed_at__isnull=True,
                ),
                name="session_time_with_its_state",
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=10, minutes__lte=240), name="session_minutes_within_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["starts_at"], condition=Q(state="agreed"), name="session_agreed"),
        ]

    def __str__(self) -> str:
        return f"{self.partnership_id}: {self.state}"

    @property
    def ends_at(self) -> datetime | None:
        return self.starts_at + timedelta(minutes=self.minutes) if self.starts_at else None

    def is_to_come(self, now: datetime) -> bool:
        """Whether it is agreed and has not begun."""
        return self.state == self.State.AGREED and self.starts_at is not None and now < self.starts_at

    def has_begun(self, now: datetime) -> bool:
        """Whether its agreed time has come, so that one can say whether it took place."""
        return (
            self.state in (self.State.AGREED, self.State.HELD, self.State.NOT_HELD)
            and self.starts_at is not None
            and self.starts_at <= now
        )


class SessionTime(models.Model):
    """One time on offer."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="times")
    starts_at = models.DateTimeField(_("begins"))

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["session", "starts_at"], name="session_time_once"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"


class CalendarFeed(models.Model):
    """A person's private calendar address. Only a digest of its key is kept, so the address is shown once, when it is made."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed", primary_key=True
    )
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id}"
