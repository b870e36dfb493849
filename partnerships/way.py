"""The way of a pair so far and to come, as points of the timeline. The drawing is in ``timeline.py``."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from partnerships import wording
from partnerships.models import Check, Commitment, Event, Opportunity, Partnership, Session
from partnerships.pair import Pair
from partnerships.timeline import PointKind, TimelinePoint

State = Partnership.State


def points(pair: Pair) -> list[TimelinePoint]:
    """In order of time; at least one: the introduction."""
    past = [point for event in pair.partnership.events.all() if (point := _of_event(event))]
    past += [point for check in pair.checks if (point := _of_check(check))]
    past += [point for session in pair.partnership.sessions.all() if (point := _of_session(session))]
    past += [_of_offer(offer) for offer in pair.partnership.opportunities.all() if not offer.is_taken_back]
    return [point for _at, point in sorted(past, key=lambda dated: dated[0])] + _to_come(pair)


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j M")


def _of_event(event: Event) -> tuple[datetime, TimelinePoint] | None:
    kinds = {
        Event.Kind.INTRODUCED: (PointKind.INTRODUCED, _("Introduced")),
        Event.Kind.AGREED: (PointKind.AGREEMENT, _("Agreement")),
        Event.Kind.CHANGED: (PointKind.AGREEMENT, _("New terms")),
        Event.Kind.PAUSED: (PointKind.PAUSED, _("Paused")),
        Event.Kind.RESUMED: (PointKind.AGREEMENT, _("Taken up again")),
        Event.Kind.CLOSING: (PointKind.END, _("Brought to a close") if event.by_id else _("Agreed end")),
        Event.Kind.LAPSED: (PointKind.END, _("Not begun")),
    }
    if event.kind not in kinds:
        return None
    kind, title = kinds[Event.Kind(event.kind)]
    return event.at, TimelinePoint(kind, title, _day(event.at))


def _of_check(check: Check) -> tuple[datetime, TimelinePoint] | None:
    if check.state == Check.State.ANSWERED and check.answered_at:
        at = min(check.due_at, check.answered_at)
        if check.outcome == Check.Outcome.NOT:
            return at, TimelinePoint(
                PointKind.MISSED, _("Not this time"), _day(at), _became(check.commitment)
            )
        title = _("Check kept") if check.outcome == Check.Outcome.DONE else _("Part of it")
        return at, TimelinePoint(PointKind.KEPT, title, _day(at))
    if check.state == Check.State.WENT_BY:
        return check.due_at, TimelinePoint(PointKind.MISSED, _("Went by"), _day(check.due_at))
    if check.state == Check.State.SKIPPED:
        point = TimelinePoint(PointKind.MISSED, _("Not sent"), _day(check.due_at), _("missed by us"))
        return check.due_at, point
    return None


def _of_session(session: Session) -> tuple[datetime, TimelinePoint] | None:
    at = session.starts_at
    if at and session.state == Session.State.HELD:
        return at, TimelinePoint(PointKind.TALK, _("Talk"), _day(at))
    return None


def _of_offer(offer: Opportunity) -> tuple[datetime, TimelinePoint]:
    point = TimelinePoint(PointKind.OPPORTUNITY, _("Opportunity"), _day(offer.offered_at), offer.title)
    return offer.offered_at, point


def _became(commitment: Commitment | None) -> str:
    """What a commitment became that was not done, in two words."""
    words = {
        Commitment.State.SMALLER: _("made smaller"),
        Commitment.State.MOVED: _("moved"),
        Commitment.State.LET_GO: _("let go"),
    }
    return words.get(Commitment.State(commitment.state), "") if commitment else ""


def _talk_to_come(pair: Pair) -> list[tuple[datetime, TimelinePoint]]:
    """The next talk, if one is agreed."""
    ahead = [
        one.starts_at for one in pair.partnership.sessions.all() if one.starts_at and one.is_to_come(pair.now)
    ]
    return [
        (
            at,
            TimelinePoint(
                PointKind.TALK,
                _("Talk"),
                _day(at),
                wording.in_days(timezone.localdate(at), today=pair.today),
                is_future=True,
            ),
        )
        for at in sorted(ahead)[:1]
    ]


def _to_come(pair: Pair) -> list[TimelinePoint]:
    if pair.is_introduced:
        by = pair.partnership.lapses_at
        note = wording.in_days(timezone.localdate(by), today=pair.today)
        return [
            TimelinePoint(PointKind.AGREEMENT, _("Agreement"), _("by %s") % _day(by), note, is_future=True)
        ]
    coming = []
    if pair.is_paused and pair.partnership.back_on:
        day = date_format(pair.partnership.back_on, "j M")
        coming.append(TimelinePoint(PointKind.AGREEMENT, _("Goes on"), day, is_future=True))
    dated = _talk_to_come(pair)
    if pair.is_active:
        check = pair.open_check
        due = check.due_at if check else pair.coming_at
        if due:
            if check and due <= pair.now:
                point = TimelinePoint(
                    PointKind.CHECK, _("This check"), _("open"), _("since %s") % _day(due), is_future=True
                )
            else:
                note = wording.in_days(timezone.localdate(due), today=pair.today)
                point = TimelinePoint(PointKind.CHECK, _("Next check"), _day(due), note, is_future=True)
            dated.append((due, point))
    coming += [point for _at, point in sorted(dated, key=lambda one: one[0])]
    if pair.ends_on and pair.state in (State.ACTIVE, State.PAUSED):
        end = date_format(pair.ends_on, "j M")
        coming.append(TimelinePoint(PointKind.END, _("Agreed end"), end, is_future=True))
    return coming
