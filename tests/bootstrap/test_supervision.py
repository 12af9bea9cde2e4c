"""The scheduler child: restarted when it dies, never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from portal.supervision import Child

_ROOT = Path(__file__).resolve().parents[2]

# A child that notes its process number and watches its parent, as `portal scheduler` does.
_WATCHING = """
import os, sys, time
from portal.supervision import end_with_parent
end_with_parent()
with open(sys.argv[1], "a") as notes:
    notes.write(f"{os.getpid()}\\n")
time.sleep(60)
"""
_PARENT = """
import os, sys, time
from portal.supervision import Child
child = Child([sys.executable, "-c", sys.argv[1], sys.argv[2]], os.environ)
child.start()
time.sleep(60)
"""


def _wait(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "waited 60 seconds in vain"
        time.sleep(0.05)


def _pids(notes: Path) -> list[int]:
    return [int(line) for line in notes.read_text().split()] if notes.exists() else []


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def _child(notes: Path) -> Child:
    environment = {**os.environ, "PYTHONPATH": str(_ROOT)}
    command = [sys.executable, "-c", _WATCHING, str(notes)]
    return Child(command, environment, first_delay_seconds=0.05)


def test_a_child_that_dies_is_started_again(tmp_path: Path) -> None:
    notes = tmp_path / "pids"
    child = _child(notes)
    child.start()
    try:
        _wait(lambda: len(_pids(notes)) == 1)
        os.kill(_pids(notes)[0], signal.SIGKILL)
        _wait(lambda: len(_pids(notes)) == 2)
    finally:
        child.stop()
    assert not any(_is_alive(pid) for pid in _pids(notes))


def test_a_stopped_child_stays_down(tmp_path: Path) -> None:
    notes = tmp_path / "pids"
    child = _child(notes)
    child.start()
    _wait(lambda: len(_pids(notes)) == 1)
    child.stop()
    time.sleep(0.5)
    assert len(_pids(notes)) == 1
    assert not _is_alive(_pids(notes)[0])


def test_a_child_that_cannot_run_is_tried_ever_more_rarely(tmp_path: Path) -> None:
    notes = tmp_path / "pids"
    fails = "import os, sys; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); sys.exit(3)"
    child = Child([sys.executable, "-c", fails, str(notes)], os.environ, first_delay_seconds=0.4)
    child.start()
    _wait(lambda: len(_pids(notes)) > 0)
    time.sleep(2.0)
    child.stop()
    assert 1 <= len(_pids(notes)) <= 3


def test_no_child_survives_a_parent_that_was_killed(tmp_path: Path) -> None:
    notes = tmp_path / "pids"
    environment = {**os.environ, "PYTHONPATH": str(_ROOT)}
    command = [sys.executable, "-c", _PARENT, _WATCHING, str(notes)]
    parent = subprocess.Popen(command, env=environment)
    try:
        _wait(lambda: len(_pids(notes)) == 1)
        assert _is_alive(_pids(notes)[0])
    finally:
        parent.kill()
        parent.wait()
    _wait(lambda: not _is_alive(_pids(notes)[0]))
