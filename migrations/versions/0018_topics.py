"""what officers made of stances, kinds and topics"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_STANCE = "stance IN ('support', 'oppose', 'suggest', 'question', 'none')"
_KIND = (
    "kind IN ('suggestion', 'complaint', 'question', 'praise', 'formal_no_opinion', "
    "'off_topic', 'empty_talk', 'other')"
)


def _set_columns(name: str) -> tuple[sa.SchemaItem, ...]:
    """Who did it and when, with the key to the user."""
    return (
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["set_by_id"], ["users.id"], name=op.f(f"fk_{name}_set_by_id")),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f(f"fk_{name}_consultation_id"),
            ondelete="CASCADE",
        ),
    )


def _create_topic_edits() -> None:
    op.create_table(
        "topic_names",
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        *_set_columns("topic_names"),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 60", name=op.f("ck_topic_names_name_length")),
        sa.PrimaryKeyConstraint("consultation_id", "key", name=op.f("pk_topic_names")),
    )
    op.create_table(
        "topic_pins",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        *_set_columns("topic_pins"),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_topic_pins_comment_id")
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_topic_pins")),
    )
    op.create_index(op.f("ix_topic_pins_consultation_id"), "topic_pins", ["consultation_id"])
    op.create_table(
        "topic_mergers",
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("into_key", sa.Integer(), nullable=False),
        *_set_columns("topic_mergers"),
        sa.CheckConstraint("key <> into_key", name=op.f("ck_topic_mergers_into_another")),
        sa.PrimaryKeyConstraint("consultation_id", "key", name=op.f("pk_topic_mergers")),
    )


def _create_learned_judgements() -> None:
    op.create_table(
        "learned_judgements",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("stance", sa.String(length=10), nullable=False),
        sa.Column("stance_score", sa.Double(), nullable=False),
        sa.Column("stance_confident", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.Column("label_count", sa.Integer(), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(_STANCE, name=op.f("ck_learned_judgements_stance_known")),
        sa.CheckConstraint(_KIND, name=op.f("ck_learned_judgements_kind_known")),
        sa.CheckConstraint(
            "stance_score BETWEEN -1 AND 1", name=op.f("ck_learned_judgements_stance_range")
        ),
        sa.CheckConstraint("label_count >= 1", name=op.f("ck_learned_judgements_has_labels")),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_learned_judgements_comment_id")
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_learned_judgements")),
    )


def upgrade() -> None:
    with op.batch_alter_table("judgements") as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(length=24), nullable=True))
        batch_op.alter_column("stance", existing_type=sa.String(length=10), nullable=True)
        batch_op.create_check_constraint(op.f("ck_judgements_kind_known"), _KIND)
        batch_op.create_check_constraint(
            op.f("ck_judgements_judges_something"), "stance IS NOT NULL OR kind IS NOT NULL"
        )
    op.add_column(
        "clause_tallies",
        sa.Column("positive_mood_count", sa.Integer(), nullable=False, server_default="0"),
    )
    op.add_column("topic_runs", sa.Column("fitted_count", sa.Integer(), nullable=True))
    op.add_column("topic_runs", sa.Column("model", sa.LargeBinary(), nullable=True))
    with op.batch_alter_table("topics") as batch_op:
        batch_op.add_column(sa.Column("key", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("warnings", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.create_check_constraint(
            op.f("ck_topics_no_key_of_campaign"), "purpose <> 'campaign' OR key IS NULL"
        )
    _create_learned_judgements()
    _create_topic_edits()


def downgrade() -> None:
    for table in ("topic_mergers", "topic_pins", "topic_names", "learned_judgements"):
        op.drop_table(table)
    with op.batch_alter_table("topics") as batch_op:
        batch_op.drop_constraint(op.f("ck_topics_no_key_of_campaign"))
        batch_op.drop_column("warnings")
        batch_op.drop_column("key")
    with op.batch_alter_table("topic_runs") as batch_op:
        batch_op.drop_column("model")
        batch_op.drop_column("fitted_count")
    with op.batch_alter_table("clause_tallies") as batch_op:
        batch_op.drop_column("positive_mood_count")
    op.execute("DELETE FROM judgements WHERE stance IS NULL")
    with op.batch_alter_table("judgements") as batch_op:
        batch_op.drop_constraint(op.f("ck_judgements_judges_something"))
        batch_op.drop_constraint(op.f("ck_judgements_kind_known"))
        batch_op.alter_column("stance", existing_type=sa.String(length=10), nullable=False)
        batch_op.drop_column("kind")
