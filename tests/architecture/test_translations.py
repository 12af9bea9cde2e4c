"""Every sentence a person may read passes through gettext, and has its English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from jinja2 import Environment
from jinja2 import nodes as jinja

from tests.architecture.sources import ROOT, docstrings, files, place, tree

CATALOGUE = ROOT / "translations" / "en" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None, "lazy_gettext": None, "lazy_ngettext": (1, 2)}
CALLS = {"_", "_l", "gettext", "lazy_gettext", "ngettext", "lazy_ngettext", "pgettext"}
UNTRANSLATED = {"templates/styleguide.html", "templates/errors/fallback.html", "templates/errors/too_large.html"}
"""For the makers of the pages; and the page of last resort, which says it in both languages."""
OWN_NAME = "简体中文"
"""A language is offered under its own name."""
_CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
_SYMBOLS = "＋－？、"
"""Signs drawn beside a stance, which its word repeats; and the comma between Chinese names, whoever reads them."""
_DATE_PATTERN = re.compile(r"[yMd年月日]+")
"""The Chinese one of two date patterns a filter chooses between."""
_PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]")
MessageId = str | tuple[str, str]


@cache
def extracted() -> dict[MessageId, str]:
    """Every message of the sources with the first place it stands, by the project's mapping."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    found: dict[MessageId, str] = {}
    for name, line, message, _comments, _context in extract_from_dir(
        str(ROOT), methods, options, keywords=KEYWORDS
    ):
        found.setdefault(message, f"{name}:{line}")
    return found


@cache
def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as source:
        return read_po(source, locale="en", abort_invalid=True)


def messages() -> Iterator[Message]:
    return (message for message in catalogue() if message.id)


def strings(message: Message) -> list[str]:
    """The translations, one for each number."""
    value = message.string
    return [value] if isinstance(value, str) else list(value)


def test_the_sources_are_read_by_the_mapping() -> None:
    places = {where.split("/", 1)[0] for where in extracted().values()}
    assert places == {"portal", "templates"}
    assert len(extracted()) > 300
    assert not any(where.startswith(tuple(UNTRANSLATED)) for where in extracted().values())


def test_every_message_of_the_sources_has_its_english() -> None:
    known = {tuple(m.id) if isinstance(m.id, (list, tuple)) else m.id for m in messages()}
    missing = {where: message for message, where in extracted().items() if message not in known}
    assert missing == {}


def test_no_english_is_empty_unsure_or_left_in_chinese() -> None:
    bad = [
        message.id
        for message in messages()
        if message.fuzzy or not all(strings(message)) or any(map(_CHINESE.search, strings(message)))
    ]
    assert bad == []


def test_no_english_outlives_its_source() -> None:
    ids = {tuple(m.id) if isinstance(m.id, (list, tuple)) else m.id for m in messages()}
    assert ids - set(extracted()) == set()
    assert list(catalogue().obsolete) == []


def test_the_english_keeps_every_placeholder() -> None:
    """Of a plural, the form for one may leave its number out ("One opinion")."""
    bad = []
    for message in messages():
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        wanted = set(_PLACEHOLDER.findall(ids[-1]))
        for text in strings(message):
            given = set(_PLACEHOLDER.findall(text))
            may_omit = {"num"} if len(ids) > 1 else set()
            if not wanted - may_omit <= given <= wanted:
                bad.append((message.id, text))
    assert bad == []


def _environment() -> Environment:
    return Environment(autoescape=True, extensions=["jinja2.ext.i18n"])


def _bare_chinese(node: jinja.Node) -> Iterator[tuple[int, str]]:
    """Chinese words of a template outside of gettext calls (comments are no nodes)."""
    if isinstance(node, jinja.Call) and getattr(node.node, "name", "") in CALLS:
        return
    text = ""
    if isinstance(node, jinja.TemplateData):
        text = re.sub(r"<!--.*?-->", "", node.data, flags=re.DOTALL)
    elif isinstance(node, jinja.Const) and isinstance(node.value, str):
        text = node.value
    if _CHINESE.search(text.replace(OWN_NAME, "").strip(_SYMBOLS)):
        yield node.lineno, text.strip()[:60]
    for child in node.iter_child_nodes():
        yield from _bare_chinese(child)


def _where(path: Path, line: int, text: str) -> str:
    return f"{place(path)}:{line}: {text}"


def test_no_template_says_anything_in_chinese_outside_of_gettext() -> None:
    found = [
        _where(path, line, text)
        for path in files("templates", suffix=".html")
        if place(path) not in UNTRANSLATED
        for line, text in _bare_chinese(_environment().parse(path.read_text("utf-8")))
    ]
    assert found == []


def test_the_own_name_of_chinese_is_the_only_one_and_stands_in_the_header() -> None:
    places = [
        place(path)
        for path in files("templates", suffix=".html")
        if OWN_NAME in path.read_text("utf-8") and place(path) not in UNTRANSLATED
    ]
    assert places == ["templates/components/site_header.html"]


def _inside_gettext(module: ast.Module) -> set[int]:
    """The identities of the constants that are arguments of a gettext call."""
    calls = [
        node
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) in CALLS
    ]
    return {id(part) for call in calls for part in ast.walk(call) if isinstance(part, ast.Constant)}


def test_no_module_of_the_edge_says_anything_in_chinese_outside_of_gettext() -> None:
    found = []
    for path in files("portal/web", suffix=".py"):
        module = tree(path)
        passed = _inside_gettext(module) | docstrings(module)
        found += [
            _where(path, node.lineno, node.value[:60])
            for node in ast.walk(module)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
            and _CHINESE.search(node.value) and id(node) not in passed
            and not _DATE_PATTERN.fullmatch(node.value) and node.value not in _SYMBOLS
        ]  # fmt: skip
    assert found == []


def test_messages_are_constants_so_that_they_can_be_extracted() -> None:
    found = []
    for path in files("portal/web", suffix=".py"):
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") not in CALLS:
                continue
            if not (node.args and isinstance(node.args[0], ast.Constant)):
                found.append(place(path, node))
    assert found == []
