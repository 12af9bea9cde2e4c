"""The locks: complete, hashed, and without the name of any machine."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

_ROOT = Path(__file__).resolve().parents[2]
_LOCKS = ("requirements.lock", "requirements-test.lock")
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)(?: ; (.*?))? \\$")


def _pins(lock: str) -> dict[tuple[str, str], list[str]]:
    """Shape: (name, pin with marker) -> hashes."""
    found: dict[tuple[str, str], list[str]] = {}
    current: list[str] = []
    for line in (_ROOT / lock).read_text(encoding="utf-8").splitlines():
        pin = _PIN.match(line)
        if pin:
            current = found.setdefault((pin[1].lower(), f"{pin[2]} {pin[3] or ''}"), [])
        elif "--hash=" in line:
            current.append(line.strip(" \\"))
        else:
            assert line.startswith("    #"), line
    return found


@pytest.mark.parametrize("lock", _LOCKS)
def test_every_pin_has_a_sha256(lock: str) -> None:
    pins = _pins(lock)
    assert len(pins) > 30
    for name, hashes in pins.items():
        assert hashes, name
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", h) for h in hashes), name


@pytest.mark.parametrize("lock", _LOCKS)
def test_no_lock_names_a_host_or_an_option_of_pip(lock: str) -> None:
    text = (_ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*-[a-z-]", text.replace("--hash=", ""), re.MULTILINE)


def test_the_test_lock_contains_the_runtime_lock() -> None:
    """A library that only some systems need to run may be needed everywhere to test."""
    runtime, test = (
        {(name, pin.split(" ")[0]): hashes for (name, pin), hashes in _pins(lock).items()}
        for lock in _LOCKS
    )
    assert not [pin for pin, hashes in runtime.items() if test.get(pin) != hashes]


def test_every_declared_dependency_is_locked() -> None:
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = {
        "requirements.lock": project["dependencies"] + extras["postgres"],
        "requirements-test.lock": project["dependencies"] + extras["postgres"] + extras["test"],
    }
    for lock, requirements in wanted.items():
        locked = {name for name, _pin in _pins(lock)}
        names = {re.split(r"[\[<>=~!; ]", text, maxsplit=1)[0].lower() for text in requirements}
        declared = {re.sub(r"[-_.]+", "-", name) for name in names}  # PEP 503
        assert declared <= locked
