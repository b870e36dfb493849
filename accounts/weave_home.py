"""The pictures of the home page: two emblems on the indigo band, the three steps, the two threads. Pure drawing."""

from collections.abc import Sequence
from functools import lru_cache
from html import escape

from accounts.weave import FULL, Dye, Values, emblem, normalise, overlap, round_body
from accounts.weave_glyphs import stitch_row
from accounts.weave_svg import Svg, canvas, num
from accounts.weave_threads import Gauge, plied

# (place, rank) of the two people whom the page names: one new to leading a team, the other fourteen years in.
NALEDI: Values = normalise(((8, 1), (9, 2), (0, 3), (7, 4), (1, 5)))
ADAEZE: Values = normalise(((9, 1), (8, 2), (2, 3), (0, 4), (1, 5)))

HOME_OFFSET = (112.0, 70.2)


@lru_cache(maxsize=2)
def home_pair(label: str = "") -> Svg:
    """Two large overlapping emblems for the indigo band; they bring the band's colours with them."""
    body = overlap(NALEDI, ADAEZE, HOME_OFFSET, True, "home")
    return canvas(body, box=(7, 7, 298, 256), width=626, height=538, label=label, css="weave weave-on-cloth")


@lru_cache(maxsize=1)
def step_know() -> Svg:
    """The first step: one's own emblem."""
    return emblem(NALEDI, size=184)


# Centre, diameter, values, places shared, of the four people around you.
AROUND: tuple[tuple[float, float, float, Values, frozenset[int]], ...] = (
    (41, 48, 78, ADAEZE, frozenset({9, 8, 0})),
    (271, 42, 72, normalise(((8, 1), (9, 3), (5, 2), (7, 4), (6, 5))), frozenset({8, 9})),
    (36, 144, 61, normalise(((4, 1), (8, 2), (1, 3), (5, 4), (2, 5))), frozenset({1})),
    (278, 138, 67, normalise(((8, 1), (1, 2), (7, 4), (6, 5))), frozenset({8, 1, 7})),
)


def _placed(x: float, y: float, diameter: float, values: Values, dye: Dye, shared: frozenset[int]) -> str:
    scale = diameter / 182
    return (
        f'<g transform="translate({num(x)} {num(y)})scale({scale:.3f})translate(-100-100)">'
        f"{round_body(values, dye, FULL, shared)}</g>"
    )


@lru_cache(maxsize=1)
def step_consider() -> Svg:
    """The second step: you in the middle, four people about you, green where you share something."""
    people = "".join(_placed(x, y, size, values, "weld", shared) for x, y, size, values, shared in AROUND)
    lines = "M84 65l20 8M208 71l26-12M72 129l33-14M209 114l33 12"
    body = (
        f'<path class="thread-line" stroke-width="2" stroke-dasharray="6 5.5" d="{lines}"/>'
        f"{_placed(156, 94, 97, NALEDI, 'indigo', frozenset())}{people}"
    )
    return canvas(body, box=(0, 0, 314, 184), width=314, height=184)


DECISION_ROWS = ((3, 4, 2), (4, 2, 3), (2, 4, 1), (0, 0, 0))


@lru_cache(maxsize=1)
def step_decide() -> Svg:
    """The third step: three people's stitches criterion by criterion, the row at hand on a wash, the last still open."""
    done = left = ""
    for row, counts in enumerate(DECISION_ROWS):
        for column, count in enumerate(counts):
            x, y = 26 + column * 102, 28 + row * 40.5
            filled, empty = stitch_row(count, 4, x=x, y=y, pitch=18.2, length=6.6)
            done, left = done + filled, left + empty
    body = (
        '<rect class="fill-wash-indigo" y="50" width="316" height="37" rx="13"/>'
        f'<g stroke-width="9.6"><path class="thread-pale" d="{left}"/><path class="thread-indigo" d="{done}"/></g>'
    )
    return canvas(body, box=(0, 0, 316, 184), width=316, height=184)


# Where the threads cross on the wide and on the narrow drawing; the fourth label is a hard week, where they do not
# cross but run on side by side, and the last crossing has no word yet.
WIDE_CROSSINGS = (157.0, 294.0, 431.0, 568.0, 795.0, 932.0, 1069.0)
WIDE_LABELS = (157.0, 294.0, 431.0, 600.0, 795.0, 932.0)
NARROW_CROSSINGS = (52.0, 133.0, 263.0)
NARROW_LABELS = ((0, 52.0), (3, 180.0), (5, 290.0))


@lru_cache(maxsize=16)
def home_threads(labels: tuple[str, ...], *, narrow: bool = False) -> Svg:
    """Two threads across the page, with six words beneath (introduced, agreement, first check, a hard week, an
    opportunity, a look back); the narrow one has room for three of them. Decoration: the text beside it says the same.
    """
    if len(labels) != len(WIDE_LABELS):
        raise ValueError("The two threads have six labels.")
    crossings: Sequence[float]
    places: Sequence[tuple[str, float]]
    if narrow:
        width, gauge, crossings = 350.0, Gauge(apart=20, thread=8, half=40), NARROW_CROSSINGS
        places = [(labels[index], x) for index, x in NARROW_LABELS]
    else:
        width, gauge, crossings = 1140.0, Gauge(apart=23, thread=9.5, half=68), WIDE_CROSSINGS
        places = list(zip(labels, WIDE_LABELS, strict=True))
    words = "".join(f'<text x="{num(x)}" y="66">{escape(label)}</text>' for label, x in places)
    return canvas(
        plied(0, width, crossings, gauge).markup
        + f'<g class="weave-quiet" font-size="{16 if narrow else 17.5}" text-anchor="middle">{words}</g>',
        box=(0, -36, width, 112),
        width=width,
        height=112,
        css=f"weave weave-threads {'weave-narrow' if narrow else 'weave-wide'}",
    )
