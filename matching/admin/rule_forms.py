"""What an admin types about the rules of a community: the weights."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.models import CommunityRules

WEIGHTS = ("values", "experience", "mindset", "interests")


class WeightsForm(forms.ModelForm):
    """Four whole percents that add up to 100, and whether demand counts."""

    class Meta:
        model = CommunityRules
        fields = (*WEIGHTS, "uses_prices")
        help_texts = {
            "values": gettext_lazy("What each stands for, in order. 35 where nothing is set."),
            "experience": gettext_lazy("What the one enters and the other has been through. 35."),
            "mindset": gettext_lazy("How they like to work together. 20."),
            "interests": gettext_lazy("What they could talk about for an hour. 10."),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if all(0 <= data.get(name, -1) <= 100 for name in WEIGHTS):
            total = sum(data[name] for name in WEIGHTS)
            if total != 100:
                self.add_error(None, _sentence(total))
        return data


def _sentence(total: int) -> str:
    off = abs(100 - total)
    said = (
        _("The four add up to %(total)d now. Take %(off)d away, so that they make 100.")
        if total > 100
        else _("The four add up to %(total)d now. Add %(off)d, so that they make 100.")
    )
    return said % {"total": total, "off": off}
