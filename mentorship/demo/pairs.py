"""The story of one pair, from the introduction on."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from accounts.models import User
from partnerships import actions
from partnerships.models import Agreement, Check, CheckClock, Opportunity, Partnership
from partnerships.tasks import NUDGE_AFTER

from .alone import plan_alone
from .moments import Moments, Plan, spread
from .talks import plan_talks

State = Partnership.State


class PairStory:
    """Plans what the two do. Checks are answered in the order in which they are written, whenever the clock asks."""

    def __init__(self, partnership: Partnership, data: dict[str, Any], moments: Moments, plan: Plan):
        self.partnership, self.data, self.moments = partnership, data, moments
        self._plan = plan
        self.checks = list(data["checks"])
        self.texts = {commitment["key"]: commitment for commitment in data["commitments"]}
        self.keys = [check["commitment"] for check in self.checks if check["outcome"] != "went_by"]
        self.keys += [key for key, told in self.texts.items() if told["outcome"] == "open"]

    def plan_all(self) -> None:
        self._plan_agreement()
        for entry in self.data["journal"]:
            author = self._person(entry["by"])
            self.plan(
                self.moments.from_sunday(author, entry["days"], entry["text"]),
                "journal",
                lambda now, entry=entry, author=author: actions.write_journal(
                    partnership=self.partnership, by=author, text=entry["text"], now=now
                ),
            )
        plan_talks(
            self.plan,
            self.partnership,
            self.data.get("talks", []),
            day=self._day,
            until=self.moments.now,
        )
        for told in self.data["opportunities"]:
            self._plan_opportunity(told)
        if self.data["closed"]:
            self._plan_end(self.data["closed"])

    def plan(self, moment: datetime, what: str, move: Callable[[datetime], object]) -> None:
        self._plan(moment, f"{self.partnership}: {what}", move)

    def _person(self, role: str) -> User:
        return self.partnership.mentor if role == "mentor" else self.partnership.mentee

    def _day(self, days: int) -> date:
        return self.moments.sunday(self.partnership.mentee) + timedelta(days=days)

    # --- What the mentor passes on

    def _plan_opportunity(self, told: dict[str, Any]) -> None:
        mentor, mentee = self.partnership.mentor, self.partnership.mentee

        def at(person: User, days: int, what: str) -> datetime:
            return self.moments.from_sunday(person, days, f"{told['title']} {what}")

        def offer(now: datetime) -> None:
            days = told["deadline_days"]
            one = actions.offer_opportunity(
                partnership=self.partnership,
                by=mentor,
                title=told["title"],
                why=told["text"],
                url=told["url"],
                deadline=None if days is None else self._day(days),
                now=now,
            )
            if told["answer"]:
                self.plan(
                    at(mentee, told["answer_days"], "answer"),
                    "opportunity answered",
                    lambda now: answer(one, now),
                )

        def answer(one: Opportunity, now: datetime) -> None:
            if told["answer"] == Opportunity.State.DECLINED:
                actions.decline_opportunity(opportunity=one, by=mentee, word=told["word"], now=now)
                return
            actions.pursue_opportunity(opportunity=one, by=mentee, version=one.version, now=now)
            if told["outcome"]:
                self.plan(
                    at(mentee, told["outcome_days"], "outcome"),
                    "opportunity settled",
                    lambda now: actions.settle_opportunity(
                        opportunity=one, by=mentee, outcome=told["outcome"], word=told["word"], now=now
                    ),
                )

        self.plan(at(mentor, told["days"], "offer"), "opportunity", offer)

    # --- Agreement

    def _plan_agreement(self) -> None:
        told = self.data["agreement"]
        first = told["proposed_by"]
        second = "mentee" if first == "mentor" else "mentor"
        introduced = self.partnership.introduced_at
        signed = {role: told[f"{role}_signed_days"] for role in (first, second)}

        def propose(now: datetime) -> None:
            actions.propose(
                partnership=self.partnership,
                by=self._person(first),
                rhythm=told["rhythm"],
                weekday=Agreement.Weekday[told["weekday"].upper()],
                at=time.fromisoformat(told["time"]),
                ends_on=self._day(told["ends_days"]),
                confidentiality=told["confidentiality"],
                candour=told["candour"],
                now=now,
            )

        days = [day for day in signed.values() if day is not None]
        proposed = max(
            self.moments.from_sunday(self._person(first), min(days), "propose"),
            introduced + timedelta(hours=4),
        )
        self.plan(proposed, "terms", propose)
        if None not in signed.values():
            agreed = self.moments.from_sunday(self._person(second), max(days), "sign")
            self.plan(
                max(agreed, proposed + timedelta(hours=3)), "signed", lambda now: self._sign(second, now)
            )
        self.plan(introduced + NUDGE_AFTER, "nudge", lambda now: self._nudge())

    def _sign(self, role: str, now: datetime) -> None:
        agreement = Agreement.objects.get(partnership=self.partnership)
        actions.sign(partnership=self.partnership, by=self._person(role), version=agreement.version, now=now)
        plan_alone(self.plan, self.partnership, agreed=now, until=self.moments.now)
        if self.keys:
            self.plan(now + timedelta(hours=1), "first commitment", self._commit)

    def _nudge(self) -> None:
        self.partnership.refresh_from_db(fields=["state"])
        if self.partnership.state == State.INTRODUCED:
            actions.nudge(partnership=self.partnership)

    # --- Commitments and checks

    def _commit(self, now: datetime) -> None:
        first = self.texts[self.keys[0]]
        actions.commit(
            partnership=self.partnership,
            by=self.partnership.mentee,
            text=first["text"],
            due_on=self._due_on(first),
            now=now,
        )

    def _due_on(self, commitment: dict[str, Any]) -> date:
        """By the coming check; for what is open now, by the day that was written if that is later."""
        clock = CheckClock.objects.get(partnership=self.partnership, person=self.partnership.mentee)
        written = self._day(commitment["due_days"])
        if clock.next_due_at is None:
            return written
        coming = clock.next_due_at.astimezone(self.partnership.mentee.zone).date()
        return max(written, coming) if commitment["outcome"] == "open" else coming

    def asked(self, due: datetime) -> None:
        """A check has gone to the mentee: take up what they answer, if it is told."""
        if not self.checks:
            return
        told = self.checks.pop(0)
        if told["outcome"] == "went_by":
            return
        answered = due + timedelta(minutes=35 + spread(told["note"], 150))
        check = self.partnership.checks.get(due_at=due)
        self.plan(answered, "answer", lambda now: self._answer(check, told, now))

    def _answer(self, check: Check, told: dict[str, Any], now: datetime) -> None:
        self.keys.pop(0)
        following = self.texts[self.keys[0]] if self.keys else None
        if following and self.keys[0] == told["commitment"] and told["outcome"] == Check.Outcome.NOT:
            following = None  # it simply stays open
        actions.answer(
            check=check,
            by=self.partnership.mentee,
            outcome=told["outcome"],
            note=told["note"],
            helped=told["helped"],
            in_the_way=told["in_the_way"],
            what_next=told["then"] or "",
            next_text=following["text"] if following else "",
            next_due_on=self._due_on(following) if following else None,
            now=now,
        )
        if told["reply"]:
            replied = now + timedelta(minutes=90 + spread(told["reply"], 18 * 60))
            self.plan(
                replied,
                "reply",
                lambda now: actions.reply(
                    check=check,
                    by=self.partnership.mentor,
                    kind=told["reply_kind"],
                    text=told["reply"],
                    now=now,
                ),
            )

    # --- The end

    def _plan_end(self, told: dict[str, Any]) -> None:
        if told["by"] == "system":
            closing = self.moments.from_sunday(self.partnership.mentee, told["days"] + 1, "end")
            self.plan(
                closing, "agreed end", lambda now: actions.reach_end(partnership=self.partnership, now=now)
            )
        else:
            by = self._person(told["by"])
            closing = self.moments.from_sunday(by, told["days"], "close")
            self.plan(
                closing, "close", lambda now: actions.close(partnership=self.partnership, by=by, now=now)
            )
        for reflection in self.data["reflections"]:
            author = self._person(reflection["by"])
            self.plan(
                self.moments.from_sunday(author, reflection["days"], "reflect"),
                "reflection",
                lambda now, told=reflection, author=author: actions.reflect(
                    partnership=self.partnership,
                    by=author,
                    learned=told["learned"],
                    never_again=told["never_again"],
                    now=now,
                ),
            )
        if self.data["forward"]:
            self._plan_forward(self.data["forward"])
        if told["ended_days"] is not None:
            self.plan(
                closing + Partnership.REFLECTION,
                "finish",
                lambda now: actions.finish(partnership=self.partnership, now=now),
            )

    def _plan_forward(self, told: dict[str, Any]) -> None:
        mentee = self.partnership.mentee

        def pay(now: datetime) -> None:
            actions.pay_forward(
                partnership=self.partnership,
                by=mentee,
                area=self.partnership.goal.area,
                began=self.partnership.introduced_at.year,
                ended=now.year,
                depth=told["depth"],
                asked_of_me=told["asked_of_me"],
                differently=told["differently"],
                is_offered=True,
                now=now,
            )

        self.plan(self.moments.from_sunday(mentee, told["days"], "forward"), "pay it forward", pay)
