"""What an officer should look at in a finished tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portal.drafts import units
from portal.drafts.blocks import Block
from portal.drafts.grammar import Kind
from portal.drafts.joining import Paragraph
from portal.drafts.tree import ClauseNode, OutlineWarning

LONG_CLAUSE = 3000
_CLOSING = {"》": "《", "”": "“", "）": "(", ")": "(", "〉": "〈"}
_SHORTEST_WRAPPED_LINE = 10


def check_clauses(clauses: Sequence[ClauseNode]) -> Iterator[OutlineWarning]:
    """Warnings about single clauses: empty, long, open brackets, default responsibility."""
    parents = {clause.parent for clause in clauses}
    for clause in clauses:
        if not clause.text and clause.id not in parents:
            yield _warn("empty_clause", clause.line, f"“{clause.number}”没有正文，请核对是否漏行。")
        if len(clause.text) > LONG_CLAUSE:
            yield _warn("long_clause", clause.line, _long_message(clause))
        if mark := unclosed(clause.heading + clause.text):
            message = f"“{clause.number}”里的“{mark}”没有配对的另一半，请核对标点或断行。"
            yield _warn("unclosed_bracket", clause.line, message)
        if names := units.default_names(clause.text):
            message = f"以下各项默认由{'、'.join(names)}负责，已记入后面各条，请核对。"
            yield _warn("default_responsibility", clause.line, message)


def check_blocks(blocks: Sequence[Block]) -> Iterator[OutlineWarning]:
    """Warnings about spelling and wrapping: brackets of two widths, doubtful joins."""
    for kind in (Kind.BRACKETED, Kind.ARABIC_BRACKETED):
        yield from _mixed_brackets([block for block in blocks if block.marker.kind is kind])
    yield from _mixed_stops([block for block in blocks if block.marker.kind is Kind.ARABIC])
    yield from _mixed_numbering(blocks)
    for block in (block for block in blocks if block.marker.kind >= Kind.ARTICLE):
        for paragraph in block.paragraphs:
            if _is_doubtful(paragraph):
                line = paragraph.joined_lines[-1]
                message = "这一行很短，已接到上一行之后，请核对是否本应另起一段。"
                yield _warn("suspicious_join", line, message)


def _is_doubtful(paragraph: Paragraph) -> bool:
    """A short last line was joined although the line above it ended before the margin."""
    short = len(paragraph.parts[-1]) < _SHORTEST_WRAPPED_LINE
    return bool(paragraph.joined_lines) and short and not paragraph.filled_above


def unclosed(text: str) -> str:
    """The first opening bracket or quotation mark that nothing closes, or an empty string.

    Paragraphs of one quotation may each open with a mark of their own.
    """
    waiting: list[str] = []
    for paragraph in text.split("\n"):
        goes_on = paragraph.startswith("“") and "“" in waiting
        _follow(paragraph[1:] if goes_on else paragraph, waiting)
    return waiting[0] if waiting else ""


def _follow(paragraph: str, waiting: list[str]) -> None:
    for char in paragraph:
        if char in "《“（(〈":
            waiting.append("(" if char == "（" else char)
        elif waiting and waiting[-1] == _CLOSING.get(char):
            waiting.pop()


def _long_message(clause: ClauseNode) -> str:
    return f"“{clause.number}”有 {len(clause.text)} 字，比一般条款长得多，请核对是否漏分了条款。"


def _mixed_brackets(blocks: Sequence[Block]) -> Iterator[OutlineWarning]:
    def style(block: Block) -> str:
        opened = block.marker.printed[0]
        return opened if opened in "（(" else ")"

    yield from _minority(blocks, [style(block) for block in blocks], "括号")


def _mixed_stops(blocks: Sequence[Block]) -> Iterator[OutlineWarning]:
    yield from _minority(blocks, [_stop(block) for block in blocks], "标点")


def _stop(block: Block) -> str:
    stop = block.marker.printed[-1]
    return stop if stop in ".．、" else ""


def _minority(
    blocks: Sequence[Block], styles: Sequence[str], name: str
) -> Iterator[OutlineWarning]:
    usual = max(sorted(set(styles)), key=styles.count, default="")
    odd = [block for block, style in zip(blocks, styles, strict=True) if style != usual]
    if odd:
        message = f"同级序号的{name}写法不一（如“{odd[0].marker.printed}”，共 {len(odd)} 处）。"
        yield _warn("mixed_brackets", odd[0].line, message)


def _mixed_numbering(blocks: Sequence[Block]) -> Iterator[OutlineWarning]:
    """A list that goes on from the list before, where others of its kind begin anew."""
    for kind in (Kind.BRACKETED, Kind.ARABIC, Kind.ARABIC_BRACKETED):
        starts = [block for block in _list_starts(blocks, kind)][1:]
        anew = [block for block in starts if block.marker.value == 1]
        onward = [block for block in starts if block.marker.value != 1]
        if anew and onward:
            odd = min(anew, onward, key=len)[0]
            message = f"从“{odd.marker.printed}”起，序号有的接着上文、有的重新开始，请核对。"
            yield _warn("mixed_numbering", odd.line, message)


def _list_starts(blocks: Sequence[Block], kind: Kind) -> Iterator[Block]:
    inside = False
    for block in blocks:
        if block.marker.kind == kind and not inside:
            yield block
        inside = block.marker.kind == kind or (inside and block.marker.kind > kind)


def _warn(code: str, line: int, message: str) -> OutlineWarning:
    return OutlineWarning(code, line, f"第{line}行：{message}")
