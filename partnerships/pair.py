"""One pair as one of its two people sees it: what the list, the page of the pair and the forms read from.

Everything is worked out from what :meth:`PartnershipQuerySet.with_life` has fetched, so a page of pairs costs as many
queries as a page of one.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.utils import timezone

from accounts.models import Profile, User
from partnerships import cadence, wording
from partnerships.models import (
    Agreement,
    Check,
    CheckClock,
    Commitment,
    FitCheck,
    JournalEntry,
    Loosening,
    Partnership,
    Pulse,
    Reflection,
    Version,
    misses_in_a_row,
)

State = Partnership.State


@dataclass(frozen=True)
class Pair:
    """``partnership`` seen by ``you``; ``now`` is the moment of the request."""

    partnership: Partnership
    you: User
    now: datetime

    @cached_property
    def other(self) -> User:
        return self.partnership.other(self.you)

    @cached_property
    def is_mentor(self) -> bool:
        return self.partnership.is_mentor(self.you)

    @property
    def state(self) -> str:
        return self.partnership.state

    @property
    def is_active(self) -> bool:
        return self.state == State.ACTIVE

    @property
    def is_introduced(self) -> bool:
        return self.state == State.INTRODUCED

    @property
    def is_paused(self) -> bool:
        return self.state == State.PAUSED

    @property
    def is_closing(self) -> bool:
        return self.state == State.CLOSING

    @property
    def can_stop(self) -> bool:
        return self.state in (State.INTRODUCED, State.ACTIVE, State.PAUSED)

    @property
    def can_go_on(self) -> bool:
        """Whether going on after the close can be agreed: while looking back is open, by two who had begun."""
        return self.is_closing and self.agreement is not None and self.agreement.is_in_force

    @property
    def can_revive(self) -> bool:
        """Whether what ended in silence can still be taken up."""
        return (
            self.state == State.ENDED_INACTIVE
            and self.now <= self.partnership.revive_until
            and self.ends_on is not None
            and self.ends_on > self.today
        )

    @property
    def can_pay_forward(self) -> bool:
        """Whether you have come through something here that could help the next person."""
        return not self.is_mentor and self.agreed_at is not None and not self.can_stop

    @property
    def is_offered(self) -> bool:
        """Whether the other would go on, and waits for your word."""
        return self.can_go_on and self.partnership.go_on_by_id == self.other.pk

    @property
    def has_offered(self) -> bool:
        return self.can_go_on and self.partnership.go_on_by_id == self.you.pk

    @property
    def can_commit(self) -> bool:
        """Whether you may say what you will do."""
        return not self.is_mentor and self.state in Partnership.UNDER_WAY

    @cached_property
    def today(self) -> date:
        return timezone.localdate(self.now)

    # The agreement

    @cached_property
    def agreement(self) -> Agreement | None:
        return getattr(self.partnership, "agreement", None)

    @cached_property
    def versions(self) -> list[Version]:
        """Every version of the terms, the latest first."""
        return list(self.partnership.versions.all())

    @cached_property
    def change(self) -> Version | None:
        """A change of the agreement in force that one of the two proposes and the other has not answered."""
        if self.state not in (State.ACTIVE, State.PAUSED):
            return None
        return next((version for version in self.versions if version.waits), None)

    @cached_property
    def pulse(self) -> Pulse | None:
        """This month's question to you alone, while it can be answered. The other's is never looked at."""
        if self.state not in (State.ACTIVE, State.PAUSED):
            return None
        mine = (pulse for pulse in self.partnership.pulses.all() if pulse.author_id == self.you.pk)
        return next((pulse for pulse in mine if pulse.is_open_on(self.today)), None)

    @cached_property
    def fit_check(self) -> FitCheck | None:
        """Whether it fits, as you said it or can say it. The other's is never looked at."""
        if self.state not in (State.ACTIVE, State.PAUSED):
            return None
        return next((fit for fit in self.partnership.fit_checks.all() if fit.author_id == self.you.pk), None)

    @property
    def change_is_yours(self) -> bool:
        return self.change is not None and self.change.proposed_by_id == self.you.pk

    @cached_property
    def standing(self) -> Version | None:
        """What the two have agreed on last, also where its rhythm is still to come."""
        return next((version for version in self.versions if version.state == Version.State.AGREED), None)

    @cached_property
    def rhythm(self) -> str:
        return wording.rhythm(self.agreement) if self.agreement else ""

    @cached_property
    def ends_on(self) -> date | None:
        return self.agreement.ends_on if self.agreement and self.agreement.is_in_force else None

    @cached_property
    def signed_by_you(self) -> datetime | None:
        return self.agreement.signed_at(self.you) if self.agreement else None

    @cached_property
    def signed_by_other(self) -> datetime | None:
        return self.agreement.signed_at(self.other) if self.agreement else None

    @cached_property
    def agreed_at(self) -> datetime | None:
        """When the second of the two signed."""
        if not (self.signed_by_you and self.signed_by_other):
            return None
        return max(self.signed_by_you, self.signed_by_other)

    # Checks

    @cached_property
    def clocks(self) -> dict[int, CheckClock]:
        return {clock.person_id: clock for clock in self.partnership.clocks.all()}

    @cached_property
    def next_due_at(self) -> datetime | None:
        """When the mentee is asked next. The mentor's own mail may come at another instant: it goes by the mentor's clock."""
        clock = self.clocks.get(self.partnership.mentee_id)
        return clock.next_due_at if clock else None

    @cached_property
    def checks(self) -> list[Check]:
        """Latest first."""
        return list(self.partnership.checks.all())

    @cached_property
    def open_check(self) -> Check | None:
        return next((check for check in self.checks if check.is_open), None)

    @cached_property
    def is_answered_ahead(self) -> bool:
        """Whether the coming check has its answer already."""
        return any(
            check.due_at == self.next_due_at and check.state == Check.State.ANSWERED for check in self.checks
        )

    @cached_property
    def waiting_for_mentor(self) -> Check | None:
        """The latest answer that the mentor has not replied to."""
        answered = (check for check in self.checks if check.state == Check.State.ANSWERED)
        latest = next(answered, None)
        return latest if latest and latest.replied_at is None else None

    @cached_property
    def misses_in_a_row(self) -> int:
        """How many of the latest checks went by or were "not this time"."""
        return misses_in_a_row(self.checks)

    @cached_property
    def suggestion(self) -> Check | None:
        """The check in whose answer the mentor suggests a step that has not been taken up or left."""
        return next(
            (check for check in self.checks if check.suggestion_state == Check.Suggestion.OFFERED), None
        )

    @cached_property
    def coming_at(self) -> datetime | None:
        """When the mentee is next asked something that has no answer yet."""
        if self.next_due_at is None or not self.is_answered_ahead:
            return self.next_due_at
        return self._due_after(self.next_due_at)

    def slot_after(self, due: datetime) -> date | None:
        """The mentee's local day of the check that follows the one at ``due``; None past the agreed end."""
        following = self._due_after(max(due, self.now))
        zone = self.clocks[self.partnership.mentee_id].zone if following else ""
        return cadence.in_zone(following, zone).date() if following else None

    def _due_after(self, due: datetime) -> datetime | None:
        clock = self.clocks.get(self.partnership.mentee_id)
        if clock is None or self.agreement is None or self.agreement.anchor is None:
            return None
        return cadence.next_due(self.agreement.cadence_in(clock.zone), due, ends_on=self.agreement.ends_on)

    @cached_property
    def next_check_day(self) -> date | None:
        return timezone.localdate(self.coming_at) if self.coming_at else None

    @cached_property
    def difference(self) -> str:
        """How far the other's clock is from yours."""
        return wording.difference(
            self.you.time_zone, self.other.time_zone, name=self.other.short_name, now=self.now
        )

    # Commitments, journal, looking back

    @cached_property
    def commitments(self) -> list[Commitment]:
        """Latest first."""
        return list(self.partnership.commitments.all())

    @cached_property
    def commitment(self) -> Commitment | None:
        """The one that is open."""
        return next((commitment for commitment in self.commitments if commitment.is_open), None)

    @cached_property
    def loosening(self) -> Loosening | None:
        """What the open commitment becomes once its seven days have gone by."""
        if self.commitment is None:
            return None
        return next((change for change in self.commitment.loosenings.all() if change.waits), None)

    @cached_property
    def journal(self) -> list[JournalEntry]:
        return list(self.partnership.journal.all())

    @cached_property
    def reflection(self) -> Reflection | None:
        """Your own look back."""
        return next(
            (look for look in self.partnership.reflections.all() if look.author_id == self.you.pk), None
        )

    @cached_property
    def shared_with_you(self) -> str:
        """What the other takes with them, where they let you read it; nothing else of the other's look back is seen."""
        looks = self.partnership.reflections.all()
        return next(
            (look.learned for look in looks if look.author_id == self.other.pk and look.is_shared), ""
        )

    # Emblems

    @cached_property
    def your_values(self) -> list[tuple[int, int]]:
        return _emblem(self.you_in_pair)

    @cached_property
    def their_values(self) -> list[tuple[int, int]]:
        return _emblem(self.other)

    @cached_property
    def you_in_pair(self) -> User:
        """You as fetched with the pair, profile and values included."""
        return self.partnership.other(self.other)

    @cached_property
    def shared_places(self) -> frozenset[int]:
        """Places on the circle at which both rank the same named value."""
        mine, theirs = _values(self.you_in_pair), _values(self.other)
        return frozenset(place for value, place in mine.items() if value in theirs)


def _profile(person: User) -> Profile | None:
    return getattr(person, "profile", None)


def _emblem(person: User) -> list[tuple[int, int]]:
    profile = _profile(person)
    return profile.emblem_values if profile else []


def _values(person: User) -> dict[int, int]:
    profile = _profile(person)
    return {ranked.value_id: ranked.value.place for ranked in profile.ranked_values.all()} if profile else {}
