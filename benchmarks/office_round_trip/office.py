"""The office program of this machine: where it is, and how it is given orders."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DESK = Path(__file__).with_name("desk.py")
PYTHONS = ("/usr/bin/python3", "/opt/libreoffice/program/python", "python3")
ABSENT = (
    "LibreOffice is not on this machine. Debian: "
    "apt-get install --no-install-recommends libreoffice-calc libreoffice-writer python3-uno"
)
FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML", ".xls": "MS Excel 97", ".ods": "calc8", ".csv": "Text - txt - csv (StarCalc)",
    ".docx": "MS Word 2007 XML", ".doc": "MS Word 97", ".odt": "writer8", ".rtf": "Rich Text Format",
}  # fmt: skip


@dataclass(frozen=True)
class Order:
    """A file to open, what to do in it, and copies to save (named by their endings)."""

    file: Path
    acts: Sequence[Sequence[object]] = ()
    copies: Sequence[Path] = ()
    password: str = ""
    """Of the copies; empty: none."""

    def as_json(self) -> dict[str, object]:
        """As desk.py reads it."""
        saved = [[str(one), FILTERS[one.suffix], self.password] for one in self.copies]
        return {"open": str(self.file), "acts": [list(act) for act in self.acts], "save": saved}


@dataclass
class Office:
    """LibreOffice and the Python that speaks with it."""

    program: str
    python: str
    version: str = field(default="")

    def carry_out(self, *orders: Order) -> list[dict[str, Any]]:
        """The orders are done; what each file showed when it was opened. Raises: RuntimeError."""
        with tempfile.TemporaryDirectory(prefix="portal-office-") as profile:
            done = subprocess.run(
                [self.python, str(DESK), self.program, profile],
                input=json.dumps([order.as_json() for order in orders]),
                capture_output=True, text=True, timeout=300,
            )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"the office program failed:\n{done.stderr[-2000:]}")
        answer: list[dict[str, Any]] = json.loads(done.stdout)
        return answer


def find_office() -> Office:
    """The machine's LibreOffice. Raises: SystemExit (exit code 1) with what to install."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise SystemExit(ABSENT)
    python = next((one for one in PYTHONS if _has_uno(one)), None)
    if python is None:
        raise SystemExit(f"{ABSENT}\n(no Python on this machine can import uno)")
    said = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
    return Office(program, python, said.strip())


def _has_uno(python: str) -> bool:
    if shutil.which(python) is None:
        return False
    return subprocess.run([python, "-c", "import uno"], capture_output=True).returncode == 0
