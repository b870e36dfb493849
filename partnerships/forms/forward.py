"""A passage grown from the goal of a pair."""

from typing import Any

from django.utils.translation import gettext_lazy

from accounts.forms.profile_entries import PassageForm
from accounts.models import Depth
from partnerships.models import Partnership
from partnerships.pair import Pair


class ForwardForm(PassageForm):
    """A passage of one's profile. What the pair knows of it stands there already, to be changed at will."""

    class Meta(PassageForm.Meta):
        labels = PassageForm.Meta.labels | {
            "is_offered": gettext_lazy("I offer to be asked about it"),
        }

    def __init__(self, *args: Any, pair: Pair, **kwargs: Any) -> None:
        super().__init__(*args, profile=pair.you.profile, **kwargs)
        partnership = pair.partnership
        is_over = partnership.state == Partnership.State.COMPLETED or partnership.state_by_id is None
        area = partnership.goal.area if partnership.goal else None
        self.initial |= {
            "began": partnership.introduced_at.year,
            "ended": partnership.state_at.year,
            "depth": Depth.THOROUGH if is_over else Depth.BRIEF,
            "asked_of_me": (pair.reflection.learned if pair.reflection else "")[:800],
        }
        if area:
            self.fields["area"].offer(area.pk)
            self.initial["area"] = area.slug
