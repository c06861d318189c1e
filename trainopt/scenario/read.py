"""Scenarios from files: TOML, or a workbook with a sheet `scenarios`."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from trainopt.dataset.documents import parse_toml, read_document
from trainopt.dataset.source import Where
from trainopt.dataset.workbook import is_workbook
from trainopt.errors import Fault, ScenarioFaults
from trainopt.scenario.form import Scenario, scenario_of
from trainopt.scenario.grid import expanded
from trainopt.scenario.sheet import sheet_scenarios


def read_scenarios(path: Where) -> list[Scenario]:
    '''The scenarios of a TOML file: one, or with a grid one for each of its combinations.

    Those of a workbook's sheet `scenarios`, if it is one. Raises ScenarioFaults where the file cannot be
    read.

    >>> _ = Path("without-a1.toml").write_text("""
    ... name = "without A1"
    ... [[change]]
    ... table = "demand"
    ... where = { demand_id = "A1" }
    ... delete = true
    ... """)
    >>> [scenario.name for scenario in trainopt.read_scenarios("without-a1.toml")]
    ['without A1']
    '''
    file = Path(path)
    return sheet_scenarios(file) if is_workbook(file) else _toml_scenarios(file)


def _toml_scenarios(file: Path) -> list[Scenario]:
    text = read_document(file)
    if isinstance(text, Fault):
        raise ScenarioFaults([text])
    values = parse_toml(file.name, text, Decimal)
    if isinstance(values, Fault):
        raise ScenarioFaults([values])
    points, problems = expanded(values)
    return [scenario_of(file.name, point, problems) for point in points]
