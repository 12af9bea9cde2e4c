"""The clauses of a stored version as the comparing engine sees them."""

from __future__ import annotations

from collections.abc import Sequence

from portal.drafts.tree import ClauseNode
from portal.models.drafts import Clause

ARTICLE = "条"
_UNPRINTED = "款"
"""The number of a 款 is counted, not printed."""


def nodes_of(clauses: Sequence[Clause]) -> list[ClauseNode]:
    """The clauses as nodes of the engine; their ids are those of the rows, as text."""
    return [
        ClauseNode(
            id=str(clause.id),
            path=clause.path,
            parent=None if clause.parent_id is None else str(clause.parent_id),
            level=clause.level,
            number=clause.number,
            heading=clause.heading,
            text=clause.text,
            line=clause.line,
            commentable=clause.is_commentable,
            units=[],
        )
        for clause in clauses
    ]


def articles_above(clauses: Sequence[Clause]) -> dict[int, Clause]:
    """The 条 in which each 款, 项 and 目 stands, by the clause's id; others have none."""
    by_id = {clause.id: clause for clause in clauses}
    found: dict[int, Clause] = {}
    for clause in clauses:
        above = by_id.get(clause.parent_id or 0)
        if above is not None:
            article = above if above.level == ARTICLE else found.get(above.id)
            if article is not None:
                found[clause.id] = article
    return found


def whole_texts(clauses: Sequence[Clause]) -> dict[int, str]:
    """The text of each clause by its id: a 条 with its 款, 项 and 目 as they are printed."""
    articles = articles_above(clauses)
    lines = {clause.id: [clause.quote] for clause in clauses}
    for clause in clauses:
        if clause.id in articles:
            lines[articles[clause.id].id].append(_printed(clause))
    return {clause_id: "\n".join(filter(None, found)) for clause_id, found in lines.items()}


def _printed(clause: Clause) -> str:
    number = "" if clause.level == _UNPRINTED else clause.number
    return f"{number}{clause.heading}{clause.text}"
