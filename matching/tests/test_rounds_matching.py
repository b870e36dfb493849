"""Deferred acceptance against `matching` 1.4.3, which shares its import name with this app and so lives in an environment of its own.

CI makes that environment; elsewhere the test runs once `./run bench rounds` has made it.
"""

import json
import os
import subprocess

import numpy as np
import pytest

from benchmarks import rounds as bench
from matching.rounds.stable import TwoSided, accept


@pytest.mark.skipif(
    os.environ.get("CI") != "true" and not bench.is_here("matching"),
    reason="needs the environment that ./run bench rounds makes",
)
@pytest.mark.parametrize(("mentees", "mentors", "most"), [(40, 60, 1), (120, 40, 4), (90, 25, 3)])
def test_the_same_matching_as_matching(tmp_path, mentees, mentors, most):
    lots = np.random.default_rng(mentees)
    ours, theirs = lots.random((2, mentees, mentors))
    places = lots.integers(1, most + 1, mentors)
    np.savez(tmp_path / "instance.npz", ours=ours, theirs=theirs, places=places)
    subprocess.run(
        [bench.environment("matching"), "-I", bench.PEER, "matching", "instance.npz", "out.json"],
        cwd=tmp_path,
        check=True,
    )
    assert (
        json.loads((tmp_path / "out.json").read_text())["partners"]
        == accept(TwoSided(ours, theirs), places).tolist()
    )
