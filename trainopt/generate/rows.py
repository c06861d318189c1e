"""Rows made in code, through the same checks as rows from a file."""

from __future__ import annotations

from typing import TypeVar

from trainopt.dataset.cells import cell_text
from trainopt.tables import Row

R = TypeVar("R", bound=Row)


def make(kind: type[R], **values: object) -> R:
    """A row of this kind; None leaves the cell blank."""
    return kind.model_validate({name: cell_text(v) for name, v in values.items() if v is not None})
