"""What still stands between a consultation and its publication, and where each is mended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.web.words import MISSING


@dataclass(frozen=True, slots=True)
class Step:
    """One part of the work; `problems` are sentences, none when it is done."""

    label: Any
    endpoint: str
    problems: list[Any]


_WINDOW_CODES = ("window", "window_in_the_past", "window_below_hard_minimum")
_STEPS = (
    (_l("征求意见稿"), "bureau.draft_preview", ("draft", "outline_unchecked")),
    (
        _l("公告和起草说明"),
        "bureau.notice",
        (
            "notice",
            "background",
            "channels",
            "contacts",
            "reach",
            "explanatory_note",
            "shortened_reason",
        ),
    ),
    (_l("起止时间"), "bureau.window", _WINDOW_CODES),
)


def steps(missing: list[str]) -> list[Step]:
    """The three parts of preparing a consultation with what each still lacks."""
    return [
        Step(label, endpoint, [MISSING.get(code, code) for code in codes if code in missing])
        for label, endpoint, codes in _STEPS
    ]
