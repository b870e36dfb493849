"""The small change of :mod:`matching.wording`: ordinals, questions, the shapes that pages print, and lists in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Basic
from matching.explaining import ComponentName, Via

ORDINALS = (
    gettext_lazy("first"),
    gettext_lazy("second"),
    gettext_lazy("third"),
    gettext_lazy("fourth"),
    gettext_lazy("fifth"),
)
NUMBERS = (
    gettext_lazy("none"),
    gettext_lazy("one"),
    gettext_lazy("two"),
    gettext_lazy("three"),
    gettext_lazy("four"),
    gettext_lazy("five"),
)
COMPONENT_NAMES = {
    ComponentName.VALUES: gettext_lazy("Values"),
    ComponentName.EXPERIENCE: gettext_lazy("Experience"),
    ComponentName.MINDSET: gettext_lazy("Views"),
    ComponentName.INTERESTS: gettext_lazy("Interests"),
}
VIAS = {
    Via.SAME: gettext_lazy("direct"),
    Via.BRIDGE: gettext_lazy("bridge"),
    Via.RELATED: gettext_lazy("related"),
    Via.GROUP: gettext_lazy("same part of life"),
}
"""How a passage answers a goal."""

QUESTIONS = {
    Basic.SELF_DIRECTION: gettext_lazy(
        "When did you last change your mind because somebody else had read it differently?"
    ),
    Basic.STIMULATION: gettext_lazy("When did you last leave a thing as it was, and were glad of it?"),
    Basic.HEDONISM: gettext_lazy("What have you given up a pleasure for, and would again?"),
    Basic.ACHIEVEMENT: gettext_lazy("When did you last stop short of what you could have had?"),
    Basic.POWER: gettext_lazy("When did you last let somebody else decide, although you need not have?"),
    Basic.SECURITY: gettext_lazy("When did you last move before you knew what stood under it?"),
    Basic.CONFORMITY: gettext_lazy("Which rule have you broken and would break again?"),
    Basic.TRADITION: gettext_lazy("What were you brought up to believe that you do not believe any more?"),
    Basic.BENEVOLENCE: gettext_lazy("When did you last say no to somebody close to you, and how did it go?"),
    Basic.UNIVERSALISM: gettext_lazy("When did you put your own people first, and was it right?"),
}
"""What to ask a person whose value pulls against one's own, by its place on the circle."""


@dataclass(frozen=True)
class Reason:
    """One line of why: ``glyph`` is shared, path or pull; ``text`` is safe to print."""

    glyph: str
    text: SafeString


@dataclass(frozen=True)
class Bar:
    """A fit bar: ``stitches`` of ten, or None where too little is known."""

    stitches: int | None
    words: str


@dataclass(frozen=True)
class PullWords:
    """A pull in both people's words, seen by the reader."""

    your_value: str
    your_place: str
    your_words: str
    their_value: str
    their_place: str
    their_words: str
    places: tuple[int, int]
    """Places on the circle: the reader's, the other's."""
    degree: float
    ask: str
    """A question to put to the other person before the pull tires either."""


def bold(text: str) -> SafeString:
    return format_html("<strong>{}</strong>", text)


def listed(parts: Sequence[str | Promise]) -> SafeString:
    """“A”, “A and B”, “A, B and C”."""
    if len(parts) == 1:
        return conditional_escape(parts[0])
    return format_html(
        _("{} and {}"), format_html_join(", ", "{}", ((part,) for part in parts[:-1])), parts[-1]
    )


def carry(one: str, other: str) -> SafeString:
    """“Leading a church choir → First time managing people”, with the arrow in words for who listens."""
    return format_html(
        '{} <span aria-hidden="true">→</span><span class="visually-hidden">{}</span> {}',
        bold(one),
        _("carries over to"),
        bold(other),
    )


def clause(words: str) -> str:
    """A sentence as it stands after a colon: the first letter small, unless it begins an abbreviation."""
    return words if words[1:2].isupper() or words[:2] == "I " else words[:1].lower() + words[1:]


def sentence(words: str) -> str:
    """The first letter as it stands at the head of a line."""
    return words[:1].upper() + words[1:]
