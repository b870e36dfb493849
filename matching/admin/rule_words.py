"""The two lists of the preview, in words and bars."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from matching import scoring
from matching.explaining import ComponentName, GateKind, Role
from matching.meeting import Meeting
from matching.phrases import COMPONENT_NAMES
from matching.preview import TOP, Standing

DYES = {ComponentName.VALUES: "green", ComponentName.INTERESTS: "green"}
"""As on a card: what two people share is green, what the other brings is weld."""


@dataclass(frozen=True)
class Line:
    """One row. ``fit`` and ``price`` in hundredths; ``bars``: name, stitches of ten or None where too little is known, dye."""

    place: int | None
    person: User
    where: str
    move: str
    kind: str
    """“up”, “down”, “in”, “out” or “same”."""
    fit: int
    price: int
    bars: tuple[tuple[str, int | None, str], ...]


def lines(standings: Iterable[Standing], *, then: bool) -> list[Line]:
    """Rows of the list as proposed (``then``), or as it is."""
    return [_line(standing, standing.then if then else standing.now, then=then) for standing in standings]


def _line(standing: Standing, meeting: Meeting, *, then: bool) -> Line:
    kind, move = _came(standing) if then else _goes(standing)
    return Line(
        standing.place_then if then else standing.place_now,
        standing.mentor.user,
        standing.mentor.place,
        move,
        kind,
        round(100 * meeting.pair.score),
        round(100 * meeting.pair.price),
        tuple(
            (
                str(COMPONENT_NAMES[part.name]),
                None if part.score is None else scoring.stitches(part.score),
                DYES.get(part.name, "weld"),
            )
            for part in meeting.pair.mentee.components
        ),
    )


def _came(standing: Standing) -> tuple[str, str]:
    """How somebody got to their proposed place."""
    if standing.place_now is None:
        return "in", _("new: not offered now")
    if standing.place_now > TOP:
        return "in", _("new: now %(place)d") % {"place": standing.place_now}
    return _shift(standing)


def _goes(standing: Standing) -> tuple[str, str]:
    """What becomes of somebody who is in the list now."""
    if standing.place_then is None:
        return "out", _("gone: not offered then")
    if standing.place_then > TOP:
        return "out", _("gone: then %(place)d") % {"place": standing.place_then}
    return _shift(standing)


def _shift(standing: Standing) -> tuple[str, str]:
    steps = abs(standing.rise)
    if standing.rise > 0:
        return "up", ngettext("up %(n)d", "up %(n)d", steps) % {"n": steps}
    if standing.rise < 0:
        return "down", ngettext("down %(n)d", "down %(n)d", steps) % {"n": steps}
    return "same", _("stays")


def barred(standings: Iterable[Standing]) -> list[tuple[int | None, User, list[str]]]:
    """Whom other rules would keep away: their place now, and why.

    Only an essential value can be a reason here: what bars a pair for reasons of the two themselves bars it under any rules, and is
    not in the comparison as somebody offered.
    """
    return [(one.place_now, one.mentor.user, _reasons(one.then)) for one in standings]


def _reasons(meeting: Meeting) -> list[str]:
    mentee, mentor = meeting.mentee_values, meeting.mentor_values
    said = []
    for gate in meeting.pair.gates:
        if gate.kind is not GateKind.ESSENTIAL:
            continue
        is_mentee = gate.of is Role.MENTEE
        own, other = (mentee, mentor) if is_mentee else (mentor, mentee)
        holder = meeting.mentee.user if is_mentee else meeting.mentor.user
        said.append(
            _("%(value)s is essential to %(name)s, and these rules oppose it to %(other)s.")
            % {
                "value": own[gate.value].value.name,
                "name": holder.short_name,
                "other": other[gate.against].value.name,
            }
        )
    return said
