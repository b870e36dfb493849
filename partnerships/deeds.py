"""The commitments of a pair as rows: what became of each, and what the two said about it."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from partnerships.models import Check, Commitment
from partnerships.pair import Pair

ICONS = {
    Commitment.State.OPEN: "clock",
    Commitment.State.KEPT: "check",
    Commitment.State.PARTLY: "check",
    Commitment.State.SMALLER: "arrow-down",
    Commitment.State.MOVED: "arrow-right",
    Commitment.State.LET_GO: "minus",
    Commitment.State.GROWN: "arrow-up",
}
LOOKS = {Commitment.State.OPEN: "now", Commitment.State.KEPT: "kept", Commitment.State.PARTLY: "kept"}


@dataclass(frozen=True)
class Deed:
    """One row. ``lines`` are sentences under the words, oldest first."""

    commitment: Commitment
    icon: str
    look: str
    lines: list[str]

    @property
    def label(self) -> str:
        return self.commitment.get_state_display()


def deeds(pair: Pair) -> list[Deed]:
    """Every commitment of the pair, the latest first."""
    answered = {check.commitment_id: check for check in reversed(pair.checks) if check.commitment_id}
    leading = _that_led_to(pair, pair.commitment)
    return [
        Deed(
            commitment,
            ICONS[Commitment.State(commitment.state)],
            LOOKS.get(Commitment.State(commitment.state), ""),
            _lines(pair, commitment, answered.get(commitment.pk), leading),
        )
        for commitment in pair.commitments
    ]


def _that_led_to(pair: Pair, commitment: Commitment | None) -> Check | None:
    """The check in whose answer the open commitment was written: what the mentor replied to it is said about this one."""
    if commitment is None:
        return None
    return next((check for check in pair.checks if check.answered_at == commitment.made_at), None)


def _lines(pair: Pair, commitment: Commitment, check: Check | None, leading: Check | None) -> list[str]:
    if commitment.is_open:
        due = _("Due %(day)s.") % {"day": date_format(commitment.due_on, "j F")}
        return [due, *_suggested(pair, commitment), *_loosened(pair), *_replied(pair, leading)]
    lines = [_("%(day)s.") % {"day": date_format(timezone.localtime(commitment.state_at), "j F")}]
    became = getattr(commitment, "became", None)
    lines += _suggested(pair, commitment)
    if became and commitment.state in (Commitment.State.SMALLER, Commitment.State.GROWN):
        lines.append(_("It became: “%(text)s”") % {"text": became.text})
    elif became and commitment.state == Commitment.State.MOVED:
        lines.append(_("To %(day)s.") % {"day": date_format(became.due_on, "j F")})
    if check and check.note:
        lines.append(
            _("%(name)s wrote: “%(text)s”") % {"name": pair.other.short_name, "text": check.note}
            if pair.is_mentor
            else _("You wrote: “%(text)s”") % {"text": check.note}
        )
    return lines if check == leading else lines + _replied(pair, check)


def _suggested(pair: Pair, commitment: Commitment) -> list[str]:
    """That the mentor suggested it."""
    if not any(check.suggestion_became_id == commitment.pk for check in pair.checks):
        return []
    if pair.is_mentor:
        return [_("You suggested it.")]
    return [_("%(name)s suggested it.") % {"name": pair.other.short_name}]


def _loosened(pair: Pair) -> list[str]:
    """What the open commitment becomes, and when."""
    change = pair.loosening
    if change is None or not pair.partnership.is_live:
        return []
    day = {"day": date_format(timezone.localtime(change.holds_at), "j F")}
    if change.to == Commitment.State.SMALLER:
        return [_("From %(day)s: “%(text)s”") % (day | {"text": change.text})]
    if change.to == Commitment.State.MOVED and change.due_on:
        return [_("From %(day)s: moved to %(to)s.") % (day | {"to": date_format(change.due_on, "j F")})]
    return [_("From %(day)s: let go.") % day]


def _replied(pair: Pair, check: Check | None) -> list[str]:
    """What the mentor answered."""
    if check is None or not check.reply:
        return []
    if pair.is_mentor:
        return [_("You answered: “%(text)s”") % {"text": check.reply}]
    verb = (
        _("%(name)s asked: “%(text)s”")
        if check.reply.rstrip().endswith("?")
        else _("%(name)s wrote: “%(text)s”")
    )
    return [verb % {"name": pair.other.short_name, "text": check.reply}]
