"""What the pages of the values step have in common: which values are kept, in what order, and the way back from the last moves."""

from typing import Any

from django.contrib import messages
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import Profile, RankedValue, Value
from accounts.models.profile import MAX_VALUES

MOST_UNDO = 20


def kept_values(profile: Profile) -> list[RankedValue]:
    return list(RankedValue.objects.filter(profile=profile).select_related("value").order_by("rank"))


def offered_values(profile: Profile) -> list[Value]:
    return list(Value.objects.offered_to(profile.user).order_by("name"))


def offered_value(profile: Profile, slug: str) -> Value | None:
    return Value.objects.offered_to(profile.user).filter(slug=slug.replace("\x00", "")[:80]).first()


def take_in(request: HttpRequest, profile: Profile, value: Value) -> None:
    """A value of one's own is no longer one that drains."""
    taken, _rows = profile.draining_values.filter(value=value).delete()
    if taken:
        messages.info(
            request,
            _("%(value)s is now one of your own values, so it left your private list of draining ones.")
            % {"value": value.name},
        )


def rewrite(profile: Profile, kept: list[RankedValue]) -> None:
    """Write the whole order anew: rank and value are each unique per profile, so rows cannot simply change places.

    What is ranked came through the first cut.
    """
    RankedValue.objects.filter(profile=profile).delete()
    RankedValue.objects.bulk_create(
        RankedValue(
            profile=profile,
            value=ranked.value,
            rank=rank,
            line=ranked.line,
            is_essential=ranked.is_essential,
        )
        for rank, ranked in enumerate(kept, start=1)
    )
    profile.held_values.add(*(ranked.value for ranked in kept))


class Undo:
    """The way back, in the session: how the values stood before each of the last moves, and what the last move did, in words."""

    STATES, SAID = "values_undo", "values_said"

    def __init__(self, session: SessionBase) -> None:
        self.session = session

    @property
    def is_possible(self) -> bool:
        return bool(self.session.get(self.STATES))

    def remember(self, profile: Profile) -> None:
        """To be called before a move."""
        state: dict[str, Any] = {
            "profile": profile.pk,
            "held": list(profile.held_values.values_list("pk", flat=True)),
            "kept": [[row.value_id, row.line, row.is_essential] for row in kept_values(profile)],
        }
        self.session[self.STATES] = [*self.session.get(self.STATES, []), state][-MOST_UNDO:]

    def take_back(self, profile: Profile) -> None:
        """Put held values and the order back. A line that has been written since stays with its value."""
        states = list(self.session.get(self.STATES, []))
        if not states or states[-1]["profile"] != profile.pk:
            return
        state = states.pop()
        self.session[self.STATES] = states
        now = {row.value_id: row for row in kept_values(profile)}
        values = Value.objects.in_bulk({*state["held"], *(key for key, *_rest in state["kept"])})
        kept = [
            now.get(key) or RankedValue(value=values[key], line=line, is_essential=essential)
            for key, line, essential in state["kept"]
            if key in values
        ]
        profile.held_values.set([values[key] for key in state["held"] if key in values])
        rewrite(profile, kept[:MAX_VALUES])
        self.say(_("Undone."))

    def say(self, words: str) -> None:
        self.session[self.SAID] = words

    def said(self) -> str:
        """What the last move did; asked for once."""
        return self.session.pop(self.SAID, "")
