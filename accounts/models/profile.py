"""A person's self-definition. Nobody else writes a word of it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .vocabulary import Area, Interest, Language, Statement, Value

MAX_VALUES = 5
MAX_HELD = 15
"""How many values come through the first cut."""
SORT_AGAIN_AFTER = timedelta(days=182)
"""When values may have moved: half a year."""
MAX_DRAINING = 2
FIRST_YEAR = 1930


class Format(models.TextChoices):
    """How two people can talk."""

    VIDEO = "video", _("Video")
    PHONE = "phone", _("Phone or voice notes")
    TEXT = "text", _("Writing")
    IN_PERSON = "in_person", _("In person")


class MentorState(models.TextChoices):
    """Whether a community admin has approved this person as a mentor."""

    NONE = "none", _("does not mentor")
    AWAITING = "awaiting", _("awaits approval")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("not approved")


class Depth(models.TextChoices):
    """How deep a passage went. The numbers enter the score."""

    BRIEF = "brief", _("Brief: I have tasted it")
    THOROUGH = "thorough", _("Thorough: I finished it")
    DEEP = "deep", _("Deep: it changed how I live")

    @property
    def weight(self) -> float:
        return {"brief": 0.5, "thorough": 0.8, "deep": 1.0}[self.value]


class ProfileQuerySet(models.QuerySet):
    """Reads over self-definitions."""

    def with_definition(self) -> "ProfileQuerySet":
        """Everything a score, a card or a page needs, in a constant number of queries."""
        return self.select_related("user").prefetch_related(
            models.Prefetch("ranked_values", RankedValue.objects.select_related("value")),
            models.Prefetch("passages", Passage.objects.select_related("area__group")),
            models.Prefetch(
                "goals", Goal.objects.filter(closed_at__isnull=True).select_related("area__group")
            ),
            models.Prefetch("bridges", Bridge.objects.select_related("from_area", "to_area")),
            models.Prefetch("stances", Stance.objects.select_related("statement")),
            models.Prefetch("draining_values", DrainingValue.objects.select_related("value")),
            "interests",
            "languages",
        )

    def complete(self) -> "ProfileQuerySet":
        return self.filter(completed_at__isnull=False)

    def open_mentors(self) -> "ProfileQuerySet":
        """Approved mentors who take requests now. Places are counted where partnerships are known."""
        return self.complete().filter(mentor_state=MentorState.APPROVED, paused_at__isnull=True, places__gt=0)


class Profile(models.Model):
    """Who somebody is, in their own words. One account, mentor and mentee alike."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile")
    headline = models.CharField(_("in one line"), max_length=160, blank=True)
    opening = models.TextField(_("who I am"), max_length=1200, blank=True)
    more = models.TextField(_("more, if you like"), max_length=2000, blank=True)
    place = models.CharField(_("where I live"), max_length=80, blank=True)

    languages = models.ManyToManyField(
        Language, related_name="speakers", blank=True, verbose_name=_("languages I can talk in")
    )
    formats = models.JSONField(_("how I like to talk"), default=list, blank=True)
    hours_per_month = models.PositiveSmallIntegerField(
        _("hours a month"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(40)],
    )
    free_slots = models.JSONField(_("when I am usually free"), default=list, blank=True)
    interests = models.ManyToManyField(
        Interest, related_name="people", blank=True, verbose_name=_("interests")
    )

    held_values = models.ManyToManyField(
        Value, related_name="+", blank=True, editable=False, verbose_name=_("values of the first cut")
    )

    mentor_state = models.CharField(_("mentor"), max_length=12, choices=MentorState, default=MentorState.NONE)
    mentor_decided_at = models.DateTimeField(_("decided at"), null=True, blank=True, editable=False)
    mentor_decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="mentor_decisions",
    )
    places = models.PositiveSmallIntegerField(_("places"), default=0, validators=[MaxValueValidator(20)])
    paused_at = models.DateTimeField(_("takes no requests since"), null=True, blank=True)

    sort_again_at = models.DateTimeField(_("asked to sort the values again from"), null=True, editable=False)
    steps_done = models.JSONField(default=list, blank=True, editable=False)
    completed_at = models.DateTimeField(_("complete since"), null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(_("last change"), auto_now=True)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(mentor_state="none") | models.Q(places__gt=0),
                name="profile_mentor_has_places",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)

    @property
    def is_complete(self) -> bool:
        return self.completed_at is not None

    def may_sort_again(self, now: datetime) -> bool:
        """Half a year after the values were last sorted, or after being asked was put off."""
        if self.completed_at is None:
            return False
        return now >= (self.sort_again_at or self.completed_at + SORT_AGAIN_AFTER)

    @property
    def offers_to_mentor(self) -> bool:
        return self.mentor_state != MentorState.NONE

    @property
    def is_approved_mentor(self) -> bool:
        return self.mentor_state == MentorState.APPROVED

    @property
    def is_open_mentor(self) -> bool:
        return self.is_approved_mentor and self.paused_at is None and self.is_complete

    @property
    def emblem_values(self) -> list[tuple[int, int]]:
        """(place on the circle, rank) of each ranked value: what the emblem is woven from."""
        return [(ranked.value.place, ranked.rank) for ranked in self.ranked_values.all()]

    @property
    def format_labels(self) -> list[str]:
        return [str(Format(code).label) for code in self.formats if code in Format.values]


class RankedValue(models.Model):
    """One of up to five values, in rank order, with what it looks like when acted on."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="ranked_values")
    value = models.ForeignKey(Value, on_delete=models.PROTECT, related_name="rankings")
    rank = models.PositiveSmallIntegerField(
        _("rank"), validators=[MinValueValidator(1), MaxValueValidator(MAX_VALUES)]
    )
    line = models.CharField(_("what it looks like when I act on it"), max_length=240, blank=True)
    is_essential = models.BooleanField(_("essential"), default=False)

    class Meta:
        ordering = ["rank"]
        verbose_name = _("ranked value")
        verbose_name_plural = _("ranked values")
        constraints = [
            models.UniqueConstraint(fields=["profile", "rank"], name="ranked_value_one_per_rank"),
            models.UniqueConstraint(fields=["profile", "value"], name="ranked_value_once"),
            models.CheckConstraint(
                condition=models.Q(rank__gte=1, rank__lte=MAX_VALUES), name="ranked_value_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.value}"


class DrainingValue(models.Model):
    """A value that would drain this person in somebody else. Private: it gates, and is never shown."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="draining_values")
    value = models.ForeignKey(Value, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile", "value"], name="draining_value_once"),
        ]

    def __str__(self) -> str:
        return str(self.value)


class Stance(models.Model):
    """Where somebody stands on a statement: 1 is the left end, 5 the right one."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="stances")
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="stances")
    position = models.PositiveSmallIntegerField(
        _("position"), validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    note = models.CharField(_("in my words"), max_length=240, blank=True)

    class Meta:
        ordering = ["statement__position", "statement_id"]
        constraints = [
            models.UniqueConstraint(fields=["profile", "statement"], name="stance_once"),
            models.CheckConstraint(
                condition=models.Q(position__gte=1, position__lte=5), name="stance_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.statement}: {self.position}"


class Passage(models.Model):
    """Something this person has been through."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="passages")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="passages", verbose_name=_("area"))
    began = models.PositiveSmallIntegerField(_("began in"))
    ended = models.PositiveSmallIntegerField(
        _("ended in"), null=True, blank=True, help_text=_("Leave empty if it goes on.")
    )
    depth = models.CharField(_("how deep it went"), max_length=12, choices=Depth, default=Depth.THOROUGH)
    asked_of_me = models.TextField(_("what it asked of me"), max_length=800, blank=True)
    differently = models.TextField(_("what I would do differently"), max_length=400, blank=True)
    is_offered = models.BooleanField(
        _("I am glad to be asked about it"),
        default=True,
        help_text=_("Only what you offer counts when mentees look for a mentor."),
    )

    class Meta:
        ordering = ["-began", "pk"]
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended__isnull=True) | models.Q(ended__gte=models.F("began")),
                name="passage_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return str(self.area)

    @property
    def years(self) -> int:
        """How long it lasted, in whole years, at least one."""
        return max(1, (self.ended or timezone.localdate().year) - self.began)


class Goal(models.Model):
    """Something this person is entering, and would like company for."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="goals")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="goals", verbose_name=_("area"))
    text = models.CharField(_("what I am entering"), max_length=240)
    why = models.TextField(_("why it matters to me"), max_length=800, blank=True)
    by = models.DateField(_("by when"), null=True, blank=True)
    is_stretch = models.BooleanField(_("beyond my comfort zone"), default=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("goal")
        verbose_name_plural = _("goals")

    def __str__(self) -> str:
        return self.text or str(self.area)

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class Bridge(models.Model):
    """What carries over from one of my areas to another, in my words."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="bridges")
    from_area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", verbose_name=_("from"))
    to_area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", verbose_name=_("to"))
    text = models.CharField(_("what carries over"), max_length=400)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("bridge")
        verbose_name_plural = _("bridges")
        constraints = [
            models.UniqueConstraint(fields=["profile", "from_area", "to_area"], name="bridge_once"),
            models.CheckConstraint(
                condition=~models.Q(from_area=models.F("to_area")), name="bridge_between_two_areas"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_area} → {self.to_area}"
