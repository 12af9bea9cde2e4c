"""Markdown becomes plain text: marks of headings, quotes and emphasis go, lines stay."""

from __future__ import annotations

import re

_OPENING = re.compile(r" {0,3}(?:#{1,6}(?= )|>)")
_TRAILING = re.compile(r" #+$")


def to_plain(text: str) -> str:
    """The same lines, as many as before, without Markdown's own marks."""
    return "\n".join(_plain_line(line) for line in text.split("\n"))


def _plain_line(line: str) -> str:
    opening = _OPENING.match(line)
    if opening:
        line = _TRAILING.sub("", line[opening.end() :].rstrip())
    return line.replace("**", "").replace("__", "")
