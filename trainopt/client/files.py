"""What is uploaded: the bytes of a file, or of a folder packed into one."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from trainopt.dataset.plain import Unread, read_inside
from trainopt.errors import UsageError
from trainopt.runs.nightly.snapshot import take_snapshot
from trainopt.web.settings import MOST_UPLOADED


def file_to_send(path: Path) -> tuple[str, bytes]:
    """The name and the bytes of a workbook, an archive or a CSV file; a dataset's folder is packed.

    Raises UsageError where it cannot be read, DatasetFaults for a folder that is no dataset.
    """
    if path.is_dir():
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in take_snapshot(path).items():
                archive.writestr(name, content)
        return f"{path.name}.zip", packed.getvalue()
    try:
        return path.name, read_inside(path.parent, path.name, MOST_UPLOADED)
    except (Unread, OSError) as error:
        raise UsageError(f"{path} cannot be uploaded: {error}") from None
