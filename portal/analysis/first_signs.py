"""Patterns that look at the first sign before they try: many alternatives cost as much as few.

The standard library does so itself where every alternative begins with a plain letter, and only there.
"""

import re
from importlib import import_module
from typing import Any

_parser: Any = import_module("re._parser")
_constants: Any = import_module("re._constants")
_ZERO_WIDTH = (_constants.AT, _constants.ASSERT, _constants.ASSERT_NOT)
_REPEATS = (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT)
_CATEGORIES = {
    _constants.CATEGORY_DIGIT: r"\d",
    _constants.CATEGORY_SPACE: r"\s",
    _constants.CATEGORY_WORD: r"\w",
}


def quick(pattern: str) -> re.Pattern[str]:
    """The pattern, matching exactly as it would, and passing quickly over signs no match begins with."""
    signs, is_empty = _first(_parser.parse(pattern))
    if signs is None or is_empty:
        return re.compile(pattern)
    return re.compile(f"(?=[{''.join(sorted(set(signs)))}])(?:{pattern})")


def _first(parsed: Any) -> tuple[list[str] | None, bool]:
    """The signs a match can begin with, None where that is not known, and whether a match can be empty."""
    found: list[str] = []
    for code, value in parsed:
        signs, is_empty = _first_of(code, value)
        if signs is None:
            return None, False
        found += signs
        if not is_empty:
            return found, False
    return found, True


def _first_of(code: Any, value: Any) -> tuple[list[str] | None, bool]:
    if code in _ZERO_WIDTH:
        return [], True
    if code is _constants.LITERAL:
        return [_span(value, value)], False
    if code is _constants.IN:
        return _of_class(value), False
    if code is _constants.BRANCH:
        return _of_branches(value[1])
    if code is _constants.SUBPATTERN and not value[1] and not value[2]:
        return _first(value[3])
    if code in _REPEATS:
        signs, is_empty = _first(value[2])
        return signs, is_empty or value[0] == 0
    return None, False


def _of_class(members: Any) -> list[str] | None:
    found: list[str] = []
    for code, value in members:
        if code is _constants.LITERAL:
            found.append(_span(value, value))
        elif code is _constants.RANGE:
            found.append(_span(*value))
        elif code is _constants.CATEGORY and value in _CATEGORIES:
            found.append(_CATEGORIES[value])
        else:
            return None
    return found


def _span(low: int, high: int) -> str:
    """The signs from one to the other, as they stand in a class of a pattern."""
    return f"\\U{low:08x}-\\U{high:08x}"


def _of_branches(branches: Any) -> tuple[list[str] | None, bool]:
    found: list[str] = []
    empty = False
    for branch in branches:
        signs, is_empty = _first(branch)
        if signs is None:
            return None, False
        found += signs
        empty = empty or is_empty
    return found, empty
