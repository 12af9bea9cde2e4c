"""The key file is made once, for its owner only, and a damaged one stops the start."""

from __future__ import annotations

import base64
import json
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from portal.errors import SetupError
from portal.secrets import load_key_ring, make_key_file

ROOT = Path(__file__).resolve().parents[2]
_MAKE = """
import sys
from pathlib import Path
from portal.secrets import make_key_file
sys.stdin.readline()
print(make_key_file(Path(sys.argv[1])))
"""


def write(path: Path, content: str) -> Path:
    path.write_text(content)
    path.chmod(0o600)
    return path


@pytest.fixture
def good(tmp_path: Path) -> dict[str, Any]:
    make_key_file(tmp_path / "good.json")
    data: dict[str, Any] = json.loads((tmp_path / "good.json").read_text())
    return data


def test_a_new_key_file_is_for_its_owner_only_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "instance" / "keys.json"
    assert make_key_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]
    ring = load_key_ring(path)
    assert [len(key) for key in ring.keys.values()] == [32]
    assert len({ring.pepper, ring.session, *ring.keys.values()}) == 3


def test_an_existing_key_file_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    make_key_file(path)
    before = path.read_bytes()
    assert not make_key_file(path)
    assert path.read_bytes() == before


def test_of_processes_making_the_file_at_once_only_one_does(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    pipe = subprocess.PIPE
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _MAKE, str(path)], cwd=ROOT, stdin=pipe, stdout=pipe, text=True
        )
        for _ in range(4)
    ]
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = sorted(process.communicate()[0].strip() for process in processes)
    assert said == ["False", "False", "False", "True"]
    assert [entry.name for entry in tmp_path.iterdir()] == ["keys.json"]
    assert load_key_ring(path).current


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_a_key_file_others_can_read_stops_the_start(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "keys.json"
    make_key_file(path)
    path.chmod(mode)
    with pytest.raises(SetupError, match="600"):
        load_key_ring(path)


def test_a_missing_key_file_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="portal init"):
        load_key_ring(tmp_path / "keys.json")


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "null", "{}", '{"current": "a", "keys": [], "pepper": "", "session": ""}'],
)
def test_a_malformed_key_file_stops_the_start(tmp_path: Path, content: str) -> None:
    with pytest.raises(SetupError, match="已损坏"):
        load_key_ring(write(tmp_path / "keys.json", content))


@pytest.mark.parametrize("name", ["current", "keys", "pepper", "session"])
def test_a_key_file_without_one_of_its_parts_stops_the_start(
    tmp_path: Path, good: dict[str, Any], name: str
) -> None:
    del good[name]
    with pytest.raises(SetupError, match="已损坏"):
        load_key_ring(write(tmp_path / "keys.json", json.dumps(good)))


def test_a_current_key_that_is_not_in_the_ring_or_too_short_stops_the_start(
    tmp_path: Path, good: dict[str, Any]
) -> None:
    other = {**good, "current": "gone"}
    short = {**good, "keys": {good["current"]: base64.b64encode(b"short").decode()}}
    for content in (other, short):
        with pytest.raises(SetupError, match="已损坏"):
            load_key_ring(write(tmp_path / "keys.json", json.dumps(content)))
