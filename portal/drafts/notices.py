"""Where the notice ends and the draft begins, in a file that holds both."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portal.drafts import patterns
from portal.drafts.grammar import classify
from portal.drafts.lines import Line, unblank

_ASKS = re.compile(r"征[求集](?:[^。]{0,12})意见|意见[^。]{0,6}征[求集]|征[求集]|公开听取")
_ENDS = re.compile(r"(?:公告|通告|启事|通知|公示|函)(?: ?\([^()]{1,30}\))?$")
_NAMED = re.compile(r"《([^《》]{4,100})》")
_TITLE_WITHIN, _LONGEST_TITLE = 15, 140


def split_notice(lines: Sequence[Line]) -> tuple[list[Line], list[Line]] | None:
    """Notice and draft of a file that opens with a notice; None when it does not.

    The draft begins at the line that repeats the name the notice gives, or else below the
    notice's date. A notice without a draft has an empty second part.
    """
    titled = notice_title(lines)
    if titled is None:
        return None
    start = _named_draft(lines, titled)
    start = _below_date(lines, titled) if start is None else start
    if start is None:
        return list(lines), []
    return list(lines[:start]), list(lines[start:])


def notice_title(lines: Sequence[Line]) -> int | None:
    """Index of the line that is the notice's title."""
    for at, line in enumerate(lines[:_TITLE_WITHIN]):
        if len(line.key) > _LONGEST_TITLE or "。" in line.key:
            return None
        if _ENDS.search(line.key) and _ASKS.search(line.key):
            return at
    return None


def _named_draft(lines: Sequence[Line], titled: int) -> int | None:
    named = [unblank(name) for line in lines[: titled + 12] for name in _NAMED.findall(line.key)]
    title = unblank(lines[titled].key)
    names = [name for name in dict.fromkeys(named) if name in title] or named[:1]
    below = range(titled + 1, len(lines))
    numbered = _last_number(lines)
    starts = [at for at in below if at < numbered and _repeats(lines[at], names)]
    if not starts:
        return None
    return starts[0] if len(starts) == 1 else _below_signature(lines, starts)


def _below_signature(lines: Sequence[Line], starts: Sequence[int]) -> int:
    """Of several repetitions the first below a date; attachment lists stand above it."""
    for at in starts:
        if any(patterns.is_date(line) for line in lines[max(0, at - 6) : at]):
            return at
    return starts[-1]


def _repeats(line: Line, names: Sequence[str]) -> bool:
    if len(line.key) > _LONGEST_TITLE or "。" in line.key:
        return False
    bare = unblank(line.key)
    return any(bare.startswith(name) and len(bare) <= len(name) + 16 for name in names)


def _below_date(lines: Sequence[Line], titled: int) -> int | None:
    numbered = _last_number(lines)
    for at in range(titled + 1, numbered):
        if patterns.is_date(lines[at]):
            return at + 1
    return None


def _last_number(lines: Sequence[Line]) -> int:
    for at in range(len(lines) - 1, -1, -1):
        if classify(lines[at]):
            return at
    return 0
