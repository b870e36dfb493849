"""Lives through what happened between the demo's people, move by move, in the order of time.

A queue holds what people will do and when; the clock of each partnership runs beside it, as it does in life. So a check is asked
when it was due, not when a file says, and whatever falls after now has not happened yet.
"""

import heapq
import itertools
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from accounts import actions as accounts
from accounts.models import Community, Goal, User
from accounts.moves import IllegalMove
from matching import actions as matching
from matching import limits
from matching.models import Hidden, Request, Shortlisting
from partnerships import actions as partnerships
from partnerships.models import CheckClock, Partnership

from .files import read
from .moments import Moments, spread
from .pairs import PairStory
from .postmarks import Postmarks

Move = Callable[[datetime], object]


class Stories:
    """The queue of moves, and everybody in it."""

    def __init__(
        self,
        people: dict[str, User],
        communities: dict[str, Community],
        moments: Moments,
        postmarks: Postmarks,
    ):
        self.people, self.communities = people, communities
        self.moments, self.postmarks = moments, postmarks
        self.queue: list[tuple[datetime, int, str, Move]] = []
        self.order = itertools.count()
        self.pairs: dict[int, PairStory] = {}

    def plan(self, moment: datetime, what: str, move: Move) -> None:
        """Do ``move`` at ``moment``, unless that is still to come. ``what`` names it where it fails."""
        if moment <= self.moments.now:
            heapq.heappush(self.queue, (moment, next(self.order), what, move))

    def live(self) -> Iterator[str]:
        """Make every move up to now, the earliest first; yields the name of each."""
        while True:
            clock = CheckClock.objects.due(self.moments.now).select_related("person", "partnership").first()
            if clock and clock.next_due_at and (not self.queue or clock.next_due_at <= self.queue[0][0]):
                moment, what = clock.next_due_at, f"clock {clock.pk}"
                self._fire(clock, moment)
            elif self.queue:
                moment, __, what, move = heapq.heappop(self.queue)
                try:
                    move(moment)
                except IllegalMove as error:
                    raise IllegalMove(f"{what}, {moment:%Y-%m-%d %H:%M}: {error}") from error
            else:
                return
            self.postmarks.stamp(moment)
            yield what

    def _fire(self, clock: CheckClock, due: datetime) -> None:
        partnerships.fire(clock=clock, due=due, now=due)
        story = self.pairs[clock.partnership_id]
        if not story.partnership.is_mentor(clock.person):
            story.asked(due)

    # --- What the files tell

    def read_all(self) -> None:
        """Plan everything that is written in ``stories.json``."""
        told = read("stories")
        pairs = {(data["mentee"], data["mentor"]): data for data in told["partnerships"]}
        for data in told["requests"]:
            pair = pairs[data["mentee"], data["mentor"]] if data["outcome"] == "accepted" else None
            self._plan_request(data, pair)
        for data in told["joining"]:
            user = self.people[data["person"]]
            self.plan(
                self.moments.from_today(user, data["days"], "join"),
                f"{user} joins {data['community']}",
                lambda now, data=data, user=user: accounts.join(
                    community=self.communities[data["community"]], user=user, message=data["message"], now=now
                ),
            )
        self._keep(told)

    def _keep(self, told: dict[str, Any]) -> None:
        """Shortlists and who was put away: private, without a mail."""
        for place, data in enumerate(told["shortlists"]):
            mentee, mentor = self.people[data["mentee"]], self.people[data["mentor"]]
            kept = matching.write_note(by=mentee, mentor=mentor, note=data["note"])
            added = self.moments.from_today(mentee, -3 - place % 9, f"shortlist {mentor}")
            Shortlisting.objects.filter(pk=kept.pk).update(added_at=added)
        for data in told["hidden"]:
            person = self.people[data["person"]]
            matching.hide(by=person, mentor=self.people[data["mentor"]])
            hidden = self.moments.from_today(person, -6, "hide")
            Hidden.objects.filter(person=person, mentor=self.people[data["mentor"]]).update(hidden_at=hidden)

    def _plan_request(self, data: dict[str, Any], pair: dict[str, Any] | None) -> None:
        mentee, mentor = self.people[data["mentee"]], self.people[data["mentor"]]
        clock = self.moments.from_sunday if pair else self.moments.from_today
        name = f"{mentee} asks {mentor}"
        sent = clock(mentee, data["sent_days"], name)

        def send(now: datetime) -> None:
            request = matching.send(
                mentee=mentee,
                mentor=mentor,
                community=self.communities[data["community"]],
                goal=Goal.objects.get(profile__user=mentee, area__slug=data["goal_area"]),
                message=data["message"],
                hopes=data["hopes"],
                not_asking=data["not_asking"],
                now=now,
            )
            self._plan_waiting(request, data)
            if data["decided_days"] is not None and data["outcome"] != "expired":
                decides = mentee if data["outcome"] == "withdrawn" else mentor
                self.plan(
                    max(clock(decides, data["decided_days"], f"{name} answer"), sent + timedelta(hours=2)),
                    f"{name}: {data['outcome']}",
                    lambda now: self._decide(request, data, pair, now),
                )

        self.plan(sent, name, send)

    def _plan_waiting(self, request: Request, data: dict[str, Any]) -> None:
        """What happens while a request waits: it is opened, asked about, reminded of, and in the end runs out."""

        def while_pending(move: Callable[[datetime], object]) -> Move:
            def guarded(now: datetime) -> None:
                request.refresh_from_db()
                if request.is_pending:
                    move(now)

            return guarded

        def plan(after: timedelta, what: str, move: Callable[[datetime], object]) -> None:
            self.plan(request.sent_at + after, f"{request}: {what}", while_pending(move))

        if data["outcome"] != "expired":
            plan(
                timedelta(hours=5 + spread(f"{request} seen", 30)),
                "seen",
                lambda now: matching.mark_seen(request=request, by=request.mentor, now=now),
            )
        if data["question"]:
            plan(
                timedelta(hours=40),
                "question",
                lambda now: matching.ask_question(
                    request=request, by=request.mentor, text=data["question"], now=now
                ),
            )
        if data["answer"]:
            plan(
                timedelta(hours=62),
                "answer",
                lambda now: matching.answer_question(
                    request=request, by=request.mentee, text=data["answer"], now=now
                ),
            )
        for after in limits.REMIND_ON:
            plan(after, "reminder", lambda now: matching.remind(request=request, now=now))
        plan(limits.EXPIRES_AFTER, "expires", lambda now: matching.expire(request=request, now=now))

    def _decide(
        self, request: Request, data: dict[str, Any], pair: dict[str, Any] | None, now: datetime
    ) -> None:
        request = Request.objects.with_people().get(pk=request.pk)
        match data["outcome"]:
            case "accepted":
                partnership = matching.accept(request=request, by=request.mentor, reply=data["note"], now=now)
                if pair:
                    self._begin(partnership, pair)
            case "declined":
                matching.decline(
                    request=request, by=request.mentor, reason=data["reason"], reply=data["note"], now=now
                )
            case "withdrawn":
                matching.withdraw(request=request, by=request.mentee, now=now)
            case other:
                raise ValueError(f"{other!r} is not an outcome of a request")

    def _begin(self, partnership: Partnership, data: dict[str, Any]) -> None:
        story = PairStory(partnership, data, self.moments, self.plan)
        self.pairs[partnership.pk] = story
        story.plan_all()
