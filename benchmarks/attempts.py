"""What a visitor tried and what came of it, and the judgement over all of them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.models.consultations import Transition, TransitionKind
from portal.models.submissions import Comment, Submission
from tests.make import Scene

ACCEPTED, REFUSED, UNKNOWN = "accepted", "refused", "unknown"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One submission as its visitor saw it; the server's stamp lies between the two instants."""

    began_at: datetime
    ended_at: datetime
    outcome: str
    body: str
    number: str = ""

    def line(self) -> str:
        """The attempt as one line of JSON."""
        fields = asdict(self)
        fields["began_at"] = self.began_at.isoformat()
        fields["ended_at"] = self.ended_at.isoformat()
        return json.dumps(fields, ensure_ascii=False)


def read_attempts(lines: Iterable[str]) -> Iterator[Attempt]:
    """The attempts of lines written by `Attempt.line`; a line torn by a kill is left out."""
    for line in lines:
        if line.endswith("}\n") and line.startswith("{"):
            fields = json.loads(line)
            for name in ("began_at", "ended_at"):
                fields[name] = datetime.fromisoformat(fields[name])
            yield Attempt(**fields)


def untimely(attempts: Sequence[Attempt], closes_at: datetime) -> list[str]:
    """What was accepted though sent after the close, or refused though answered before it."""
    late = [a for a in attempts if a.outcome == ACCEPTED and a.began_at >= closes_at]
    early = [a for a in attempts if a.outcome == REFUSED and a.ended_at < closes_at]
    return [f"accepted late: {a.line()}" for a in late] + [
        f"refused early: {a.line()}" for a in early
    ]


def untrue_receipts(session: Session, attempts: Sequence[Attempt]) -> list[str]:
    """Receipts without a row of the same text, texts that stand twice, rows nobody has tried."""
    rows = session.execute(
        select(Submission.number, Comment.body).join(
            Comment, Comment.submission_id == Submission.id
        )
    ).all()
    texts = {number: body for number, body in rows}
    found = [
        f"receipt without its text: {a.line()}"
        for a in attempts
        if a.outcome == ACCEPTED and texts.get(a.number) != a.body
    ]
    counted = Counter(body for _number, body in rows)
    found += [f"stands {count} times: {body}" for body, count in counted.items() if count > 1]
    tried = {a.body for a in attempts if a.outcome != REFUSED}
    return found + [f"stands though refused: {body}" for body in counted if body not in tried]


def misrecorded_closing(session: Session, scene: Scene) -> list[str]:
    """Comments from the close on, and whatever is wrong with the record of the closing."""
    late = session.scalars(
        select(Comment.id).where(
            Comment.consultation_id == scene.consultation_id,
            Comment.received_at >= scene.closes_at,
        )
    ).all()
    closings = session.scalars(
        select(Transition.due_at).where(
            Transition.consultation_id == scene.consultation_id,
            Transition.kind == TransitionKind.CLOSED,
        )
    ).all()
    found = [f"comment {comment_id} came at or after the close" for comment_id in late]
    if list(closings) != [scene.closes_at]:
        found.append(f"closings recorded: {closings}, due {scene.closes_at}")
    return found
