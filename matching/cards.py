"""What the pages show of a mentor beside a meeting: facts that take a query for the whole page, not one for each card."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache, cached_property
from uuid import UUID

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, QuerySet
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import hours
from accounts.models import Profile, User
from accounts.prepared import Prepared
from matching.explaining import Role
from matching.meeting import Meeting, clauses_of
from matching.models import Request, Shortlisting
from matching.wording import Words

FEWEST_ANSWERS = 2
"""So many answers make a habit that can be told."""


ADDRESSES = {
    "page": "matching:mentor-detail",
    "workings": "matching:mentor-workings",
    "keep": "matching:shortlist-add",
    "let_go": "matching:shortlist-remove",
    "hide": "matching:hide",
}
NOBODY = str(UUID(int=0))


@cache
def _addresses(prefix: str) -> dict[str, str]:
    """Those of nobody, worked out once: Django takes a millisecond for the fifty of a page."""
    return {name: reverse(pattern, args=[NOBODY]) for name, pattern in ADDRESSES.items()}


@dataclass(frozen=True)
class Card:
    """One mentor as a mentee meets them on a page."""

    words: Words
    facts: str
    listing: Shortlisting | None
    overlap: int
    """Hours of the week in which both are usually free."""
    letter: Request | None
    """The reader's request to them that waits for an answer."""

    @property
    def profile(self) -> Profile:
        return self.words.other

    @property
    def places_free(self) -> int:
        """Needs ``taken``, which ``matching.candidates`` annotates."""
        return max(0, self.profile.places - getattr(self.profile, "taken", 0))

    @property
    def user(self) -> User:
        return self.words.other.user

    @cached_property
    def addresses(self) -> dict[str, str]:
        """What a card of the list leads to, by the names of :data:`ADDRESSES`."""
        key = str(self.user.public_id)
        return {name: path.replace(NOBODY, key) for name, path in _addresses(get_script_prefix()).items()}


def _habits(mentors: list[int]) -> QuerySet:
    """(mentor, mean time to an answer) of those who have answered often enough."""
    took = ExpressionWrapper(F("ended_at") - F("sent_at"), output_field=DurationField())
    return (
        Request.objects.filter(mentor__in=mentors, state__in=[Request.State.ACCEPTED, Request.State.DECLINED])
        .order_by()
        .values("mentor")
        .annotate(took=Avg(took), n=Count("pk"))
        .filter(n__gte=FEWEST_ANSWERS)
        .values_list("mentor", "took")
    )


LISTINGS = Prepared(
    lambda reader, mentors: Shortlisting.objects.filter(mentee__in=reader, mentor__in=mentors)
)
LETTERS = Prepared(
    lambda reader, mentors: Request.objects.pending().filter(mentee__in=reader, mentor__in=mentors)
)
HABITS = Prepared(_habits)


def cards(meetings: Sequence[Meeting], *, reader: User) -> list[Card]:
    """Cards in the order of the meetings; at most four queries for all of them."""
    clauses = clauses_of(meeting for meeting in meetings if meeting.clauses is None)
    mentors = [meeting.mentor.user_id for meeting in meetings]
    kept = {entry.mentor_id: entry for entry in LISTINGS.objects([reader.pk], mentors)}
    letters = {letter.mentor_id: letter for letter in LETTERS.objects([reader.pk], mentors)}
    habits = answer_habits(mentors)
    return [
        Card(
            Words(replace(meeting, clauses=clauses) if meeting.clauses is None else meeting, Role.MENTEE),
            facts_of(meeting, reader=reader, habit=habits.get(meeting.mentor.user_id)),
            kept.get(meeting.mentor.user_id),
            hours.overlap(
                meeting.mentee.free_slots,
                reader.time_zone,
                meeting.mentor.free_slots,
                meeting.mentor.user.time_zone,
                now=timezone.now(),
            ),
            letters.get(meeting.mentor.user_id),
        )
        for meeting in meetings
    ]


def answer_habits(mentors: Sequence[int]) -> dict[int, timedelta]:
    """How long each mentor takes to answer, on average, of those who have answered at least twice."""
    return dict(HABITS.rows(mentors))


def facts_of(meeting: Meeting, *, reader: User, habit: timedelta | None) -> str:
    """“Addis Ababa, 1 hour ahead · English, Amharic · usually answers within 4 days”."""
    mentor = meeting.mentor
    where = distance(reader.time_zone, mentor.user.time_zone)
    parts = [
        f"{mentor.place}, {where}" if mentor.place else where,
        ", ".join(language.name for language in mentor.languages.all()),
    ]
    if habit is not None:
        days = max(1, -(-int(habit.total_seconds()) // 86_400))
        parts.append(
            _("usually answers within a day")
            if days == 1
            else ngettext("usually answers within %(n)d day", "usually answers within %(n)d days", days)
            % {"n": days}
        )
    return " · ".join(part for part in parts if part)


def distance(my_zone: str, their_zone: str) -> str:
    """“1 hour ahead”, “same time as you”, as the clocks stand today."""
    ahead = hours.ahead(my_zone, their_zone, timezone.now())
    if ahead == 0:
        return _("same time as you")
    size = abs(ahead)
    shown = f"{size:g}"
    if ahead > 0:
        return ngettext("%(n)s hour ahead", "%(n)s hours ahead", round(size) or 1) % {"n": shown}
    return ngettext("%(n)s hour behind", "%(n)s hours behind", round(size) or 1) % {"n": shown}
