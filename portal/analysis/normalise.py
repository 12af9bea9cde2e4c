"""Texts made comparable without moving a single character: every mapping keeps the length."""

import re
from functools import lru_cache

from portal.analysis.traditional import TO_SIMPLIFIED
from portal.analysis.types import Opinion

MASK = "□"
QUOTED_RUN = 8
SCARE_QUOTE = 6
_KEPT_CLAUSES = 128

_WIDTHS = {0xFF01 + i: chr(0x21 + i) for i in range(94)}
_SPACES = dict.fromkeys([*range(0x20), *range(0x7F, 0xA1), 0x3000, 0x200B, 0x2028, 0xFEFF], " ")
_BROKEN = dict.fromkeys(range(0xD800, 0xE000), " ")
# A sign that stands for itself is listed too: one that is not found costs five times as much.
_THEMSELVES = {code: code for code in (*range(0x21, 0x7F), *range(0x2010, 0x2027), *range(0x3001, 0x3020))}
_HAN = {code: code for code in range(0x4E00, 0xA000)}
_TABLE = {
    **_THEMSELVES,
    **_HAN,
    **_WIDTHS,
    **_SPACES,
    **_BROKEN,
    **TO_SIMPLIFIED,
    ord("\n"): "\n",
    ord("「"): "“",
    ord("」"): "”",
}
_MARKUP = re.compile(r"<[a-zA-Z/!][^<>]{0,300}>|&(?:nbsp|lt|gt|amp|quot);")
_QUOTE = re.compile(r'“[^“”]{1,2000}”|『[^『』]{1,2000}』|"[^"\n]{1,2000}"')
_REPLACING = re.compile(
    r"(?:将|把|改为|改成|增加|删除|删去|删掉|表述为|表述|补充|规定|其中的?|中的?)[::,]?$"
)
_NEW_TEXT = re.compile(r"(?:修改为|改为|改成|表述为|调整为|变更为)\s*:([^。\n]{4,2000})")


def plain(text: str) -> str:
    """The text with half-width signs, simplified characters and no markup, as long as before."""
    flat = text.translate(_TABLE)
    if "<" in flat or "&" in flat:
        flat = _MARKUP.sub(lambda found: " " * len(found.group()), flat)
    return flat


def own_words(opinion: Opinion) -> str:
    """The plain text in which what the commenter only quotes or drafts is blotted out by `MASK`."""
    text = plain(opinion.text)
    clause_text, runs = _clause(opinion.clause_text or "")
    if any(sign in text for sign in '“『"'):
        text = _QUOTE.sub(lambda found: _quote_or_mask(found, clause_text), text)
    text = _NEW_TEXT.sub(_mask_group, text)
    return _without_runs(text, runs)


@lru_cache(maxsize=_KEPT_CLAUSES)
def _clause(text: str) -> tuple[str, frozenset[str]]:
    """A clause's plain text and its runs of `QUOTED_RUN` characters: many comments are on one clause."""
    flat = plain(text)
    return flat, frozenset(flat[i : i + QUOTED_RUN] for i in range(len(flat) - QUOTED_RUN + 1))


def _quote_or_mask(found: re.Match[str], clause_text: str) -> str:
    """A short ironic quote stays, because “一刀切” in quotes is the commenter's own judgement."""
    inner = found.group()[1:-1]
    before = found.string[max(0, found.start() - 6) : found.start()]
    is_own = (
        len(inner) <= SCARE_QUOTE and inner not in clause_text and not _REPLACING.search(before)
    )
    return found.group() if is_own else MASK * len(found.group())


def _mask_group(found: re.Match[str]) -> str:
    kept = found.group()[: found.start(1) - found.start()]
    return kept + MASK * len(found.group(1))


def _without_runs(text: str, runs: frozenset[str]) -> str:
    """Runs of `QUOTED_RUN` characters that also stand in the clause are blotted out."""
    if not runs:
        return text
    hits = [i for i in range(len(text) - QUOTED_RUN + 1) if text[i : i + QUOTED_RUN] in runs]
    if not hits:
        return text
    signs = list(text)
    for start in hits:
        signs[start : start + QUOTED_RUN] = [MASK] * QUOTED_RUN
    return "".join(signs)
