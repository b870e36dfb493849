"""The largest total that pairs of a round can reach, and the proof that it is the largest. Pure: NumPy and OR-Tools.

A flow: each mentee sends one unit along one of the kept edges to a mentor with so many places, or past everybody. Only a few edges of each
mentee are kept at first. Prices (the dual of the places) then show, for every pair that was left out, whether it could have done any good;
those that could are taken in and the flow is solved again. It ends when no pair is left that could: the total of the pairs equals the total
of the prices and of what each mentee gains above them, in whole units, and no matching whatever can be worth more.
"""

from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow

from matching.rounds.instance import UNIT, UNMATCHED, Edges, Instance, Ints

FIRST = 40
"""Edges of each mentee that are kept at first."""
MORE = 16
"""At most so many are taken in for a mentee at a time."""
PATIENCE = 400
"""After so many waves of rising prices another solution is asked for instead."""


class NotSolved(RuntimeError):
    """The solver failed; no instance of whole units should make it."""


@dataclass(frozen=True)
class Certificate:
    """Why no total can be larger: weak duality, checked over every pair that may meet."""

    prices: Ints
    """What a place with each mentor is worth, in units: the smallest prices there are."""
    utilities: Ints
    """What each mentee gains above the price."""
    primal: int
    dual: int
    rounds: int
    """How often the flow was solved."""
    edges: int
    """How many edges it had in the end."""

    @property
    def gap(self) -> int:
        """0: proven. Units, including the bonus of “most people first”."""
        return self.dual - self.primal


def optimal(
    instance: Instance, *, seed: int = 0, most_people_first: bool = False
) -> tuple[Ints, Certificate]:
    """For each mentee the mentor, or :data:`UNMATCHED`; pins included. The seed decides among equals.

    With ``most_people_first`` each person matched counts more than all scores together, so nobody is left out for a better fit.
    """
    if not instance.mentors:
        nobody = np.full(instance.mentees, UNMATCHED, np.int64)
        nothing = np.zeros(instance.mentees, np.int64)
        return nobody, Certificate(nothing[:0], nothing, 0, 0, 0, 0)
    capacity = int(min(instance.mentees, instance.free.sum()))
    bonus = (UNIT + 1) * (capacity + 1) if most_people_first else 0
    edges = instance.best(FIRST)
    lots = np.random.default_rng(seed)
    orders = lots.permutation(instance.mentees), lots.permutation(instance.mentors)
    solved = 0
    while True:
        partner = _flow(instance, edges, bonus, *orders)
        solved += 1
        waves: int | None = None  # what the flow has just solved has prices, however long the way to them
        prices = np.zeros(instance.mentors, np.int64)
        while (found := _rise(instance, edges, partner, prices, bonus, waves)) is not None:
            prices, utilities = found
            missing = instance.above(utilities - bonus, prices, MORE) if instance.listed is None else None
            if not missing:
                return _finish(instance, edges, partner, prices, utilities, bonus, solved)
            edges, waves = edges + missing, PATIENCE
        if waves is None:
            raise NotSolved("The flow is not the largest one.")


def _finish(
    instance: Instance, edges: Edges, partner: Ints, prices: Ints, utilities: Ints, bonus: int, solved: int
) -> tuple[Ints, Certificate]:
    matched = partner >= 0
    primal = int(instance.of(partner)[matched].sum()) + bonus * int(matched.sum())
    dual = int(utilities.sum()) + int(prices @ instance.free)
    complete = np.where(instance.pinned >= 0, instance.pinned, partner)
    return complete, Certificate(prices, utilities, primal, dual, solved, len(edges))


def _flow(instance: Instance, edges: Edges, bonus: int, mentees: Ints, mentors: Ints) -> Ints:
    """Partner of each mentee in a largest total over the kept edges."""
    count, others = instance.mentees, instance.mentors
    last = count + others
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        mentees[edges.rows],
        count + mentors[edges.columns],
        np.ones(len(edges), np.int64),
        -edges.units - bonus,
    )
    solver.add_arcs_with_capacity_and_unit_cost(
        np.arange(count), np.full(count, last), np.ones(count, np.int64), np.zeros(count, np.int64)
    )
    solver.add_arcs_with_capacity_and_unit_cost(
        count + mentors, np.full(others, last), instance.free, np.zeros(others, np.int64)
    )
    supplies = np.concatenate([np.ones(count, np.int64), np.zeros(others, np.int64), [-count]])
    solver.set_nodes_supplies(np.arange(last + 1), supplies)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise NotSolved(str(status))
    used = solver.flows(arcs) > 0
    partner = np.full(count, UNMATCHED, np.int64)
    partner[edges.rows[used]] = edges.columns[used]
    return partner


def _rise(
    instance: Instance, edges: Edges, partner: Ints, prices: Ints, bonus: int, waves: int | None
) -> tuple[Ints, Ints] | None:
    """The smallest prices, from ``prices`` up, at which nobody would rather have another kept edge; and what each mentee gains.

    None when ``partner`` is not the largest total over these edges, or when ``waves`` did not suffice to tell. A wave is Bellman and
    Ford's step on the residual graph, taken only from mentors whose price has just risen.
    """
    count = instance.mentees
    starts = np.searchsorted(edges.rows, np.arange(count + 1))
    worth = edges.units + bonus
    matched = partner >= 0
    own = np.zeros(count, np.int64)
    mine = edges.columns == partner[edges.rows]
    own[edges.rows[mine]] = worth[mine]
    places_used = np.bincount(partner[matched], minlength=instance.mentors)
    with_place = places_used < instance.free
    by_mentor = np.argsort(partner, kind="stable")
    begins = np.searchsorted(partner[by_mentor], np.arange(instance.mentors + 1))
    prices = prices.copy()
    asked = np.arange(count)
    while len(asked):
        if waves is not None:
            if waves == 0:
                return None
            waves -= 1
        gains = np.where(matched[asked], own[asked] - prices[partner[asked]], 0)
        if (gains < 0).any():
            return None
        at, which = _within(starts, asked)
        offered = worth[at] - gains[which]
        better = offered > prices[edges.columns[at]]
        raised = edges.columns[at[better]]
        np.maximum.at(prices, raised, offered[better])
        raised = np.unique(raised)
        if with_place[raised].any():
            return None
        asked = by_mentor[_within(begins, raised)[0]]
    return prices, np.where(matched, own - prices[partner], 0)


def _within(starts: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Where the entries of ``rows`` stand in a list cut at ``starts``; and for each entry, whose it is (a place in ``rows``)."""
    lengths = starts[rows + 1] - starts[rows]
    which = np.repeat(np.arange(len(rows)), lengths)
    ends = np.cumsum(lengths)
    at = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(starts[rows] - ends + lengths, lengths)
    return at, which
