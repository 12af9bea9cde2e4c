"""Which page of a long list is shown."""

from __future__ import annotations

import math

from flask import request


def page_shown(item_count: int, size: int) -> tuple[int, int]:
    """The page of the address and how many there are, from 1; there is always a first.

    Past the end it is the last page: a list grows shorter, and addresses of its pages are kept.
    Anything that is no number is the first.
    """
    page_count = max(math.ceil(item_count / size), 1)
    typed = request.args.get("page", "")
    is_number = typed.isascii() and typed.isdigit()
    asked = int(typed[:9]) if is_number else 1
    return min(max(asked, 1), page_count), page_count
