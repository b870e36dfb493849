"""`./run bench` says what there is to measure."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks.congestion import Scene, gini, simulate

ROOT = Path(__file__).resolve().parents[2]


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_a_name_it_lists_them():
    result = bench()
    assert result.returncode == 0
    listed = {line.split()[0]: line.split()[1] for line in result.stdout.splitlines()}
    assert listed["mail"] == "How"
    assert listed["congestion"] == "What"


def test_an_unknown_name_says_so():
    result = bench("nonsense")
    assert result.returncode == 2
    assert result.stderr == "There is no measurement 'nonsense'.\n" + bench().stdout


def test_the_simulation_asks_in_turn_until_places_are_full():
    scores = np.array([[0.6, 0.5], [0.6, 0.5], [0.6, -np.inf]])
    scene = Scene(scores, np.array([1, 1]))
    one_turn = simulate(scene, np.zeros(2), asks=1, bound=1.1, chance=np.random.default_rng(1))
    assert (one_turn.matched, one_turn.busiest, one_turn.gini) == (1 / 3, 3, 0.5)
    assert one_turn.total == pytest.approx(0.6 / 1.1)
    priced = simulate(scene, np.array([0.15, 0]), asks=1, bound=1.1, chance=np.random.default_rng(1))
    assert (priced.matched, priced.busiest, priced.most_first) == (2 / 3, 2, 2)
    assert priced.total == pytest.approx(1)


@pytest.mark.parametrize(("counts", "expected"), [([3, 3, 3], 0), ([0, 0, 9], 2 / 3), ([0, 0], 0)])
def test_gini_of_equal_counts_is_nought(counts, expected):
    assert gini(np.array(counts)) == pytest.approx(expected)
