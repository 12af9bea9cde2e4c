"""An outline as plain lines for people to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portal.drafts.tree import ClauseNode, NoticeFields, Outline

_LONGEST_SHOWN = 36


def print_tree(outline: Outline) -> str:
    """Title, counts, indented clauses with their lines, and the warnings."""
    return "\n".join(_lines(outline)) + "\n"


def _lines(outline: Outline) -> Iterator[str]:
    yield f"{outline.title or '（无标题）'} [{outline.genre}]"
    if outline.notice:
        yield from _notice_lines(outline.notice)
    for document in outline.documents or []:
        yield ""
        yield f"{document.line:>5}  {document.title} ({len(document.clauses)})"
        yield from _clause_lines(document.clauses)
    yield from _clause_lines(outline.clauses)
    if outline.warnings:
        yield ""
    for warning in outline.warnings:
        yield f"{warning.line:>5}! {warning.code}: {warning.message}"


def _notice_lines(notice: NoticeFields) -> Iterator[str]:
    for name, value in notice.as_json().items():
        if value:
            shown = "、".join(value) if isinstance(value, list) else str(value)
            yield f"       {name}: {_short(shown)}"


def _clause_lines(clauses: Sequence[ClauseNode]) -> Iterator[str]:
    depths: dict[str | None, int] = {None: -1}
    for clause in clauses:
        depth = depths[clause.id] = depths[clause.parent] + 1
        words = f"{clause.number}{clause.heading}" if clause.heading else clause.number
        shown = _short(clause.text.replace("\n", " "))
        mark = "" if clause.commentable else " -"
        yield f"{clause.line:>5}  {'  ' * depth}{words} {shown}".rstrip() + mark


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "…"
