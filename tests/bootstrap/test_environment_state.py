"""When a start may use the environment it finds, and when it must not."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from portal.bootstrap.checkout import RUNTIME_LOCK, TEST_LOCK, Checkout, find_checkout
from portal.bootstrap.marker import State, environment_state, lock_digest, write_marker


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / RUNTIME_LOCK).write_text("one==1\n")
    (tmp_path / TEST_LOCK).write_text("one==1\ntwo==2\n")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").symlink_to(sys.executable)
    return Checkout(tmp_path)


def test_an_environment_without_a_marker_is_made_anew(checkout: Checkout) -> None:
    assert environment_state(checkout, RUNTIME_LOCK) is State.UNUSABLE


def test_a_finished_environment_is_ready_for_its_own_lock_only(checkout: Checkout) -> None:
    write_marker(checkout, RUNTIME_LOCK)
    assert environment_state(checkout, RUNTIME_LOCK) is State.READY
    assert environment_state(checkout, TEST_LOCK) is State.OUTDATED


def test_the_test_environment_also_serves_the_site(checkout: Checkout) -> None:
    write_marker(checkout, TEST_LOCK)
    assert environment_state(checkout, TEST_LOCK) is State.READY
    assert environment_state(checkout, RUNTIME_LOCK) is State.READY


def test_one_changed_byte_of_the_lock_makes_the_environment_outdated(checkout: Checkout) -> None:
    write_marker(checkout, RUNTIME_LOCK)
    (checkout.root / RUNTIME_LOCK).write_text("one==2\n")
    assert environment_state(checkout, RUNTIME_LOCK) is State.OUTDATED


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '"ready"'])
def test_a_damaged_marker_counts_as_none(checkout: Checkout, content: str) -> None:
    checkout.marker.write_text(content)
    assert environment_state(checkout, RUNTIME_LOCK) is State.UNUSABLE


def test_an_environment_whose_python_is_gone_is_made_anew(checkout: Checkout) -> None:
    write_marker(checkout, RUNTIME_LOCK)
    checkout.python.unlink()
    checkout.python.symlink_to(checkout.root / "no-such-python")
    assert environment_state(checkout, RUNTIME_LOCK) is State.UNUSABLE


def test_an_environment_whose_python_moved_on_is_made_anew(checkout: Checkout) -> None:
    write_marker(checkout, RUNTIME_LOCK)
    newer = checkout.root / "python3.99"
    newer.write_text("")
    checkout.python.unlink()
    checkout.python.symlink_to(newer)
    assert environment_state(checkout, RUNTIME_LOCK) is State.UNUSABLE


def test_the_marker_holds_the_digest_of_the_lock(checkout: Checkout) -> None:
    (checkout.root / RUNTIME_LOCK).write_bytes(b"abc")
    write_marker(checkout, RUNTIME_LOCK)
    digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2, B.1
    assert lock_digest(checkout.root / RUNTIME_LOCK) == digest
    assert json.loads(checkout.marker.read_text())[RUNTIME_LOCK] == digest


def test_a_package_without_a_project_file_beside_it_is_an_installed_wheel(tmp_path: Path) -> None:
    (tmp_path / RUNTIME_LOCK).write_text("")
    (tmp_path / TEST_LOCK).write_text("")
    assert find_checkout(tmp_path) is None
    (tmp_path / "pyproject.toml").write_text("")
    assert find_checkout(tmp_path) == Checkout(tmp_path)
