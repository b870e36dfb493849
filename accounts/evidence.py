"""What somebody's profile said at a moment, kept beside a report: whatever is changed afterwards, this stays."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from accounts.models import Profile, User


def snapshot(about: User, now: datetime) -> dict[str, str]:
    """Every word that ``about`` shows to others, as it stands: key → text, a list one entry to a line; what is empty is "".

    Keys are those of ``accounts.admin.safety.EVIDENCE``. Private words (draining values) are no evidence and are left out.
    """
    kept = {"at": timezone.localtime(now).isoformat(), "name": about.get_full_name()}
    profile = Profile.objects.with_definition().filter(user=about).first()
    if profile is None:
        return kept
    return kept | {
        "headline": profile.headline,
        "opening": profile.opening,
        "more": profile.more,
        "place": profile.place,
        "values": _lines(
            (f"{ranked.rank}. {ranked.value}", ranked.line) for ranked in profile.ranked_values.all()
        ),
        "stands": _lines(
            (f"{stance.statement} ({stance.position} of 5)", stance.note) for stance in profile.stances.all()
        ),
        "passages": _lines(
            (str(passage.area), passage.asked_of_me, passage.differently)
            for passage in profile.passages.all()
        ),
        "goals": _lines((str(goal.area), goal.text, goal.why) for goal in profile.goals.all()),
        "bridges": _lines((str(bridge), bridge.text) for bridge in profile.bridges.all()),
    }


def _lines(entries: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(": ".join(part for part in entry if part) for entry in entries)
