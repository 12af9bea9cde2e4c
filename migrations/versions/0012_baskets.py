"""baskets"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_OPINION = "(purpose = 'opinion') = (basket_opinion_id IS NOT NULL OR comment_id IS NOT NULL)"
_OWNER = (
    "(basket_opinion_id IS NULL OR submission_id IS NULL) "
    "AND (comment_id IS NULL OR basket_id IS NULL)"
)


def upgrade() -> None:
    op.create_table(
        "basket_contacts",
        sa.Column("basket_id", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["basket_id"],
            ["baskets.id"],
            name=op.f("fk_basket_contacts_basket_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("basket_id", name=op.f("pk_basket_contacts")),
    )
    op.create_index(op.f("ix_basket_contacts_saved_at"), "basket_contacts", ["saved_at"])
    with op.batch_alter_table("basket_opinions") as batch_op:
        batch_op.add_column(
            sa.Column("place", sa.Integer(), nullable=False, server_default=sa.text("0"))
        )
        batch_op.add_column(sa.Column("form_hash", sa.String(length=64), nullable=True))
        batch_op.add_column(
            sa.Column("is_unfinished", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_basket_opinions_place_not_negative"), "place >= 0"
        )
    _upgrade_attachments()


def _upgrade_attachments() -> None:
    with op.batch_alter_table("attachments") as batch_op:
        batch_op.add_column(sa.Column("basket_opinion_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("comment_id", sa.Integer(), nullable=True))
        batch_op.alter_column(
            "media_type", existing_type=sa.String(length=60), type_=sa.String(length=100)
        )
        batch_op.create_foreign_key(
            op.f("fk_attachments_basket_opinion_id"),
            "basket_opinions",
            ["basket_opinion_id"],
            ["id"],
            ondelete="CASCADE",
        )
        batch_op.create_foreign_key(
            op.f("fk_attachments_comment_id"), "comments", ["comment_id"], ["id"]
        )
        batch_op.drop_constraint(op.f("ck_attachments_purpose_known"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_attachments_purpose_known"), "purpose IN ('seal', 'opinion', 'submission')"
        )
        batch_op.create_check_constraint(op.f("ck_attachments_opinion_named"), _OPINION)
        batch_op.create_check_constraint(op.f("ck_attachments_opinion_of_its_owner"), _OWNER)
        batch_op.create_index(op.f("ix_attachments_basket_opinion_id"), ["basket_opinion_id"])
        batch_op.create_index(op.f("ix_attachments_comment_id"), ["comment_id"])


def downgrade() -> None:
    """Files of opinions go with the columns that say whose they are; seals stay."""
    op.execute("DELETE FROM attachments WHERE purpose <> 'seal'")
    with op.batch_alter_table("attachments") as batch_op:
        batch_op.drop_index(op.f("ix_attachments_comment_id"))
        batch_op.drop_index(op.f("ix_attachments_basket_opinion_id"))
        batch_op.drop_constraint(op.f("ck_attachments_opinion_of_its_owner"), type_="check")
        batch_op.drop_constraint(op.f("ck_attachments_opinion_named"), type_="check")
        batch_op.drop_constraint(op.f("ck_attachments_purpose_known"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_attachments_purpose_known"), "purpose IN ('seal')"
        )
        batch_op.drop_constraint(op.f("fk_attachments_comment_id"), type_="foreignkey")
        batch_op.drop_constraint(op.f("fk_attachments_basket_opinion_id"), type_="foreignkey")
        batch_op.alter_column(
            "media_type", existing_type=sa.String(length=100), type_=sa.String(length=60)
        )
        batch_op.drop_column("comment_id")
        batch_op.drop_column("basket_opinion_id")
    op.execute("DELETE FROM basket_opinions WHERE removed_at IS NOT NULL")
    with op.batch_alter_table("basket_opinions") as batch_op:
        batch_op.drop_constraint(op.f("ck_basket_opinions_place_not_negative"), type_="check")
        for name in ("removed_at", "is_unfinished", "form_hash", "place"):
            batch_op.drop_column(name)
    op.drop_table("basket_contacts")
