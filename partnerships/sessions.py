"""The talks of a pair as one of its two people sees them: by both clocks, and what each waits for."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from accounts import hours
from accounts.free_hours import hours_together
from accounts.models import Profile, User
from partnerships import meeting, wording
from partnerships.models import Partnership, Session
from partnerships.pair import Pair

State = Session.State


@dataclass(frozen=True)
class ByBothClocks:
    """A moment, as the reader's clock shows it, and as the other's does (empty where that is the same)."""

    starts_at: datetime
    yours: str
    theirs: str


def by_both_clocks(moment: datetime, you: User, other: User) -> ByBothClocks:
    here, there = moment.astimezone(you.zone), moment.astimezone(other.zone)
    yours = date_format(here, "l j F, H:i")
    if here.replace(tzinfo=None) == there.replace(tzinfo=None):
        return ByBothClocks(moment, yours, "")
    shown = (
        time_format(there.time(), "H:i") if here.date() == there.date() else date_format(there, "l j F, H:i")
    )
    return ByBothClocks(moment, yours, _("%(time)s for %(name)s") % {"time": shown, "name": other.short_name})


@dataclass(frozen=True)
class Talk:
    """One session, seen by one of the two."""

    session: Session
    pair: Pair

    @cached_property
    def when(self) -> ByBothClocks | None:
        """The agreed time."""
        start = self.session.starts_at
        return by_both_clocks(start, self.pair.you, self.pair.other) if start else None

    @cached_property
    def offers(self) -> list[ByBothClocks]:
        """The times on offer, the earliest first."""
        return [
            by_both_clocks(time.starts_at, self.pair.you, self.pair.other)
            for time in sorted(self.session.times.all(), key=lambda time: time.starts_at)
        ]

    @property
    def open_offers(self) -> list[ByBothClocks]:
        """Those that can still be taken."""
        return [offer for offer in self.offers if offer.starts_at > self.pair.now]

    @property
    def is_yours(self) -> bool:
        """Whether the offer is the reader's own."""
        return self.session.offered_by_id == self.pair.you.pk

    @property
    def waits_for_you(self) -> bool:
        return self.can_plan and bool(self.open_offers) and not self.is_yours

    @property
    def waits_for_other(self) -> bool:
        return self.can_plan and bool(self.offers) and self.is_yours

    @property
    def can_plan(self) -> bool:
        return self.session.state in Session.OPEN and self.pair.state in Partnership.UNDER_WAY

    @property
    def is_to_come(self) -> bool:
        return self.session.is_to_come(self.pair.now)

    @property
    def has_begun(self) -> bool:
        return self.session.has_begun(self.pair.now)

    @property
    def is_over(self) -> bool:
        ends_at = self.session.ends_at
        return ends_at is not None and ends_at <= self.pair.now

    @property
    def wants_an_outcome(self) -> bool:
        """Whether its time has gone by and nobody has said whether it took place."""
        return self.session.state == State.AGREED and self.is_over

    @property
    def can_write(self) -> bool:
        return self.pair.partnership.is_live and self.session.state not in (State.DECLINED, State.WITHDRAWN)

    @property
    def title(self) -> str:
        """What it is, in three or four words."""
        if self.session.state == State.AGREED and self.has_begun:
            return _("Talk, now") if not self.is_over else _("Talk")
        return {
            State.PROPOSED: _("Times on offer"),
            State.AGREED: _("Talk"),
            State.HELD: _("You talked"),
            State.NOT_HELD: _("Did not take place"),
            State.DECLINED: _("No time fitted"),
            State.WITHDRAWN: _("Taken back"),
            State.CANCELLED: _("Called off"),
        }[State(self.session.state)]


@dataclass(frozen=True)
class Talks:
    """All talks of a pair."""

    pair: Pair

    @cached_property
    def all(self) -> list[Talk]:
        return [Talk(session, self.pair) for session in self.pair.partnership.sessions.all()]

    @cached_property
    def ahead(self) -> list[Talk]:
        """What is on offer, then what is to come or has no outcome yet, the earliest first."""
        open_ones = [talk for talk in self.all if talk.session.state in Session.OPEN]
        return sorted(
            open_ones, key=lambda talk: (talk.when is not None, talk.session.starts_at or talk.pair.now)
        )

    @cached_property
    def earlier(self) -> list[Talk]:
        """What is settled and led to a time, the latest first."""
        done = [
            talk for talk in self.all if talk.session.state in (State.HELD, State.NOT_HELD, State.CANCELLED)
        ]
        return sorted(done, key=lambda talk: talk.session.starts_at or talk.pair.now, reverse=True)

    @property
    def for_you(self) -> Talk | None:
        """Times that wait for the reader's answer."""
        return next((talk for talk in self.ahead if talk.waits_for_you), None)

    @property
    def without_outcome(self) -> Talk | None:
        return next((talk for talk in self.ahead if talk.wants_an_outcome), None)

    @property
    def can_propose(self) -> bool:
        running = self.pair.state in Partnership.UNDER_WAY
        return running and not any(talk.session.state == State.PROPOSED for talk in self.all)


def hours_that_suit(pair: Pair) -> list[str]:
    """The hours in which both are usually free, in words and by the reader's clock."""
    mine, theirs = _profiles(pair)
    return hours_together(mine, theirs) if mine and theirs else []


def times_that_suit(pair: Pair, *, most: int) -> list[datetime]:
    """Moments at which both are usually free, in the coming two weeks."""
    mine, theirs = _profiles(pair)
    if not (mine and theirs):
        return []
    zone = wording.known_zone(pair.you.time_zone)
    spans = hours.together(
        mine.free_slots, zone, theirs.free_slots, wording.known_zone(pair.other.time_zone), now=pair.now
    )
    return list(meeting.suggestions(spans, zone=zone, now=pair.now, most=most))


def _profiles(pair: Pair) -> tuple[Profile | None, Profile | None]:
    return getattr(pair.you_in_pair, "profile", None), getattr(pair.other, "profile", None)
