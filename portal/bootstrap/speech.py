"""What the set-up says while it works, and the one error it raises."""

from __future__ import annotations

import sys


class SetupProblem(Exception):
    """The machine lacks something; the sentence says what, and what to do about it."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(f"{chinese} / {english}")
        self.english = english


def say(chinese: str, english: str) -> None:
    """One progress line stands on standard error; standard output is kept for results."""
    print(f"{chinese} / {english}", file=sys.stderr, flush=True)
