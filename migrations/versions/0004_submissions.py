"""submissions"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "baskets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_baskets_consultation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_baskets")),
        sa.UniqueConstraint(
            "token_hash", "consultation_id", name=op.f("uq_baskets_token_hash_consultation_id")
        ),
    )
    with op.batch_alter_table("baskets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_baskets_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "clause_tallies",
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("clause_key", sa.String(length=32), nullable=False),
        sa.Column("comment_count", sa.Integer(), nullable=False),
        sa.Column("decided_count", sa.Integer(), nullable=False),
        sa.Column("support_count", sa.Integer(), nullable=False),
        sa.Column("oppose_count", sa.Integer(), nullable=False),
        sa.Column("suggest_count", sa.Integer(), nullable=False),
        sa.Column("question_count", sa.Integer(), nullable=False),
        sa.Column("clear_mood_count", sa.Integer(), nullable=False),
        sa.Column("mood_sum", sa.Double(), nullable=False),
        sa.CheckConstraint("comment_count >= 0", name=op.f("ck_clause_tallies_not_negative")),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_clause_tallies_consultation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("consultation_id", "clause_key", name=op.f("pk_clause_tallies")),
    )
    op.create_table(
        "submissions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("query_code_hash", sa.String(length=64), nullable=False),
        sa.Column("idempotency_hash", sa.String(length=64), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("commenter_kind", sa.String(length=12), nullable=False),
        sa.Column("seal", sa.String(length=8), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("person_hash", sa.String(length=64), nullable=False),
        sa.Column("comment_count", sa.Integer(), nullable=False),
        sa.Column("allows_publication", sa.Boolean(), nullable=False),
        sa.Column("is_flagged", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(commenter_kind = 'individual') = (seal = 'none')",
            name=op.f("ck_submissions_seal_of_organisation"),
        ),
        sa.CheckConstraint(
            "commenter_kind IN ('individual', 'organisation')",
            name=op.f("ck_submissions_commenter_kind_known"),
        ),
        sa.CheckConstraint(
            "seal IN ('none', 'upload', 'post')", name=op.f("ck_submissions_seal_known")
        ),
        sa.CheckConstraint("comment_count >= 1", name=op.f("ck_submissions_has_comments")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_submissions_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint("idempotency_hash", name=op.f("uq_submissions_idempotency_hash")),
        sa.UniqueConstraint("number", name=op.f("uq_submissions_number")),
        sa.UniqueConstraint("query_code_hash", name=op.f("uq_submissions_query_code_hash")),
    )
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.create_index(
            "ix_submissions_consultation_id_received_at",
            ["consultation_id", "received_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_submissions_person_hash"), ["person_hash"], unique=False
        )

    op.create_table(
        "attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("basket_id", sa.Integer(), nullable=True),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=60), nullable=False),
        sa.Column("byte_count", sa.Integer(), nullable=False),
        sa.Column("original_name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("purpose IN ('seal')", name=op.f("ck_attachments_purpose_known")),
        sa.CheckConstraint(
            "(basket_id IS NULL) <> (submission_id IS NULL)", name=op.f("ck_attachments_one_owner")
        ),
        sa.CheckConstraint("byte_count > 0", name=op.f("ck_attachments_not_empty")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_attachments_hashed")),
        sa.ForeignKeyConstraint(
            ["basket_id"], ["baskets.id"], name=op.f("fk_attachments_basket_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_attachments_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachments_basket_id"), ["basket_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_attachments_submission_id"), ["submission_id"], unique=False
        )

    op.create_table(
        "contact_data",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name=op.f("fk_contact_data_submission_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_contact_data")),
    )
    op.create_table(
        "basket_opinions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("basket_id", sa.Integer(), nullable=False),
        sa.Column("clause_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("stance", sa.String(length=10), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind <> 'deletion' OR clause_id IS NOT NULL",
            name=op.f("ck_basket_opinions_deletion_of_a_clause"),
        ),
        sa.CheckConstraint(
            "kind <> 'replacement' OR clause_id IS NOT NULL",
            name=op.f("ck_basket_opinions_replacement_of_a_clause"),
        ),
        sa.CheckConstraint(
            "kind IN ('remark', 'replacement', 'addition', 'deletion')",
            name=op.f("ck_basket_opinions_kind_known"),
        ),
        sa.CheckConstraint(
            "stance IN ('support', 'oppose', 'suggest', 'question')",
            name=op.f("ck_basket_opinions_stance_known"),
        ),
        sa.CheckConstraint(
            "length(body) BETWEEN 1 AND 20000", name=op.f("ck_basket_opinions_body_length")
        ),
        sa.ForeignKeyConstraint(
            ["basket_id"],
            ["baskets.id"],
            name=op.f("fk_basket_opinions_basket_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["clause_id"],
            ["clauses.id"],
            name=op.f("fk_basket_opinions_clause_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_basket_opinions")),
    )
    with op.batch_alter_table("basket_opinions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_basket_opinions_basket_id"), ["basket_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_basket_opinions_clause_id"), ["clause_id"], unique=False
        )

    op.create_table(
        "comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("draft_version_id", sa.Integer(), nullable=False),
        sa.Column("clause_id", sa.Integer(), nullable=True),
        sa.Column("clause_key", sa.String(length=32), nullable=False),
        sa.Column("clause_label", sa.Text(), nullable=False),
        sa.Column("clause_quote", sa.Text(), nullable=False),
        sa.Column("clause_text_hash", sa.String(length=64), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("stance", sa.String(length=10), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('remark', 'replacement', 'addition', 'deletion')",
            name=op.f("ck_comments_kind_known"),
        ),
        sa.CheckConstraint(
            "stance IN ('support', 'oppose', 'suggest', 'question')",
            name=op.f("ck_comments_stance_known"),
        ),
        sa.CheckConstraint(
            "(clause_id IS NULL) = (clause_text_hash IS NULL)",
            name=op.f("ck_comments_clause_frozen_with_its_hash"),
        ),
        sa.CheckConstraint(
            "length(body) BETWEEN 1 AND 20000", name=op.f("ck_comments_body_length")
        ),
        sa.ForeignKeyConstraint(["clause_id"], ["clauses.id"], name=op.f("fk_comments_clause_id")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_comments_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["draft_version_id"], ["draft_versions.id"], name=op.f("fk_comments_draft_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name=op.f("fk_comments_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
        sa.UniqueConstraint(
            "submission_id", "position", name=op.f("uq_comments_submission_id_position")
        ),
    )
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comments_clause_id"), ["clause_id"], unique=False)
        batch_op.create_index(
            "ix_comments_consultation_id_clause_key_id",
            ["consultation_id", "clause_key", "id"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.drop_index("ix_comments_consultation_id_clause_key_id")
        batch_op.drop_index(batch_op.f("ix_comments_clause_id"))

    op.drop_table("comments")
    with op.batch_alter_table("basket_opinions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_basket_opinions_clause_id"))
        batch_op.drop_index(batch_op.f("ix_basket_opinions_basket_id"))

    op.drop_table("basket_opinions")
    op.drop_table("contact_data")
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachments_submission_id"))
        batch_op.drop_index(batch_op.f("ix_attachments_basket_id"))

    op.drop_table("attachments")
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submissions_person_hash"))
        batch_op.drop_index("ix_submissions_consultation_id_received_at")

    op.drop_table("submissions")
    op.drop_table("clause_tallies")
    with op.batch_alter_table("baskets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_baskets_updated_at"))

    op.drop_table("baskets")
