"""Whether a way to be reached looks like one: only ever a question back, never a refusal."""

from __future__ import annotations

import re
import unicodedata

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]{1,63}(\.[^@\s.]{1,63}){1,8}")
_BETWEEN_DIGITS = re.compile(r"[\s()+\-\u2010-\u2015.,;/\u3001\u8f6c]")
_MOBILE = re.compile(r"(?:86)?1\d*")
_MOBILE_LENGTHS = (11, 13)
_DIGITS = range(7, 25)
"""A local number at least, two numbers with extensions at most."""
_ADDRESS_MINIMUM = 6


def looks_reachable(typed: str) -> bool:
    """True when the text looks like a telephone number, an e-mail address or a postal address."""
    text = unicodedata.normalize("NFKC", typed).strip()
    if "@" in text:
        return _EMAIL.fullmatch(text) is not None
    digits = _BETWEEN_DIGITS.sub("", text)
    if digits.isdecimal():
        return _looks_like_a_number(digits)
    return len(text) >= _ADDRESS_MINIMUM and any(c.isalpha() for c in text)


def _looks_like_a_number(digits: str) -> bool:
    if _MOBILE.fullmatch(digits) and len(digits) <= max(_MOBILE_LENGTHS):
        return len(digits) == 11 or (len(digits) == 13 and digits.startswith("86"))
    return len(digits) in _DIGITS
