"""The folder of a what-if: made for one, or taken up where a run of the same kind was interrupted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from trainopt.dataset.whole import make_folder, write_text
from trainopt.errors import UsageError
from trainopt.plan.folder import check_target
from trainopt.runs.hold import hashes_of
from trainopt.runs.variants import Variant
from trainopt.search.params import Params

STATE = "whatif.json"
OF_THE_SEARCH = ("seconds", "gap", "seed", "repeatable")
"""What of the parameters must be the same where plans are taken up: what they come to hangs on it."""


@dataclass(frozen=True)
class WhatIfState:
    """What a folder of what-ifs was made from: files with their hashes, and parameters."""

    inputs: dict[str, str]
    params: dict[str, Any]

    @classmethod
    def of(cls, variants: Mapping[str, Variant], baseline: str | None, params: Params) -> Self:
        """That of these variants, with the digest of a baseline that was given."""
        inputs = {
            f"{name}/{file}": digest
            for name, variant in variants.items()
            for file, digest in hashes_of(variant.dataset).items()
        }
        if baseline is not None:
            inputs["the baseline given"] = baseline
        return cls(inputs, {name: getattr(params, name) for name in OF_THE_SEARCH})


def open_folder(out: Path, names: Iterable[str], asked: WhatIfState, *, overwrite: bool) -> bool:
    """Make the folder of what-ifs of these names; whether it holds some already that were asked for alike.

    Raises UsageError where it holds something else.
    """
    if out.exists():
        for name in names:
            check_target(out / name, overwrite=True)
        left = _left(out)
        if left == asdict(asked) and not overwrite:
            return True
        _check_target(out, left, overwrite=overwrite)
    try:
        make_folder(out)
    except OSError as error:
        raise UsageError(f"{out} cannot be written: {error.strerror}") from error
    write_text(out / STATE, json.dumps(asdict(asked), indent=2) + "\n")
    return False


def _left(out: Path) -> Any:
    try:
        return json.loads((out / STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _check_target(out: Path, left: Any, *, overwrite: bool) -> None:
    if not out.is_dir() or (any(out.iterdir()) and left is None):
        raise UsageError(f"{out} holds no what-ifs and is not overwritten; choose another folder")
    if not overwrite:
        raise UsageError(f"{out} holds other what-ifs; choose another folder or say --overwrite")
