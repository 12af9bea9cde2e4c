"""What was accepted, published or recorded is neither altered nor deleted, by raw SQL either."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from portal.db import Base
from tests.operations.possible_rows import add_world, table_row

LATER = ("supplements", "withdrawals", "disputes")
FROZEN = ("submissions", "comments", "audit_events", "window_changes", "reports", "report_rows", *LATER)


@pytest.fixture
def world(session: Session) -> Session:
    """A session with a row in every frozen table and a published draft."""
    add_world(session)
    for name in ("audit_events", "window_changes", "report_rows", *LATER):
        session.execute(insert(Base.metadata.tables[name]).values(table_row(name)))
    session.execute(text("UPDATE draft_versions SET published_at = imported_at"))
    return session


def refuse(session: Session, statement: str) -> None:
    with pytest.raises(DBAPIError, match="is frozen"), session.begin_nested():
        session.execute(text(statement))


def snapshot(session: Session, table: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in session.execute(text(f"SELECT * FROM {table}"))]  # noqa: S608  our own names


@pytest.mark.parametrize("table", FROZEN)
def test_a_frozen_row_is_neither_altered_nor_deleted(world: Session, table: str) -> None:
    before = snapshot(world, table)
    assert before
    column = {"report_rows": "sequence", "withdrawals": "withdrawn_at", "disputes": "disputed_at"}.get(
        table, "id"
    )
    refuse(world, f"UPDATE {table} SET {column} = {column}")  # noqa: S608  our own names
    refuse(world, f"DELETE FROM {table}")  # noqa: S608  our own names
    assert snapshot(world, table) == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE clauses SET text = '改'",
        "UPDATE clauses SET is_commentable = NOT is_commentable",
        "DELETE FROM clauses",
        "UPDATE draft_versions SET source_text = '改'",
        "UPDATE draft_versions SET published_at = NULL",
        "DELETE FROM draft_versions",
    ],
)
def test_a_published_draft_is_neither_altered_nor_deleted(world: Session, statement: str) -> None:
    before = snapshot(world, "clauses"), snapshot(world, "draft_versions")
    refuse(world, statement)
    assert (snapshot(world, "clauses"), snapshot(world, "draft_versions")) == before


def test_no_clause_is_added_to_a_published_draft_or_moved_into_it(world: Session) -> None:
    clause = Base.metadata.tables["clauses"]
    with pytest.raises(DBAPIError, match="is frozen"), world.begin_nested():
        world.execute(insert(clause).values(table_row("clauses")))
    world.execute(
        insert(Base.metadata.tables["draft_versions"]).values(table_row("draft_versions"))
    )
    world.execute(insert(clause).values({**table_row("clauses"), "draft_version_id": 2}))
    refuse(world, "UPDATE clauses SET draft_version_id = 1 WHERE id = 900")


def test_a_draft_in_preparation_may_still_change(world: Session) -> None:
    world.execute(
        insert(Base.metadata.tables["draft_versions"]).values(table_row("draft_versions"))
    )
    row = {**table_row("clauses"), "draft_version_id": 2}
    world.execute(insert(Base.metadata.tables["clauses"]).values(row))
    world.execute(text("UPDATE clauses SET text = '改' WHERE id = 900"))
    world.execute(text("UPDATE draft_versions SET title = '改' WHERE id = 2"))
    world.execute(text("DELETE FROM clauses WHERE id = 900"))
    world.execute(text("DELETE FROM draft_versions WHERE id = 2"))
    assert len(snapshot(world, "draft_versions")) == 1


def test_a_consultation_with_opinions_cannot_be_deleted_from_under_them(world: Session) -> None:
    with pytest.raises(DBAPIError), world.begin_nested():
        world.execute(text("DELETE FROM consultations"))
    assert len(snapshot(world, "comments")) == 2
