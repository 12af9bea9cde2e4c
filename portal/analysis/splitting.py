"""Where a letter of several opinions may be cut, so that each can be answered on its own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from portal.analysis.normalise import plain
from portal.drafts.numbering import NUMERALS, to_int

_CN = "一二三四五六七八九十"
_VALUE = {sign: place for place, sign in enumerate(_CN, start=1)}
# Each style counts by itself: a letter's outer numbering is the one that is cut at.
_HEAD = r"(?:(?<=[\n。;!?:])|(?<=^))[ ]{0,8}"
_STYLES = (
    ("一、", re.compile(_HEAD + rf"([{_CN}]{{1,3}})[、.]")),
    ("(一)", re.compile(_HEAD + rf"[(]([{_CN}]{{1,3}})[)][、.]?")),
    ("第一,", re.compile(_HEAD + rf"第([{_CN}]{{1,3}})[,、:是](?!条)")),
    ("一是", re.compile(r"(?:(?<=[\n。;!?:,])|(?<=^))[ ]{0,8}" + rf"([{_CN}]{{1,3}})(?:是|要)")),
    ("1.", re.compile(_HEAD + r"(\d{1,2})[.、,](?![\d])")),
    ("1)", re.compile(_HEAD + r"[(]?(\d{1,2})[)]")),
    ("①", re.compile(r"[ ]{0,8}([①-⑳])")),
    ("首先", re.compile(_HEAD + r"(首先|其次|再次|再者|最后)[,:]?")),
)
_ORDER_WORDS = {"首先": 1, "其次": 2, "再次": 3, "再者": 3, "最后": 9}
SHORTEST_PART = 4
MOST_PARTS = 60


@dataclass(frozen=True, slots=True)
class Part:
    """One opinion of a letter.

    Unit: `start` and `end` count characters of the text as given, half-open; `reason` is the mark that begins it.
    """

    start: int
    end: int
    reason: str


def parts(text: str) -> list[Part]:
    """The proposed cuts in order, or nothing where the letter holds one opinion.

    Marks must count up from one without a gap. What stands before the first mark and after the last sentence
    belongs to no part of its own: the greeting stays with the letter.
    """
    flat = plain(text)
    runs = [run for name, pattern in _STYLES if len(run := _run(name, pattern, flat)) > 1]
    if not runs:
        return []
    outer = min(runs, key=lambda run: run[0][0])
    borders = [start for start, _ in outer] + [_end(flat)]
    found = [
        Part(start, _trimmed(flat, start, borders[place + 1]), mark)
        for place, (start, mark) in enumerate(outer)
    ]
    return found if all(part.end - part.start >= SHORTEST_PART for part in found) else []


def _run(name: str, pattern: re.Pattern[str], text: str) -> list[tuple[int, str]]:
    """The places of one style's marks as far as they count 1, 2, 3."""
    run: list[tuple[int, str]] = []
    for start, mark, value in _marks(name, pattern, text):
        if value == len(run) + 1 or (name == "首先" and run and value > len(run)):
            run.append((start, mark))
        if len(run) == MOST_PARTS:
            break
    return run


def _marks(name: str, pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, str, int]]:
    for hit in pattern.finditer(text):
        start = hit.start() + len(hit.group()) - len(hit.group().lstrip())
        yield start, hit.group().strip(), _value(name, hit[1])


def _value(name: str, sign: str) -> int:
    if name == "首先":
        return _ORDER_WORDS[sign]
    if name == "①":
        return ord(sign) - ord("①") + 1
    return int(sign) if sign.isdecimal() else _chinese(sign)


def _chinese(sign: str) -> int:
    """The value of a number up to ninety-nine; 0 where the signs are no number."""
    tens, _, ones = sign.rpartition("十")
    if "十" not in sign:
        return _VALUE[sign] if len(sign) == 1 else 0
    return (_VALUE.get(tens, 0) if tens else 1) * 10 + (_VALUE.get(ones, 0) if ones else 0)


_CLOSING = re.compile(
    r"\n[ ]{0,8}(?:此致|敬礼|特此(?:函复|回复|反馈|说明)|以上(?:意见|建议)|专此|妥否|"
    r"望(?:予|能)?(?:采纳|考虑)|谢谢|联系人|落款|签名)"
)


def _end(text: str) -> int:
    """Where the closing words of a letter begin."""
    found = _CLOSING.search(text, len(text) // 2)
    return found.start() if found else len(text)


def _trimmed(text: str, start: int, end: int) -> int:
    return start + len(text[start : max(start, end)].rstrip())


_NUMBER = rf"([{NUMERALS}]{{1,9}}|\d{{1,4}})"
_CLAUSE_NAMED = re.compile(rf"第[ (]{{0,3}}{_NUMBER}[ )]{{0,3}}(?:条|项|点|款)(?!之)")


def clause_named(text: str) -> int | None:
    """The number of the clause a part names first (“第三条”, “第（三）项”); None where it names none."""
    found = _CLAUSE_NAMED.search(plain(text))
    return to_int(found[1]) if found else None


def number_in(printed: str) -> int | None:
    """The value of a clause's printed number (“第三条”, “（三）”, “3.”); None for 第三条之一 and words."""
    found = re.fullmatch(rf"第?[ (]{{0,3}}{_NUMBER}[ )]{{0,3}}[条项点款、.]?", plain(printed).strip())
    return to_int(found[1]) if found else None
