"""A mentee asks a mentor."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class RequestQuerySet(models.QuerySet["Request"]):
    """Reads over requests."""

    def visible_to(self, user: User) -> Self:
        """The two people in it. What a block or a suspension has voided, without a reason, is seen by neither."""
        return self.filter(Q(mentor=user) | Q(mentee=user)).exclude(state=Request.State.VOID, reason="")

    def pending(self) -> Self:
        return self.filter(state=Request.State.PENDING)

    def between(self, one: User, other: User) -> Self:
        return self.filter(Q(mentor=one, mentee=other) | Q(mentor=other, mentee=one))

    def with_people(self) -> Self:
        return self.select_related("mentor__profile", "mentee__profile", "community", "goal__area")


class Request(models.Model):
    """One request, from the letter to its answer. It leaves PENDING once, through ``matching.actions``."""

    class State(models.TextChoices):
        PENDING = "pending", _("waits for an answer")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")
        EXPIRED = "expired", _("expired")
        SUPERSEDED = "superseded", _("overtaken")
        VOID = "void", _("void")

    class Reason(models.TextChoices):
        NO_TIME = "no_time", _("Not enough time just now")
        NOT_MY_FIELD = "not_my_field", _("Not something I know well enough")
        NOT_THE_RIGHT_PERSON = "not_right", _("Not the right person")
        LATER = "later", _("Later, perhaps")
        OTHER = "other", _("Another reason")
        FULL = (
            "full",
            _("The last place is taken"),
        )  # given by the system when it voids what a full mentor has not answered

    DECLINE_REASONS = (
        Reason.NO_TIME,
        Reason.NOT_MY_FIELD,
        Reason.NOT_THE_RIGHT_PERSON,
        Reason.LATER,
        Reason.OTHER,
    )

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mentee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="requests_sent",
        verbose_name=_("mentee"),
    )
    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="requests_received",
        verbose_name=_("mentor"),
    )
    community = models.ForeignKey("accounts.Community", on_delete=models.PROTECT, related_name="requests")
    goal = models.ForeignKey(
        "accounts.Goal", on_delete=models.SET_NULL, null=True, blank=True, related_name="requests"
    )
    goal_text = models.CharField(_("goal"), max_length=240)
    message = models.TextField(_("message"), max_length=2000)
    hopes = models.CharField(_("what I hope for"), max_length=400, blank=True)
    not_asking = models.CharField(_("what I am not asking for"), max_length=400, blank=True)

    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PENDING, editable=False)
    sent_at = models.DateTimeField(_("sent at"))
    seen_at = models.DateTimeField(_("seen at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires at"), db_index=True)
    reminders_sent = models.PositiveSmallIntegerField(default=0, editable=False)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("ended by"),
        help_text=_("Empty: the system."),
    )
    reason = models.CharField(_("reason"), max_length=12, choices=Reason, blank=True)
    reply = models.TextField(_("a line from the mentor"), max_length=1200, blank=True)
    reply_draft = models.TextField(max_length=1200, blank=True, editable=False)

    question = models.TextField(_("question from the mentor"), max_length=800, blank=True)
    question_at = models.DateTimeField(null=True, blank=True, editable=False)
    answer = models.TextField(_("answer of the mentee"), max_length=1200, blank=True)
    answer_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at"]
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        constraints = [
            models.UniqueConstraint(
                fields=["mentee", "mentor"],
                condition=Q(state="pending"),
                name="request_one_live_per_pair",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="pending", ended_at__isnull=True)
                    | ~Q(state="pending") & Q(ended_at__isnull=False)
                ),
                name="request_end_state_and_time_together",
            ),
            models.CheckConstraint(condition=~Q(mentor=models.F("mentee")), name="request_to_somebody_else"),
        ]

    def __str__(self) -> str:
        return f"{self.mentee} → {self.mentor}"

    @property
    def is_pending(self) -> bool:
        return self.state == self.State.PENDING

    def other(self, user: User) -> User:
        return self.mentee if user.pk == self.mentor_id else self.mentor
