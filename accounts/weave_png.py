"""The emblem and the pair as PNG, for mails: mail programs drop SVG, so a mail carries its picture as an attached image.

The same geometry as ``weave``, drawn with Pillow at four times the size and scaled down, in the light colours on the
paper of a mail. Pillow is the only dependency.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from functools import lru_cache
from io import BytesIO
from math import degrees

from PIL import Image, ImageChops, ImageDraw

from accounts.weave import (
    CUT_RADIUS,
    FULL,
    LENS_RADIUS,
    PAIR_OFFSET,
    Dye,
    Form,
    Values,
    form_for,
    normalise,
    point,
    span,
    threads,
)

MAIL_PAPER = "#FFFDF9"
COLOURS = {"indigo": "#363F82", "weld": "#AA7609", "green": "#3A6B55", "madder": "#A23B2B"}
WASHES = {"indigo": "#E3E5F0", "weld": "#F4E8C8", "green": "#E0EBE2"}

OVERSAMPLED = 4
DENSITY = (
    2  # image pixels for each pixel at which the mail shows it: most screens that read mail are that fine
)

Point = tuple[float, float]


class _Sheet:
    """A paper on which shapes are laid, colour by colour, through masks. Coordinates are in the box of 200."""

    def __init__(self, width: float, height: float, scale: float) -> None:
        self.scale = scale * OVERSAMPLED
        self.final = (round(width * scale), round(height * scale))
        self.size = (self.final[0] * OVERSAMPLED, self.final[1] * OVERSAMPLED)
        self.image = Image.new("RGB", self.size, MAIL_PAPER)

    def mask(self) -> Image.Image:
        return Image.new("L", self.size, 0)

    def disc(self, mask: Image.Image, centre: Point, radius: float) -> None:
        x, y, r = centre[0] * self.scale, centre[1] * self.scale, radius * self.scale
        ImageDraw.Draw(mask).ellipse((x - r, y - r, x + r, y + r), fill=255)

    def thread(self, mask: Image.Image, centre: Point, radius: float, angles: Point, width: float) -> None:
        """A thread along a circle, with round ends."""
        start, end = angles
        for angle in angles:
            self.disc(mask, point(radius, angle, centre), width / 2)
        if (end - start) * radius > 0.5:  # shorter than that, the two ends are the dot already
            x, y, r = (value * self.scale for value in (*centre, radius + width / 2))
            # Pillow's angles begin at three o'clock.
            ImageDraw.Draw(mask).arc(
                (x - r, y - r, x + r, y + r),
                degrees(start) - 90,
                degrees(end) - 90,
                fill=255,
                width=round(width * self.scale),
            )

    def cells(
        self, cells: Iterable[tuple[int, int]], form: Form, centre: Point, width: float | None = None
    ) -> Image.Image:
        """A mask of the given (place, ring) threads of a round."""
        mask = self.mask()
        for place, ring in cells:
            self.thread(mask, centre, form.radii[ring], span(form, place, ring), width or form.thread)
        return mask

    def lay(self, mask: Image.Image, colour: str, within: Image.Image | None = None) -> None:
        self.image.paste(colour, mask=ImageChops.multiply(mask, within) if within else mask)

    def png(self) -> bytes:
        """The sheet scaled down, as an indexed PNG of a few kilobytes."""
        small = self.image.reduce(OVERSAMPLED)
        out = BytesIO()
        # Sixteen shades between any two colours fit a palette whole, so none of them moves.
        small.quantize(256, kmeans=3, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
        return out.getvalue()


def _everywhere(form: Form) -> list[tuple[int, int]]:
    return [(place, ring) for place in range(10) for ring in range(len(form.radii))]


def _lay_round(
    sheet: _Sheet,
    values: Values,
    dye: str,
    form: Form,
    centre: Point,
    *,
    hub: str = "",
    within: Image.Image | None = None,
) -> None:
    """One round in one dye; ``within`` masks it, ``hub`` gives the dot in the middle its own dye."""
    sheet.lay(sheet.cells(_everywhere(form), form, centre), WASHES[dye], within)
    sheet.lay(sheet.cells(threads(values, form), form, centre), COLOURS[dye], within)
    if form.hub and hub:
        dot = sheet.mask()
        sheet.disc(dot, centre, form.hub)
        sheet.lay(dot, COLOURS[hub], within)


@lru_cache(maxsize=256)
def _emblem_png(
    values: Values, dye: Dye, size: float, shared: frozenset[int], pulls: frozenset[int]
) -> bytes:
    form = form_for(size)
    sheet = _Sheet(200, 200, size * DENSITY / 200)
    centre = (100.0, 100.0)
    _lay_round(sheet, values, dye, form, centre, hub=dye)
    cells = threads(values, form)
    sheet.lay(sheet.cells([cell for cell in cells if cell[0] in shared], form, centre), COLOURS["green"])
    hollow = [cell for cell in cells if cell[0] in pulls - shared]
    sheet.lay(sheet.cells(hollow, form, centre), COLOURS["madder"])
    sheet.lay(sheet.cells(hollow, form, centre, form.hollow), MAIL_PAPER)
    return sheet.png()


def emblem_png(
    values: Iterable[tuple[int, int]],
    *,
    dye: Dye = "weld",
    size: float = 96,
    shared: Iterable[int] = (),
    pulls: Iterable[int] = (),
) -> bytes:
    """A person's emblem, to be shown ``size`` pixels square; the image itself is twice as fine. See ``weave.emblem``."""
    return _emblem_png(normalise(values), dye, size, frozenset(shared), frozenset(pulls))


PAIR_BOX = (318.0, 200.0)


@lru_cache(maxsize=256)
def _pair_png(first: Values, second: Values, size: float, dyed: bool) -> bytes:
    sheet = _Sheet(*PAIR_BOX, size * DENSITY / PAIR_BOX[1])
    mine = (100.0, 100.0)
    theirs = (mine[0] + PAIR_OFFSET[0], mine[1] + PAIR_OFFSET[1])
    hole = sheet.mask()
    sheet.disc(hole, theirs, CUT_RADIUS)
    _lay_round(sheet, first, "indigo", FULL, mine, hub="indigo", within=ImageChops.invert(hole))
    _lay_round(sheet, second, "weld", FULL, theirs, hub="weld")
    if dyed:
        lens = sheet.mask()
        sheet.disc(lens, mine, LENS_RADIUS)
        _lay_round(sheet, second, "green", FULL, theirs, within=lens)
    return sheet.png()


def pair_png(
    first: Iterable[tuple[int, int]],
    second: Iterable[tuple[int, int]],
    *,
    shared_places: AbstractSet[int] | None = None,
    size: float = 130,
) -> bytes:
    """Two people's overlapping emblems, to be shown ``size`` pixels high; twice as fine. See ``weave.pair``."""
    dyed = shared_places is None or len(shared_places) > 0
    return _pair_png(normalise(first), normalise(second), size, dyed)


def pair_width(size: float = 130) -> int:
    """The width at which a pair of that height is shown, for the ``width`` attribute of its ``<img>``."""
    return round(size * PAIR_BOX[0] / PAIR_BOX[1])
