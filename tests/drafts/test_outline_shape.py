from __future__ import annotations

import json

from portal.drafts.outline import read_outline
from portal.drafts.printing import print_tree

from .test_bundle import BUNDLE
from .texts import NOTICE, POLICY, STATUTE


def test_the_json_has_exactly_the_keys_of_the_interface() -> None:
    printed = json.loads(json.dumps(read_outline(POLICY).as_json(), ensure_ascii=False))
    assert list(printed) == ["genre", "title", "notice", "documents", "warnings", "clauses"]
    assert list(printed["clauses"][0]) == [
        "id",
        "path",
        "parent",
        "level",
        "number",
        "heading",
        "text",
        "line",
        "commentable",
        "units",
    ]
    assert printed["notice"] is None
    assert printed["documents"] is None


def test_notice_documents_and_warnings_are_objects() -> None:
    notice = json.loads(json.dumps(read_outline(NOTICE).as_json()))["notice"]
    assert notice["opens_at"] == "2026-10-10T09:30"
    printed = json.loads(json.dumps(read_outline(BUNDLE).as_json()))
    assert list(printed["documents"][0]) == ["title", "line", "clauses"]
    assert list(printed["warnings"][0]) == ["code", "line", "message"]
    assert printed["clauses"] == []


def test_parents_come_before_their_children() -> None:
    seen: set[str | None] = {None}
    for clause in read_outline(STATUTE).clauses:
        assert clause.parent in seen
        seen.add(clause.id)


def test_the_printed_tree_shows_lines_numbers_and_warnings() -> None:
    shown = print_tree(read_outline(POLICY.replace("（四）", "（五）")))
    assert "    6    （一）指导思想 坚持以人为本" in shown
    assert "numbering_gap" in shown
    assert shown.endswith("\n")


def test_the_printed_bundle_names_its_documents() -> None:
    shown = print_tree(read_outline(BUNDLE))
    assert "云东县绿道方案 (2)" in shown


def test_the_printed_notice_shows_its_fields() -> None:
    assert "contacts: 林禾、欧阳小云" in print_tree(read_outline(NOTICE))
