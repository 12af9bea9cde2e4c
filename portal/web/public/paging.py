"""Which page of a long list is asked for."""

from __future__ import annotations

from flask import request

PAGE_MAXIMUM = 100_000


def page_number() -> int:
    """The `page` of the address, from 1; anything that is not one is the first."""
    typed = request.args.get("page", "1")
    is_number = typed.isascii() and typed.isdigit() and len(typed) < 9
    return min(max(int(typed), 1), PAGE_MAXIMUM) if is_number else 1
