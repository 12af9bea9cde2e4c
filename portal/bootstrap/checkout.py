"""Where the checkout is, and where its environment and locks stand."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

RUNTIME_LOCK = "requirements.lock"
TEST_LOCK = "requirements-test.lock"
_PACKAGE_PARENT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Checkout:
    """A source tree: pyproject.toml and the locks beside the package."""

    root: Path

    @property
    def venv(self) -> Path:
        """The environment of this checkout."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        return self.venv / "bin" / "python"

    @property
    def marker(self) -> Path:
        """The file that says which locks are installed; it is written last."""
        return self.venv / "portal-locks.json"

    def is_running(self) -> bool:
        """True when this very process runs on the checkout's environment."""
        return Path(sys.prefix).resolve() == self.venv.resolve()


def find_checkout(parent: Path = _PACKAGE_PARENT) -> Checkout | None:
    """The checkout this package stands in; None when it was installed as a wheel."""
    needed = ("pyproject.toml", RUNTIME_LOCK, TEST_LOCK)
    return Checkout(parent) if all((parent / name).is_file() for name in needed) else None
