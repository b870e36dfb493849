"""The words people define themselves in: values on Schwartz's circle, areas of life, interests, statements, languages.

Everything here is edited in the admin. ``load_vocabulary`` brings the curated lists and never overwrites an edit.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Basic(models.TextChoices):
    """The ten basic values in their order around the circle (Schwartz 1992), self-direction at the top, clockwise."""

    SELF_DIRECTION = "self-direction", _("Self-direction")
    STIMULATION = "stimulation", _("Stimulation")
    HEDONISM = "hedonism", _("Hedonism")
    ACHIEVEMENT = "achievement", _("Achievement")
    POWER = "power", _("Power")
    SECURITY = "security", _("Security")
    CONFORMITY = "conformity", _("Conformity")
    TRADITION = "tradition", _("Tradition")
    BENEVOLENCE = "benevolence", _("Benevolence")
    UNIVERSALISM = "universalism", _("Universalism")

    @property
    def place(self) -> int:
        """Sector on the circle, 0 to 9, 36 degrees each."""
        return _PLACES[self]


_PLACES = {basic: place for place, basic in enumerate(Basic)}


class Term(models.Model):
    """What every entry of the vocabulary has."""

    slug = models.SlugField(_("short name in links"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=80)
    description = models.CharField(_("description"), max_length=240, blank=True)
    is_active = models.BooleanField(
        _("offered"), default=True, help_text=_("Taken off the lists, but kept where it is used.")
    )

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ValueQuerySet(models.QuerySet):
    """Reads over values."""

    def offered_to(self, user: models.Model) -> "ValueQuerySet":
        """What is on the list, and what this person has put beside it in their own words."""
        return self.filter(models.Q(is_active=True) | models.Q(is_proposed=True, owner=user))


class Value(Term):
    """A value, at its place on Schwartz's circle.

    A member may add one in their own words beside a listed one. It counts in ranking as any other, and is offered to nobody else until
    it is adopted.
    """

    basic = models.CharField(_("place on the circle"), max_length=20, choices=Basic)
    is_proposed = models.BooleanField(_("proposed by a member"), default=False, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    neighbour = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("beside"),
    )

    objects = ValueQuerySet.as_manager()

    class Meta(Term.Meta):
        verbose_name = _("value")
        verbose_name_plural = _("values")

    @property
    def place(self) -> int:
        return _PLACES[self.basic]


class AreaGroup(Term):
    """A part of life that holds areas: work, health, family, migration …"""

    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta(Term.Meta):
        ordering = ["position", "name"]
        verbose_name = _("group of areas")
        verbose_name_plural = _("groups of areas")


class Area(Term):
    """Something one can go through: a passage is in an area, a goal is about one."""

    group = models.ForeignKey(
        AreaGroup, on_delete=models.PROTECT, related_name="areas", verbose_name=_("group")
    )

    class Meta(Term.Meta):
        verbose_name = _("area")
        verbose_name_plural = _("areas")


class AreaRelation(models.Model):
    """Two areas of which one prepares for the other. Symmetric: kept once, with the lower primary key first."""

    first = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="relations_as_first")
    second = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="relations_as_second")
    why = models.CharField(_("what carries over"), max_length=240, blank=True)

    class Meta:
        verbose_name = _("related areas")
        verbose_name_plural = _("related areas")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="area_relation_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="area_relation_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} – {self.second}"


class Interest(Term):
    """Something one could talk about for an hour."""

    class Meta(Term.Meta):
        verbose_name = _("interest")
        verbose_name_plural = _("interests")


class Statement(models.Model):
    """A question of how we like to work together, with two ends that are equally respectable."""

    slug = models.SlugField(_("short name in links"), max_length=80, unique=True)
    question = models.CharField(_("question"), max_length=160)
    left = models.CharField(_("left end"), max_length=80)
    right = models.CharField(_("right end"), max_length=80)
    left_meaning = models.CharField(_("what the left end means"), max_length=240, blank=True)
    right_meaning = models.CharField(_("what the right end means"), max_length=240, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("statement")
        verbose_name_plural = _("statements")

    def __str__(self) -> str:
        return f"{self.left} / {self.right}"


class Language(models.Model):
    """A language people can talk in."""

    code = models.CharField(_("ISO 639 code"), max_length=8, primary_key=True)
    name = models.CharField(_("English name"), max_length=60)
    own_name = models.CharField(_("own name"), max_length=60, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("language")
        verbose_name_plural = _("languages")

    def __str__(self) -> str:
        return self.name
