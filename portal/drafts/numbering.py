"""Chinese numerals both ways."""

from __future__ import annotations

NUMERALS = "一二三四五六七八九十百千零〇两"
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def to_int(numeral: str) -> int | None:
    """The value of 三, 十二, 一百零三, 一〇三 or 12; None when it is no number."""
    if numeral.isdecimal():
        return int(numeral)
    if not numeral or any(char not in _DIGITS and char not in _UNITS for char in numeral):
        return None
    if not any(char in _UNITS for char in numeral):
        return int("".join(str(_DIGITS[char]) for char in numeral))
    return _sum_units(numeral)


def _sum_units(numeral: str) -> int | None:
    total, digit, smallest = 0, None, 10_000
    for char in numeral:
        if char in _DIGITS:
            digit = _DIGITS[char]
            continue
        unit = _UNITS[char]
        if unit >= smallest:
            return None
        smallest = unit
        total += (1 if digit is None else digit) * unit
        digit = None
    return total + (digit or 0)


def from_int(value: int) -> str:
    """The usual numeral of a value below 10,000 (10 is 十, 110 is 一百一十).

    Raises: ValueError outside 1 to 9999.
    """
    if not 1 <= value <= 9999:
        raise ValueError(value)
    written = "".join(_places(value))
    return written[1:] if written.startswith("一十") else written


def _places(value: int) -> list[str]:
    parts: list[str] = []
    gap = False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            parts.append(("零" if gap and parts else "") + "零一二三四五六七八九"[digit] + name)
        gap = not digit
    return parts
