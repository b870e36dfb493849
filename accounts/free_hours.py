"""When two people are usually both free, in the reader's words and by the reader's clock."""

from collections.abc import Sequence
from itertools import groupby

from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from accounts import hours
from accounts.models import Profile


def hours_together(own: Profile, other: Profile) -> list[str]:
    """As the clocks stand today; hours in which only one of them is free are nobody's business."""
    return in_words(
        hours.together(
            own.free_slots,
            own.user.time_zone,
            other.free_slots,
            other.user.time_zone,
            now=timezone.now(),
        )
    )


def in_words(spans: Sequence[tuple[int, int, int]]) -> list[str]:
    """“Mon, Wed 18–22”: days with the same hours together, in the order of the week. Weekday, first hour, the hour after the last."""
    days: dict[str, list[str]] = {}
    for day, some in groupby(spans, key=lambda span: span[0]):
        said = ", ".join(f"{first}–{end}" for _day, first, end in some)
        days.setdefault(said, []).append(str(WEEKDAYS_ABBR[day]))
    return [
        _("%(days)s %(hours)s") % {"days": ", ".join(names), "hours": said} for said, names in days.items()
    ]
