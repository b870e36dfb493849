"""How reliable a mentor is, computed from what they did, told to nobody but them and the admins."""

from dataclasses import dataclass

from accounts.models import User
from matching.models import Request
from partnerships.models import Check


@dataclass(frozen=True)
class Reliability:
    """Of the requests that ended by the mentor's answer or silence, how many were answered; of the checks that their mentees answered, how
    many have the mentor's word. Computed, and told to nobody but the mentor and the admins."""

    asked: int
    answered: int
    checks: int
    replied: int

    @classmethod
    def of(cls, mentor: User) -> "Reliability":
        """Two queries."""
        State = Request.State
        states = list(
            Request.objects.filter(
                mentor=mentor, state__in=[State.ACCEPTED, State.DECLINED, State.EXPIRED]
            ).values_list("state", flat=True)
        )
        replies = list(
            Check.objects.filter(partnership__mentor=mentor, state=Check.State.ANSWERED).values_list(
                "replied_at", flat=True
            )
        )
        return cls(
            asked=len(states),
            answered=sum(state != State.EXPIRED for state in states),
            checks=len(replies),
            replied=sum(replied is not None for replied in replies),
        )
