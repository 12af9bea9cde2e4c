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
_FULL = ("body", "basket_full")


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with a row: its column (as FilledRow names it) and the rule; its text is kept.

    `key` is what stands in the column of the clause's identity, `typed` what does in the wrong one.
    """

    number: int
    key: str
    column: str
    rule: str
    text: str
    typed: str


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
    known = _known_hashes(session, token, consultation_id)
    taken, is_full = Taken(), False
    for row in table.rows:
        problem = _problem(row) or clauses.problem(row.key)
        if problem is None and token_hash(_form_key(row)) in known:
            taken.known_count += 1
            continue
        if problem is None:
            # A full basket stays full: thousands of further rows must not keep everybody else waiting.
            problem = _FULL if is_full else _refusal(session, token, consultation_id, row, now)
            is_full = problem == _FULL
        if problem is not None:
            taken.errors.append(_told(row, *problem))
            continue
        taken.added_count += 1
        known.add(token_hash(_form_key(row)))
    return taken


def _told(row: FilledRow, column: str, rule: str) -> RowError:
    return RowError(row.number, row.key, column, rule, row.body, getattr(row, column, ""))


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
    if not row.body:
        return "body", "stance_only"
    if row.kind not in _KINDS:
        return "kind", "unknown"
    if row.stance not in _STANCES:
        return "stance", "unknown"
    if row.key == WHOLE_KEY and _KINDS[row.kind] in (CommentKind.REPLACEMENT, CommentKind.DELETION):
        return "kind", "needs_clause"
    return None


def _form_key(row: FilledRow) -> str:
    return f"table\0{row.key}\0{_KINDS[row.kind]}\0{row.body}"


def _known_hashes(session: Session, token: str, consultation_id: int) -> set[str]:
    """The marks of the forms whose opinions still wait, changed meanwhile or not: those rows came before."""
    basket = find_basket(session, token, consultation_id)
    query = select(BasketOpinion.form_hash).where(
        BasketOpinion.basket_id == (basket.id if basket else 0),
        BasketOpinion.form_hash.is_not(None),
        BasketOpinion.removed_at.is_(None),
    )
    return {digest for digest in session.scalars(query) if digest}


def _refusal(
    session: Session, token: str, consultation_id: int, row: FilledRow, now: datetime
) -> tuple[str, str] | None:
    """The row is in the basket (None), or why not: the column and the rule."""
    try:
        _put(session, token, consultation_id, row, now)
    except (InvalidInputError, NotFoundError, LimitReachedError) as error:
        column = str(error.details.get("field", "body"))
        return column, str(error.details.get("rule", "unknown_clause"))
    return None


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

