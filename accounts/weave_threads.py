"""Two threads laid side by side, crossing where two people met: the timeline's and the home page's drawing.

Pure geometry in two directions: *along* the threads and *across* them. Lying, along is x and the high side is the top;
standing, along is y and the high side is the left. The indigo thread (you) begins on the high side. A thread that comes
up from the low side always lies on top, as in a yarn of two plies, and leaves a little ground at each side of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from accounts.weave_svg import num

OVER_FROM, OVER_TO = 0.25, 0.75  # the middle part of a crossing, where ground shows beside the upper thread


@dataclass(frozen=True)
class Gauge:
    """Half the distance between the threads, their width, and half the length of a crossing."""

    apart: float
    thread: float
    half: float
    ground: float = 3.2


@dataclass(frozen=True)
class Plied:
    """The drawn threads; ``swapped`` says that they end with indigo on the low side."""

    markup: str
    swapped: bool


def _pair(along: float, across: float, standing: bool) -> str:
    return f"{num(across)} {num(along)}" if standing else f"{num(along)} {num(across)}"


def _run(
    start: float, end: float, crossings: Sequence[float], side: float, gauge: Gauge, standing: bool
) -> str:
    """Path data of one thread that begins at ``side`` (minus is high) and changes sides at every crossing."""
    data = f"M{_pair(start, side, standing)}"
    for middle in crossings:
        first, last = max(start, middle - gauge.half), min(end, middle + gauge.half)
        data += f"L{_pair(first, side, standing)}C" + " ".join(
            (_pair(middle, side, standing), _pair(middle, -side, standing), _pair(last, -side, standing))
        )
        side = -side
    return data + f"L{_pair(end, side, standing)}"


def _over(middle: float, start: float, end: float, gauge: Gauge, standing: bool, margin: float = 0.0) -> str:
    """Path data of the middle part of the rising curve of one crossing, cut out by de Casteljau's rule."""
    first, last = max(start, middle - gauge.half), min(end, middle + gauge.half)
    p = [(first, gauge.apart), (middle, gauge.apart), (middle, -gauge.apart), (last, -gauge.apart)]

    def blossom(*ts: float) -> tuple[float, float]:
        points = p
        for t in ts:
            points = [((1 - t) * a[0] + t * b[0], (1 - t) * a[1] + t * b[1]) for a, b in pairwise(points)]
        return points[0]

    u, v = OVER_FROM - margin, OVER_TO + margin
    a, b, c, d = (blossom(*ts) for ts in ((u, u, u), (u, u, v), (u, v, v), (v, v, v)))
    return f"M{_pair(*a, standing)}C{_pair(*b, standing)} {_pair(*c, standing)} {_pair(*d, standing)}"


def plied(
    start: float,
    end: float,
    crossings: Sequence[float],
    gauge: Gauge,
    *,
    standing: bool = False,
    swapped: bool = False,
    dotted: bool = False,
) -> Plied:
    """Two threads from ``start`` to ``end`` that change sides at each of ``crossings``, about the line across = 0.

    ``swapped`` begins with indigo on the low side. ``dotted`` is for what is still to come: thinner and in short
    stitches, with nothing cleared where they cross.
    """
    side = gauge.apart if swapped else -gauge.apart
    runs = {"indigo": _run(start, end, crossings, side, gauge, standing)}
    runs["weld"] = _run(start, end, crossings, -side, gauge, standing)
    body = "".join(f'<path class="thread-{dye}" d="{data}"/>' for dye, data in runs.items())
    ends_swapped = swapped != (len(crossings) % 2 == 1)
    if dotted:
        width = gauge.thread * 0.68
        return Plied(f'<g stroke-width="{num(width)}" stroke-dasharray="4.5 13.5">{body}</g>', ends_swapped)
    if crossings:
        cleared = "".join(_over(at, start, end, gauge, standing) for at in crossings)
        body += f'<path class="thread-ground" stroke-width="{num(gauge.thread + 2 * gauge.ground)}" d="{cleared}"/>'
        rising = {"indigo": "", "weld": ""}
        for index, at in enumerate(crossings):
            low = "indigo" if swapped != (index % 2 == 1) else "weld"
            rising[low] += _over(at, start, end, gauge, standing, margin=0.06)
        body += "".join(f'<path class="thread-{dye}" d="{data}"/>' for dye, data in rising.items() if data)
    return Plied(f'<g stroke-width="{num(gauge.thread)}" stroke-linecap="butt">{body}</g>', ends_swapped)
