"""Every view that accepts an unsafe method validates a form, and with it the form's token."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask

VALIDATING = {"validate_on_submit", "validate"}
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


def validates(function: Callable[..., Any], seen: set[object]) -> bool:
    """True when the function, or one of the portal's functions it calls, validates a form."""
    function = inspect.unwrap(function)
    if function in seen or not inspect.isfunction(function):
        return False
    seen.add(function)
    calls = [node for node in ast.walk(_tree(function)) if isinstance(node, ast.Call)]
    if any(getattr(call.func, "attr", "") in VALIDATING for call in calls):
        return True
    return any(validates(called, seen) for called in _called(function, calls))


def _tree(function: Callable[..., Any]) -> ast.Module:
    return ast.parse(textwrap.dedent(inspect.getsource(function)))


def _called(function: Callable[..., Any], calls: list[ast.Call]) -> Iterator[Callable[..., Any]]:
    """The portal's own functions called by name or through a module of the portal."""
    for call in calls:
        target: Any = None
        if isinstance(call.func, ast.Name):
            target = function.__globals__.get(call.func.id)
        elif isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
            owner = function.__globals__.get(call.func.value.id)
            target = getattr(owner, call.func.attr, None) if inspect.ismodule(owner) else None
        if inspect.isfunction(target) and target.__module__.startswith("portal."):
            yield target


def test_every_unsafe_route_validates_a_form(app: Flask) -> None:
    unsafe = {r.endpoint for r in app.url_map.iter_rules() if UNSAFE & (r.methods or set())}
    assert len(unsafe) > 15
    missing = {name for name in unsafe if not validates(app.view_functions[name], set())}
    assert missing == set()


def test_a_view_without_a_form_would_be_seen() -> None:
    def view() -> str:
        return textwrap.dedent("no form here")

    def other() -> bool:
        form: Any = object()
        return bool(form.validate_on_submit())

    assert not validates(view, set())
    assert validates(other, set())


def test_no_view_is_exempt_from_its_token_or_reads_the_form_past_it() -> None:
    """There is no app-wide CSRFProtect to be exempt from: a form without its token is the hole."""
    from portal.web.forms import PortalForm
    from tests.architecture.sources import nodes, place

    assert PortalForm.Meta.csrf
    found = [
        place(path, node)
        for path, node in nodes("portal/web")
        if (isinstance(node, ast.keyword) and node.arg == "csrf")
        or (isinstance(node, ast.Assign)
            and any(getattr(t, "id", getattr(t, "attr", "")) == "csrf" for t in node.targets))
    ]  # fmt: skip
    assert found == []


def test_one_form_only_has_no_token_and_it_is_the_one_mail_programs_send() -> None:
    """RFC 8058: a program that leaves for its user has no page; the signed address authorises it."""
    from tests.architecture.sources import ROOT, nodes

    found = {
        str(path.relative_to(ROOT))
        for path, node in nodes("portal/web")
        if isinstance(node, ast.ImportFrom) and node.module == "wtforms"
        and any(name.name in ("Form", "BaseForm") for name in node.names)
    }  # fmt: skip
    assert found == {"portal/web/public/one_click.py"}
