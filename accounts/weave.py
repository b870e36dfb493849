"""Everything woven from a person's values: the emblem and the pair; the small drawings are imported along.

Pure drawing, no Django. A function takes plain numbers and returns an ``Svg``, which templates print unescaped. Colours
are CSS classes (``static/css/threads.css``), so that dark mode and the home band need no second drawing; widths are
attributes, since the content security policy allows no inline style. Source of the geometry: the design's
"The emblem": a box of 200, ten sectors of 36 degrees clockwise from the top, one for each basic value.
"""

import math
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2s
from typing import Literal, TypeAlias

from accounts.weave_glyphs import bar, bridge_arc, glyph, mark, pull_glyph, swatch
from accounts.weave_svg import Svg, canvas, num

__all__ = [
    "BASICS",
    "Svg",
    "bar",
    "bridge_arc",
    "emblem",
    "empty_round",
    "glyph",
    "mark",
    "pair",
    "pull_glyph",
    "swatch",
]

BASICS = (
    "self-direction",
    "stimulation",
    "hedonism",
    "achievement",
    "power",
    "security",
    "conformity",
    "tradition",
    "benevolence",
    "universalism",
)  # a value's place is its index here: sectors, clockwise from the top
SECTORS = len(BASICS)
SECTOR = 2 * math.pi / SECTORS
RANKS = range(1, 6)
CENTRE = 100.0

Dye: TypeAlias = Literal["indigo", "weld"]
Values: TypeAlias = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Form:
    """The measures of a round, in units of the box of 200.

    ``reach`` is the number of threads filled from the centre outward, by rank; ``hollow`` the width of the inner line
    of a pull; ``hub`` the radius of the dot in the middle (0: none).
    """

    radii: tuple[float, ...]
    thread: float
    gap: float
    hub: float
    hollow: float
    reach: tuple[int, int, int, int, int]


FULL = Form((23, 38.5, 54, 69.5, 85), thread=12.2, gap=2.2, hub=9.5, hollow=5.8, reach=(5, 4, 3, 2, 1))
SMALL = Form((31, 58, 84), thread=22.5, gap=3.5, hub=0, hollow=10.7, reach=(3, 3, 2, 2, 1))
SMALL_UP_TO = 48

PAIR_OFFSET = (118.0, 0.0)
CUT_RADIUS = 95  # of the hole that the second round leaves in the first
LENS_RADIUS = 93  # within it, about the first centre, the second's threads turn green


def point(radius: float, angle: float, centre: tuple[float, float] = (CENTRE, CENTRE)) -> tuple[float, float]:
    """The point at ``angle`` (radians clockwise from the top) on a circle about ``centre``."""
    return centre[0] + radius * math.sin(angle), centre[1] - radius * math.cos(angle)


def stroke(radius: float, start: float, end: float) -> str:
    """Path data of a thread along a circle about the centre; a dot where start and end leave no length."""
    if (end - start) * radius <= 0.1:
        x, y = point(radius, (start + end) / 2)
        return f"M{num(x)} {num(y)}h.01"
    (x1, y1), (x2, y2) = point(radius, start), point(radius, end)
    return f"M{num(x1)} {num(y1)}a{num(radius)} {num(radius)} 0 0 1 {num(x2 - x1)} {num(y2 - y1)}"


def trim(form: Form, radius: float) -> float:
    """The angle that a thread leaves free at each end of its sector, so that round caps stay apart."""
    return (form.thread + form.gap) / 2 / radius


def span(form: Form, place: int, ring: int) -> tuple[float, float]:
    """Start and end angle of the thread in ``place`` on ``ring`` (0 is the innermost)."""
    half = max(0.0, SECTOR / 2 - trim(form, form.radii[ring]))
    return place * SECTOR - half, place * SECTOR + half


def normalise(values: Iterable[tuple[int, int]]) -> Values:
    """(place, rank) pairs, one for each place: of two values in one sector the higher rank counts.

    Raises ``ValueError`` for a place outside 0 to 9 or a rank outside 1 to 5.
    """
    best: dict[int, int] = {}
    for place, rank in values:
        if place not in range(SECTORS) or rank not in RANKS:
            raise ValueError(f"No thread for place {place}, rank {rank}: places are 0 to 9, ranks 1 to 5.")
        best[place] = min(rank, best.get(place, rank))
    return tuple(sorted(best.items()))


def threads(values: Values, form: Form) -> list[tuple[int, int]]:
    """The filled threads as (place, ring)."""
    return [(place, ring) for place, rank in values for ring in range(form.reach[rank - 1])]


@lru_cache(maxsize=64)
def whole_round(form: Form, css: str) -> str:
    """All fifty (or thirty) threads in one wash: each ring is one dashed circle, a dash for each sector."""
    rings = []
    for ring, radius in enumerate(form.radii):
        start, end = span(form, 0, ring)
        dash = max(0.02, (end - start) * radius)
        gap = SECTOR * radius - dash
        # A circle begins at three o'clock, which is the border of two sectors: half a gap comes first.
        rings.append(
            f'<circle cx="100" cy="100" r="{num(radius)}" stroke-dasharray="{num(dash)} {num(gap)}"'
            f' stroke-dashoffset="{num(-gap / 2)}"/>'
        )
    return f'<g class="{css}" stroke-width="{num(form.thread)}">{"".join(rings)}</g>'


def woven(cells: Iterable[tuple[int, int]], form: Form, css: str) -> str:
    """The given (place, ring) threads in one colour, as one path; nothing when there are none."""
    data = "".join(stroke(form.radii[ring], *span(form, place, ring)) for place, ring in cells)
    return f'<path class="{css}" stroke-width="{num(form.thread)}" d="{data}"/>' if data else ""


def hub(form: Form, css: str) -> str:
    return f'<path class="{css}" stroke-width="{num(2 * form.hub)}" d="M100 100h.01"/>' if form.hub else ""


def form_for(size: float) -> Form:
    return SMALL if size <= SMALL_UP_TO else FULL


@lru_cache(maxsize=2048)
def round_body(
    values: Values,
    dye: Dye,
    form: Form,
    shared: frozenset[int] = frozenset(),
    pulls: frozenset[int] = frozenset(),
) -> str:
    """The body of an emblem. A place in both sets is drawn as shared; the pull then stands in words only."""
    cells = threads(values, form)
    pulling = [cell for cell in cells if cell[0] in pulls - shared]
    hollow = woven(pulling, form, "thread-madder")
    if hollow:
        inner = woven(pulling, form, "thread-surface")
        hollow += inner.replace(f'stroke-width="{num(form.thread)}"', f'stroke-width="{num(form.hollow)}"')
    return "".join(
        (
            whole_round(form, f"thread-wash-{dye}"),
            woven([cell for cell in cells if cell[0] not in shared | pulls], form, f"thread-{dye}"),
            woven([cell for cell in cells if cell[0] in shared], form, "thread-green"),
            hollow,
            hub(form, f"thread-{dye}"),
        )
    )


def emblem(
    values: Iterable[tuple[int, int]],
    *,
    dye: Dye = "indigo",
    size: float = 84,
    shared: Iterable[int] = (),
    pulls: Iterable[int] = (),
    label: str = "",
) -> Svg:
    """A person's woven round, ``size`` pixels square.

    ``values`` are (place, rank). ``shared`` and ``pulls`` are places, for somebody seen by another person: the same
    named value held by both turns green, one that pulls against the reader's becomes madder and hollow. Up to 48
    pixels the small form with three rings is drawn. Without a label it is decoration.
    """
    body = round_body(normalise(values), dye, form_for(size), frozenset(shared), frozenset(pulls))
    return canvas(body, box=(0, 0, 200, 200), width=size, height=size, label=label)


def empty_round(size: float = 92, *, dye: Dye = "indigo") -> Svg:
    """The round before anything is woven into it, for a page with nothing on it yet."""
    return emblem((), dye=dye, size=size)


def serial_id(*parts: object) -> str:
    """A short id for a clip, the same for the same picture: pass a ``key`` too where one picture stands twice."""
    return "w" + blake2s(repr(parts).encode(), digest_size=5).hexdigest()


@lru_cache(maxsize=512)
def overlap(first: Values, second: Values, offset: tuple[float, float], dyed: bool, key: str) -> str:
    """Two rounds, the second ``offset`` from the first: the first is cut, and in the lens the second turns green."""
    name = serial_id(first, second, offset, dyed, key)
    x, y = CENTRE + offset[0], CENTRE + offset[1]
    left = f"M{num(x - CUT_RADIUS)} {num(y)}"
    hole = f"{left}a{CUT_RADIUS} {CUT_RADIUS} 0 1 0 {2 * CUT_RADIUS} 0a{CUT_RADIUS} {CUT_RADIUS} 0 1 0 {-2 * CUT_RADIUS} 0z"
    move = f'transform="translate({num(offset[0])} {num(offset[1])})"'
    clips = f'<clipPath id="{name}c"><path clip-rule="evenodd" d="M0 0h200v200H0z{hole}"/></clipPath>'
    lens = ""
    if dyed:
        clips += f'<clipPath id="{name}l"><circle cx="100" cy="100" r="{LENS_RADIUS}"/></clipPath>'
        green = whole_round(FULL, "thread-wash-green") + woven(threads(second, FULL), FULL, "thread-green")
        lens = f'<g clip-path="url(#{name}l)"><g {move}>{green}</g></g>'
    return (
        f'{clips}<g clip-path="url(#{name}c)">{round_body(first, "indigo", FULL)}</g>'
        f"<g {move}>{round_body(second, 'weld', FULL)}</g>{lens}"
    )


def pair(
    first: Iterable[tuple[int, int]],
    second: Iterable[tuple[int, int]],
    *,
    shared_places: AbstractSet[int] | Sequence[int] | None = None,
    size: float = 120,
    label: str = "",
    key: str = "",
) -> Svg:
    """You and the other person, overlapping; ``size`` is the height in pixels.

    The lens is a picture and dyes whatever lies in it; exact sharing stands in words. An *empty* ``shared_places``
    says that nothing is shared, and then nothing turns green. ``key`` keeps ids apart when the very same pair stands
    twice on a page.
    """
    dyed = shared_places is None or len(shared_places) > 0
    body = overlap(normalise(first), normalise(second), PAIR_OFFSET, dyed, key)
    return canvas(body, box=(0, 0, 318, 200), width=size * 1.59, height=size, label=label)
