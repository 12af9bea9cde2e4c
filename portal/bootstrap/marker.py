"""Whether an environment may be used, can be brought up to date, or must be made anew."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
from enum import Enum
from pathlib import Path

from portal.bootstrap.checkout import RUNTIME_LOCK, TEST_LOCK, Checkout


class State(Enum):
    """What a start finds."""

    READY = "ready"
    OUTDATED = "outdated"
    UNUSABLE = "unusable"


def lock_digest(lock: Path) -> str:
    """The SHA-256 of a lock file, in hexadecimal."""
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def environment_state(checkout: Checkout, lock_name: str) -> State:
    """READY needs a finished set-up from this very lock, on the Python that is there now.

    An interrupted set-up leaves no marker: pip takes a half-written package for an installed one,
    so such an environment is never repaired, only made anew.
    """
    found = _read_marker(checkout)
    if found is None or not checkout.python.exists() or _another_python(checkout, found):
        return State.UNUSABLE
    wanted = lock_digest(checkout.root / lock_name)
    return State.READY if found.get(lock_name) == wanted else State.OUTDATED


def write_marker(checkout: Checkout, lock_name: str) -> None:
    """The installed locks are on record; the test lock contains the runtime lock."""
    names = (RUNTIME_LOCK, TEST_LOCK) if lock_name == TEST_LOCK else (RUNTIME_LOCK,)
    record = {name: lock_digest(checkout.root / name) for name in names}
    record["python"] = _venv_version(checkout)
    temporary = checkout.marker.with_suffix(".new")
    temporary.write_text(json.dumps(record, indent=1), encoding="utf-8")
    temporary.replace(checkout.marker)


def _read_marker(checkout: Checkout) -> dict[str, str] | None:
    try:
        record = json.loads(checkout.marker.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return record if isinstance(record, dict) else None


def _venv_version(checkout: Checkout) -> str:
    question = "import sys; print('%d.%d' % sys.version_info[:2])"
    asked = subprocess.run(  # the program is the interpreter that was just made
        [str(checkout.python), "-c", question], capture_output=True, text=True, check=True
    )
    return asked.stdout.strip()


def _another_python(checkout: Checkout, record: dict[str, str]) -> bool:
    """True when the system's python3 moved on: the packages stand in the old version's folder.

    The name behind the links (python3.11) answers without starting an interpreter.
    """
    named = re.fullmatch(r"python(\d+\.\d+)", Path(os.path.realpath(checkout.python)).name)
    return named is not None and named[1] != record.get("python")
