"""Each step goes down and up again on a populated database, and loses no row it should keep."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import insert, inspect, select, text
from sqlalchemy.exc import DBAPIError

from portal import clock
from portal.db import Base, Database, migrate, migration_config, schema_revision
from portal.demo.seed import seed
from portal.models.accounts import User
from portal.operations import (
    analyses,
    analysis_jobs,
    scheduling,
    topic_edits,
    topic_runs,
    windows,
)
from portal.operations.consultations import ensure_document_kinds
from portal.queries.topic_coverage import unseen_by_topics
from portal.queries.topics import newest_run
from tests.operations.possible_rows import add_world, table_row

EMPTY_IN_THE_DEMONSTRATION = {
    "attempts", "attachments", "basket_contacts", "basket_opinions", "baskets",
    "collation_files", "collation_inputs", "collation_originals", "collations", "comment_origins",
    "disputes", "holidays", "judgements", "learned_judgements", "letter_parts", "occasions", "outbox",
    "staff_sessions", "subscribers", "subscriptions", "supplements",
    "withdrawals",
}  # fmt: skip
EMPTY_BESIDE_NOTICES = {"notice_files", "related_links"}
Counts = dict[str, int]


def counts(database: Database) -> Counts:
    """How many rows each table has, the version table and the words of the search aside."""
    with database.reading() as session:
        tables = inspect(session.connection()).get_table_names()
        names = {name for name in tables if not name.startswith(("alembic_version", "search_index"))}
        return {
            name: int(session.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0)  # noqa: S608  our own names
            for name in sorted(names)
        }


def broken_references(database: Database) -> list[object]:
    """SQLite's own check; PostgreSQL has never switched its constraints off."""
    if not database.is_sqlite:
        return []
    with database.reading() as session:
        return list(session.execute(text("PRAGMA foreign_key_check")).all())


def populate(database: Database) -> None:
    now = clock.now()
    with database.transaction() as session:
        ensure_document_kinds(session)
    seed(database, database.settings, now)
    with database.transaction() as session:
        scheduling.take_lease(session, name="scheduler", holder="a", now=now)
        scheduling.mark_clock(session, now)
        windows.record_transitions(session, now)
    with database.transaction() as session:
        analysis_jobs.plan_jobs(session, now)
    analyses.analyse_pending(database, now, batch=20)
    with database.reading() as session:
        changed = [key for key, _fresh, _run in unseen_by_topics(session)]
    for consultation_id in changed:
        topic_runs.group_topics(database, consultation_id, now + timedelta(hours=1))
    edit_topics(database, changed, now)


def edit_topics(database: Database, consultation_ids: list[int], now: datetime) -> None:
    """The first consultation with several topics has one confirmed, named and grown by another."""
    with database.transaction() as session:
        actor = session.scalars(select(User)).first()
        assert actor is not None
        for consultation_id in consultation_ids:
            run = newest_run(session, consultation_id)
            topics = [topic for topic in run.topics if topic.purpose == "topic"] if run else []
            if len(topics) > 1:
                place = (session, consultation_id, topics[0].id)
                topic_edits.confirm_topic(*place, actor=actor, now=now)
                topic_edits.rename_topic(*place, "改名", actor=actor, now=now)
                topic_edits.merge_topics(session, consultation_id, topics[1].id, topics[0].id, actor=actor, now=now)


def move(database: Database, revision: str, *, up: bool) -> None:
    act = command.upgrade if up else command.downgrade
    act(migration_config(database), revision)


@pytest.mark.slow
def test_every_step_down_and_up_keeps_the_rows_of_the_tables_it_does_not_drop(
    bare: Database,
) -> None:
    migrate(bare)
    populate(bare)
    before = counts(bare)
    empty = EMPTY_IN_THE_DEMONSTRATION | EMPTY_BESIDE_NOTICES
    assert {name for name, count in before.items() if not count} == empty
    script = ScriptDirectory.from_config(migration_config(bare))
    for item in script.walk_revisions():
        below = str(item.down_revision or "base")
        for up in (False, True, False):
            move(bare, item.revision if up else below, up=up)
            found = counts(bare)
            kept = {name: count for name, count in found.items() if found[name] or not up}
            assert kept.items() <= before.items(), (item.revision, up)
            assert broken_references(bare) == []
    assert counts(bare) == {}
    migrate(bare)
    assert counts(bare) == dict.fromkeys(before, 0)
    assert schema_revision(bare)[0] == script.get_current_head()


def test_the_guards_stand_again_after_going_down_and_up(bare: Database) -> None:
    migrate(bare)
    with bare.transaction() as session:
        ensure_document_kinds(session)
        add_world(session)
        for name in ("audit_events", "window_changes", "report_rows"):
            session.execute(insert(Base.metadata.tables[name]).values(table_row(name)))
        session.execute(text("UPDATE draft_versions SET published_at = imported_at"))
    script = ScriptDirectory.from_config(migration_config(bare))
    guards = script.get_revision("0008")
    move(bare, str(guards.down_revision), up=False)
    with bare.transaction() as session:
        session.execute(text("UPDATE comments SET body = body"))
    migrate(bare)
    for table in ("comments", "submissions", "audit_events", "reports", "report_rows", "clauses",
                  "draft_versions", "window_changes"):  # fmt: skip
        with pytest.raises(DBAPIError, match="is frozen"), bare.transaction() as session:
            session.execute(text(f"DELETE FROM {table}"))  # noqa: S608  our own names
