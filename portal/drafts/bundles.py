"""A file in which a collector strung several documents together is taken apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from portal.drafts.lines import Line
from portal.drafts.numbering import NUMERALS, to_int

_COUNT = rf"(?:[{NUMERALS}]{{1,3}}|\d{{1,2}})"
_PART = re.compile(rf"[【\[]?(?:第{_COUNT}篇|篇{_COUNT}|范文{_COUNT})[】\]]? ?:")
_CLAIM = re.compile(rf"\(?(?:共|精选)? ?(\d{{1,3}}|[{NUMERALS}]{{1,3}}) ?篇\)?")
_CLAIM_WITHIN = 5


@dataclass(frozen=True)
class Bundle:
    """The lines above the first part, and for each part its own lines, label first."""

    above: list[Line]
    parts: list[list[Line]]
    claimed: int | None


def split_bundle(lines: Sequence[Line]) -> Bundle | None:
    """The parts of a file with at least two labelled parts, or None."""
    starts = [at for at, line in enumerate(lines) if _PART.match(line.key)]
    if len(starts) < 2:
        return None
    ends = [*starts[1:], len(lines)]
    parts = [list(lines[start:end]) for start, end in zip(starts, ends, strict=True)]
    above = list(lines[: starts[0]])
    return Bundle(above, parts, _claimed(above[:_CLAIM_WITHIN]))


def _claimed(lines: Sequence[Line]) -> int | None:
    for line in lines:
        found = _CLAIM.search(line.key)
        if found:
            return to_int(found.group(1))
    return None
