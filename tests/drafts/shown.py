"""The documents of the corpus, and an outline as short lines that a person can check."""

from __future__ import annotations

from pathlib import Path

from portal.drafts.errors import DraftError
from portal.drafts.outline import read_file
from portal.drafts.tree import ClauseNode, Outline

CORPUS = Path(__file__).parent / "corpus"
_WORDS = 12
_ENCODED = {
    "encoded-gb18030.txt": ("policy-runin.txt", "gb18030"),
    "encoded-utf16.txt": ("policy-runin.txt", "utf-16"),
    "encoded-bom.txt": ("policy-runin.txt", "utf-8-sig"),
    "encoded-gb18030.html": ("saved-word.html", "gb18030"),
}


def documents() -> dict[str, bytes]:
    """Every document by its name; those in other encodings are made from their UTF-8 text."""
    files = sorted([*(CORPUS / "text").iterdir(), *(CORPUS / "made").iterdir()])
    found = {file.name: file.read_bytes() for file in files}
    for name, (source, encoding) in _ENCODED.items():
        text = found[source].decode().replace("\n", "\r\n")
        found[name] = text.encode(encoding)
    return found


def shown(data: bytes, name: str) -> str:
    """Genre and title, clauses with line, depth and first words, what was set aside, warnings."""
    try:
        outline = read_file(data, name)
    except DraftError as error:
        return f"refused {error.code}\n"
    rows = [f"{outline.genre} {outline.title}"]
    if outline.documents is None:
        rows += _clauses(outline.clauses)
    for document in outline.documents or []:
        rows += [f"= {document.line} {document.title}", *_clauses(document.clauses)]
    rows += _rest(outline)
    return "\n".join(rows) + "\n"


def _clauses(clauses: list[ClauseNode]) -> list[str]:
    depth: dict[str | None, int] = {None: 0}
    rows = []
    for clause in clauses:
        depth[clause.id] = depth[clause.parent] + 1
        indent = "  " * depth[clause.id]
        words = clause.text.replace("\n", "/")
        heading = f"[{clause.heading}]" if clause.heading else ""
        units = "".join(f" {{{unit.role} {'、'.join(unit.names)}}}" for unit in clause.units)
        row = f"{clause.line}{indent}{clause.level} {clause.number} {heading}{words[:_WORDS]}{units}"
        rows.append(row.rstrip())
    return rows


def _rest(outline: Outline) -> list[str]:
    rows = [f"- {one.line} {one.kind}" for one in outline.set_aside]
    return rows + [f"! {one.line} {one.code}" for one in outline.warnings]
