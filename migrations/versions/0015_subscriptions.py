"""subscriptions"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_TARGETS = {
    "consultation_id": "consultations.id",
    "bureau_id": "bureaus.id",
    "document_kind_id": "document_kinds.id",
}
_KINDS = "'opened', 'closing_soon', 'closed', 'extended', 'closed_early', 'reported', 'withdrawn'"


def _add_subscribers() -> None:
    op.create_table(
        "subscribers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("language IN ('zh', 'en')", name=op.f("ck_subscribers_language_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscribers")),
        sa.UniqueConstraint("address_hash", name=op.f("uq_subscribers_address_hash")),
    )


def _add_subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subscriber_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=43), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in _TARGETS),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            " + ".join(f"(CASE WHEN {name} IS NULL THEN 0 ELSE 1 END)" for name in _TARGETS)
            + " = 1",
            name=op.f("ck_subscriptions_one_target"),
        ),
        sa.ForeignKeyConstraint(
            ["subscriber_id"],
            ["subscribers.id"],
            name=op.f("fk_subscriptions_subscriber_id"),
            ondelete="CASCADE",
        ),
        *(
            sa.ForeignKeyConstraint([name], [target], name=op.f(f"fk_subscriptions_{name}"))
            for name, target in _TARGETS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
        sa.UniqueConstraint("reference", name=op.f("uq_subscriptions_reference")),
        *(
            sa.UniqueConstraint(
                "subscriber_id", name, name=op.f(f"uq_subscriptions_subscriber_id_{name}")
            )
            for name in _TARGETS
        ),
    )
    for name in _TARGETS:
        op.create_index(op.f(f"ix_subscriptions_{name}"), "subscriptions", [name])


def _add_occasions() -> None:
    op.create_table(
        "occasions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"kind IN ({_KINDS})", name=op.f("ck_occasions_kind_known")),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_occasions_consultation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occasions")),
        sa.UniqueConstraint(
            "consultation_id",
            "kind",
            "revision",
            name=op.f("uq_occasions_consultation_id_kind_revision"),
        ),
    )


def upgrade() -> None:
    _add_subscribers()
    _add_subscriptions()
    _add_occasions()
    with op.batch_alter_table("outbox") as outbox:
        outbox.add_column(sa.Column("subscription_id", sa.Integer(), nullable=True))
        outbox.add_column(sa.Column("delivery_key", sa.String(length=120), nullable=True))
        outbox.add_column(
            sa.Column("language", sa.String(length=2), server_default="zh", nullable=False)
        )
        outbox.add_column(sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True))
        outbox.create_foreign_key(
            op.f("fk_outbox_subscription_id"),
            "subscriptions",
            ["subscription_id"],
            ["id"],
            ondelete="CASCADE",
        )
        outbox.create_unique_constraint(op.f("uq_outbox_delivery_key"), ["delivery_key"])
        outbox.create_index(op.f("ix_outbox_subscription_id"), ["subscription_id"])


def downgrade() -> None:
    """Letters to followers still waiting are gone with the columns that say to whom they go."""
    op.execute("DELETE FROM outbox WHERE subscription_id IS NOT NULL OR submission_id IS NOT NULL")
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_index(op.f("ix_outbox_subscription_id"))
        outbox.drop_constraint(op.f("uq_outbox_delivery_key"), type_="unique")
        outbox.drop_constraint(op.f("fk_outbox_subscription_id"), type_="foreignkey")
        for name in ("refused_at", "language", "delivery_key", "subscription_id"):
            outbox.drop_column(name)
    for table in ("occasions", "subscriptions", "subscribers"):
        op.drop_table(table)
