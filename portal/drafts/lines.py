"""Source lines with their numbers, and a matching copy of the same length."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_UNSEEN = (*range(0x2000, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070))
BLANKS = (
    " \t\n\v\f\r\u0085\u00a0\u00ad\u061c\u1680\u180e\u2028\u2029\u202f\u205f\u3000\ufeff"
    + "".join(chr(code) for code in _UNSEEN)
)
"""What shows nothing: blanks, and the marks of direction and of joining that pasted pages bring."""
_FOLDED = str.maketrans(
    {
        **dict.fromkeys(BLANKS, " "),
        **dict(zip("（）：．，；！？～", "():.,;!?~", strict=True)),
        **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
    }
)
_UNBLANKED = str.maketrans(dict.fromkeys(BLANKS))


@dataclass(frozen=True, slots=True)
class Line:
    """A source line: `content` has its outer blanks cut, `key` is its matching copy.

    Shape: `content` and `key` have equal length, so offsets found in one hold in the other.
    """

    number: int
    content: str
    key: str
    indented: bool


def fold(text: str) -> str:
    """The text with blanks, brackets, stops and digits made uniform, each in its old place."""
    return text.translate(_FOLDED)


def unblank(text: str) -> str:
    """The text without any blank."""
    return text.translate(_UNBLANKED)


def to_line(number: int, raw: str) -> Line:
    content = raw.strip(BLANKS)
    return Line(number, content, fold(content), raw[:1] in BLANKS and bool(raw))


def split_lines(text: str) -> list[Line]:
    """Every line of the text, blank ones included, numbered from 1."""
    uniform = text.replace("\r\n", "\n").replace("\r", "\n")
    return [to_line(number, raw) for number, raw in enumerate(uniform.split("\n"), start=1)]


def filled(lines: Iterable[Line]) -> list[Line]:
    return [line for line in lines if line.content]
