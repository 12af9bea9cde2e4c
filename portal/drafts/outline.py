"""The door of the engine: text in, outline out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from portal.drafts.bundles import Bundle, split_bundle
from portal.drafts.errors import DraftNoClausesError
from portal.drafts.lines import Line, filled, split_lines
from portal.drafts.nodes import Numberer
from portal.drafts.notice_fields import read_fields
from portal.drafts.notices import split_notice
from portal.drafts.readers.files import read_bytes
from portal.drafts.readers.text import check_text
from portal.drafts.readers.written import ReadText
from portal.drafts.reading import Reading, read_document
from portal.drafts.tree import (
    Document,
    NoticeFields,
    Outline,
    OutlineWarning,
    SetAside,
)

_NEEDED = {
    "opens_day": "起止日期",
    "channels": "提出意见的途径",
    "contacts": "联系人",
    "phones": "电话",
    "issuer": "征求意见单位",
}


def read_file(data: bytes, name: str, encoding: str | None = None) -> Outline:
    """The outline of a file's bytes.

    Raises: DraftError with the line where known.
    """
    return outline_of(read_bytes(data, name, encoding))


def outline_of(read: ReadText) -> Outline:
    """The outline of what a reader read, the reader's warnings among its own.

    Raises: DraftError with the line where known.
    """
    outline = read_outline(read.text)
    return replace(outline, warnings=_ordered([*read.warnings, *outline.warnings]))


def read_outline(text: str) -> Outline:
    """The outline of a text.

    Raises: DraftEmptyError, DraftBinaryError, DraftTooLargeError, DraftNoClausesError.
    """
    check_text(text)
    lines = filled(split_lines(text))
    bundle = split_bundle(lines)
    outline = _read_bundle(bundle) if bundle else _read_single(lines)
    if not outline.all_clauses():
        raise _no_clauses(lines[0])
    return outline


def _read_single(lines: Sequence[Line]) -> Outline:
    parts = split_notice(lines)
    notice_lines, draft = parts if parts and parts[1] else ([], list(lines))
    read = read_document(draft, Numberer())
    notice = read_fields(parts[0]) if parts else None
    warnings = [*read.warnings, *_genre_warnings(read, lines[0]), *_title_warnings(read)]
    if parts and notice:
        warnings += _notice_warnings(notice, lines[0], bool(parts[1]))
    genre = read.genre if not parts else "notice_with_draft" if parts[1] else "other"
    aside = [SetAside("notice", line.number, line.content) for line in notice_lines]
    aside += [*_texts_above(read), *read.set_aside]
    return Outline(
        genre,
        read.head.title,
        notice,
        None,
        read.head.preamble,
        _ordered(warnings),
        read.clauses,
        sorted(aside, key=lambda one: one.line),
    )


def _read_bundle(bundle: Bundle) -> Outline:
    numberer = Numberer()
    documents: list[Document] = []
    warnings: list[OutlineWarning] = []
    aside = [SetAside("bundle", line.number, line.content) for line in bundle.above]
    for part in bundle.parts:
        read = read_document(part[1:], numberer)
        aside += [SetAside("bundle", part[0].number, part[0].content), *read.set_aside]
        if part[1:]:
            documents.append(Document(read.head.outer_title, read.head.outer_line, read.clauses))
            warnings += read.warnings
            aside += _texts_above(read)
    warnings += _bundle_warnings(bundle, len(documents))
    title = bundle.above[0].content if bundle.above else ""
    aside.sort(key=lambda one: one.line)
    return Outline("bundle", title, None, documents, "", _ordered(warnings), [], aside)


def _texts_above(read: Reading) -> list[SetAside]:
    """Title and preamble among the other parts, so that these and the clauses are the source."""
    head = read.head
    titled = [SetAside("title", head.line, head.title)] if head.title else []
    opened = [SetAside("preamble", head.preamble_line, head.preamble)] if head.preamble else []
    return titled + opened


def _ordered(warnings: Sequence[OutlineWarning]) -> list[OutlineWarning]:
    return sorted(warnings, key=lambda warning: (warning.line, warning.code))


def _genre_warnings(read: Reading, first: Line) -> list[OutlineWarning]:
    if read.genre == "speech":
        message = "这是一篇讲话稿，不是征求意见的草案。请核对是否选错了文件。"
    elif read.genre == "other" and read.clauses:
        message = "这篇文字不像法规或政策文件的草案。请核对是否选错了文件。"
    else:
        return []
    return [OutlineWarning(read.genre, first.number, f"第{first.number}行：{message}")]


def _title_warnings(read: Reading) -> list[OutlineWarning]:
    if read.head.title or read.genre == "speech":
        return []
    line = read.head.line
    return [OutlineWarning("title_missing", line, f"第{line}行：没有找到标题，请手工填写。")]


def _notice_warnings(notice: NoticeFields, first: Line, drafted: bool) -> list[OutlineWarning]:
    line = first.number
    found: list[OutlineWarning] = []
    if not drafted:
        message = f"第{line}行：文件里只有公告，没有找到草案正文。请把草案一并导入。"
        found.append(OutlineWarning("draft_missing", line, message))
    missing = [name for key, name in _NEEDED.items() if not getattr(notice, key)]
    if missing:
        message = f"第{line}行：公告中没有找到{'、'.join(missing)}，请手工填写。"
        found.append(OutlineWarning("notice_missing", line, message))
    return found


def _bundle_warnings(bundle: Bundle, count: int) -> list[OutlineWarning]:
    line = (bundle.above or bundle.parts[0])[0].number
    message = f"第{line}行：文件里拼接了 {count} 份文件。请选定其中一份再征求意见。"
    found = [OutlineWarning("bundle", line, message)]
    if bundle.claimed and bundle.claimed != count:
        message = f"第{line}行：这一行说有 {bundle.claimed} 篇，实际找到 {count} 篇，请核对。"
        found.append(OutlineWarning("bundle_count", line, message))
    return found


def _no_clauses(first: Line) -> DraftNoClausesError:
    shown = first.content if len(first.content) <= 30 else first.content[:30] + "…"
    message = (
        f"从第{first.number}行“{shown}”起，没有找到任何带编号的条款"
        "（如“第一条”“一、”“（一）”“1.”）。请核对文件，或为各条加上编号后再导入。"
    )
    return DraftNoClausesError(line=first.number, message=message)
