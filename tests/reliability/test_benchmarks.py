"""The benchmark command runs to its end and prints each of its parts."""

from __future__ import annotations

import subprocess
import sys

import pytest

from benchmarks.measure import in_turns
from benchmarks.processes import ROOT

PARTS = (
    "draft page, as everybody sees it",
    "draft page, made anew",
    "officer: comments by clause",
    "officer: list of consultations",
    "over a socket",
    "submitting a basket of five opinions",
    "peak memory",
)


@pytest.mark.slow
def test_the_quick_form_prints_every_part() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    positions = [ran.stdout.find(part) for part in PARTS]
    assert -1 not in positions
    assert positions == sorted(positions)


def test_acts_take_turns_and_each_is_called_as_often() -> None:
    called: list[str] = []
    timings = in_turns(
        {"a": lambda: called.append("a"), "b": lambda: called.append("b")}, rounds=3, calls=2
    )
    assert called == ["a", "b"] * (1 + 3 * 2), "one call of each ahead, unmeasured"
    assert [len(times) for times in timings["a"].rounds] == [2, 2, 2]
    assert timings["a"].quantile(0) <= timings["a"].quantile(0.99)
