"""The finished profile that a visitor may read before signing up: fiction, in the form a real one has."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Value:
    """A value as its owner ranks it; ``place`` is its basic value's index on the circle (accounts.weave.BASICS)."""

    place: int
    rank: int
    name: str | Promise
    words: str | Promise
    is_essential: bool = False


@dataclass(frozen=True)
class Stand:
    """A view between two poles; ``dots`` holds five truth values, one of them true."""

    left: str | Promise
    right: str | Promise
    place: int
    words: str | Promise = ""

    @property
    def dots(self) -> list[bool]:
        return [place == self.place for place in range(1, 6)]


@dataclass(frozen=True)
class Passage:
    area: str | Promise
    facts: str | Promise
    story: str | Promise
    lesson: str | Promise


VALUES = (
    Value(0, 1, _("Learning"), _("I carry a notebook. Every passenger knows something.")),
    Value(8, 2, _("Loyalty"), _("I answer on the second ring, in the seventh year too."), is_essential=True),
    Value(1, 3, _("Starting again"), _("If it broke, we build the next one better and cry later.")),
    Value(9, 4, _("Openness"), _("At my table nobody explains where they are from twice.")),
    Value(5, 5, _("A safe home"), _("The door is locked, the soup is on, nobody shouts.")),
)

STANDS = (
    Stand(
        _("Wait until you speak the language"),
        _("Start working before you do"),
        5,
        _("Start. The language comes through the hands."),
    ),
    Stand(
        _("Live among people from home"),
        _("Live among people from here"),
        3,
        _("Both, but for the first year the child needed neighbours who laughed at the same cartoons."),
    ),
    Stand(_("Keep the profession you had"), _("Take the work there is"), 4),
)

PASSAGES = (
    Passage(
        _("First year in a new country"),
        _("2022 to 2023, Porto. Deep: it changed how I live."),
        _(
            "Papers, a school that said yes, a landlord who said no four times. It asked me to be bad at things in "
            "public, at an age when I was used to being asked for answers."
        ),
        _("I would ask for help in the first week, not the fifth month. People were waiting to be asked."),
    ),
    Passage(
        _("Changing profession after forty"),
        _("2023 to 2024. Thorough: I finished it."),
        _(
            "From physics to trams. Eleven weeks of training with men half my age. I kept a notebook of braking "
            "distances and it got me through the exam and through the nights."
        ),
        _("I would mourn the old work properly before starting the new."),
    ),
)

INTERESTS = (
    _("Radio plays"),
    _("Beetroot, in all its forms"),
    _("Night sky"),
    _("Mending coats"),
    _("Chess"),
)
