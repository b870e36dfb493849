"""What a community has declared about values."""

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
