"""What a line that opens a clause looks like, taken alone; whether it does is for `sequence`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from portal.drafts.lines import Line
from portal.drafts.numbering import NUMERALS, to_int


class Kind(IntEnum):
    """The ways of numbering, outermost first."""

    BOOK = 0
    SUBBOOK = 1
    CHAPTER = 2
    SECTION = 3
    ARTICLE = 4
    CHINESE = 5
    BRACKETED = 6
    MUST = 7
    ARABIC = 8
    ARABIC_BRACKETED = 9
    CIRCLED = 10


LEVELS = {
    Kind.BOOK: "编",
    Kind.SUBBOOK: "分编",
    Kind.CHAPTER: "章",
    Kind.SECTION: "节",
    Kind.ARTICLE: "条",
    Kind.CHINESE: "一、",
    Kind.BRACKETED: "（一）",
    Kind.MUST: "X要",
    Kind.ARABIC: "1.",
    Kind.ARABIC_BRACKETED: "（1）",
    Kind.CIRCLED: "①",
}
STATUTE_KINDS = frozenset({Kind.BOOK, Kind.SUBBOOK, Kind.CHAPTER, Kind.SECTION, Kind.ARTICLE})
_HEADED = {"编": Kind.BOOK, "分编": Kind.SUBBOOK, "章": Kind.CHAPTER, "节": Kind.SECTION,
           "部分": Kind.BOOK, "篇": Kind.BOOK}  # fmt: skip
_ONLY_SPACED = ("部分", "篇")


@dataclass(frozen=True, slots=True)
class Marker:
    """A number at the start of a line.

    Shape: `printed` as in the source, `rest` the offset where the words begin, `sub` the 之N of
    an inserted article, `spaced` whether a blank or bracket parts number and words, `doubtful`
    whether the line may as well only mention the number (第三条规定…, 2.5万元), `shift` how far
    the kind stands from its usual rank in this text.
    """

    kind: Kind
    value: int
    sub: int
    printed: str
    rest: int
    spaced: bool
    doubtful: bool = False
    shift: float = 0.0

    @property
    def rank(self) -> float:
        """Orders nesting, lower is outer."""
        return self.kind + self.shift


_NUM = rf"[{NUMERALS}](?: ?[{NUMERALS}]){{0,8}}|\d{{1,4}}"
_STATUTE = re.compile(rf"第 ?({_NUM}) ?(分编|编|章|节|条|部分|篇)")
_INSERTED = re.compile(rf"之([{NUMERALS}]{{1,3}}|\d{{1,2}})(?![^ (\[【])")
_CHINESE = re.compile(rf"([{NUMERALS}]{{1,4}}) {{0,2}}[、.]")
_BRACKETED = re.compile(rf"\( ?([{NUMERALS}]{{1,5}}) ?\)")
_MUST = re.compile(rf"([{NUMERALS}]{{1,3}})要(?![求素点件闻])")
_ARABIC = re.compile(r"(\d{1,3})(?: {0,2}[.、](?!\d)|\.(?=(?:19|20)\d\d ?年))")
_ARABIC_AMOUNT = re.compile(r"(\d{1,2})\.(?=\d)")
_ARABIC_BRACKETED = re.compile(r"\( ?(\d{1,3}) ?\)|(\d{1,3})\)")
_NO_WORDS = re.compile(r"的|[、,;。)》”’]")
_ARTICLE_STOP = re.compile(r"[、.:](?! ?第)")
_REFERRING = re.compile(r"规定|第|所|至|和|或|及|与|中|项|款|以|之|关于|同|后|前|修改|增加|改为")
_ITEM_REFERENCE = re.compile(r" ?(?:项(?!目)|款(?![项待])|目(?![标的录前光])|条(?![件例款文约]))")
_UNNUMBERED = re.compile(r"附 *则")
_ENCLOSED = (
    (Kind.BRACKETED, 0x321F, 10), (Kind.ARABIC_BRACKETED, 0x2473, 20), (Kind.ARABIC, 0x2487, 20)
)  # fmt: skip
MAX_HEADING = 60


def classify(line: Line) -> Marker | None:
    """The marker the line could open with, or None."""
    for read in _READERS:
        marker = read(line)
        if marker:
            return marker
    return None


def _statute(line: Line) -> Marker | None:
    found = _STATUTE.match(line.key)
    value = to_int(found.group(1).replace(" ", "")) if found else None
    if not found or not value:
        return None
    if found.group(2) == "条":
        return _article(line, value, found.end())
    rest = line.key[found.end() :]
    spaced = not rest or rest[0] in " :"
    if "。" in rest or len(rest) > MAX_HEADING or _NO_WORDS.match(rest):
        return None
    if not spaced and found.group(2) in _ONLY_SPACED:
        return None
    kind = _HEADED[found.group(2)]
    doubtful = not spaced and bool(_REFERRING.match(rest))
    return Marker(kind, value, 0, line.content[: found.end()], found.end(), spaced, doubtful)


def _article(line: Line, value: int, end: int) -> Marker | None:
    inserted = _INSERTED.match(line.key, end)
    sub = (to_int(inserted.group(1)) or 0) if inserted else 0
    end = inserted.end() if inserted else end
    if _ARTICLE_STOP.match(line.key, end):
        return Marker(Kind.ARTICLE, value, sub, line.content[:end], end, False)
    rest = line.key[end : end + 4]
    spaced = not rest or rest[0] in " ([【"
    if _NO_WORDS.match(rest):
        return None
    doubtful = not spaced and bool(_REFERRING.match(rest))
    return Marker(Kind.ARTICLE, value, sub, line.content[:end], end, spaced, doubtful)


def _simple(
    pattern: re.Pattern[str],
    kind: Kind,
    unwanted: re.Pattern[str] | None = None,
    doubtful: bool = False,
) -> Callable[[Line], Marker | None]:
    def read(line: Line) -> Marker | None:
        found = pattern.match(line.key)
        if not found or (unwanted and unwanted.match(line.key, found.end())):
            return None
        value = to_int(next(group for group in found.groups() if group))
        if not value:
            return None
        end = found.end()
        spaced = line.key[end : end + 1] == " "
        return Marker(kind, value, 0, line.content[:end], end, spaced, doubtful)

    return read


def _circled(line: Line) -> Marker | None:
    value = ord(line.key[0]) - 0x245F if line.key else 0
    if not 1 <= value <= 20:
        return None
    return Marker(Kind.CIRCLED, value, 0, line.content[0], 1, line.key[1:2] == " ")


def _enclosed(line: Line) -> Marker | None:
    """㈠ ⑴ ⒈ are one character each, and stand for （一） （1） 1."""
    code = ord(line.key[0]) if line.key else 0
    for kind, before, most in _ENCLOSED:
        if 1 <= code - before <= most:
            spaced = line.key[1:2] == " "
            return Marker(kind, code - before, 0, line.content[0], 1, spaced)
    return None


def _unnumbered(line: Line) -> Marker | None:
    """附则 without a number stands where a chapter, or a book, would."""
    found = _UNNUMBERED.fullmatch(line.key)
    return Marker(Kind.CHAPTER, 0, 0, "", 0, True) if found else None


_READERS: tuple[Callable[[Line], Marker | None], ...] = (
    _statute,
    _simple(_CHINESE, Kind.CHINESE),
    _simple(_BRACKETED, Kind.BRACKETED, _ITEM_REFERENCE),
    _simple(_MUST, Kind.MUST),
    _simple(_ARABIC, Kind.ARABIC),
    _simple(_ARABIC_AMOUNT, Kind.ARABIC, doubtful=True),
    _simple(_ARABIC_BRACKETED, Kind.ARABIC_BRACKETED, _ITEM_REFERENCE),
    _circled,
    _enclosed,
    _unnumbered,
)
