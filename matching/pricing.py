"""What demand takes off a mentor's rank, so that not everybody asks the same few. Pure: NumPy and nothing else.

If each mentee i were given one mentor j and no mentor more than their places c_j, the best total score would be an assignment problem.
Putting a price p_j ≥ 0 on each place instead of the limit gives its Lagrangian dual

    D(p) = Σ_j c_j·p_j + Σ_i max(0, max_j (s_ij − p_j)),

which is never below that best total, and whose lowest point equals it (Bertsekas 1991, *Linear Network Optimization*). There the price is
what one more place of that mentor would be worth to the others. A subgradient of D at p is c_j − d_j, where the demand d_j counts the
mentees whose first choice after prices is j; so :func:`prices` raises the price of a mentor whom more ask than have room, and lowers it
where places stay empty, by smaller and smaller steps (Held, Wolfe & Crowder 1974).

Units: scores and prices are those of the pair score, 0 to 1. Everything is deterministic, and does not depend on the order of people.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CAP: Final = 0.2
"""No mentor loses more than this. It is about how far a mentee's sixtieth mentor stands below their first (.19 in a synthetic community of
1,000 mentors): the most sought for can fall behind some sixty others, never behind people who do not fit. Measured there: without a cap the
highest price was .22; with a cap of .1, six in a hundred mentees more stayed unmatched."""
LEAST: Final = 0.005
"""A price no higher is none: it would print as 0, and what the explanation cannot show shall not act."""
KEPT: Final = 60
"""How many of each mentee's best mentors are looked at."""
STEPS: Final = 500
FIRST_STEP: Final = 0.03
LAST_STEP: Final = 0.003
SETTLED: Final = 0.2
"""The mean is taken over this last share of the steps, which evens out the swinging to and fro that single choices make."""


@dataclass(frozen=True)
class TopLists:
    """Everybody's best mentors, in no order. ``mentors``: column of each, ``scores``: theirs, both of shape (mentees, kept); −∞ where a
    mentee has fewer. ``left_out``: no mentor left out scores higher for that mentee; −∞ where none was left out."""

    mentors: Ints
    scores: Floats
    left_out: Floats


def top_lists(blocks: Iterable[Floats], kept: int = KEPT) -> TopLists:
    """Keep the best of each row, exactly. ``blocks``: scores of shape (some mentees, mentors), one below the other; NaN is barred.

    Of equal scores at the cut, which are kept is left open, but always the same. Without a block there are no mentees.
    """
    mentors: list[Ints] = [np.empty((0, 1), np.int64)]
    scores: list[Floats] = [np.empty((0, 1))]
    left_out: list[Floats] = [np.empty(0)]
    for block in blocks:
        known = np.where(np.isnan(block), -np.inf, block)
        if known.shape[1] > kept:
            best = np.argpartition(known, -kept, axis=1)[:, -kept:].astype(np.int64)
            found = np.take_along_axis(known, best, axis=1)
            left_out.append(found.min(axis=1))
        else:
            best = np.broadcast_to(np.arange(known.shape[1]), known.shape)
            found = known
            left_out.append(np.full(len(known), -np.inf))
        mentors.append(best)
        scores.append(found)
    first = 1 if len(mentors) > 1 else 0
    return TopLists(np.concatenate(mentors[first:]), np.concatenate(scores[first:]), np.concatenate(left_out))


def demand(lists: TopLists, at: Floats) -> Floats:
    """How many mentees choose each mentor first at prices ``at``; who finds several equally good counts in equal parts for each.

    A mentee for whom nobody is left at a score above the price chooses nobody.
    """
    net = lists.scores - at[lists.mentors]
    best = net.max(axis=1, initial=-np.inf, keepdims=True)
    chosen = (net == best) & (best >= 0)
    parts = chosen / np.maximum(chosen.sum(axis=1, keepdims=True), 1)
    counted = np.bincount(lists.mentors[chosen], weights=parts[chosen], minlength=len(at))
    return np.round(counted, 9)  # thirds added in another order are the same number


def fair_share(lists: TopLists, places: Ints) -> Floats:
    """How many may ask each mentor before their price rises: their places, and where there are more mentees than places, so many more.

    Where places are short for all, every price would rise alike, which moves nobody in any list, until all lay at the cap and nothing told
    the crowded from the others. Scarcity for everybody is not crowding.
    """
    asking = int(np.isfinite(lists.scores).any(axis=1).sum())
    return places.astype(np.float64) * max(1.0, asking / max(1, int(places.sum())))


def prices(
    lists: TopLists, places: Ints, *, steps: int = STEPS, cap: float = CAP, least: float = LEAST
) -> Floats:
    """The price of each mentor, in [0, ``cap``]; ``places``: free places, at least 1 each, else ValueError.

    Each step moves a price by the mentor's relative excess demand (d − c)/c, at most ±1, times a step that falls from
    :data:`FIRST_STEP` to :data:`LAST_STEP`: the subgradient, scaled by 1/c so that a crowd of four before two places weighs as
    one of two before one, and clipped so that one crowded night cannot throw a price across the range.
    """
    if (places < 1).any():
        raise ValueError("A mentor without a free place has no price.")
    at = np.zeros(len(places))
    settled = np.zeros(len(places))
    if not lists.scores.size or not len(places):
        return at
    share = fair_share(lists, places)
    last = max(1, round(SETTLED * steps))
    for step in range(steps):
        size = FIRST_STEP * (LAST_STEP / FIRST_STEP) ** (step / steps)
        excess = (demand(lists, at) - share) / share
        at = np.clip(at + size * np.clip(excess, -1, 1), 0, cap)
        if step >= steps - last:
            settled += at
    settled = np.round(settled / last, 6)
    return np.where(settled > least, settled, 0.0)


def dual_value(lists: TopLists, places: Ints, at: Floats) -> float:
    """D(p), never below the best total score of any assignment within the places, whatever the prices.

    For mentors left out of the lists their price is taken as 0, so the bound also holds where lists were cut.
    """
    net = (lists.scores - at[lists.mentors]).max(axis=1, initial=-np.inf)
    return float(places @ at + np.maximum(0, np.maximum(net, lists.left_out)).sum())
