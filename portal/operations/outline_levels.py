"""The ladders of levels: which level a clause has one step further in, or with another number."""

from __future__ import annotations

from portal.drafts.grammar import LEVELS, Kind, Marker, classify
from portal.drafts.lines import to_line

_STATUTE = ("编", "分编", "章", "节", "条", "款", "项", "目")
_POLICY = ("一、", "（一）", "1.", "（1）", "①")
_RANKS = {level: float(kind) for kind, level in LEVELS.items()} | {
    "款": Kind.ARTICLE + 0.5,
    "项": float(Kind.BRACKETED),
    "目": float(Kind.ARABIC),
}
_FRAMES = ("编", "分编", "章", "节")
_ALWAYS_COMMENTABLE = ("条", "款", "项", "目")


def rank(level: str) -> float:
    """How far in a level stands; lower is outer."""
    return _RANKS[level]


def level_below(level: str) -> str | None:
    """The next level inward on the ladder of `level`; None at its end."""
    ladder = _STATUTE if level in _STATUTE else _POLICY
    return next((lower for lower in ladder if rank(lower) > rank(level)), None)


def marker_of(text: str) -> Marker | None:
    """The number the text opens with, if any."""
    return classify(to_line(1, text.split("\n", 1)[0]))


def level_of_number(number: str, beside: str) -> str:
    """The level a number speaks of, in a clause of level `beside`; without a hint, that level."""
    if beside == "条" and number.isdecimal():
        return "款"
    marker = marker_of(number)
    if marker is None:
        return beside
    if beside in _ALWAYS_COMMENTABLE and marker.kind > Kind.ARTICLE:
        return "项" if marker.kind is Kind.BRACKETED else "目"
    return LEVELS[marker.kind]


def is_commentable(level: str, is_leaf: bool) -> bool:
    """Whether the importer would let people comment on a clause of this level."""
    return level in _ALWAYS_COMMENTABLE or (is_leaf and level not in _FRAMES)
