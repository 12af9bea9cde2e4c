"""Addresses letters are sent to: one strict shape, in which nothing can be smuggled into a header."""

from __future__ import annotations

import re

from portal.errors import InvalidInputError
from portal.sanitize import clean_line

ADDRESS_LIMIT = 254
_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?P<local>{_LOCAL})@(?P<domain>{_LABEL}(?:\.{_LABEL})+)")


def clean_address(typed: str) -> str:
    """The address with its domain in lower case. Raises: InvalidInputError.

    Source: RFC 5321, 4.1.2 (dot-string only: no quoted parts, no blanks, ASCII).
    """
    address = find_address(clean_line(typed, field="email", limit=ADDRESS_LIMIT))
    if address is None:
        raise InvalidInputError(field="email", rule="email")
    return address


def find_address(text: str) -> str | None:
    """The text as an address, when it is one and nothing else."""
    found = _ADDRESS.fullmatch(text.strip())
    if found is None or len(text.strip()) > ADDRESS_LIMIT or len(found["local"]) > 64:
        return None
    return f"{found['local']}@{found['domain'].lower()}"
