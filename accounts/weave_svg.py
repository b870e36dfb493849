"""The frame that every drawing stands in, and numbers as short as they can be. Pure, no Django."""

from html import escape


class Svg(str):
    """A finished drawing. Templates print it as it is; every text in it is already escaped."""

    __slots__ = ()

    def __html__(self) -> str:
        return str(self)


def num(value: float) -> str:
    """A coordinate as short as two decimals allow."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def canvas(
    body: str,
    *,
    box: tuple[float, float, float, float],
    width: float,
    height: float,
    label: str = "",
    css: str = "weave",
) -> Svg:
    """The drawing's frame: named for everybody when it has a label, hidden from assistive technology without."""
    named = (
        f'role="img" aria-label="{escape(str(label))}"' if label else 'aria-hidden="true" focusable="false"'
    )
    return Svg(
        f'<svg class="{css}" viewBox="{" ".join(num(side) for side in box)}" width="{num(width)}" height="{num(height)}"'
        f' fill="none" stroke-linecap="round" {named}>{body}</svg>'
    )
