"""The small drawings: the fit bar, the mark of the product, glyphs and legend swatches. Pure, no Django."""

from functools import lru_cache
from typing import Literal

from accounts.weave_svg import Svg, canvas, num

STITCHES = 10


def stitch_row(
    filled: int, total: int, *, x: float = 6, y: float = 6, pitch: float = 22, length: float = 7.6
) -> tuple[str, str]:
    """Path data of a row of short threads: the filled ones, then the empty ones."""
    row = [f"M{num(x + index * pitch)} {num(y)}h{num(length)}" for index in range(total)]
    return "".join(row[:filled]), "".join(row[filled:])


@lru_cache(maxsize=64)
def bar(stitches: int, *, dye: Literal["green", "weld"] = "green", label: str = "") -> Svg:
    """A fit bar of ten stitches. Weld is two-ply (a fine inner line), so that colour is never alone.

    Raises ``ValueError`` when ``stitches`` is not 0 to 10. "Not known yet" has words and no bar.
    """
    if stitches not in range(STITCHES + 1):
        raise ValueError(f"A bar has ten stitches, not {stitches}.")
    done, left = stitch_row(stitches, STITCHES)
    body = f'<path class="thread-pale" d="{left}"/>' if left else ""
    if done:
        body += f'<path class="thread-{dye}" d="{done}"/>'
        if dye == "weld":
            body += f'<path class="thread-ply" stroke-width="2.6" d="{done}"/>'
    return canvas(
        f'<g stroke-width="12">{body}</g>', box=(0, 0, 217.6, 12), width=217.6, height=12, label=label
    )


# Half the row's length and where its seam lies, both from the middle line.
MARK_ROWS = ((16.2, 2.8), (25.4, -5.7), (29.4, 5.7), (25.4, -5.7), (16.2, 2.8))


@lru_cache(maxsize=16)
def mark(size: float = 34, *, label: str = "") -> Svg:
    """The mark of the product, ``size`` pixels high: one shared value, stitched, with a toothed seam."""
    thread, gap, pitch = 10.4, 3.1, 15.5
    data = {"indigo": "", "weld": ""}
    for index, (half, seam) in enumerate(MARK_ROWS):
        y = num(6 + index * pitch)
        cap, free = thread / 2, (thread + gap) / 2
        data["indigo"] += f"M{num(30 - half + cap)} {y}H{num(30 + seam - free)}"
        data["weld"] += f"M{num(30 + seam + free)} {y}H{num(30 + half - cap)}"
    body = "".join(f'<path class="thread-{dye}" d="{path}"/>' for dye, path in data.items())
    return canvas(
        f'<g stroke-width="{thread}">{body}</g>',
        box=(0, 0, 60, 74),
        width=size * 60 / 74,
        height=size,
        label=label,
    )


@lru_cache(maxsize=8)
def pull_glyph(width: float = 52) -> Svg:
    """Two threads drawn apart: the head of a tension card."""
    body = (
        '<g stroke-width="4.7"><path class="thread-indigo" d="M2.4 10.3C20 10.3 25 2.7 49.6 2.7"/>'
        '<path class="thread-weld" d="M2.4 17.7C20 17.7 25 25.3 49.6 25.3"/></g>'
        '<path class="thread-madder" stroke-width="4.2" d="M26 14h.01M34.2 14h.01M42.4 14h.01"/>'
    )
    return canvas(body, box=(0, 0, 52, 28), width=width, height=width * 28 / 52)


@lru_cache(maxsize=8)
def bridge_arc(width: float = 84) -> Svg:
    """What carries over: an arch from one piece of life to another, over a running stitch."""
    dashes = "".join(f"M{num(3 + index * 17.5)} 21h8" for index in range(5))
    body = (
        '<g stroke-width="5"><path class="thread-weld" d="M3 21C20-3.4 64-3.4 81 21"/>'
        f'<path class="thread-indigo" d="{dashes}"/></g>'
    )
    return canvas(body, box=(0, 0, 84, 24), width=width, height=width * 24 / 84)


GLYPHS = {
    # A reason: the same thing in both, a way that somebody has gone, a pull.
    "shared": (
        "thread-green",
        "M8.4 14.9l-.9.9a3.3 3.3 0 0 1-4.7-4.7l2.6-2.6a3.3 3.3 0 0 1 1-.7M11.6 5.1l.9-.9"
        + "a3.3 3.3 0 0 1 4.7 4.7l-2.6 2.6a3.3 3.3 0 0 1-1 .7M7.3 12.7l5.4-5.4",
    ),
    "path": ("thread-weld-ink", "M2.8 16.6C6.4 16 5.6 10.6 9.6 10s4.4-1.6 4.9-3.6 1.1-3 2.7-3.2"),
    "pull": (
        "thread-madder-ink",
        "M7.2 10H2m2.6-2.7L1.9 10l2.7 2.7M12.8 10H18m-2.6-2.7 2.7 2.7-2.7 2.7M10 4.2v.5M10 9.75v.5M10 15.3v.5",
    ),
}


@lru_cache(maxsize=16)
def glyph(name: str, size: float = 19) -> Svg:
    """A small drawing before a reason: "shared", "path" or "pull". Raises ``KeyError`` for any other."""
    css, data = GLYPHS[name]
    return canvas(
        f'<path class="{css}" stroke-width="1.7" stroke-linejoin="round" d="{data}"/>',
        box=(0, 0, 20, 20),
        width=size,
        height=size,
    )


SWATCHES = ("indigo", "weld", "green", "weld-ply", "madder-hollow", "madder-dots")


@lru_cache(maxsize=16)
def swatch(name: str) -> Svg:
    """Two stitches for a legend, in one of ``SWATCHES``. Raises ``ValueError`` for any other."""
    if name not in SWATCHES:
        raise ValueError(f"No swatch {name!r}.")
    dye, _, kind = name.partition("-")
    row = "M4.5 5h5M18.5 5h5"
    body = f'<path class="thread-{dye}" stroke-width="9" d="{row}"/>'
    if kind == "dots":
        body = f'<path class="thread-{dye}" stroke-width="4" d="M5 5h.01M14 5h.01M23 5h.01"/>'
    elif kind:
        inner, width = ("thread-ply", 2.4) if kind == "ply" else ("thread-ground", 4.4)
        body += f'<path class="{inner}" stroke-width="{width}" d="{row}"/>'
    return canvas(body, box=(0, 0, 28, 10), width=28, height=10, css="weave weave-swatch")
