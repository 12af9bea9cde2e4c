"""A test client that checks every page any test fetches, and fills forms as a person would."""

from __future__ import annotations

import itertools
import re
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

_H = "{http://www.w3.org/1999/xhtml}"
_CONTROLS = {"input", "select", "textarea"}
_UNLABELLED = {"hidden", "submit", "button", "image", "reset"}
_ENTITY_ERRORS = {"named-entity-without-semicolon", "expected-named-entity"}


def parse(markup: str) -> Element:
    """The page as a tree. Raises: AssertionError for invalid HTML."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=True)
    tree: Element = parser.parse(markup)
    problems = [(place, code) for place, code, _ in parser.errors if code not in _ENTITY_ERRORS]
    assert not problems, f"invalid HTML: {problems[:5]}"
    return tree


def elements(tree: Element, name: str) -> list[Element]:
    """All elements of a name, in document order."""
    return list(tree.iter(f"{_H}{name}"))


def words(element: Element) -> str:
    """The text of an element with blanks folded."""
    return " ".join("".join(element.itertext()).split())


def lint_page(markup: str, where: str) -> Element:
    """Raises: AssertionError naming the rule the page breaks."""
    tree = parse(markup)
    headings = elements(tree, "h1")
    assert len(headings) == 1, f"{where}: {len(headings)} h1 elements"
    title = words(elements(tree, "title")[0])
    assert words(headings[0]), f"{where}: empty h1"
    assert title.startswith(words(headings[0])), f"{where}: title {title!r} does not start with h1"
    assert elements(tree, "html")[0].get("lang") in ("zh-CN", "en"), f"{where}: lang"
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), (
        f"{where}: repeated ids {sorted({i for i in ids if ids.count(i) > 1})}"
    )
    _check_controls(tree, where)
    _check_inline(tree, where)
    _check_heading_order(tree, where)
    return tree


def _check_controls(tree: Element, where: str) -> None:
    labelled = {label.get("for") for label in elements(tree, "label")}
    wrapped = {id(control) for label in elements(tree, "label") for control in label.iter()}
    for element in tree.iter():
        name = str(element.tag).removeprefix(_H)
        if name not in _CONTROLS or element.get("type") in _UNLABELLED:
            continue
        has_label = (
            element.get("id") in labelled or id(element) in wrapped or element.get("aria-label")
        )
        assert has_label, f"{where}: control {element.get('name')} has no label"
        for reference in (element.get("aria-describedby") or "").split():
            found = any(other.get("id") == reference for other in tree.iter())
            assert found, f"{where}: aria-describedby {reference} points nowhere"


def _check_inline(tree: Element, where: str) -> None:
    for element in tree.iter():
        attributes = {str(key) for key in element.attrib}
        assert "style" not in attributes, f"{where}: inline style on {element.tag}"
        handlers = {key for key in attributes if key.startswith("on")}
        assert not handlers, f"{where}: inline handlers {handlers}"
    assert not elements(tree, "style"), f"{where}: a style element"
    for script in elements(tree, "script"):
        assert script.get("src"), f"{where}: an inline script"


def _check_heading_order(tree: Element, where: str) -> None:
    levels = [
        int(m.group(1)) for e in tree.iter() if (m := re.fullmatch(rf"{_H}h([1-6])", str(e.tag)))
    ]
    for before, after in itertools.pairwise(levels):
        assert after <= before + 1, f"{where}: heading level jumps from h{before} to h{after}"


def form_fields(form: Element) -> dict[str, Any]:
    """What a browser would send of a form as it stands: names to values (lists when repeated)."""
    found: dict[str, list[str]] = {}
    for element in form.iter():
        kind, name = str(element.tag).removeprefix(_H), element.get("name")
        if not name or element.get("disabled") is not None:
            continue
        for value in _values(kind, element):
            found.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


def _values(kind: str, element: Element) -> list[str]:
    if kind == "textarea":
        return ["".join(element.itertext()).removeprefix("\n")]
    if kind == "select":
        options = elements(element, "option")
        chosen = [o for o in options if o.get("selected") is not None] or options[:1]
        return [o.get("value", words(o)) for o in chosen]
    if kind != "input" or element.get("type") in ("submit", "button", "file", "image"):
        return []
    if element.get("type") in ("checkbox", "radio"):
        return [element.get("value", "on")] if element.get("checked") is not None else []
    return [element.get("value", "")]


class LintClient(FlaskClient):
    """Every HTML page fetched is linted; `submit` fills the page's form and sends it."""

    page: Element | None = None
    path: str = "/"

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """As Flask's, and the page is checked and remembered."""
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and response.data:
            self.path = response.request.full_path
            self.page = lint_page(response.get_data(as_text=True), response.request.path)
        return response

    def text(self) -> str:
        """The words of the page fetched last."""
        assert self.page is not None
        return words(elements(self.page, "body")[0])

    def find_form(self, action: str | None = None) -> Element:
        """The first POST form of the page (whose action contains `action`)."""
        assert self.page is not None
        forms = [
            f for f in elements(self.page, "form") if (f.get("method") or "get").lower() == "post"
        ]
        forms = [f for f in forms if "sign-out" not in (f.get("action") or "")]
        if action is not None:
            forms = [f for f in forms if action in (f.get("action") or self.path)]
        assert forms, f"no form for {action} on {self.path}"
        return forms[0]

    def submit(
        self, data: dict[str, Any] | None = None, *, action: str | None = None, follow: bool = True
    ) -> TestResponse:
        """The page's form, as it stands plus `data`, is sent; redirects are followed."""
        form = self.find_form(action)
        values = {**form_fields(form), **(data or {})}
        values = {key: value for key, value in values.items() if value is not None}
        target = urljoin(self.path, form.get("action") or self.path)
        kind = form.get("enctype") or "application/x-www-form-urlencoded"
        parts = urlsplit(target)
        return self.post(
            parts.path,
            query_string=parts.query,
            data=values,
            content_type=kind,
            follow_redirects=follow,
        )

    def links(self, containing: str = "") -> list[str]:
        """The addresses of the links of the page whose text or address contains a string."""
        assert self.page is not None
        return [
            a.get("href", "")
            for a in elements(self.page, "a")
            if containing in words(a) or containing in a.get("href", "")
        ]

    def sign_in(self, username: str, password: str) -> TestResponse:
        """The visitor signs in by the page."""
        self.get("/staff/sign-in")
        return self.submit({"username": username, "password": password}, action="sign-in")
