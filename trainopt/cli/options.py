"""Arguments and options that several commands have."""

from __future__ import annotations

from pathlib import Path

import click

FOLDER = click.Path(path_type=Path)

json_option = click.option(
    "--json", "as_json", is_flag=True, default=False, help="Print one JSON document instead of tables."
)

published_option = click.option(
    "--published", type=FOLDER, default=None, help="The plan in force, which says what has begun."
)

overwrite_option = click.option(
    "--overwrite", is_flag=True, default=False, help="Replace what stands there, if it is of the same kind."
)
