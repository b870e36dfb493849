"""`./run bench` says what there is to measure."""

import subprocess
import sys
from pathlib import Path

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
    assert result.stdout.splitlines()[0].split()[:2] == ["mail", "How"]


def test_an_unknown_name_says_so():
    result = bench("nonsense")
    assert result.returncode == 2
    assert result.stderr == "There is no measurement 'nonsense'.\n" + bench().stdout
