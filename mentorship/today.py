"""The home of somebody who is signed in: what is next across everything they are part of, as mentee and as mentor."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import guide, readiness
from accounts.models import Goal, MentorState, Profile, User
from matching import candidates, limits
from matching.models import Request, Shortlisting
from matching.reliability import Reliability
from partnerships import qualities
from partnerships.models import Partnership
from partnerships.next_thing import NextThing, Step, next_thing
from partnerships.pair import Pair
from partnerships.qualities import Quality


@dataclass(frozen=True)
class Row:
    """A pair, and what is next in it."""

    pair: Pair
    next: NextThing


@dataclass(frozen=True)
class Sent:
    """A request that waits, and from when one can ask somebody else too."""

    request: Request
    ask_another_from: datetime
    can_ask_another: bool
    is_later_today: bool


@dataclass(frozen=True)
class Towards:
    """A goal, and with whom one goes towards it, if with anybody."""

    goal: Goal
    pair: Pair | None
    request: Request | None


@dataclass(frozen=True)
class Today:
    """``user``'s day at ``now``. Everything is read once; a day with many pairs costs as many queries as one with a single one."""

    user: User
    now: datetime

    @cached_property
    def profile(self) -> Profile | None:
        profiles = Profile.objects.filter(user=self.user).prefetch_related("goals__area")
        return candidates.with_places_taken(profiles).first()

    @cached_property
    def rows(self) -> list[Row]:
        pairs = Partnership.objects.visible_to(self.user).live().with_life()
        seen = (Pair(partnership, self.user, self.now) for partnership in pairs)
        return [Row(pair, next_thing(pair)) for pair in seen]

    @cached_property
    def waiting(self) -> list[Row]:
        """Pairs in which something is the reader's to do; what runs comes before what has not begun or is over."""
        return sorted((row for row in self.rows if row.next.waits), key=lambda row: not row.pair.is_active)

    @property
    def going(self) -> list[Row]:
        """Pairs in which nothing waits for the reader."""
        return [row for row in self.rows if not row.next.waits]

    @cached_property
    def _letters(self) -> list[Request]:
        return list(
            Request.objects.visible_to(self.user)
            .pending()
            .with_people()
            .prefetch_related(
                "mentee__profile__ranked_values__value", "mentor__profile__ranked_values__value"
            )
        )

    @property
    def letters(self) -> list[Request]:
        """Who has asked the reader and waits for an answer; the oldest first."""
        return sorted(
            (letter for letter in self._letters if letter.mentor_id == self.user.pk),
            key=lambda letter: letter.sent_at,
        )

    @property
    def sent(self) -> list[Sent]:
        """Whom the reader has asked, and what happens when."""
        return [
            Sent(
                letter,
                another := letter.sent_at + limits.ASK_ANOTHER_AFTER,
                another <= self.now,
                timezone.localdate(another) == timezone.localdate(self.now),
            )
            for letter in self._letters
            if letter.mentee_id == self.user.pk
        ]

    @cached_property
    def goals(self) -> list[Towards]:
        """What the reader is entering, with whom."""
        if self.profile is None:
            return []
        pairs = {row.pair.partnership.goal_id: row.pair for row in self.rows if not row.pair.is_mentor}
        asked = {sent.request.goal_id: sent.request for sent in self.sent}
        return [
            Towards(goal, pairs.get(goal.pk), asked.get(goal.pk))
            for goal in self.profile.goals.all()
            if goal.closed_at is None
        ]

    @property
    def is_mentor(self) -> bool:
        return self.profile is not None and self.profile.mentor_state != MentorState.NONE

    @property
    def places_free(self) -> int:
        return max(0, self.profile.places - self.profile.taken) if self.profile else 0

    @cached_property
    def qualities(self) -> list[Quality]:
        return qualities.of_mentor(self.user) if self.is_mentor else []

    @cached_property
    def reliability(self) -> Reliability | None:
        """What the reader's own answers amount to as a mentor; None before there is anything to count."""
        counted = Reliability.of(self.user) if self.is_mentor else None
        return counted if counted and (counted.asked or counted.checks) else None

    @cached_property
    def begin(self) -> NextThing | None:
        """What to do for somebody for whom nothing waits and nothing runs: define yourself, consider, decide."""
        if self.rows or self._letters:
            return None
        profile = self.profile or Profile(user=self.user)
        if not profile.is_complete:
            missing = readiness.what_is_missing(profile) if profile.pk else ()
            step = guide.first_open(profile, missing)
            return NextThing(
                _("Know yourself"),
                _("Your profile is not finished yet"),
                _("About %(minutes)d minutes more, and each step is kept.")
                % {"minutes": max(1, guide.minutes_left(profile))},
                step=Step(step.url, _("Go on with your profile")),
                waits=True,
            )
        if Shortlisting.objects.filter(mentee=self.user).exists():
            return NextThing(
                _("Decide"),
                _("Your shortlist waits for a decision"),
                _("Side by side, on what matters to you, one thing at a time."),
                step=Step(reverse("matching:shortlist"), _("To your shortlist")),
                waits=True,
            )
        return NextThing(
            _("Consider your options"),
            _("Who has been where you are going?"),
            _("Mentors in the order of how well you fit each other, with the reasons by name."),
            step=Step(reverse("matching:mentor-list"), _("See who fits you")),
            waits=True,
        )
