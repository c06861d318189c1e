"""When each run of the queue was asked for: a run that has begun has another time beside it."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """As the audit has it; where its line was pruned, when the run was begun last, or came into the queue.

    The audit, which has no index on runs and may be long, is gone through once and not for each of them.
    """
    op.add_column("queue", sa.Column("asked_at", sa.String(32), nullable=False, server_default=""))
    op.execute(
        "WITH asked AS "
        "(SELECT run, MIN(at) AS first_at FROM audit WHERE action = 'queue run' GROUP BY run) "
        "UPDATE queue SET asked_at = COALESCE("
        "(SELECT first_at FROM asked WHERE asked.run = queue.run), "
        "(SELECT started_at FROM runs WHERE runs.number = queue.run))"
    )


def downgrade() -> None:
    """Without it: what runs were asked for when is in the audit."""
    with op.batch_alter_table("queue") as queue:
        queue.drop_column("asked_at")
