"""The circle of values with words at its rim: one person's profile wheel, and the wheel of two people.

Pure drawing, no Django: names arrive translated. Coordinates of the labels are pixels at the drawing's own size, so
that no text is smaller than 14. The rounds themselves keep the units of the emblem and are scaled.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap
from typing import TypeAlias

from accounts.weave import (
    FULL,
    SECTOR,
    SECTORS,
    Dye,
    Form,
    hub,
    normalise,
    point,
    span,
    stroke,
    threads,
    trim,
    whole_round,
    woven,
)
from accounts.weave_svg import Svg, canvas, num

WHEEL = Form((36, 49, 62, 75, 88), thread=10.2, gap=2.6, hub=0, hollow=0, reach=(5, 4, 3, 2, 1))
RIM = 97  # radius of the diamonds at the ends of a pull
TOOTH = 5.2  # how far the seam of a shared value shifts along the ring
LETTERS = "ABCDEFGHIJ"


@dataclass(frozen=True)
class WheelValue:
    """A ranked value: its sector (0 to 9), its rank (1 to 5) and its name in the reader's language."""

    place: int
    rank: int
    name: str


@dataclass(frozen=True)
class WheelRow:
    """A sector that somebody holds a value in, for the table that goes with the wheel. Texts are not escaped."""

    letter: str
    basic: str
    mine: tuple[WheelValue, ...]
    theirs: tuple[WheelValue, ...]


Line: TypeAlias = tuple[str, str]  # CSS class, escaped content


def held(values: Iterable[WheelValue], place: int) -> tuple[WheelValue, ...]:
    """The values in one sector, the higher rank first."""
    return tuple(sorted((value for value in values if value.place == place), key=lambda value: value.rank))


def rows(
    mine: Sequence[WheelValue], theirs: Sequence[WheelValue], *, basics: Sequence[str]
) -> list[WheelRow]:
    """The sectors in use, clockwise, lettered A to J: the same letters as at the rim of the narrow wheel."""
    used = [place for place in range(SECTORS) if held(mine, place) or held(theirs, place)]
    return [
        WheelRow(letter, basics[place], held(mine, place), held(theirs, place))
        for letter, place in zip(LETTERS, used, strict=False)
    ]


def _rim(lines: dict[int, list[Line]], *, radius: float, size: float, step: float) -> str:
    """Labels about the origin, ``radius`` pixels away, letters ``size`` high; a sector's lines stand ``step`` apart."""
    texts = []
    for place, label in lines.items():
        x, y = point(radius, place * SECTOR, (0, 0))
        if place == 0:
            y -= (len(label) - 1) * step  # the first line stands on top of the others
        elif place == SECTORS // 2:
            y += size * 0.72
        else:
            y += size * 0.3
            if place in (1, SECTORS - 1):
                y -= (len(label) - 1) * step * 0.35  # else the last line would touch the round
        anchor = "middle" if abs(x) < 1 else "start" if x > 0 else "end"
        spans = "".join(
            f'<tspan class="{css}" x="{num(x)}" dy="{num(step) if index else 0}">{content}</tspan>'
            for index, (css, content) in enumerate(label)
        )
        texts.append(f'<text x="{num(x)}" y="{num(y)}" text-anchor="{anchor}">{spans}</text>')
    return f'<g font-size="{num(size)}">{"".join(texts)}</g>'


def _lines(texts: Sequence[str], css: str, width: int) -> list[Line]:
    """Text broken at about ``width`` letters, escaped."""
    return [(css, escape(line)) for text in texts for line in wrap(text, width, max_lines=2, placeholder="…")]


def profile_wheel(
    mine: Sequence[WheelValue],
    *,
    basics: Sequence[str],
    dye: Dye = "indigo",
    narrow: bool = False,
    label: str = "",
) -> Svg:
    """One person's emblem with the ten basic values at its rim, and the person's own under each that is held.

    The wide drawing is 386 pixels across, the narrow one, for a phone, 316.
    """
    scale, radius, size, width = (0.66, 79.0, 14.5, 316.0) if narrow else (0.94, 103.0, 15.0, 386.0)
    step = size * 1.13
    lines: dict[int, list[Line]] = {}
    for place, basic in enumerate(basics):
        values = held(mine, place)
        room = 26 if place in (0, 5) else 17 if place in (1, 4, 6, 9) else 12
        lines[place] = [("weave-ink" if values else "weave-quiet", escape(basic))]
        if values:
            lines[place] += _lines([", ".join(value.name for value in values)], f"weave-{dye}-text", room)
    ranked = normalise((value.place, value.rank) for value in mine)
    body = (
        whole_round(FULL, f"thread-wash-{dye}")
        + woven(threads(ranked, FULL), FULL, f"thread-{dye}")
        + hub(FULL, f"thread-{dye}")
    )
    above = 16 + (len(lines[0]) - 1) * step + radius
    below = radius + 16 + (len(lines[5]) - 1) * step
    return canvas(
        f'<g transform="scale({scale})translate(-100-100)">{body}</g>'
        + _rim(lines, radius=radius, size=size, step=step),
        box=(-width / 2, -above, width, above + below),
        width=width,
        height=above + below,
        label=label,
        css=f"weave weave-profile-wheel {'weave-narrow' if narrow else 'weave-wide'}",
    )


def _halves(place: int, ring: int, tooth: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """(start, end) angles of your thread and of theirs in one sector of one ring, the seam shifted by ``tooth``."""
    radius, middle = WHEEL.radii[ring], place * SECTOR
    seam, free = middle + tooth / radius, trim(WHEEL, WHEEL.radii[ring])
    return (middle - SECTOR / 2 + free, seam - free), (seam + free, middle + SECTOR / 2 - free)


def _two_ply(mine: Sequence[WheelValue], theirs: Sequence[WheelValue], shared_names: Iterable[str]) -> str:
    """The threads of both, and the wash of every half that neither fills."""
    data = {"pale": "", "indigo": "", "weld": ""}
    reach = [
        {
            place: WHEEL.reach[rank - 1]
            for place, rank in normalise((value.place, value.rank) for value in values)
        }
        for values in (mine, theirs)
    ]
    both = set(shared_names) & {value.name for value in mine} & {value.name for value in theirs}
    for place in range(SECTORS):
        toothed = any(value.name in both for value in (*held(mine, place), *held(theirs, place)))
        for ring, radius in enumerate(WHEEL.radii):
            filled = [ring < lengths.get(place, 0) for lengths in reach]
            if not any(filled):
                data["pale"] += stroke(radius, *span(WHEEL, place, ring))
                continue
            tooth = 0.0 if not toothed or ring == 0 else TOOTH if ring % 2 else -TOOTH
            for half, full, dye in zip(_halves(place, ring, tooth), filled, ("indigo", "weld"), strict=True):
                data[dye if full else "pale"] += stroke(radius, *half)
    body = "".join(f'<path class="thread-{css}" d="{path}"/>' for css, path in data.items() if path)
    ply = f'<path class="thread-ply" stroke-width="2.2" d="{data["weld"]}"/>' if data["weld"] else ""
    return f'<g stroke-width="{num(WHEEL.thread)}">{body}</g>{ply}'


def _chords(pulls: Iterable[tuple[int, int]]) -> str:
    """A dotted chord for each pull, on a strip cleared of threads, with a diamond at either end."""
    lines = diamonds = ""
    for start, end in sorted(set(pulls)):
        (x1, y1), (x2, y2) = point(RIM, start * SECTOR), point(RIM, end * SECTOR)
        if (x1, y1) == (x2, y2):
            continue  # both in one sector: there is nothing to span, the words carry it
        lines += f"M{num(x1)} {num(y1)}L{num(x2)} {num(y2)}"
        diamonds += "".join(
            f"M{num(x)} {num(y - 4.4)}l4.4 4.4-4.4 4.4-4.4-4.4z" for x, y in ((x1, y1), (x2, y2))
        )
    if not lines:
        return ""
    return (
        f'<path class="thread-surface" stroke-width="5" stroke-linecap="butt" d="{lines}"/>'
        f'<path class="thread-madder" stroke-width="2.3" stroke-dasharray="0.01 5.2" d="{lines}"/>'
        f'<path class="fill-madder" d="{diamonds}"/>'
    )


def two_wheel(
    mine: Sequence[WheelValue],
    theirs: Sequence[WheelValue],
    *,
    you: str,
    their_name: str,
    basics: Sequence[str],
    shared_names: Iterable[str] = (),
    pulls: Sequence[tuple[int, int]] = (),
    narrow: bool = False,
    label: str = "",
) -> Svg:
    """Two people on one circle: you left of each sector's middle (solid), the other right of it (two-ply).

    The seam is toothed where both hold the same named value. ``pulls`` are (your place, their place). The wide drawing
    has names and ranks at the rim; the narrow one letters, which ``rows`` explains in a table.
    """
    round_ = _two_ply(mine, theirs, shared_names) + _chords(pulls)
    if narrow:
        used = [place for place in range(SECTORS) if held(mine, place) or held(theirs, place)]
        letters = {place: [("weave-ink", letter)] for place, letter in zip(used, LETTERS, strict=False)}
        scale, radius, size = 1.28, 138.0, 17.0
        rim, box = _rim(letters, radius=radius, size=size, step=size), (-152.0, -156.0, 304.0, 312.0)
    else:
        scale, radius, size = 1.95, 211.0, 16.0
        lines: dict[int, list[Line]] = {}
        for place, basic in enumerate(basics):
            ranks = [
                f'<tspan class="{css}">{escape(who)} {", ".join(str(value.rank) for value in values)}</tspan>'
                for who, css, values in (
                    (you, "weave-indigo-text", held(mine, place)),
                    (their_name, "weave-weld-text", held(theirs, place)),
                )
                if values
            ]
            lines[place] = [("weave-ink" if ranks else "weave-quiet", escape(basic))]
            if ranks:
                lines[place].append(("weave-quiet", " · ".join(ranks)))
        rim, box = _rim(lines, radius=radius, size=size, step=19.5), (-320.0, -250.0, 640.0, 504.0)
    return canvas(
        f'<g transform="scale({scale})translate(-100-100)">{round_}</g>{rim}',
        box=box,
        width=box[2],
        height=box[3],
        label=label,
        css="weave weave-two-wheel " + ("weave-narrow" if narrow else "weave-wide"),
    )
