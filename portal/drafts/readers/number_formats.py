"""A counted number as word processors print it.

Source: ECMA-376 part 1, 17.18.59 ST_NumberFormat.
"""

from __future__ import annotations

from collections.abc import Callable

from portal.drafts.numbering import from_int

_DIGITS = "〇一二三四五六七八九"
_LEGAL = str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟")
_LEGAL_OLD = str.maketrans("一二三四五六七八九十百千", "壹貳參肆伍陸柒捌玖拾佰仟")
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
_LARGEST_ROMAN = 3999
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_CIRCLED = "".join(chr(code) for code in (*range(0x2460, 0x2474), *range(0x3251, 0x3260)))
_CIRCLED += "".join(chr(code) for code in range(0x32B1, 0x32C0))


def printed(value: int, kind: str) -> str:
    """The value in the format of this OOXML name; an unknown one prints as 1, 2, 3."""
    write = _FORMATS.get(kind)
    return write(value) if write and value > 0 else _decimal(value, kind)


def _decimal(value: int, kind: str) -> str:
    return "" if kind in ("none", "bullet") else str(value)


def _thousands(value: int) -> str:
    return from_int(value) if value <= 9999 else str(value)


def _counting(value: int) -> str:
    """十一 below a hundred, digit by digit from there, as Word prints it."""
    return from_int(value) if value < 100 else _digital(value)


def _digital(value: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(value))


def _japanese(value: int) -> str:
    """百一 for 101: no 一 before a unit and no 零."""
    if value > 9999:
        return str(value)
    written = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            written += ("" if digit == 1 and name else _DIGITS[digit]) + name
    return written


def _legal(table: dict[int, int]) -> Callable[[int], str]:
    def write(value: int) -> str:
        tens = "一" if 10 <= value <= 19 else ""
        return (tens + _thousands(value)).translate(table)

    return write


def _roman(value: int) -> str:
    if value > _LARGEST_ROMAN:
        return str(value)
    written = ""
    for size, letters in _ROMAN:
        count, value = divmod(value, size)
        written += letters * count
    return written


def _letter(value: int) -> str:
    """a to z, then aa, bb."""
    turns, at = divmod(value - 1, 26)
    return chr(ord("a") + at) * (turns + 1) if turns < 30 else str(value)


def _series(symbols: str) -> Callable[[int], str]:
    def write(value: int) -> str:
        return symbols[value - 1] if value <= len(symbols) else str(value)

    return write


def _run(first: int, count: int) -> Callable[[int], str]:
    return _series("".join(chr(first + step) for step in range(count)))


def _full_width(value: int) -> str:
    return "".join(chr(0xFF10 + int(digit)) for digit in str(value))


def _sexagenary(value: int) -> str:
    return _STEMS[(value - 1) % 10] + _BRANCHES[(value - 1) % 12]


def _ordinal(value: int) -> str:
    special = value % 100 in (11, 12, 13)
    return str(value) + ("th" if special else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th"))


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda value: f"{value:02d}",
    "chineseCounting": _counting,
    "chineseCountingThousand": _thousands,
    "chineseLegalSimplified": _legal(_LEGAL),
    "ideographLegalTraditional": _legal(_LEGAL_OLD),
    "taiwaneseCounting": _counting,
    "taiwaneseCountingThousand": _thousands,
    "taiwaneseDigital": _digital,
    "ideographDigital": _digital,
    "japaneseDigitalTenThousand": _digital,
    "japaneseCounting": _japanese,
    "ideographTraditional": _series(_STEMS),
    "ideographZodiac": _series(_BRANCHES),
    "ideographZodiacTraditional": _sexagenary,
    "ideographEnclosedCircle": _run(0x3280, 10),
    "decimalEnclosedCircle": _series(_CIRCLED),
    "decimalEnclosedCircleChinese": _series(_CIRCLED),
    "decimalEnclosedFullstop": _run(0x2488, 20),
    "decimalEnclosedParen": _run(0x2474, 20),
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "numberInDash": lambda value: f"- {value} -",
    "upperRoman": lambda value: _roman(value).upper(),
    "lowerRoman": _roman,
    "upperLetter": lambda value: _letter(value).upper(),
    "lowerLetter": _letter,
    "ordinal": _ordinal,
    "hex": lambda value: f"{value:X}",
}
