"""The folder of a what-if: made for one, or taken up where a run of the same kind was interrupted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from pydantic import TypeAdapter

from trainopt.dataset.whole import make_folder, write_text
from trainopt.errors import UsageError, shown
from trainopt.plan.folder import check_target
from trainopt.runs.hold import hashes_of
from trainopt.runs.variants import BASELINE, Variant
from trainopt.search.params import Params

STATE = "whatif.json"
OF_THE_SEARCH: dict[str, tuple[str, Callable[[Any], str]]] = {
    "seconds": ("the time limit", lambda seconds: f"{seconds:g} s"),
    "gap": ("the gap", lambda gap: f"{100 * gap:g} %"),
    "seed": ("the seed", str),
    "repeatable": ("--repeatable", lambda on: "on" if on else "off"),
}
"""What of the parameters must be the same where plans are taken up, as what they come to hangs on it; each
with its name and how its value is said."""
GIVEN = "the baseline given"
MOST_SAID = 5
"""Of what differs, so much is said."""


@dataclass(frozen=True)
class WhatIfState:
    """What a folder of what-ifs was made from: files with their hashes, and parameters."""

    inputs: dict[str, str]
    params: dict[str, bool | int | float]

    @classmethod
    def of(cls, variants: Mapping[str, Variant], baseline: str | None, params: Params) -> Self:
        """That of these variants, with the digest of a baseline that was given."""
        inputs = {
            f"{name}/{file}": digest
            for name, variant in variants.items()
            for file, digest in hashes_of(variant.dataset).items()
        }
        if baseline is not None:
            inputs[GIVEN] = baseline
        return cls(inputs, {name: getattr(params, name) for name in OF_THE_SEARCH})

    @classmethod
    def left_in(cls, folder: Path) -> Self | None:
        """That of what a folder holds; None where no what-ifs were begun in it."""
        try:
            return TypeAdapter(cls).validate_json((folder / STATE).read_bytes(), strict=True)
        except (OSError, ValueError):
            return None

    def beside(self, asked: WhatIfState) -> Iterator[str]:
        """What was another here than in what is asked for now, in words."""
        yield from _params_beside(self.params, asked.params)
        yield from _inputs_beside(_by_variant(self.inputs), _by_variant(asked.inputs))
        if self.inputs.get(GIVEN) != asked.inputs.get(GIVEN):
            yield _baselines_beside(was=GIVEN in self.inputs, is_now=GIVEN in asked.inputs)


def _params_beside(were: Mapping[str, Any], are: Mapping[str, Any]) -> Iterator[str]:
    for name, (called, said) in OF_THE_SEARCH.items():
        if name in were and were[name] != are[name]:
            yield f"{called} was {said(were[name])} and is {said(are[name])}"


def _by_variant(inputs: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The hashes of each variant's files."""
    found: dict[str, dict[str, str]] = {}
    for key, digest in inputs.items():
        variant, slash, file = key.partition("/")
        if slash:
            found.setdefault(variant, {})[file] = digest
    return found


def _inputs_beside(
    were: Mapping[str, Mapping[str, str]], are: Mapping[str, Mapping[str, str]]
) -> Iterator[str]:
    """Files of the dataset first; of scenarios what the dataset does not say."""
    base = _files_beside(were.get(BASELINE, {}), are.get(BASELINE, {}))
    yield from (f"{file} is another" for file in base)
    for name in dict.fromkeys([*were, *are]):
        if name not in are:
            yield f"the scenario {shown(name)} was there and is not"
        elif name not in were:
            yield f"the scenario {shown(name)} was not there and is"
        elif any(file not in base for file in _files_beside(were[name], are[name])):
            yield f"the scenario {shown(name)} has other changes"


def _files_beside(were: Mapping[str, str], are: Mapping[str, str]) -> list[str]:
    """The names of those that differ, or are there once only."""
    return sorted(file for file in {*were, *are} if were.get(file) != are.get(file))


def _baselines_beside(*, was: bool, is_now: bool) -> str:
    if was and is_now:
        return "the baseline given is another"
    return f"a baseline was {'' if was else 'not '}given and is {'' if is_now else 'not '}now"


def open_folder(out: Path, names: Iterable[str], asked: WhatIfState, *, overwrite: bool) -> bool:
    """Make the folder of what-ifs of these names; whether it holds some already that were asked for alike.

    Raises UsageError where it holds something else.
    """
    if out.exists():
        for name in names:
            check_target(out / name, overwrite=True)
        left = WhatIfState.left_in(out)
        if left == asked and not overwrite:
            return True
        _check_target(out, left, asked, overwrite=overwrite)
    try:
        make_folder(out)
    except OSError as error:
        raise UsageError(f"{out} cannot be written: {error.strerror}") from error
    write_text(out / STATE, json.dumps(asdict(asked), indent=2) + "\n")
    return False


def _check_target(out: Path, left: WhatIfState | None, asked: WhatIfState, *, overwrite: bool) -> None:
    if not out.is_dir() or (left is None and any(out.iterdir())):
        raise UsageError(f"{out} holds no what-ifs and is not overwritten; choose another folder")
    if left is not None and not overwrite:
        raise UsageError(
            f"{out} holds other what-ifs: {_said(list(left.beside(asked)))}. To go on with those, ask as for "
            "them; to plan these, choose another folder, or say --overwrite to replace what is there"
        )


def _said(differ: list[str]) -> str:
    more = len(differ) - MOST_SAID
    said = "; ".join(differ[:MOST_SAID]) or "another version of trainopt began them"
    return f"{said}; and {more:,} more" if more > 0 else said
