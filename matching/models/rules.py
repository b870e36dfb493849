"""What a community has declared about values."""

from collections.abc import Collection

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class OpposedValues(models.Model):
    """Two values that this community holds to be opposed. Symmetric: kept once, lower primary key first.

    It replaces the circle's own degree for the pair, and makes an “essential” mark a gate.
    """

    community = models.ForeignKey(
        "accounts.Community", on_delete=models.CASCADE, related_name="opposed_values"
    )
    first = models.ForeignKey(
        "accounts.Value", on_delete=models.CASCADE, related_name="+", verbose_name=_("value")
    )
    second = models.ForeignKey(
        "accounts.Value", on_delete=models.CASCADE, related_name="+", verbose_name=_("its opposite")
    )
    degree = models.FloatField(
        _("how much"), default=1.0, validators=[MinValueValidator(0.0), MaxValueValidator(1.0)]
    )

    class Meta:
        verbose_name = _("opposed values")
        verbose_name_plural = _("opposed values")
        constraints = [
            models.UniqueConstraint(fields=["community", "first", "second"], name="opposed_values_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="opposed_values_in_order"
            ),
            models.CheckConstraint(
                condition=models.Q(degree__gte=0, degree__lte=1), name="opposed_values_degree"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} / {self.second}"


class CommunityRules(models.Model):
    """How a community weighs the parts of a score, and whether demand counts in its order. Without a row: the defaults.

    Weights are whole percents that add up to 100. Where two people share several communities, `matching.people` says what holds.
    """

    community = models.OneToOneField(
        "accounts.Community", on_delete=models.CASCADE, related_name="rules", verbose_name=_("community")
    )
    values = models.PositiveSmallIntegerField(
        _("values"), default=35, validators=[MaxValueValidator(100)], help_text=_("Percent.")
    )
    experience = models.PositiveSmallIntegerField(
        _("experience"), default=35, validators=[MaxValueValidator(100)], help_text=_("Percent.")
    )
    mindset = models.PositiveSmallIntegerField(
        _("views"), default=20, validators=[MaxValueValidator(100)], help_text=_("Percent.")
    )
    interests = models.PositiveSmallIntegerField(
        _("interests"), default=10, validators=[MaxValueValidator(100)], help_text=_("Percent.")
    )
    uses_prices = models.BooleanField(
        _("let demand count in the order"),
        default=True,
        help_text=_(
            "Mentors whom many would ask first move down a little for those whom others would suit as well."
        ),
    )
    priced_at = models.DateTimeField(_("prices worked out at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("rules of the order")
        verbose_name_plural = _("rules of the order")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    values=100 - models.F("experience") - models.F("mindset") - models.F("interests")
                ),
                name="community_rules_weights_are_whole",
            ),
        ]

    def __str__(self) -> str:
        return str(self.community)

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """The sum is left to forms, which say what it is now; the database holds it all the same."""
        super().validate_constraints(exclude={*(exclude or ()), "values"})


class MentorPrice(models.Model):
    """What demand takes off a mentor's rank in one community, 0 to 1; no row: nothing. Worked out by `matching.pricing`."""

    community = models.ForeignKey(
        "accounts.Community", on_delete=models.CASCADE, related_name="mentor_prices"
    )
    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="prices")
    price = models.FloatField(_("price"))

    class Meta:
        verbose_name = _("price of a mentor")
        verbose_name_plural = _("prices of mentors")
        constraints = [
            models.UniqueConstraint(fields=["community", "mentor"], name="mentor_price_once"),
            models.CheckConstraint(
                condition=models.Q(price__gt=0, price__lte=1), name="mentor_price_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mentor_id}: −{self.price:.3f}"
