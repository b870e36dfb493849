"""The way of a partnership as two threads that cross wherever both people met on it.

Pure drawing, no Django, no clock: titles, dates and notes arrive translated and in order of time. A crossing is a time
both met on it; side by side with an open ring is one that went by; a diamond is an opportunity; dotted is still to come.
``across`` is for wide windows and ``down`` for narrow ones: a page prints both, and CSS shows one. The same as a list
stands one link away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from textwrap import wrap

from accounts.weave_svg import Svg, canvas, num
from accounts.weave_threads import Gauge, plied


class PointKind(StrEnum):
    """What a point of the timeline is."""

    INTRODUCED = "introduced"
    AGREEMENT = "agreement"
    KEPT = "kept"
    TALK = "talk"
    MISSED = "missed"
    OPPORTUNITY = "opportunity"
    REFLECTION = "reflection"
    PAUSED = "paused"
    CHECK = "check"
    END = "end"


APART = frozenset(
    {PointKind.MISSED, PointKind.PAUSED, PointKind.END}
)  # kinds at which the threads do not cross


@dataclass(frozen=True)
class TimelinePoint:
    """One point: what it is, its title, its date in words, a small note ("made smaller"), and whether it is to come."""

    kind: PointKind
    title: str
    date_text: str
    note: str = ""
    is_future: bool = False

    @property
    def crosses(self) -> bool:
        return self.kind not in APART


ACROSS_WIDTH = 1140.0
ACROSS_MOST = 10  # points that fit with words of a readable size
ACROSS_STEP = 150.0
FIRST_AT = 80.0


def _order(points: Sequence[TimelinePoint]) -> list[TimelinePoint]:
    """What has been, then what is to come; each keeps its order."""
    return sorted(points, key=lambda point: point.is_future)


def _drawn_threads(
    points: Sequence[TimelinePoint],
    at: Sequence[float],
    today: float,
    end: float,
    gauge: Gauge,
    *,
    standing: bool,
) -> str:
    """The threads up to today, then dotted to the end."""
    been = [x for x, point in zip(at, points, strict=True) if point.crosses and not point.is_future]
    coming = [x for x, point in zip(at, points, strict=True) if point.crosses and point.is_future]
    past = plied(0, today, been, gauge, standing=standing)
    if today >= end:
        return past.markup
    future = plied(today + 6, end, coming, gauge, standing=standing, swapped=past.swapped, dotted=True)
    return future.markup + past.markup


def _ring(x: float, y: float, point: TimelinePoint) -> str:
    """The open ring of a point that went by, or of the next one to come."""
    if point.kind == PointKind.MISSED:
        return f'<circle class="thread-line" cx="{num(x)}" cy="{num(y)}" r="6.5" stroke-width="2.4"/>'
    if point.is_future and point.crosses:
        return f'<circle class="thread-indigo fill-ground" cx="{num(x)}" cy="{num(y)}" r="9.5" stroke-width="3.4"/>'
    return ""


def _diamond(x: float, y: float, size: float = 11) -> str:
    return f'<path class="fill-green" d="M{num(x)} {num(y - size)}l{num(size)} {num(size)}-{num(size)} {num(size)}-{num(size)}-{num(size)}z"/>'


def _lines(text: str, letters: int) -> list[str]:
    return wrap(text, max(6, letters), max_lines=2, placeholder="…")


def _text(x: float, y: float, text: str, css: str, anchor: str = "start") -> str:
    return f'<text class="{css}" x="{num(x)}" y="{num(y)}" text-anchor="{anchor}">{escape(text)}</text>'


def _across_places(points: Sequence[TimelinePoint]) -> list[float]:
    """Where the points stand: evenly, no further apart than they need; an agreed end is at the right edge."""
    ended = points[-1].kind == PointKind.END
    inner = len(points) - ended
    room = ACROSS_WIDTH - FIRST_AT - (0 if ended else FIRST_AT)
    # Words under the right edge end there, so they reach a whole step to the left, where the others reach half of one.
    step = min(ACROSS_STEP, room / max(1, inner - 1 + 1.5 * ended))
    return [FIRST_AT + index * step for index in range(inner)] + [ACROSS_WIDTH] * ended


def across(
    points: Sequence[TimelinePoint], *, you: str, them: str, today: str, earlier: str = "", label: str
) -> Svg:
    """The threads lying, 1140 wide, for wide windows.

    ``today`` is the word at the line between what has been and what is to come; "" leaves it out (a partnership that
    has ended). At most ten points are drawn, the latest; where some are left out, ``earlier`` stands at their place.
    """
    if not points:
        raise ValueError("A timeline has at least one point: the introduction.")
    ordered = _order(points)
    shown = ordered[-ACROSS_MOST:]
    at = _across_places(shown)
    step = at[1] - at[0] if len(at) > 1 else ACROSS_STEP
    gauge = Gauge(apart=22, thread=9, half=min(58.0, step / 2))
    line, end = _today(shown, at, ACROSS_WIDTH, step, today)
    body = _drawn_threads(shown, at, line, end, gauge, standing=False)

    letters = int(min(step, ACROSS_STEP) / 7.9)
    words, lowest = "", 0.0
    for x, point in zip(at, shown, strict=True):
        anchor = "end" if x == ACROSS_WIDTH else "middle"
        body += _ring(x, 0, point)
        if point.kind == PointKind.OPPORTUNITY:
            body += f'<path class="thread-green" stroke-width="2" stroke-linecap="butt" d="M{num(x)}-26v14"/>'
            body += _diamond(x, -36)
        y = 77.0 - 20
        label_lines = [(text, "weave-ink") for text in _lines(point.title, letters)]
        label_lines.append((point.date_text, "weave-quiet"))
        label_lines += [(text, "weave-note") for text in _lines(point.note, letters + 1)]
        for text, css in label_lines:
            y += 20
            words += _text(x, y, text, css, anchor)
        lowest = max(lowest, y)
    words += _text(0, -37, you, "weave-indigo-text weave-bold")
    words += _text(0, 48, them, "weave-weld-text weave-bold")
    if earlier and len(shown) < len(ordered):
        words += _text(0, lowest + 26, earlier, "weave-quiet")
        lowest += 26
    if today:
        body += f'<path class="thread-ink" stroke-width="1.5" stroke-dasharray="0.01 4.2" d="M{num(line)}-58V56"/>'
        words += _text(line, -68, today, "weave-ink", "end" if line > ACROSS_WIDTH - 40 else "middle")
    height = lowest + 8 + 84
    return canvas(
        f'{body}<g font-size="15.5">{words}</g>',
        box=(0, -84, ACROSS_WIDTH, height),
        width=ACROSS_WIDTH,
        height=height,
        label=label,
        css="weave weave-timeline weave-across",
    )


def way(
    points: Sequence[TimelinePoint], *, you: str, them: str, today: str, earlier: str = "", label: str
) -> Svg:
    """Both drawings, for a page: CSS shows the one that fits the window. See ``across`` and ``down``."""
    lying = across(points, you=you, them=them, today=today, earlier=earlier, label=label)
    return Svg(lying + down(points, you=you, them=them, today=today, label=label))


def _today(
    points: Sequence[TimelinePoint], at: Sequence[float], end: float, step: float, today: str
) -> tuple[float, float]:
    """Where today's line stands, and where the threads end: with nothing to come, a little after the last point."""
    been = [x for x, point in zip(at, points, strict=True) if not point.is_future]
    coming = [x for x, point in zip(at, points, strict=True) if point.is_future]
    if not been:
        return 0.0, end
    if not coming:
        stop = min(end, been[-1] + step / 2) if today else end
        return stop, stop
    return (been[-1] + min(coming[0], been[-1] + step)) / 2, end


DOWN_WIDTH = 340.0
DOWN_STEP = 74.0
DOWN_MIDDLE = 34.0
DOWN_TEXT_AT = 88.0


def down(points: Sequence[TimelinePoint], *, you: str, them: str, today: str, label: str) -> Svg:
    """The threads standing, 340 wide and as long as it takes, for narrow windows. Every point is drawn."""
    if not points:
        raise ValueError("A timeline has at least one point: the introduction.")
    shown = _order(points)
    details = [
        _lines(" · ".join(part for part in (point.date_text, point.note) if part), 28) for point in shown
    ]
    titles = [_lines(point.title, 26) for point in shown]
    at = [DOWN_STEP / 2]
    for title, detail in zip(titles, details, strict=True):
        at.append(at[-1] + DOWN_STEP + 20 * max(0, len(title) + len(detail) - 3))
    end = at.pop() - DOWN_STEP / 2
    gauge = Gauge(apart=15, thread=7.6, half=DOWN_STEP / 2, ground=2.8)
    line, end = _today(shown, at, end, DOWN_STEP, today)
    body = _drawn_threads(shown, at, line, end, gauge, standing=True)
    rings = words = ""
    for y, point, title, detail in zip(at, shown, titles, details, strict=True):
        rings += _ring(0, y, point)
        if point.kind == PointKind.OPPORTUNITY:
            rings += _diamond(32, y, 9.5)
        text_y = y - 4
        for text in title:
            words += _text(DOWN_TEXT_AT, text_y, text, "weave-ink")
            text_y += 20
        for text in detail:
            words += _text(DOWN_TEXT_AT, text_y, text, "weave-quiet")
            text_y += 20
    # You on the left, the other from a little beyond: at 17 pixels a name of any length has room to the right.
    head = _text(6, -18, you, "weave-indigo-text weave-bold")
    head += _text(DOWN_MIDDLE + 12, -18, them, "weave-weld-text weave-bold")
    if today:
        body += f'<path class="thread-ink" stroke-width="1.6" stroke-dasharray="0.01 4.2" d="M{num(-26)} {num(line)}H{num(DOWN_WIDTH - DOWN_MIDDLE)}"/>'
        words += _text(DOWN_WIDTH, line - 6, today, "weave-ink", "end")
    return canvas(
        f'<g transform="translate({num(DOWN_MIDDLE)})">{body}{rings}</g><g font-size="16.5">{head}{words}</g>',
        box=(0, -38, DOWN_WIDTH, end + 44),
        width=DOWN_WIDTH,
        height=end + 44,
        label=label,
        css="weave weave-timeline weave-down",
    )
