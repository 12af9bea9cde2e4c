"""Whole numbers as they are typed into an address or sent with a form."""

from __future__ import annotations


def typed_number(typed: str | None, largest: int) -> int | None:
    """The number from 0 to `largest`; None for anything else.

    The digits are counted first: int() raises for thousands of them.
    """
    text = typed or ""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(largest))):
        return None
    number = int(text)
    return number if number <= largest else None
