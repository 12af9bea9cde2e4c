"""What the guards read: the tracked files, parsed once."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the repository, the ones about to be added too."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, check=True, text=True,
    )  # fmt: skip
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(sorted(path for path in paths if path.is_file()))


def files(*folders: str, suffix: str) -> list[Path]:
    """The tracked files of the folders with a suffix."""
    roots = [ROOT / folder for folder in folders]
    return [p for p in tracked() if p.suffix == suffix and any(p.is_relative_to(r) for r in roots)]


@cache
def tree(path: Path) -> ast.Module:
    """The module parsed."""
    return ast.parse(path.read_text("utf-8"), str(path))


def place(path: Path, node: ast.AST | None = None) -> str:
    """Where something stands, for a message."""
    line = getattr(node, "lineno", None)
    return f"{path.relative_to(ROOT)}:{line}" if line else str(path.relative_to(ROOT))


def nodes(*folders: str) -> Iterator[tuple[Path, ast.AST]]:
    """Every node of every Python file of the folders."""
    for path in files(*folders, suffix=".py"):
        for node in ast.walk(tree(path)):
            yield path, node


def docstrings(module: ast.Module) -> set[int]:
    """The identities of the constants that are docstrings, of attributes too."""
    found: set[int] = set()
    for node in ast.walk(module):
        body = getattr(node, "body", None)
        for statement in body if isinstance(body, list) else []:
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                found.add(id(statement.value))
    return found
