"""Files and functions stay short enough to be read at once."""

from __future__ import annotations

import ast
import statistics
import subprocess
import sys
from pathlib import Path

from tests.architecture.sources import ROOT, files, nodes, place, tracked

CODE_LIMIT, TEMPLATE_LIMIT, FUNCTION_LIMIT = 400, 120, 60
CODE = {".py", ".css", ".mjs", ".js", ".sh"}


def line_count(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def too_long(paths: list[Path], limit: int) -> list[str]:
    return [f"{place(path)}: {line_count(path)}" for path in paths if line_count(path) > limit]


def test_no_file_of_code_has_more_than_400_lines() -> None:
    code = [path for path in tracked() if path.suffix in CODE]
    assert len(code) > 200
    assert too_long(code, CODE_LIMIT) == []


def test_no_template_has_more_than_120_lines() -> None:
    templates = [path for path in tracked() if path.is_relative_to(ROOT / "templates")]
    assert len(templates) > 50
    assert too_long(templates, TEMPLATE_LIMIT) == []


def test_half_of_the_modules_have_at_most_a_hundred_lines() -> None:
    assert statistics.median(map(line_count, files("portal", suffix=".py"))) <= 100


def _functions(*folders: str) -> list[tuple[int, str]]:
    return [
        ((node.end_lineno or 0) - node.lineno + 1, place(path, node))
        for path, node in nodes(*folders)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]


def test_functions_are_short() -> None:
    """Migrations are left out: their functions list the columns of a table."""
    lengths = _functions("portal")
    assert [found for found in lengths if found[0] > FUNCTION_LIMIT] == []
    assert statistics.median(length for length, _where in lengths) <= 10


def test_no_function_is_more_complex_than_ten() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--select", "C901", "--no-cache",
         "--output-format", "concise", "portal", "migrations"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_no_module_is_a_drawer_for_everything() -> None:
    drawers = {"utils", "helpers", "common", "misc"}
    found = [place(path) for path in tracked() if path.suffix == ".py" and (
        path.stem in drawers or path.stem.endswith("_2"))]  # fmt: skip
    assert found == []
