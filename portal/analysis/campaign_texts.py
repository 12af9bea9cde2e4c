"""What the letters of a campaign have in common, and where one of them differs."""

from collections.abc import Sequence
from dataclasses import dataclass

CORE_SAMPLE = 60
CORE_SHARE = 0.8
CORE_RUN = 6
CORE_LENGTH = 400
COMPARED = 20_000
SEED = 4
GAP = "…"


@dataclass(frozen=True, slots=True)
class Difference:
    """Stretches that only this letter has, and stretches of the core that it lacks."""

    added: list[str]
    missing: list[str]


def common_core(texts: Sequence[str]) -> str:
    """The stretches of the first text that most of a spread sample of all also has."""
    text = texts[0].strip()[:CORE_LENGTH]
    step = max(1, len(texts) // CORE_SAMPLE)
    others = set(texts[::step]) - {texts[0]}
    if not others:
        return text
    needed = CORE_SHARE * len(others)
    is_shared = [
        sum(text[i : i + 2] in other for other in others) >= needed for i in range(len(text))
    ]
    runs = [text[start : end + 1] for start, end in _runs(is_shared) if end - start >= CORE_RUN]
    return GAP.join(runs)


def difference(core: str, text: str) -> Difference:
    """How one letter differs from the core of its campaign."""
    parts, text = core.split(GAP), text.strip()[:COMPARED]
    return Difference(
        added=_uncovered(text, parts),
        missing=[run for part in parts for run in _uncovered(part, [text])],
    )


def _uncovered(text: str, others: Sequence[str]) -> list[str]:
    """The stretches of a text no `SEED` characters of which stand together in the others."""
    known = {
        other[start : start + SEED]
        for other in others
        for start in range(max(1, len(other) - SEED + 1))
    }
    is_own = [True] * len(text)
    for start in range(max(1, len(text) - SEED + 1)):
        if text[start : start + SEED] in known:
            end = min(start + SEED, len(text))
            is_own[start:end] = [False] * (end - start)
    found = (text[start:end].strip() for start, end in _runs(is_own))
    return [run for run in found if any(sign.isalnum() for sign in run)]


def _runs(marks: Sequence[bool]) -> list[tuple[int, int]]:
    """Where the marks are set, as half-open stretches."""
    found: list[tuple[int, int]] = []
    start = 0
    for place in range(len(marks) + 1):
        if place == len(marks) or not marks[place]:
            if place > start:
                found.append((start, place))
            start = place + 1
    return found
