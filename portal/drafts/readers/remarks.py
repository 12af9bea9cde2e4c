"""What is said of a whole file: revisions, hidden text, pictures, remarks of reviewers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from portal.drafts.readers.refusals import scanned
from portal.drafts.readers.written import Note, Written

_SENTENCES = {
    "hidden": "文件里有 {} 处隐藏文字，没有读入。需要的话请取消隐藏后再上传。",
    "comment": "文件里有 {} 条批注，没有读入。",
    "picture": "文件里有 {} 张图片或嵌入对象，其中的文字没有读入，请核对有无遗漏。",
    "formula": "文件里有 {} 处公式，只读入了其中的字符，请核对。",
    "symbol": "文件里有 {} 个认不出的符号，已用“□”代替，请核对。",
    "box": "文件里有 {} 个文本框，文字已放在文本框所在段落之后，请核对位置。",
}

_NOTE_NAMES = {"footnote": "脚注", "endnote": "尾注"}
_LONGEST_NOTE = 300


def left_out(kind: str, text: str) -> Note:
    """What stood in a footnote or endnote, to be told at the line that refers to it."""
    shown = text if len(text) <= _LONGEST_NOTE else text[:_LONGEST_NOTE] + "…"
    return kind, f"这里有{_NOTE_NAMES[kind]}，没有放进正文：“{shown}”"


def overall_notes(tally: Mapping[str, int]) -> list[Note]:
    """A note for each thing that was met; none for a clean file."""
    notes = [_revised(tally)] if tally.get("inserted") or tally.get("deleted") else []
    notes += [
        (code, sentence.format(tally[code]))
        for code, sentence in _SENTENCES.items()
        if tally.get(code)
    ]
    return notes


def refuse_pictures(written: Iterable[Written], pictures: int) -> None:
    """Raises: DraftScannedError when there are pictures and no text."""
    if pictures and not any(line.text.strip() for line in written):
        raise scanned()


def _revised(tally: Mapping[str, int]) -> Note:
    inserted, deleted = tally.get("inserted", 0), tally.get("deleted", 0)
    message = (
        f"文件带有修订痕迹（插入 {inserted} 处、删除 {deleted} 处），"
        "已按接受全部修订后的文字读入，请核对。"
    )
    return "revised", message
