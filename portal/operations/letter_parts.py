"""Splitting a letter of several opinions, as an officer's judgement, and merging it back.

The letter stays as it came. Its parts are comments of the same submission with the letter's own words,
each with a clause, stance, topic and response of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, func, insert, select, update
from sqlalchemy.orm import Session

from portal.analysis import splitting
from portal.errors import ConflictError, InvalidInputError, NotFoundError
from portal.models.accounts import User
from portal.models.drafts import Clause
from portal.models.letter_parts import LetterPart
from portal.models.responses import Response
from portal.models.submissions import WHOLE, Comment, CommentKind
from portal.models.submissions_later import Withdrawal
from portal.models.versions import TakenUpComment
from portal.operations.audit import record_event
from portal.operations.consultations import lock_consultation
from portal.operations.responses import require_no_report
from portal.operations.submission_rows import count_comments
from portal.operations.tallies import recount
from portal.operations.topic_members import hand_over
from portal.queries.letter_parts import parts_of

_CUT = (CommentKind.REMARK, CommentKind.ADDITION)
"""Replacement text and deletions are one proposal, whatever numbers stand in them."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A part as the machine would cut it; `clause` is the one it names, else that of the letter."""

    start: int
    end: int
    text: str
    clause: Clause | None
    is_named: bool


def proposed_cuts(letter: Comment) -> list[splitting.Part]:
    """Where the machine would cut the letter; nothing where it holds one opinion."""
    return splitting.parts(letter.body) if letter.kind in _CUT else []


def proposals(session: Session, letter: Comment) -> list[Proposal]:
    """The parts the letter would have, each with its clause."""
    cuts = proposed_cuts(letter)
    known = clauses_to_choose(session, letter) if cuts else []
    own = next((clause for clause in known if clause.id == letter.clause_id), None)
    found = []
    for cut in cuts:
        text = letter.body[cut.start : cut.end]
        named = _named(known, splitting.clause_named(text))
        found.append(Proposal(cut.start, cut.end, text, named or own, named is not None))
    return found


def clauses_to_choose(session: Session, letter: Comment) -> Sequence[Clause]:
    """The clauses a part can be about: those of the version the letter was written on."""
    return session.scalars(
        select(Clause)
        .where(Clause.draft_version_id == letter.draft_version_id, Clause.is_commentable)
        .order_by(Clause.position)
    ).all()


def _named(clauses: Sequence[Clause], number: int | None) -> Clause | None:
    """The only clause of that number, a 条 before all others."""
    same = [one for one in clauses if number and splitting.number_in(one.number) == number]
    articles = [one for one in same if one.level == "条"] or same
    return articles[0] if len(articles) == 1 else None


def split_letter(
    session: Session,
    consultation_id: int,
    letter_id: int,
    clause_ids: Sequence[int | None],
    *,
    actor: User,
    now: datetime,
) -> list[int]:
    """The proposed parts stand in the letter's place, each on the chosen clause; returns their ids.

    Raises: NotFoundError, InvalidInputError when the parts are not those that were shown, ConflictError
    when the letter is answered, withdrawn, split or itself a part.
    """
    letter = _locked(session, consultation_id, letter_id)
    _require_untouched(session, letter)
    cuts = proposals(session, letter)
    if not cuts or len(cuts) != len(clause_ids):
        raise InvalidInputError(field="clauses", rule="parts_changed")
    known = {clause.id: clause for clause in clauses_to_choose(session, letter)}
    if not {clause_id for clause_id in clause_ids if clause_id} <= known.keys():
        raise InvalidInputError(field="clauses", rule="unknown")
    clauses = [known.get(clause_id or 0) for clause_id in clause_ids]
    ids = _insert_parts(session, letter, cuts, clauses, actor, now)
    hand_over(session, consultation_id, [letter.id], ids, actor=actor, now=now)
    keys = {letter.clause_key, *(clause.identity if clause else WHOLE for clause in clauses)}
    recount(session, consultation_id, keys)
    _record(session, "letter_split", letter, actor, now, ids)
    return ids


def merge_parts(
    session: Session, consultation_id: int, letter_id: int, *, actor: User, now: datetime
) -> None:
    """The letter counts as one opinion again, as it came; its parts count no more.

    Raises: NotFoundError, ConflictError when it is not split or one of its parts is answered.
    """
    letter = _locked(session, consultation_id, letter_id)
    comments = [part.comment for part in parts_of(session, [letter_id]).get(letter_id, [])]
    if not comments:
        raise ConflictError(rule="letter_not_split")
    ids = [comment.id for comment in comments]
    _require_unanswered(session, ids, "part_answered")
    session.execute(
        update(LetterPart)
        .where(LetterPart.comment_id.in_(ids))
        .values(merged_at=now, merged_by_id=actor.id)
    )
    hand_over(session, consultation_id, ids, [letter.id], actor=actor, now=now)
    recount(session, consultation_id, {letter.clause_key, *(one.clause_key for one in comments)})
    _record(session, "parts_merged", letter, actor, now, ids)


def _locked(session: Session, consultation_id: int, letter_id: int) -> Comment:
    lock_consultation(session, consultation_id)
    require_no_report(session, consultation_id)
    letter = session.get(Comment, letter_id)
    if letter is None or letter.consultation_id != consultation_id:
        raise NotFoundError(subject="comment")
    return letter


def _require_untouched(session: Session, letter: Comment) -> None:
    if parts_of(session, [letter.id]):
        raise ConflictError(rule="letter_split")
    if session.get(LetterPart, letter.id) is not None:
        raise ConflictError(rule="part_of_letter")
    if session.get(Withdrawal, letter.submission_id) is not None:
        raise ConflictError(rule="opinion_withdrawn")
    _require_unanswered(session, [letter.id], "letter_answered")


def _require_unanswered(session: Session, ids: Collection[int], rule: str) -> None:
    """Neither a response nor a change of the draft speaks of one of these comments."""
    named = (
        exists().where(Response.comment_id.in_(ids) | Response.duplicate_of_id.in_(ids)),
        exists().where(TakenUpComment.comment_id.in_(ids)),
    )
    if any(session.scalar(select(one)) for one in named):
        raise ConflictError(rule=rule)


def _insert_parts(
    session: Session,
    letter: Comment,
    cuts: Sequence[Proposal],
    clauses: Sequence[Clause | None],
    actor: User,
    now: datetime,
) -> list[int]:
    last = session.scalar(
        select(func.max(Comment.position)).where(Comment.submission_id == letter.submission_id)
    )
    rows = [
        _comment_values(letter, cut, clause) | {"position": (last or 0) + place}
        for place, (cut, clause) in enumerate(zip(cuts, clauses, strict=True), start=1)
    ]
    ids = [session.scalars(insert(Comment).values(row).returning(Comment.id)).one() for row in rows]
    made = {"letter_id": letter.id, "made_by_id": actor.id, "made_at": now}
    session.execute(
        insert(LetterPart),
        [
            {"comment_id": id_, "cut_start": cut.start, "cut_end": cut.end, **made}
            for id_, cut in zip(ids, cuts, strict=True)
        ],
    )
    count_comments(session, letter.consultation_id, rows)
    return ids


def _comment_values(letter: Comment, cut: Proposal, clause: Clause | None) -> dict[str, Any]:
    """The letter's stance was said of all of it, so that a part has none of its own yet."""
    return {
        "submission_id": letter.submission_id,
        "consultation_id": letter.consultation_id,
        "draft_version_id": letter.draft_version_id,
        "clause_id": clause.id if clause else None,
        "clause_key": clause.identity if clause else WHOLE,
        "clause_label": clause.label if clause else "",
        "clause_quote": clause.quote if clause else "",
        "clause_text_hash": clause.text_hash if clause else None,
        "kind": CommentKind.REMARK,
        "stance": None,
        "body": cut.text,
        "received_at": letter.received_at,
    }


def _record(
    session: Session, action: str, letter: Comment, actor: User, now: datetime, ids: Sequence[int]
) -> None:
    record_event(
        session,
        action,
        at=now,
        subject="comment",
        subject_id=letter.id,
        consultation_id=letter.consultation_id,
        actor=actor,
        facts={"part_ids": list(ids)},
    )
