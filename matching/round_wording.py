"""A round in words: why somebody has no mentor and what would help, why a pin cannot be kept, and the figures."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from matching.rounds import Figures, Mode, Reason, WrongPin

WITHOUT = {
    Reason.NO_MENTOR: gettext_lazy(
        "No mentor of this round may meet them: not one has a place, a common language, and nothing that rules the two out. "
        "Look for a mentor who speaks one of their languages, or ask them to look once more at what they call essential or draining."
    ),
    Reason.BANNED: gettext_lazy("Every mentor they may meet is banned for them in this round. Lift a ban."),
    Reason.FLOOR: gettext_lazy(
        "No mentor they may meet reaches the lowest score of this round. Lower it, or pin the two together."
    ),
    Reason.NO_PLACE: gettext_lazy(
        "Every mentor they may meet has given their places to pinned people, or has none. Ask one of them for another place, or lift a pin."
    ),
}
FULL = {
    Mode.OPTIMAL: gettext_lazy(
        "Every mentor they may meet is full with people with whom the total is larger. Ask one of them for another place, pin the two "
        "together, or match as many people as possible first."
    ),
    Mode.STABLE: gettext_lazy(
        "Every mentor they may meet is full with people who fit no worse. Ask one of them for another place, or pin the two together."
    ),
}
TITLES = {Mode.OPTIMAL: gettext_lazy("largest total"), Mode.STABLE: gettext_lazy("stable")}
WRONG_PINS = {
    "twice": gettext_lazy("%(mentee)s is pinned to somebody else already. One mentor each."),
    "banned": gettext_lazy(
        "%(mentee)s and %(mentor)s are banned for each other in this round. Take out one of the two."
    ),
    "barred": gettext_lazy(
        "%(mentee)s and %(mentor)s may not meet: they have no language in common, have been together, or something rules the two out."
    ),
    "full": gettext_lazy("%(mentor)s has fewer places than people pinned to them."),
}


def without_mentor(reason: Reason, mode: Mode) -> str:
    """Why, and what would help."""
    return str(FULL[mode] if reason is Reason.FULL else WITHOUT[reason])


def together(mode: Mode, *, pinned: bool) -> str:
    """Why two are together."""
    if pinned:
        return _("Pinned.")
    if mode is Mode.OPTIMAL:
        return _("Part of the largest total.")
    return _("Nobody they like better would have them instead.")


def wrong_pin(wrong: WrongPin, mentee: str, mentor: str) -> str:
    return str(WRONG_PINS[wrong.code]) % {"mentee": mentee, "mentor": mentor}


def share(score: float | None) -> str:
    """A score as the pages show it; a dash for none."""
    return "–" if score is None else _("%(percent)d %%") % {"percent": round(100 * score)}


def rows(figures: Figures) -> list[tuple[str, str]]:
    """Name and value of each figure, in the order in which they are shown."""
    return [
        (_("Total of the scores"), f"{figures.total:,.2f}"),
        (_("Mentees matched"), _of(figures.matched, figures.mentees)),
        (_("Places used"), _of(figures.places_used, figures.places)),
        (_("Pairs who would both rather have each other"), f"{figures.blocking_pairs:,}"),
        (_("Worst pair"), share(figures.worst)),
        (_("Mean"), share(figures.mean)),
    ]


def people(count: int) -> str:
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": f"{count:,}"}


def _of(part: int, whole: int) -> str:
    return _("%(part)s of %(whole)s") % {"part": f"{part:,}", "whole": f"{whole:,}"}
