"""Whole numbers that add up as printed. Pure: no Django."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor


def apportion(exact: Sequence[float], total: int, most: Sequence[int] | None = None) -> list[int]:
    """Whole numbers near ``exact`` (none negative) that add up to ``total``, none above its ``most``.

    Each is rounded down, and what is left over goes to the largest remainders (Hamilton's method); where rounding down is too much
    already, the smallest remainders give. ValueError where ``total`` is out of reach.
    """
    parts = [floor(number) for number in exact]
    by_remainder = sorted(range(len(parts)), key=lambda row: parts[row] - exact[row])
    spare = total - sum(parts)
    while spare:
        step, before = (1, spare) if spare > 0 else (-1, spare)
        for row in by_remainder if step > 0 else reversed(by_remainder):
            if not spare:
                break
            if parts[row] > 0 if step < 0 else most is None or parts[row] < most[row]:
                parts[row] += step
                spare -= step
        if spare == before:
            raise ValueError(f"{list(exact)} cannot be made to add up to {total}.")
    return parts
