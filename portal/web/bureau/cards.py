"""A comment as officers see it: which stance is shown, whose it is, and why the machine says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.models.responses import Response
from portal.models.submissions import Comment
from portal.operations.letter_parts import proposed_cuts
from portal.queries.comments import PAGE
from portal.web.words import MESSAGE_KINDS, listed

_CUES: dict[str, Any] = {
    "stance": _l("立场线索"),
    "kind": _l("类别线索"),
    "praise": _l("正面用语"),
    "blame": _l("负面用语"),
    "stance_learned": _l("立场线索（从改正和自选中学到）"),
    "kind_learned": _l("类别线索（从改正中学到）"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """One comment. `set_by` says whose the stance is; `mood` is 0-1, None when unclear.

    `set_by` is officer, commenter, learned (from this consultation's corrections and own choices), machine or "".
    """

    comment: Comment
    submission_number: str
    commenter_kind: str
    is_flagged: bool
    stance: str
    set_by: str
    kind: str | None
    kind_by_officer: bool
    mood: float | None
    is_analysed: bool
    cues: list[tuple[Any, str]]
    response: Response | None
    withdrawn_at: datetime | None
    disputed_at: datetime | None
    letter_id: int | None
    """The letter an officer cut it from."""
    is_merged: bool
    """It was a part, and is none any more."""
    part_count: int
    """Into how many opinions an officer split it; 0 for one opinion."""

    @property
    def is_answerable(self) -> bool:
        """True for what counts as one opinion."""
        return not (self.withdrawn_at or self.is_merged or self.part_count)

    @property
    def proposed_count(self) -> int:
        """How many opinions the machine finds in a letter that could still be split, else 0."""
        can_split = self.is_answerable and not (self.letter_id or self.response)
        return len(proposed_cuts(self.comment)) if can_split else 0

    @property
    def kind_words(self) -> str:
        """What the kind is called on the pages."""
        return str(MESSAGE_KINDS[self.kind]) if self.kind else ""


def card(row: Any) -> Card:
    """The card of a row of queries.comments."""
    found = row.AnalysisResult
    stance, set_by = _stance(row)
    return Card(
        comment=row.Comment,
        submission_number=row.submission_number,
        commenter_kind=row.commenter_kind,
        is_flagged=row.is_flagged,
        stance=stance,
        set_by=set_by,
        kind=_kind(row),
        kind_by_officer=row.Judgement is not None and row.Judgement.kind is not None,
        mood=found.sentiment_score if found and found.sentiment_clear else None,
        is_analysed=found is not None,
        cues=[(_CUES.get(name, name), listed(words)) for name, words in _why(row).items()],
        response=row.Response,
        withdrawn_at=row.withdrawn_at,
        disputed_at=row.disputed_at,
        letter_id=row.letter_id,
        is_merged=row.merged_at is not None,
        part_count=row.part_count,
    )


def _stance(row: Any) -> tuple[str, str]:
    """The officer's, else the commenter's, else a confident guess (as queries.figures counts)."""
    if row.Judgement is not None and row.Judgement.stance is not None:
        return row.Judgement.stance, "officer"
    if row.Comment.stance is not None:
        return row.Comment.stance, "commenter"
    learned = row.LearnedJudgement
    if learned is not None and learned.stance_confident:
        return learned.stance, "learned"
    found = row.AnalysisResult
    if found is not None and found.stance_confident and found.stance != "none":
        return found.stance, "machine"
    return "none", ""


def _kind(row: Any) -> str | None:
    """The officer's, else what was learned, else the machine's; None before the analysis."""
    if row.Judgement is not None and row.Judgement.kind is not None:
        return str(row.Judgement.kind)
    if row.LearnedJudgement is not None:
        return str(row.LearnedJudgement.kind)
    return row.AnalysisResult.kind if row.AnalysisResult else None


def _why(row: Any) -> dict[str, Any]:
    """The cues of the machine's newest word on the comment."""
    said = row.LearnedJudgement or row.AnalysisResult
    return said.why if said else {}


def page_of(rows: Sequence[Any]) -> tuple[list[Card], int | None]:
    """The cards of a keyset page, and the id the next one begins after."""
    cards = [card(row) for row in rows[:PAGE]]
    return cards, cards[-1].comment.id if len(rows) > PAGE else None
