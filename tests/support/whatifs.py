"""What-ifs on a dataset where one class is too few: scenarios, and a run of them."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd

from tests.support import small
from tests.support.small import offers, table
from trainopt.runs.cases import Case, Failure, Planned, plan_case
from trainopt.runs.engines import LocalEngine
from trainopt.runs.variants import folder_name
from trainopt.runs.whatif import WhatIf, whatif
from trainopt.search.params import Params

PARAMS = Params(seconds=300.0, workers=1)
demand = table("demand_id,unit_id,pipeline_id,trainees,cohort_max,due")

IN_FORCE = "D1-01,1,DE-1.BASIC.2026-03-02.1,DE-1,2026-03-02"

# One class of 12 in all for 18 trainees.
TIGHT = {
    "capacity": offers("DE-1,BASIC,1,2026-03-02,2026-03-15,,", "PL-1,LEADER,1,,,,"),
    "demand": demand("D1,U1,ONE,12,6,2026-05-10", "D2,U2,ONE,6,6,2026-05-10"),
}
BASIC = "[[change]]\ntable = 'capacity'\nwhere = { course_id = 'BASIC' }\n"
MORE = f"{BASIC}add = {{ parallel_classes = 1 }}\n"
LESS = f"{BASIC}set = {{ class_max = 6 }}\n"


def write_scenario(folder: Path, name: str, changes: str = "") -> Path:
    """The file of a scenario of this name."""
    file = folder / f"{folder_name(name)}.toml"
    file.write_text(f'name = "{name}"\n{changes}', encoding="utf-8")
    return file


def tight(folder: Path) -> Path:
    """The dataset of TIGHT, written below a folder."""
    return small.write(folder / "data", small.texts(**TIGHT))


def run(dataset: Path, files: list[Path], out: Path, **choices: object) -> WhatIf:
    """The what-ifs of these scenarios, two cases at once unless an `engine` is chosen."""
    engine = choices.pop("engine", LocalEngine(2))
    params = choices.pop("params", PARAMS)
    return whatif(dataset, files, out, params, engine, **choices)  # type: ignore[arg-type]


def line(found: pd.DataFrame, name: str) -> dict[str, object]:
    """What the comparison says of a scenario."""
    return {str(key): value for key, value in found.set_index("scenario").loc[name].items()}


class Counting:
    """An engine that plans one case after the other, and may be stopped after some."""

    def __init__(self, most: int = 99) -> None:
        self.most = most
        self.planned: list[str] = []

    def share(self, params: Params, cases: int) -> Params:
        return params

    def rounds(self, cases: int) -> int:
        return cases

    def plan(self, cases: Iterable[Case], stop: threading.Event) -> Iterator[Planned | Failure]:
        for case in cases:
            if len(self.planned) == self.most:
                stop.set()
                return
            self.planned.append(case.name)
            yield plan_case(case, stop)
