"""Data becomes HTML only through autoescape; every exception stands here with its reason."""

from __future__ import annotations

import ast
import re

from jinja2 import Environment
from jinja2 import nodes as jinja

from tests.architecture.sources import ROOT, files, nodes, place

MARKUP_ALLOWED = {
    "portal/web/public/opinion.py": "a link into a flash message, its parts escaped by format()",
    "portal/web/engine_words.py": "a sentence of the text engine marked as Chinese, escaped by format()",
    "portal/web/public/draft_parts.py": "joins macros' own output, already escaped",
}
"""Modules that may build Markup. A constant template with escaping format() or join() only."""
TEMPLATES_THAT_TURN_IT_OFF: set[str] = set()
_UNSAFE_FILTERS = {"safe", "xmlattr"}


def test_no_template_marks_data_as_safe_or_turns_escaping_off() -> None:
    environment = Environment(
        autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"]
    )
    found = []
    for path in files("templates", suffix=".html"):
        parsed = environment.parse(path.read_text("utf-8"))
        found += [
            f"{place(path)}:{node.lineno} {node.name}"
            for node in parsed.find_all(jinja.Filter)
            if node.name in _UNSAFE_FILTERS
        ]
        if re.search(r"\{%-?\s*autoescape", path.read_text("utf-8")):
            found.append(f"{place(path)} autoescape")
    assert set(found) == TEMPLATES_THAT_TURN_IT_OFF


def _builds_markup(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    return name in {"Markup", "render_template_string", "HTMLString"}


def test_code_builds_markup_only_where_a_reason_is_given_here() -> None:
    found = {str(path.relative_to(ROOT)) for path, node in nodes("portal") if _builds_markup(node)}
    assert found == set(MARKUP_ALLOWED)


def test_markup_is_built_from_a_constant_so_that_its_parts_are_escaped() -> None:
    found = [
        place(path, node)
        for path, node in nodes("portal")
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Markup"
        and not all(isinstance(argument, ast.Constant) for argument in node.args)
    ]  # fmt: skip
    assert found == []


def test_every_suppression_in_the_code_says_why() -> None:
    """A noqa or type-ignore carries words, on its line, above it, or on the first of a group."""
    suppressed = re.compile(r"#\s*(?:noqa|type:\s*ignore)(?P<codes>[^#]*)(?P<more>#.*)?$")
    found = []
    for path in [*files("portal", suffix=".py"), *files("migrations", suffix=".py")]:
        is_explained = False
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            hit = suppressed.search(line)
            if hit is None:
                is_explained = line.strip().startswith("#")
                continue
            words = re.sub(r"[:\[\]\s,]|[A-Z]+\d+|[a-z]+-[a-z-]+", "", hit["codes"])
            is_explained = bool(words or hit["more"] or is_explained)
            if not is_explained:
                found.append(f"{place(path)}:{number}")
    assert found == []
