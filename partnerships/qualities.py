"""What mentees said of a mentor afterwards, so that nobody can be singled out.

Peer mentors are picked for sensitivity, confidence, social skills and reliability. Each mentee answers on five points when looking
back. A mentor and the admins read means only, from three mentees up, and they move only with every third mentee: whoever looks
before and after one answer comes in cannot work it out. Never stars, never an order.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from partnerships.models import Partnership, Reflection

AT_LEAST = 3
NAMES = {
    "sensitivity": gettext_lazy("Sensitivity"),
    "confidence": gettext_lazy("Confidence"),
    "social_skills": gettext_lazy("Social skills"),
    "reliability": gettext_lazy("Reliability"),
}


def statements(name: str) -> dict[str, str]:
    """What a mentee is asked to agree with, about the mentor of that name."""
    return {
        "sensitivity": _("%(name)s noticed how I was, and let it count.") % {"name": name},
        "confidence": _("%(name)s knew what they know, said what they do not, and left me surer of myself.")
        % {"name": name},
        "social_skills": _("Talking with %(name)s was easy, and I was listened to.") % {"name": name},
        "reliability": _("%(name)s did what we had agreed.") % {"name": name},
    }


@dataclass(frozen=True)
class Quality:
    """The mean of what ``count`` mentees said of one quality, between 1 (not at all) and 5 (fully)."""

    name: str | Promise
    mean: float
    count: int

    @property
    def words(self) -> str:
        """The point nearest to the mean."""
        return str(Reflection.Agreeing(round(self.mean)).label)


def means(answers: Sequence[dict[str, int | None]]) -> list[Quality]:
    """The four qualities of ``answers``, the earliest first; of each quality the answers given, in whole threes.

    A quality with fewer than :data:`AT_LEAST` is left out.
    """
    told = []
    for quality, name in NAMES.items():
        given = [points for answer in answers if (points := answer[quality]) is not None]
        counted = given[: len(given) // AT_LEAST * AT_LEAST]
        if counted:
            told.append(Quality(name, sum(counted) / len(counted), len(counted)))
    return told


def of_mentor(mentor: User) -> list[Quality]:
    """What mentees said of ``mentor``: once their fourteen days of looking back are over, each mentee's latest word."""
    looks = (
        Reflection.objects.filter(partnership__mentor=mentor, partnership__state__in=Partnership.ENDED)
        .exclude(author=mentor)
        .order_by("partnership__state_at", "pk")
        .values("author", *Reflection.QUALITIES)
    )
    latest = {look.pop("author"): look for look in looks}
    return means(list(latest.values()))
