"""search"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from portal.search_words import bigrams, in_parts

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_SUBJECTS = (
    "subject IN ('city', 'transport', 'housing', 'education', 'health', 'welfare', 'environment', "
    "'economy', 'agriculture', 'culture', 'safety', 'government', 'other')"
)


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _add_columns() -> None:
    """On SQLite without batch mode: making the table anew would touch what refers to it."""
    if _is_sqlite():
        op.execute(
            "ALTER TABLE consultations ADD COLUMN subject VARCHAR(20) DEFAULT 'other' NOT NULL "
            f"CONSTRAINT ck_consultations_subject_known CHECK ({_SUBJECTS})"
        )
        op.execute("ALTER TABLE consultations ADD COLUMN shows_counts BOOLEAN DEFAULT 0 NOT NULL")
        return
    op.add_column(
        "consultations",
        sa.Column("subject", sa.String(length=20), server_default="other", nullable=False),
    )
    op.create_check_constraint(op.f("ck_consultations_subject_known"), "consultations", _SUBJECTS)
    op.add_column(
        "consultations",
        sa.Column("shows_counts", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def _add_files() -> None:
    op.create_table(
        "notice_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("byte_count", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=140), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawal_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_notice_files_hashed")),
        sa.CheckConstraint("byte_count > 0", name=op.f("ck_notice_files_not_empty")),
        sa.CheckConstraint(
            "length(title) BETWEEN 1 AND 200", name=op.f("ck_notice_files_title_length")
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawal_reason IS NULL)",
            name=op.f("ck_notice_files_withdrawn_with_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_notice_files_consultation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["users.id"], name=op.f("fk_notice_files_added_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_files")),
        sa.UniqueConstraint(
            "consultation_id", "sha256", name=op.f("uq_notice_files_consultation_id_sha256")
        ),
    )


_PUBLIC_FILE = "(SELECT published_at FROM consultations WHERE id = OLD.consultation_id) IS NOT NULL"
_CHANGED_FILE = (
    "OLD.withdrawn_at IS NOT NULL OR NEW.sha256 <> OLD.sha256 OR NEW.title <> OLD.title "
    "OR NEW.consultation_id <> OLD.consultation_id OR NEW.file_name <> OLD.file_name"
)


def _guard_files() -> None:
    """A public file is never deleted or exchanged, only withdrawn, and that for good."""
    guards = (("DELETE", _PUBLIC_FILE), ("UPDATE", _CHANGED_FILE))
    if _is_sqlite():
        for act, condition in guards:
            op.execute(
                f"CREATE TRIGGER guard_notice_files_{act.lower()} BEFORE {act} ON notice_files "
                f"WHEN {condition} BEGIN SELECT RAISE(ABORT, 'notice_files is frozen'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION portal_refuse_public_file() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN IF {_PUBLIC_FILE} THEN RAISE EXCEPTION 'notice_files is frozen' "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$"
    )
    op.execute(
        "CREATE TRIGGER guard_notice_files_delete BEFORE DELETE ON notice_files "
        "FOR EACH ROW EXECUTE FUNCTION portal_refuse_public_file()"
    )
    op.execute(
        "CREATE TRIGGER guard_notice_files_update BEFORE UPDATE ON notice_files "
        f"FOR EACH ROW WHEN ({_CHANGED_FILE}) EXECUTE FUNCTION portal_refuse()"
    )


def _add_links() -> None:
    op.create_table(
        "related_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('earlier_round', 'issued', 'other')",
            name=op.f("ck_related_links_kind_known"),
        ),
        sa.CheckConstraint(
            "(target_id IS NULL) = (length(url) > 0)", name=op.f("ck_related_links_one_target")
        ),
        sa.CheckConstraint(
            "target_id IS NULL OR target_id <> consultation_id",
            name=op.f("ck_related_links_not_itself"),
        ),
        sa.CheckConstraint(
            "kind <> 'earlier_round' OR target_id IS NOT NULL",
            name=op.f("ck_related_links_round_is_here"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [name],
                ["consultations.id"],
                name=op.f(f"fk_related_links_{name}"),
                ondelete="CASCADE",
            )
            for name in ("consultation_id", "target_id")
        ),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["users.id"], name=op.f("fk_related_links_added_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_related_links")),
        sa.UniqueConstraint(
            "consultation_id",
            "target_id",
            "url",
            name=op.f("uq_related_links_consultation_id_target_id_url"),
        ),
    )
    op.create_index(op.f("ix_related_links_target_id"), "related_links", ["target_id"])


def _add_passages() -> None:
    op.create_table(
        "search_passages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("clause_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('title', 'notice', 'note', 'preamble', 'clause')",
            name=op.f("ck_search_passages_kind_known"),
        ),
        sa.CheckConstraint(
            "(kind = 'clause') = (clause_id IS NOT NULL)",
            name=op.f("ck_search_passages_clause_named"),
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_search_passages_consultation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["clause_id"],
            ["clauses.id"],
            name=op.f("fk_search_passages_clause_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_passages")),
        sqlite_autoincrement=True,
    )
    for name in ("consultation_id", "clause_id"):
        op.create_index(op.f(f"ix_search_passages_{name}"), "search_passages", [name])


def _add_index() -> None:
    if _is_sqlite():
        op.execute(
            "CREATE VIRTUAL TABLE search_index USING fts5(bigrams, content='', tokenize='unicode61')"
        )
        return
    op.execute(
        "CREATE TABLE search_index ("
        "id INTEGER NOT NULL CONSTRAINT pk_search_index PRIMARY KEY "
        "CONSTRAINT fk_search_index_id REFERENCES search_passages (id) ON DELETE CASCADE, "
        "bigrams TSVECTOR NOT NULL)"
    )
    op.execute("CREATE INDEX ix_search_index_bigrams ON search_index USING gin (bigrams)")


def _public_passages() -> list[dict[str, object]]:
    """The passages of what is public already, read without the models, which go on changing."""
    connection, found = op.get_bind(), []
    notices = connection.execute(
        sa.text(
            "SELECT c.id, n.title, n.background, n.explanatory_note FROM consultations c "
            "JOIN notices n ON n.consultation_id = c.id WHERE c.published_at IS NOT NULL"
        )
    ).all()
    for consultation, title, background, note in notices:
        for kind, text in (("title", title), ("notice", background), ("note", note)):
            found += [(consultation, kind, None, part) for part in in_parts(text)]
    drafts = connection.execute(
        sa.text(
            "SELECT consultation_id, max(id) FROM draft_versions "
            "WHERE published_at IS NOT NULL AND purpose = 'consultation' GROUP BY consultation_id"
        )
    ).all()
    for consultation, draft in drafts:
        found += _of_draft(consultation, draft)
    return [
        {"consultation": c, "kind": kind, "clause": clause, "words": bigrams(text)}
        for c, kind, clause, text in found
        if text.strip()
    ]


def _of_draft(consultation: int, draft: int) -> list[tuple[int, str, int | None, str]]:
    connection, draft_id = op.get_bind(), {"draft": draft}
    title, preamble = connection.execute(
        sa.text("SELECT title, preamble FROM draft_versions WHERE id = :draft"), draft_id
    ).one()
    found: list[tuple[int, str, int | None, str]] = [
        (consultation, kind, None, part)
        for kind, text in (("title", title), ("preamble", preamble))
        for part in in_parts(text)
    ]
    clauses = connection.execute(
        sa.text(
            "SELECT id, level, number, heading, text FROM clauses "
            "WHERE draft_version_id = :draft ORDER BY position"
        ),
        draft_id,
    ).all()
    for clause, level, number, heading, text in clauses:
        parts = ("" if level == "款" else number, heading, text)
        whole = "\n".join(part for part in parts if part)
        found += [(consultation, "clause", clause, part) for part in in_parts(whole)]
    return found


def _index_what_is_public() -> None:
    """What was public before this revision is found too."""
    connection = op.get_bind()
    words = ":words" if _is_sqlite() else "to_tsvector('simple', :words)"
    key = "rowid" if _is_sqlite() else "id"
    for passage in _public_passages():
        passage["id"] = connection.execute(
            sa.text(
                "INSERT INTO search_passages (consultation_id, kind, clause_id) "
                "VALUES (:consultation, :kind, :clause) RETURNING id"
            ),
            passage,
        ).scalar_one()
        connection.execute(
            sa.text(f"INSERT INTO search_index ({key}, bigrams) VALUES (:id, {words})"),  # noqa: S608  our own names
            passage,
        )


def upgrade() -> None:
    _add_columns()
    _add_files()
    _guard_files()
    _add_links()
    _add_passages()
    _add_index()
    _index_what_is_public()


def downgrade() -> None:
    op.drop_table("search_index")
    op.drop_table("search_passages")
    op.drop_table("related_links")
    op.drop_table("notice_files")
    if not _is_sqlite():
        op.execute("DROP FUNCTION portal_refuse_public_file()")
    op.drop_column("consultations", "shows_counts")
    if not _is_sqlite():
        op.drop_constraint(op.f("ck_consultations_subject_known"), "consultations")
    op.drop_column("consultations", "subject")
