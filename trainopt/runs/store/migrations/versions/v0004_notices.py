"""Notices of more than comments, and who wants them by mail."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TOLD_RUN = "told run"


def upgrade() -> None:
    """Notices have a kind, and what they are about. Nights before now are nobody's news."""
    with op.batch_alter_table("notices", table_kwargs={"sqlite_autoincrement": True}) as notices:
        notices.add_column(sa.Column("kind", sa.String(16), nullable=False, server_default="comment"))
        notices.add_column(sa.Column("about", sa.String(460), nullable=False, server_default=""))
        notices.add_column(sa.Column("at", sa.String(32), nullable=False, server_default=""))
        notices.add_column(sa.Column("detail", sa.JSON))
        notices.alter_column("comment", existing_type=sa.Integer, nullable=True)
        notices.drop_constraint("notices_once", type_="unique")
    op.execute(
        "UPDATE notices SET about = CAST(comment AS VARCHAR(20)), "
        "at = (SELECT at FROM comments WHERE comments.number = notices.comment)"
    )
    with op.batch_alter_table("notices", table_kwargs={"sqlite_autoincrement": True}) as notices:
        notices.create_unique_constraint("notices_once", ["person", "kind", "about"])
    op.create_table(
        "mailings",
        sa.Column("person", sa.String(64), sa.ForeignKey("people.name"), primary_key=True),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("kinds", sa.JSON, nullable=False),
        sa.Column("told", sa.Integer, nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
    )
    settings = sa.table("settings", sa.column("name", sa.String), sa.column("value", sa.JSON))
    newest = op.get_bind().scalar(sa.text("SELECT max(number) FROM runs"))
    if newest is not None:
        op.bulk_insert(settings, [{"name": TOLD_RUN, "value": newest}])


def downgrade() -> None:
    """Notices of comments alone."""
    op.execute(f"DELETE FROM settings WHERE name = '{TOLD_RUN}'")
    op.drop_table("mailings")
    op.execute("DELETE FROM notices WHERE comment IS NULL")
    with op.batch_alter_table("notices", table_kwargs={"sqlite_autoincrement": True}) as notices:
        notices.drop_constraint("notices_once", type_="unique")
        notices.alter_column("comment", existing_type=sa.Integer, nullable=False)
        for name in ("kind", "about", "at", "detail"):
            notices.drop_column(name)
        notices.create_unique_constraint("notices_once", ["person", "comment"])
