"""The five real drafts come out as their reference outlines say."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from portal.drafts.lines import unblank
from portal.drafts.outline import read_file
from portal.drafts.tree import ClauseNode, Document, Outline

pytestmark = pytest.mark.shared


def seed(shared_dir: Path, number: str) -> Outline:
    path = next((shared_dir / "seeds").glob(f"{number}_*.txt"))
    return read_file(path.read_bytes(), path.name)


def reference(shared_dir: Path, number: str, ending: str) -> Any:
    path = next(
        one
        for one in sorted((shared_dir / "outlines").glob(f"{number}_*.json"))
        if one.name.endswith(ending) and (ending != ".json" or not one.name.endswith(".meta.json"))
    )
    return json.loads(path.read_text(encoding="utf-8"))


def rows(outline: Outline) -> list[tuple[int, str, str, str]]:
    depth: dict[str | None, int] = {None: 0}
    found = [(0, "", outline.title, outline.preamble[:20])]
    for clause in outline.clauses:
        depth[clause.id] = depth[clause.parent] + 1
        found.append((depth[clause.id], clause.number, clause.heading, clause.text[:20]))
    return found


@pytest.mark.parametrize("number", ["000", "001", "004"])
def test_the_tree_equals_the_reference_outline(shared_dir: Path, number: str) -> None:
    outline = seed(shared_dir, number)
    wanted = reference(shared_dir, number, ".json")
    assert rows(outline) == [
        (row["level"], row["number"], row["heading"], row["body20"]) for row in wanted
    ]
    lines = [one.line for one in outline.set_aside if one.kind == "title"][:1]
    assert [*lines, *(one.line for one in outline.clauses)] == [row["line"] for row in wanted]


@pytest.mark.parametrize(("number", "leaves"), [("000", 31), ("001", 29), ("003", 16), ("004", 37)])
def test_the_commentable_leaves_are_as_many_as_counted_by_hand(
    shared_dir: Path, number: str, leaves: int
) -> None:
    outline = seed(shared_dir, number)
    parents = {clause.parent for clause in outline.clauses}
    assert sum(clause.commentable for clause in outline.clauses) == leaves
    assert sum(clause.id not in parents for clause in outline.clauses) == leaves


def test_the_wrapped_seed_is_joined_where_it_was_broken(shared_dir: Path) -> None:
    outline = seed(shared_dir, "001")
    assert not any("\n" in clause.text for clause in outline.clauses)
    assert [(one.code, one.line) for one in outline.warnings] == [("mixed_brackets", 79)]
    kinds = {one.line: one.kind for one in outline.set_aside}
    wanted = {3: "letterhead", 5: "document_number", 9: "title", 11: "date", 13: "preamble"}
    assert kinds == wanted | {115: "note"}


def test_the_notice_of_the_fifth_seed_is_read(shared_dir: Path) -> None:
    outline = seed(shared_dir, "004")
    wanted = reference(shared_dir, "004", ".meta.json")["notice"]
    notice = outline.notice
    assert outline.genre == "notice_with_draft"
    assert outline.warnings == []
    assert notice is not None
    names = {
        "title": "title", "opens_at": "start", "closes_at": "end", "opens_day": "text_start",
        "closes_day": "text_end", "channels": "channels", "organisation_requires": "org_required",
        "individual_requires": "person_required", "contacts": "contacts", "phones": "phones",
        "email": "email", "address": "address", "postcode": "postcode", "issuer": "issuer",
        "issued_day": "date",
    }  # fmt: skip
    found = notice.as_json()
    assert {name: found[name] for name in names} == {
        name: wanted[theirs] for name, theirs in names.items()
    }


def test_the_speech_is_recognised_and_still_has_its_clauses(shared_dir: Path) -> None:
    outline = seed(shared_dir, "003")
    assert outline.genre == "speech"
    assert ("speech", 1) in [(one.code, one.line) for one in outline.warnings]
    assert [one.line for one in outline.clauses if one.level == "一、"] == [4, 11, 17, 23, 28]
    wanted = [13, 14, 15, 16, 19, 20, 21, 22, 25, 26, 27, 30, 31, 32, 33]
    assert [one.line for one in outline.clauses if one.level == "X要"] == wanted


@pytest.mark.parametrize("number", ["002", "003"])
def test_the_structure_is_the_one_checked_by_eye(shared_dir: Path, number: str) -> None:
    """Line, depth and number of every clause, compared with the paper line by line."""
    outline = seed(shared_dir, number)
    documents = outline.documents or [Document(outline.title, 0, outline.clauses)]
    found = []
    for document in documents:
        found.append(f"= {document.line}")
        depth: dict[str | None, int] = {None: 0}
        for clause in document.clauses:
            depth[clause.id] = depth[clause.parent] + 1
            found.append(f"{clause.line}{'>' * depth[clause.id]}{clause.number}")
    checked = Path(__file__).parent / "seed_trees" / f"{number}.txt"
    assert found == checked.read_text(encoding="utf-8").splitlines()


def levels(clauses: list[ClauseNode]) -> list[int]:
    count = Counter(clause.level for clause in clauses)
    return [count[level] for level in ("一、", "（一）", "1.", "（1）", "①")]


def test_the_bundle_comes_apart_into_five_documents(shared_dir: Path) -> None:
    outline = seed(shared_dir, "002")
    assert outline.genre == "bundle"
    assert outline.clauses == []
    documents = outline.documents
    assert documents is not None
    assert [(one.line, levels(one.clauses)) for one in documents] == [
        (9, [3, 10, 19, 0, 0]),
        (125, [4, 14, 45, 0, 0]),
        (485, [9, 0, 13, 19, 5]),
        (651, [0, 0, 6, 0, 0]),
        (673, [4, 0, 14, 0, 0]),
    ]
    assert all(one.title for one in documents)


def test_the_bundle_gives_its_warnings_on_their_lines(shared_dir: Path) -> None:
    found = [(one.code, one.line) for one in seed(shared_dir, "002").warnings]
    wanted = {
        ("bundle", 1),
        ("bundle_count", 1),
        ("default_responsibility", 59),
        ("page_number_glue", 615),
        ("page_number_glue", 627),
    }
    assert wanted <= set(found)
    assert not [code for code, _ in found if code.startswith("numbering_")]


def test_the_bundle_names_the_units_that_answer(shared_dir: Path) -> None:
    clauses = seed(shared_dir, "002").all_clauses()
    roles = Counter(unit.role for clause in clauses for unit in clause.units)
    assert (roles["牵头单位"], roles["配合单位"], roles["责任单位"]) == (39, 39, 21)
    names = [name for clause in clauses for unit in clause.units for name in unit.names]
    assert names.count("各县(市、区)政府") == 37
    assert not any(name.count("(") != name.count(")") for name in names)


def test_page_numbers_glued_to_items_are_corrected(shared_dir: Path) -> None:
    numbers = {clause.line: clause.number for clause in seed(shared_dir, "002").all_clauses()}
    assert (numbers[615], numbers[627]) == ("2)", "2)")


@pytest.mark.parametrize("number", ["000", "001", "002", "003", "004"])
def test_nothing_of_a_seed_is_lost_or_invented(shared_dir: Path, number: str) -> None:
    path = next((shared_dir / "seeds").glob(f"{number}_*.txt"))
    outline = read_file(path.read_bytes(), path.name)
    source = unblank(path.read_text(encoding="utf-8"))
    parts = unblank("".join(text for _, text in outline.source_parts()))
    assert Counter(parts) == Counter(source)
    if number != "002":
        assert parts == source
