"""The 意见采纳情况表 as it leaves the portal: from published lines only, column by column.

An allow-list: what is not named here stands in no file. Official documents are in Chinese.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.models.responses import Outcome
from portal.reports.comparison_words import storable

COLUMNS = (
    "序号", "条款", "提出单位（个人）", "意见内容", "采纳情况", "理由（说明）", "渠道（备注）",
)  # fmt: skip
OUTCOME_WORDS: dict[str, str] = {
    Outcome.ADOPTED: "采纳",
    Outcome.PARTLY_ADOPTED: "部分采纳",
    Outcome.NOT_ADOPTED: "未采纳",
    Outcome.EXPLAINED: "解释说明",
    Outcome.ALREADY_PROVIDED: "已有规定",
    Outcome.FURTHER_STUDY: "另行研究",
    Outcome.TRANSFERRED: "转办",
    Outcome.DUPLICATE: "重复意见",
    Outcome.IRRELEVANT: "与本草案无关",
}
CHANNEL_WORDS = {"web": "本网站"}
WHOLE_DRAFT = "整个草案"
NOT_NAMED = "未同意公开"
NOT_QUOTED = "提出人未同意公开意见原文，意见已逐条研究处理。"
NOTHING_RECEIVED = "征集期间未收到意见建议。"
FOOTNOTE = "个人姓名已作脱敏处理，文中的个人信息已隐去；提出人身份由本人填报，未经核验。"


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands around the table; `is_public` is false for an officer's preview."""

    reference: str
    title: str
    process: str = ""
    collection: str = ""
    thanks: str = ""
    issuer: str = ""
    day: date | None = None
    is_public: bool = True


def preview(reference: str, subject: str, issuer: str) -> Paper:
    """What stands around the table before the officer has written the report."""
    return Paper(reference, f"{subject}意见采纳情况表", issuer=issuer, is_public=False)


@dataclass(frozen=True, slots=True)
class Line:
    """One line in the official order of columns."""

    sequence: int
    clause: str
    commenter: str
    body: str
    outcome: str
    reason: str
    channel: str

    def cells(self) -> tuple[str, ...]:
        """The texts of the seven columns."""
        return (
            str(self.sequence), self.clause, self.commenter, self.body, self.outcome, self.reason,
            self.channel,
        )  # fmt: skip


def lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[Line]:
    """The lines of published (or previewed) rows; other keys are not looked at.

    Shape: rows with sequence, clause_label, commenter, body, outcome, reason, changed_text,
    duplicate_of_sequence, channel.
    """
    for row in rows:
        yield Line(
            row["sequence"],
            storable(row["clause_label"]) or WHOLE_DRAFT,
            storable(row["commenter"]) or NOT_NAMED,
            storable(row["body"]) or NOT_QUOTED,
            OUTCOME_WORDS.get(row["outcome"], row["outcome"]),
            _reason(row),
            CHANNEL_WORDS.get(row["channel"], row["channel"]),
        )


def _reason(row: Mapping[str, Any]) -> str:
    """The reason with the changed text and, of a duplicate, the line that answers it."""
    duplicate, changed = row["duplicate_of_sequence"], row["changed_text"]
    parts = [
        f"与第{duplicate}条重复。" if duplicate else "",
        row["reason"],
        f"修改后的文字：{changed}" if changed else "",
    ]
    return storable("\n".join(part for part in parts if part)) or "—"
