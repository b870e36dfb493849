"""Tags that draw: ``{% load weave %}``. They take plain data, (place, rank) or (place, rank, name), and print SVG.

Emblems and glyphs are decoration for a screen reader unless they get a ``label``; the wheels describe themselves.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts import weave, weave_glyphs, weave_home, weave_wheel
from accounts.models import Basic
from accounts.weave_svg import Svg
from accounts.weave_wheel import WheelRow, WheelValue

register = template.Library()

PAIRS_DRAWN = "_weave_pairs_drawn"


def _wheel_values(values: Iterable[WheelValue | tuple[int, int, str]] | None) -> list[WheelValue]:
    return [value if isinstance(value, WheelValue) else WheelValue(*value) for value in values or ()]


def _basics() -> list[str]:
    return [str(name) for name in Basic.labels]


@register.simple_tag
def emblem(
    values: Iterable[tuple[int, int]] | None,
    dye: str = "indigo",
    size: float = 84,
    shared: Iterable[int] | None = None,
    pulls: Iterable[int] | None = None,
    label: str = "",
) -> Svg:
    """``{% emblem person.emblem_values dye="weld" size=84 shared=match.shared_places pulls=match.pull_places %}``"""
    return weave.emblem(
        values or (),
        dye="weld" if dye == "weld" else "indigo",
        size=float(size),
        shared=shared or (),
        pulls=pulls or (),
        label=label,
    )


@register.simple_tag(takes_context=True)
def pair_emblem(
    context: Context,
    first: Iterable[tuple[int, int]] | None,
    second: Iterable[tuple[int, int]] | None,
    size: float = 120,
    shared_places: Sequence[int] | None = None,
    label: str = "",
) -> Svg:
    """``{% pair_emblem mine theirs size=140 %}``: you first. An empty ``shared_places`` keeps the lens from dyeing."""
    # The very same pair may stand twice on a page, and an id only once: pairs are counted for each request.
    holder = getattr(context, "request", None) or context
    count = getattr(holder, PAIRS_DRAWN, 0) + 1
    setattr(holder, PAIRS_DRAWN, count)
    return weave.pair(
        first or (), second or (), shared_places=shared_places, size=float(size), label=label, key=str(count)
    )


@register.simple_tag
def empty_round(size: float = 92, dye: str = "indigo") -> Svg:
    """``{% empty_round size=94 %}``: nothing woven yet."""
    return weave.empty_round(float(size), dye="weld" if dye == "weld" else "indigo")


@register.simple_tag
def fit_bar(stitches: int, dye: str = "green", label: str = "") -> Svg:
    """``{% fit_bar 8 %}`` or ``{% fit_bar 7 dye="weld" %}``: ten stitches, so many of them filled."""
    return weave_glyphs.bar(int(stitches), dye="weld" if dye == "weld" else "green", label=label)


@register.simple_tag
def fit_row(name: str, bar: Any, dye: str = "green") -> SafeString:
    """``{% fit_row name words.values_bar %}`` inside ``<dl class="fit">``: a bar has ``stitches``, or None where too little is known, and ``words``.

    Drawn here and not in a template of its own, for a page has twenty.
    """
    if bar.stitches is None:
        told = format_html('<span class="fit__words fit__words--unknown">{}</span>', bar.words)
    else:
        told = format_html('{}<span class="fit__words">{}</span>', fit_bar(bar.stitches, dye), bar.words)
    return format_html(
        '<div class="fit__row"><dt class="fit__name">{}</dt><dd class="fit__bar">{}</dd></div>', name, told
    )


@register.simple_tag
def weave_mark(size: float = 34, label: str = "") -> Svg:
    """``{% weave_mark size=34 %}``: the mark of the product, so many pixels high."""
    return weave_glyphs.mark(float(size), label=label)


@register.simple_tag
def pull_glyph(width: float = 52) -> Svg:
    """``{% pull_glyph %}``: two threads drawn apart, at the head of a tension card."""
    return weave_glyphs.pull_glyph(float(width))


@register.simple_tag
def bridge_arc(width: float = 84) -> Svg:
    """``{% bridge_arc %}``: the arch between the two sides of "what carries over"."""
    return weave_glyphs.bridge_arc(float(width))


@register.simple_tag
def reason_glyph(name: str, size: float = 19) -> Svg:
    """``{% reason_glyph "shared" %}``, "path" or "pull": before a reason."""
    return weave_glyphs.glyph(name, float(size))


@register.simple_tag
def thread_swatch(name: str) -> Svg:
    """``{% thread_swatch "weld-ply" %}``: two stitches for a legend; names in ``weave_glyphs.SWATCHES``."""
    return weave_glyphs.swatch(name)


@register.simple_tag
def profile_wheel(
    values: Iterable[WheelValue | tuple[int, int, str]] | None, dye: str = "indigo", label: str = ""
) -> Svg:
    """``{% profile_wheel values %}``: one person's values, (place, rank, name), on the circle with words at its rim."""
    mine = _wheel_values(values)
    basics = _basics()
    if not label:
        places = ". ".join(
            f"{row.basic}: {', '.join(f'{value.rank} {value.name}' for value in row.mine)}"
            for row in weave_wheel.rows(mine, (), basics=basics)
        )
        label = _("The circle of values. %(places)s.") % {"places": places}
    return Svg(
        "".join(
            weave_wheel.profile_wheel(
                mine,
                basics=basics,
                dye="weld" if dye == "weld" else "indigo",
                narrow=narrow,
                label=label,
            )
            for narrow in (False, True)
        )
    )


@register.simple_tag
def two_wheel(
    mine: Iterable[WheelValue | tuple[int, int, str]] | None,
    theirs: Iterable[WheelValue | tuple[int, int, str]] | None,
    their_name: str,
    shared_names: Iterable[str] | None = None,
    pulls: Iterable[tuple[int, int]] | None = None,
    label: str = "",
) -> Svg:
    """``{% two_wheel mine theirs their_name=name shared_names=names pulls=pulls %}``: both widths; CSS shows one.

    ``pulls`` are (your place, their place). The table beneath comes from ``two_wheel_rows``.
    """
    yours, others, basics = _wheel_values(mine), _wheel_values(theirs), _basics()
    chords, shared = list(pulls or ()), list(shared_names or ())
    if not label:
        places = ". ".join(
            f"{row.basic}: "
            + ", ".join(
                [f"{_('you')} {value.rank} {value.name}" for value in row.mine]
                + [f"{their_name} {value.rank} {value.name}" for value in row.theirs]
            )
            for row in weave_wheel.rows(yours, others, basics=basics)
        )
        label = _("The two of you on the circle of values. %(places)s.") % {"places": places}
        if shared:
            label += " " + _("You both hold: %(names)s.") % {"names": ", ".join(shared)}
        for own, other in chords:
            label += " " + _("A pull across the circle: your %(own)s and %(name)s’s %(other)s.") % {
                "own": basics[own],
                "name": their_name,
                "other": basics[other],
            }
    return Svg(
        "".join(
            weave_wheel.two_wheel(
                yours,
                others,
                you=_("you"),
                their_name=their_name,
                basics=basics,
                shared_names=shared,
                pulls=chords,
                narrow=narrow,
                label=label,
            )
            for narrow in (False, True)
        )
    )


@register.simple_tag
def two_wheel_rows(
    mine: Iterable[WheelValue | tuple[int, int, str]] | None,
    theirs: Iterable[WheelValue | tuple[int, int, str]] | None,
) -> list[WheelRow]:
    """``{% two_wheel_rows mine theirs as rows %}``: letter, basic, mine, theirs of each sector in use."""
    return weave_wheel.rows(_wheel_values(mine), _wheel_values(theirs), basics=_basics())


@register.simple_tag
def home_pair() -> Svg:
    """``{% home_pair %}``: the two emblems of the home band."""
    return weave_home.home_pair()


HOME_STEPS = {
    "know": weave_home.step_know,
    "consider": weave_home.step_consider,
    "decide": weave_home.step_decide,
}


@register.simple_tag
def home_step(name: str) -> Svg:
    """``{% home_step "know" %}``, "consider" or "decide"."""
    return HOME_STEPS[name]()


@register.simple_tag
def home_threads() -> Svg:
    """``{% home_threads %}``: the two threads with six words beneath, in both widths; CSS shows one."""
    labels = (
        _("Introduced"),
        _("Agreement"),
        _("First check"),
        _("A hard week"),
        _("An opportunity"),
        _("A look back"),
    )
    return Svg("".join(weave_home.home_threads(labels, narrow=narrow) for narrow in (False, True)))
