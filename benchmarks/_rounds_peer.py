"""One way of matching a cohort, in a process of its own: `python _rounds_peer.py WAY INSTANCE OUT`, by the interpreter that has the way.

The instance is an .npz file (or, for an interpreter without NumPy, .json). Written to OUT as JSON: for each mentee the mentor or −1, processor
seconds of the call that solves (reading the instance is outside), of what else it needs, and the peak of the process's memory.
"""

import json
import os
import re
import sys
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

UNIT = 1_000_000
STACK = 1 << 30
Instance = dict[str, Any]
Answer = tuple[list[int], float, dict[str, float]]
"""Partners, seconds, and seconds of what is told apart."""


def mentor_match(given: Instance) -> Answer:
    """mentor-match: a rule that gives the pair's units; as many rounds as a mentor may have places, in each of which everybody gets one at most."""
    import munkres
    from matching.mentee import Mentee
    from matching.mentor import Mentor
    from matching.process import process_data
    from matching.rules import rule

    units, places = given["units"], given["places"]

    class Units(rule.Rule):
        def evaluate(self, match: Any) -> bool:
            return True

        def apply(self, match: Any) -> int:
            return units[match.mentee.number][match.mentor.number]

    def person(kind: type, number: int) -> Any:
        made = kind(grade="1", email=f"{kind.__name__}{number}")
        made.number = number
        return made

    mentees = [person(Mentee, number) for number in range(len(units))]
    mentors = [person(Mentor, number) for number in range(len(places))]
    rules = [
        Units(),
        rule.Disqualify(lambda match: units[match.mentee.number][match.mentor.number] < 0),
        rule.Disqualify(lambda match: len(match.mentor.mentees) >= places[match.mentor.number]),
        rule.Disqualify(lambda match: bool(match.mentee.mentors)),
    ]
    inside = 0.0
    compute = munkres.Munkres.compute

    def timed(*arguments: Any) -> Any:
        nonlocal inside
        begun = process_time()
        found = compute(*arguments)
        inside += process_time() - begun
        return found

    munkres.Munkres.compute = timed
    begun = process_time()
    process_data(mentors, mentees, [list(rules) for _ in range(max(places))])
    seconds = process_time() - begun
    partners = [mentee.mentors[0].number if mentee.mentors else -1 for mentee in mentees]
    return partners, seconds, {"munkres": inside}


def matching(given: Instance) -> Answer:
    """`matching`: hospitals and residents, from lists of preferences without ties."""
    import numpy as np
    from matching.games import HospitalResident

    ours, theirs, places = given["ours"], given["theirs"], given["places"].tolist()
    wishes = dict(enumerate(np.argsort(-ours, axis=1).tolist()))
    others = dict(enumerate(np.argsort(-theirs, axis=0).T.tolist()))
    begun = process_time()
    game = HospitalResident.create_from_dictionaries(wishes, others, dict(enumerate(places)))
    made = process_time() - begun
    begun = process_time()
    found = game.solve()
    seconds = process_time() - begun
    partners = [-1] * len(wishes)
    for mentor, mentees in found.items():
        for mentee in mentees:
            partners[mentee.name] = mentor.name
    return partners, seconds, {"making the game": made}


def scipy(given: Instance) -> Answer:
    """SciPy's assignment, a column for each place."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    begun = process_time()
    mentors = np.repeat(np.arange(len(given["places"])), given["places"])
    table = given["scores"][:, mentors]
    barred = np.isnan(table)
    if barred.any():
        table = np.where(barred, 0.0, table)
    mentees, columns = linear_sum_assignment(table, maximize=True)
    partners = np.full(len(given["scores"]), -1)
    partners[mentees] = np.where(barred[mentees, columns], -1, mentors[columns])
    seconds = process_time() - begun
    return partners.tolist(), seconds, {}


def flow(given: Instance) -> Answer:
    """OR-Tools' flow on every edge, and nothing else."""
    import numpy as np
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    begun = process_time()
    if "starts" in given:
        rows = np.repeat(np.arange(len(given["starts"]) - 1), np.diff(given["starts"]))
        columns, scores = given["columns"], given["listed"]
        mentees = len(given["starts"]) - 1
    else:
        mentees, width = given["scores"].shape
        rows, columns = np.repeat(np.arange(mentees), width), np.tile(np.arange(width), mentees)
        scores = given["scores"].ravel()
    mentors, last = len(given["places"]), mentees + len(given["places"])
    solver = SimpleMinCostFlow()
    add = solver.add_arcs_with_capacity_and_unit_cost
    one, nothing = np.ones(mentees, np.int64), np.zeros(mentees, np.int64)
    units = np.rint(scores * UNIT).astype(np.int64)
    arcs = add(rows, mentees + columns, np.ones(len(rows), np.int64), -units)
    add(np.arange(mentees), np.full(mentees, last), one, nothing)
    add(mentees + np.arange(mentors), np.full(mentors, last), given["places"], np.zeros(mentors, np.int64))
    solver.set_nodes_supplies(
        np.arange(last + 1), np.concatenate([one, np.zeros(mentors, np.int64), [-mentees]])
    )
    assert solver.solve() == solver.OPTIMAL
    used = solver.flows(arcs) > 0
    partners = np.full(mentees, -1)
    partners[rows[used]] = columns[used]
    seconds = process_time() - begun
    return partners.tolist(), seconds, {}


def _instance(given: Instance) -> Any:
    from matching.rounds import Instance as Round
    from matching.rounds import Listed

    class Table:
        def block(self, first: int, last: int) -> Any:
            return given["scores"][first:last]

    if "starts" in given:
        listed = Listed(given["starts"], given["columns"], given["listed"])
        return Round(listed, given["places"], len(given["starts"]) - 1)
    return Round(Table(), given["places"], len(given["scores"]))


def ours_optimal(given: Instance) -> Answer:
    """`matching.rounds`, the largest total with its proof over every pair."""
    from matching.rounds.optimal import optimal

    begun = process_time()
    partner, certificate = optimal(_instance(given))
    seconds = process_time() - begun
    return partner.tolist(), seconds, {"gap": certificate.gap, "solved": certificate.rounds}


def ours_stable(given: Instance) -> Answer:
    """`matching.rounds`, stable by the pair's one score."""
    from matching.rounds.stable import Mutual, accept

    begun = process_time()
    instance = _instance(given)
    partner = accept(Mutual(instance), instance.free)
    seconds = process_time() - begun
    return partner.tolist(), seconds, {}


def ours_two_sided(given: Instance) -> Answer:
    """`matching.rounds`, stable by each side's own scores."""
    from matching.rounds.stable import TwoSided, accept

    begun = process_time()
    partner = accept(TwoSided(given["ours"], given["theirs"]), given["places"])
    seconds = process_time() - begun
    return partner.tolist(), seconds, {}


WAYS: dict[str, Callable[[Instance], Answer]] = {
    way.__name__: way
    for way in (mentor_match, matching, scipy, flow, ours_optimal, ours_stable, ours_two_sided)
}


def read(path: Path) -> Instance:
    if path.suffix == ".json":
        return json.loads(path.read_text())
    import numpy as np
    import numpy.random  # which NumPy otherwise loads when it is first used

    return dict(np.load(path))


def peak_megabytes() -> float:
    """Of this process alone (what getrusage() tells begins with the parent's); 0 where there is no /proc."""
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return int(found[1]) / 1024 if found else 0.0


def main() -> None:
    way, instance, out = sys.argv[1:]
    if "PROJECT" in os.environ:
        sys.path.insert(0, os.environ["PROJECT"])
    warnings.simplefilter("ignore")
    given, found = read(Path(instance)), []
    # `matching` copies its players by recursion, a level or more for each of them.
    sys.setrecursionlimit(10_000_000)
    threading.stack_size(STACK if way == "matching" else 0)
    thread = threading.Thread(target=lambda: found.append(WAYS[way](given)))
    thread.start()
    thread.join()
    if not found:
        sys.exit(1)
    partners, seconds, more = found[0]
    peak = peak_megabytes()
    Path(out).write_text(
        json.dumps({"partners": partners, "seconds": seconds, "megabytes": peak, "more": more})
    )


if __name__ == "__main__":
    main()
