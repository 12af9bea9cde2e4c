"""What stands in one place only: commits, the present instant, comparisons with the window."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from jinja2 import Environment
from jinja2 import nodes as jinja

from tests.architecture.sources import ROOT, files, nodes, place

WINDOW = {"opens_at", "closes_at"}
PRESENT = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today"),
           ("time", "time"), ("time", "time_ns")}  # fmt: skip


def commits(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "commit"


def asks_the_time(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom) and node.module == "time":
        return any(name.name in ("time", "time_ns") for name in node.names)
    if not isinstance(node, ast.Attribute):
        return False
    owner = node.value
    name = owner.attr if isinstance(owner, ast.Attribute) else getattr(owner, "id", "")
    return (name, node.attr) in PRESENT


def compares_the_window(node: ast.AST) -> bool:
    """True for a comparison or BETWEEN one of whose sides speaks of an end of the window."""
    if isinstance(node, ast.Compare):
        if all(isinstance(operator, (ast.Is, ast.IsNot)) for operator in node.ops):
            return False
        sides: list[ast.AST] = [node.left, *node.comparators]
    elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("between", "__lt__"):
        sides = [node.func, *node.args]
    else:
        return False
    return any(
        (isinstance(part, ast.Attribute) and part.attr in WINDOW)
        or (isinstance(part, ast.Name) and part.id in WINDOW)
        for side in sides
        for part in ast.walk(side)
    )


@pytest.mark.parametrize(
    ("rule", "home"),
    [
        (commits, "portal/db.py"),
        (asks_the_time, "portal/clock.py"),
        (compares_the_window, "portal/window.py"),
    ],
)
def test_it_happens_in_its_one_module_and_nowhere_else(rule: object, home: str) -> None:
    assert callable(rule)
    found = {place(path, node) for path, node in nodes("portal") if rule(node)}
    elsewhere = {where for where in found if where.rsplit(":", 1)[0] != home}
    assert elsewhere == set()
    assert found, f"the rule finds nothing in {home}: does it still look for the right thing?"


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (commits, "session.commit()"),
        (asks_the_time, "datetime.now(UTC)"),
        (asks_the_time, "datetime.datetime.utcnow()"),
        (asks_the_time, "from time import time"),
        (asks_the_time, "time.time()"),
        (compares_the_window, "row.closes_at > now"),
        (compares_the_window, "a < opens_at"),
        (compares_the_window, "now >= Row.window.opens_at + grace"),
        (compares_the_window, "Row.closes_at.between(a, b)"),
    ],
)
def test_the_guard_sees_what_it_must_see(rule: object, code: str) -> None:
    assert callable(rule)
    assert any(rule(node) for node in ast.walk(ast.parse(code)))


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (asks_the_time, "clock.now()"),
        (asks_the_time, "time.monotonic()"),
        (compares_the_window, "query.order_by(Row.closes_at)"),
        (compares_the_window, "f(closes_at=value)"),
        (compares_the_window, "form.closes_at.data is None"),
    ],
)
def test_the_guard_lets_pass_what_is_allowed(rule: object, code: str) -> None:
    assert callable(rule)
    assert not any(rule(node) for node in ast.walk(ast.parse(code)))


def test_no_template_compares_the_window() -> None:
    environment = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    found: list[str] = []
    for path in files("templates", suffix=".html"):
        for node in environment.parse(path.read_text("utf-8")).find_all(jinja.Compare):
            ends = [n.attr for n in node.find_all(jinja.Getattr)] + [
                n.name for n in node.find_all(jinja.Name)
            ]
            if WINDOW & set(ends):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found == []


def test_the_edge_reads_the_environment_in_one_module_of_the_application() -> None:
    """Bootstrap, command line and supervision hand the environment on to child processes."""
    exempt = ("portal/config.py", "portal/bootstrap/", "portal/commands/", "portal/cli.py",
              "portal/supervision.py", "portal/__main__.py")  # fmt: skip
    found = [
        place(path, node)
        for path, node in nodes("portal")
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
        and not str(Path(path).relative_to(ROOT)).startswith(exempt)
        and isinstance(node.value, ast.Name) and node.value.id == "os"
    ]  # fmt: skip
    assert found == []
