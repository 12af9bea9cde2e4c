"""collation files: what members attach goes along to the lead"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "collation_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("original_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("byte_count", sa.Integer(), nullable=False),
        sa.Column("original_name", sa.String(length=200), nullable=False),
        sa.CheckConstraint("byte_count > 0", name=op.f("ck_collation_files_not_empty")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_collation_files_hashed")),
        sa.ForeignKeyConstraint(
            ["original_id"],
            ["collation_originals.id"],
            name=op.f("fk_collation_files_original_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collation_files")),
        sa.UniqueConstraint(
            "original_id", "sha256", name=op.f("uq_collation_files_original_id_sha256")
        ),
    )
    _guard()


def _guard() -> None:
    """What a member attached is never altered; it goes only with its original."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER guard_collation_files_update BEFORE UPDATE ON collation_files "
            "BEGIN SELECT RAISE(ABORT, 'collation_files is frozen'); END"
        )
    else:
        op.execute(
            "CREATE TRIGGER guard_collation_files BEFORE UPDATE ON collation_files "
            "FOR EACH ROW EXECUTE FUNCTION portal_refuse()"
        )


def downgrade() -> None:
    op.drop_table("collation_files")
