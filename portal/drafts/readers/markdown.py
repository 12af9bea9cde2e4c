"""Markdown becomes plain text: its own marks go, every line stays where it was."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from portal.drafts.readers.text import decode
from portal.drafts.readers.written import Note, ReadText, Written, finish

_LONGEST_INLINE = 20_000
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,500}>")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_HEADING = re.compile(r"^ {0,3}#{1,6} +第[^\n]{1,12}[编章节条]", re.MULTILINE)
_FEWEST_HEADINGS = 2
_TABLE: Note = ("table", "这里是表格，已按行转成文字（各格之间用制表符隔开），请核对。")


def read(data: bytes, encoding: str | None = None) -> ReadText:
    """The text of a Markdown file, line for line. Raises: DraftError."""
    return render(decode(data, encoding))


def to_plain(text: str) -> str:
    """The same lines, as many as before, without Markdown's own marks."""
    return render(text).text


def is_marked(text: str) -> bool:
    """A plain text in which chapters or articles are headings of Markdown: ## 第一章."""
    return len(_HEADING.findall(text)) >= _FEWEST_HEADINGS


def render(text: str) -> ReadText:
    """The text that Markdown stands for, on the lines where it stood."""
    source = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    made = [Written("") for _ in source]
    tokens = _parser().parse("\n".join(source))
    numbers = _item_numbers(tokens)
    first_cells: set[int] = set()
    for at, token in enumerate(tokens):
        if token.map is None:
            continue
        if token.type == "list_item_open":
            _open_item(made, token, numbers.get(at, ""))
        elif token.type == "table_open":
            made[token.map[0]].notes.append(_TABLE)
        elif token.type == "inline":
            in_table = tokens[at - 1].type in ("th_open", "td_open")
            _place(made, token.map[0], _inline_lines(token), first_cells if in_table else None)
        elif token.type in ("fence", "code_block"):
            start = token.map[0] + (token.type == "fence")
            _place(made, start, token.content.rstrip("\n").split("\n"), None)
        elif token.type == "html_block":
            _place(made, token.map[0], _without_tags(token.content).split("\n"), None)
    return finish(made)


@cache
def _parser() -> MarkdownIt:
    return (
        MarkdownIt("commonmark", {"maxNesting": 20})
        .enable("table")
        .disable(["inline", "reference"])
    )


@cache
def _inline_parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"maxNesting": 20})


def _place(made: list[Written], start: int, lines: list[str], cells: set[int] | None) -> None:
    """Lines stand from `start` on; what goes beyond the last one stays on it."""
    for step, line in enumerate(lines):
        at = min(start + step, len(made) - 1)
        joint = "\t" if cells is not None and at in cells else ""
        if made[at].text and not joint and step and at == len(made) - 1:
            joint = " "
        made[at].text += joint + line
        if cells is not None:
            cells.add(at)


def _open_item(made: list[Written], token: Token, number: str) -> None:
    if number and token.map:
        made[token.map[0]].text += number + " "


def _item_numbers(tokens: Sequence[Token]) -> dict[int, str]:
    """The numbers of list items as typed; counted where one was typed again and again."""
    found: dict[int, str] = {}
    open_lists: list[list[int]] = []
    for at, token in enumerate(tokens):
        if token.type in ("ordered_list_open", "bullet_list_open"):
            open_lists.append([])
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            found.update(_numbers(tokens, open_lists.pop()))
        elif token.type == "list_item_open" and token.info:
            open_lists[-1].append(at)
    return found


def _numbers(tokens: Sequence[Token], items: Sequence[int]) -> Iterator[tuple[int, str]]:
    typed = [tokens[at].info for at in items]
    lazy = len(typed) > 1 and len(set(typed)) == 1
    for step, at in enumerate(items):
        number = str(int(typed[0]) + step) if lazy else typed[step]
        yield at, number + tokens[at].markup


def _inline_lines(token: Token) -> list[str]:
    if len(token.content) > _LONGEST_INLINE:
        return token.content.split("\n")
    (parsed,) = _inline_parser().parseInline(token.content)
    return "".join(_texts(parsed.children or [])).split("\n")


def _texts(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            yield "\n"
        elif token.type == "html_inline":
            yield ""
        elif token.type == "image":
            yield from _texts(token.children or [])
        else:
            yield token.content


def _without_tags(text: str) -> str:
    """Comments keep their line ends, so that what follows stays on its line."""
    bare = _COMMENT.sub(lambda found: "\n" * found.group().count("\n"), text.rstrip("\n"))
    return html.unescape(_TAG.sub("", bare))
