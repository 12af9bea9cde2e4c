"""A filled-in clause table becomes opinions in the basket: good rows at once, the others told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.drafts.clause_tables.columns import KINDS, STANCES, WHOLE_KEY
from portal.drafts.clause_tables.filled import FilledRow, FilledTable
from portal.errors import InvalidInputError, LimitReachedError, NotFoundError
from portal.models.drafts import Clause
from portal.models.submissions import BasketOpinion, CommentKind
from portal.operations.baskets import Opinion, find_basket, put_opinion, require_open
from portal.operations.submission_rows import commentable_versions
from portal.secrets import token_hash

_KINDS = {**KINDS, **{code: code for code in KINDS.values()}, "": CommentKind.REMARK.value}
_STANCES: dict[str, str | None] = {**STANCES, **{code: code for code in STANCES.values()}, "": None}


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with a row: its column (as FilledRow names it) and the rule; its text is kept."""

    number: int
    column: str
    rule: str
    text: str


@dataclass
class Taken:
    """What became of the table's rows."""

    added_count: int = 0
    known_count: int = 0
    errors: list[RowError] = field(default_factory=list)


def take_table(
    session: Session, *, token: str, consultation_id: int, table: FilledTable, now: datetime
) -> Taken:
    """Each good row is an opinion in the visitor's basket, once however often the table comes.

    Raises: WindowClosedError, IncompleteError without a draft.
    """
    require_open(session, consultation_id, now)
    clauses = _Clauses(session, consultation_id, table.version)
    taken = Taken()
    for row in table.rows:
        problem = _problem(row) or clauses.problem(row.key)
        if problem is not None:
            taken.errors.append(RowError(row.number, *problem, row.body))
            continue
        if _is_known(session, token, consultation_id, row):
            taken.known_count += 1
            continue
        try:
            _put(session, token, consultation_id, row, now)
            taken.added_count += 1
        except (InvalidInputError, NotFoundError, LimitReachedError) as error:
            column = str(error.details.get("field", "body"))
            rule = str(error.details.get("rule", "unknown_clause"))
            taken.errors.append(RowError(row.number, column, rule, row.body))
    return taken


class _Clauses:
    """The clauses people comment on, and those of the version the table was made for."""

    def __init__(self, session: Session, consultation_id: int, number: int) -> None:
        versions = commentable_versions(session, consultation_id)
        ids = {version.number: version.id for version in versions}
        self._present = self._hashes(session, versions[-1].id)
        is_older = number in ids and ids[number] != versions[-1].id
        self._read = self._hashes(session, ids[number]) if is_older else self._present

    @staticmethod
    def _hashes(session: Session, version_id: int) -> dict[str, str]:
        query = select(Clause.identity, Clause.text_hash).where(
            Clause.draft_version_id == version_id, Clause.is_commentable
        )
        return {identity: digest for identity, digest in session.execute(query)}

    def problem(self, key: str) -> tuple[str, str] | None:
        """Why no opinion of this table can stand on the clause; None when it can."""
        if key == WHOLE_KEY:
            return None
        if key not in self._read:
            return "key", "unknown_clause"
        if self._present.get(key) != self._read[key]:
            return "key", "clause_changed"
        return None


def _problem(row: FilledRow) -> tuple[str, str] | None:
    if row.problems:
        column, rule = row.problems[0]
        return column, rule
    if row.kind not in _KINDS:
        return "kind", "unknown"
    if row.stance not in _STANCES:
        return "stance", "unknown"
    if row.key == WHOLE_KEY and _KINDS[row.kind] in (CommentKind.REPLACEMENT, CommentKind.DELETION):
        return "kind", "needs_clause"
    return None


def _form_key(row: FilledRow) -> str:
    return f"table\0{row.key}\0{_KINDS[row.kind]}\0{row.body}"


def _is_known(session: Session, token: str, consultation_id: int, row: FilledRow) -> bool:
    """True when the row came before and its opinion still waits, changed meanwhile or not."""
    basket = find_basket(session, token, consultation_id)
    query = select(BasketOpinion.id).where(
        BasketOpinion.basket_id == (basket.id if basket else 0),
        BasketOpinion.form_hash == token_hash(_form_key(row)),
        BasketOpinion.removed_at.is_(None),
    )
    return session.scalar(query.limit(1)) is not None


def _put(
    session: Session, token: str, consultation_id: int, row: FilledRow, now: datetime
) -> None:
    identity = None if row.key == WHOLE_KEY else row.key
    opinion = Opinion(identity, _KINDS[row.kind], _STANCES[row.stance], row.body)
    put_opinion(
        session,
        token=token,
        consultation_id=consultation_id,
        opinion=opinion,
        form_key=_form_key(row),
        now=now,
    )

