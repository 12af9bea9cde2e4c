"""numbers of opinions in baskets are never used twice

PostgreSQL never did; SQLite gave the number of a removed or submitted opinion to the next one, on
which a form of another window then acted.
"""

from __future__ import annotations

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _remake(sqlite_autoincrement=True)


def downgrade() -> None:
    _remake()


def _remake(**table_options: bool) -> None:
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table(
            "basket_opinions", recreate="always", table_kwargs=table_options
        ):
            pass
