"""Scenarios: what a change does to the rows, and every fault of a file at once, naming its change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from tests.support import small
from tests.support.root import ROOT
from trainopt import scenario_from
from trainopt.dataset import Dataset, read_dataset
from trainopt.dataset.in_force import InForce, PublishedRow
from trainopt.errors import ScenarioFaults
from trainopt.scenario import Scenario, apply_scenarios, read_scenarios
from trainopt.tables import TABLES


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """The base, with a blank beside each filled cell that a change could mean."""
    tables = small.texts(
        capacity="""\
            site_id,course_id,parallel_classes,class_max,valid_from,cost_per_class
            DE-1,BASIC,1,10,,
            DE-1,LEADER,2,,,70
            PL-1,BASIC,3,,2026-03-09,
            """,
        demand="""\
            demand_id,unit_id,pipeline_id,trainees,due,priority
            D1,U1,ONE,6,2026-05-10,1
            D2,U2,ONE,6,2026-05-10,
            D3,U1,TWO,6,2026-05-10,3
            """,
        units="""\
            unit_id,name,allowed_nations
            U1,First,DE PL
            U2,Second,
            """,
        closures="site_id,first_day,last_day\nDE-2,2026-04-06,2026-04-12\n",
    )
    return read_dataset(small.write(tmp_path_factory.mktemp("scenario") / "data", tables))


def scenarios(folder: Path, text: str) -> list[Scenario]:
    file = folder / "what.toml"
    file.write_text(dedent(text), encoding="utf-8")
    return read_scenarios(file)


def changed(dataset: Dataset, folder: Path, changes: str) -> Dataset:
    (scenario,) = scenarios(folder, f'name = "what"\n{dedent(changes)}')
    return apply_scenarios(dataset, scenario)


def column(dataset: Dataset, table: str, name: str) -> list[object]:
    return [getattr(row, name) for row in dataset.rows(table)]


def faults(dataset: Dataset, folder: Path, text: str) -> list[str]:
    with pytest.raises(ScenarioFaults) as caught:
        apply_scenarios(dataset, *scenarios(folder, text))
    return [str(fault) for fault in caught.value.faults]


# What changes do

EFFECTS = [
    ("table = 'capacity'\nadd = { parallel_classes = 2 }", "capacity", "parallel_classes", [3, 4, 5]),
    (
        "table = 'capacity'\nwhere = { site_id = 'DE-1' }\nadd = { parallel_classes = 2 }",
        "capacity", "parallel_classes", [3, 4, 3],
    ),
    (
        "table = 'capacity'\nwhere = { site_id = 'DE-1', course_id = 'LEADER' }\nset = { class_max = 8 }",
        "capacity", "class_max", [10, 8, None],
    ),
    ("table = 'capacity'\nwhere = { class_max = 10 }\nset = { class_max = '' }",
     "capacity", "class_max", [None] * 3),
    ("table = 'capacity'\nwhere = { class_max = '' }\nset = { class_max = 9 }",
     "capacity", "class_max", [10, 9, 9]),
    ("table = 'capacity'\nwhere = { parallel_classes = 3 }\nadd = { parallel_classes = -3 }",
     "capacity", "parallel_classes", [1, 2, 0]),
    ("table = 'capacity'\nwhere = { valid_from = 2026-03-09 }\ndelete = true",
     "capacity", "site_id", ["DE-1", "DE-1"]),
    ("table = 'sites'\nscale = { beds = 0.8 }", "sites", "beds", [80, 80, 80]),
    ("table = 'sites'\nscale = { beds = 0.29 }", "sites", "beds", [29, 29, 29]),
    ("table = 'sites'\nscale = { beds = 0.333 }", "sites", "beds", [33, 33, 33]),
    ("table = 'sites'\nscale = { beds = 2 }", "sites", "beds", [200, 200, 200]),
    ("table = 'units'\nwhere = { unit_id = 'U2' }\nset = { allowed_nations = ['PL'] }",
     "units", "allowed_nations", [("DE", "PL"), ("PL",)]),
    ("table = 'units'\nwhere = { allowed_nations = ['DE', 'PL'] }\nset = { allowed_nations = 'DE' }",
     "units", "allowed_nations", [("DE",), None]),
    ("table = 'courses'\nwhere = { mixed_units = true }\nset = { mixed_units = false }",
     "courses", "mixed_units", [False, False]),
    ("table = 'courses'\nwhere = { mixed_units = 'Yes' }\nset = { mixed_units = 'NO' }",
     "courses", "mixed_units", [False, False]),
    ("table = 'demand'\nwhere = { priority = 1 }\nset = { priority = 5 }", "demand", "priority", [5, 5, 3]),
    ("table = 'closures'\ninsert = { nation_id = 'PL', first_day = 2026-03-02, last_day = 2026-03-08 }",
     "closures", "nation_id", [None, "PL"]),
    ("table = 'pins'\ninsert = { cohort_id = 'D1-01', step = 1, site_id = 'DE-1', start = 2026-03-02 }",
     "pins", "cohort_id", ["D1-01"]),
]  # fmt: skip


@pytest.mark.parametrize(("change", "table", "name", "expected"), EFFECTS)
def test_a_change_does_what_it_says_and_nothing_else(
    dataset: Dataset, tmp_path: Path, change: str, table: str, name: str, expected: list[object]
) -> None:
    after = changed(dataset, tmp_path, f"[[change]]\n{change}")
    assert column(after, table, name) == expected
    for other in TABLES:
        if other != table:
            assert after.rows(other) == dataset.rows(other)
    assert after.settings == dataset.settings


def test_without_changes_nothing_changes(dataset: Dataset, tmp_path: Path) -> None:
    assert changed(dataset, tmp_path, "") == dataset


def test_changes_are_made_in_order_and_only_the_last_state_must_be_sound(
    dataset: Dataset, tmp_path: Path
) -> None:
    after = changed(
        dataset,
        tmp_path,
        """
        [[change]]
        table = "sites"
        where = { site_id = "PL-1" }
        delete = true

        [[change]]
        table = "capacity"
        where = { site_id = "PL-1" }
        delete = true

        [[change]]
        table = "capacity"
        set = { parallel_classes = 5 }

        [[change]]
        table = "capacity"
        where = { parallel_classes = 5, course_id = "LEADER" }
        add = { parallel_classes = 1 }
        """,
    )
    assert column(after, "capacity", "parallel_classes") == [5, 6]
    assert column(after, "sites", "site_id") == ["DE-1", "DE-2"]


def test_scenarios_can_be_stacked(dataset: Dataset, tmp_path: Path) -> None:
    (more,) = scenarios(tmp_path, 'name="a"\n[[change]]\ntable="sites"\nadd={beds=10}')
    (half,) = scenarios(tmp_path, 'name="b"\n[[change]]\ntable="sites"\nscale={beds=0.5}')
    assert column(apply_scenarios(dataset, more, half), "sites", "beds") == [55, 55, 55]
    assert column(apply_scenarios(dataset, half, more), "sites", "beds") == [60, 60, 60]
    assert column(dataset, "sites", "beds") == [100, 100, 100]


@pytest.mark.parametrize("scale", ["demand:A1:trainees=0.5", "sites:PL-01:beds=0.5"])
def test_rows_that_a_plan_in_force_makes_faulty_are_faults_of_the_scenario(scale: str) -> None:
    """A plan that was put beside sound rows: whoever has begun leaves a pin without its cohort."""
    data = read_dataset(ROOT / "data" / "example")
    all_of_them = PublishedRow("F1-01", 1, "PL-02", date(2027, 1, 4), "", 2, trainees=24)
    against = replace(data, in_force=InForce((all_of_them,)))
    scenario = scenario_from(data, scale=[scale])
    assert apply_scenarios(data, scenario).in_force is None
    with pytest.raises(ScenarioFaults, match=r"change 1 .*: pins\.csv:3: .* F1 has F1-01 only"):
        apply_scenarios(against, scenario)


def test_inputs_of_a_scenario_are_told_apart(dataset: Dataset, tmp_path: Path) -> None:
    one = changed(dataset, tmp_path, "[[change]]\ntable='sites'\nadd={beds=1}")
    two = changed(dataset, tmp_path, "[[change]]\ntable='sites'\nadd={beds=2}")
    assert one.hashes["scenario what"] != two.hashes["scenario what"]
    assert one.hashes.items() > dataset.hashes.items()


def test_a_grid_is_a_scenario_for_each_combination(dataset: Dataset, tmp_path: Path) -> None:
    found = scenarios(
        tmp_path,
        """
        name = "grid"
        [grid]
        more = [0, 1, 2]
        site = ["DE-1", "PL-1"]
        [[change]]
        table = "capacity"
        where = { site_id = "{site}", course_id = "BASIC" }
        add = { parallel_classes = "{more}" }
        [[change]]
        table = "closures"
        insert = { site_id = "DE-2", first_day = 2026-03-02, last_day = 2026-03-08, note = "{site}+{more}" }
        """,
    )
    assert [scenario.name for scenario in found] == [
        f"grid more={more} site={site}" for more in (0, 1, 2) for site in ("DE-1", "PL-1")
    ]
    after = apply_scenarios(dataset, found[-1])
    assert column(after, "capacity", "parallel_classes") == [1, 2, 5]
    assert column(after, "closures", "note") == ["PL-1+2", None]


# Faults

FAULTS = [
    (
        "[[change]]\ntable='capacity'\nadd={parallel_classes=1}",
        "name: must be set to a text of 1 to 1,000 characters",
    ),
    ("name='x'\nnam='y'", "nam: no such key in a scenario; did you mean name?"),
    ("name='x'\ndescription=1", "description: must be a text (got 1)"),
    ("name='x'\nchange=1", "change: must be a list of tables: [[change]]"),
    ("name='x'\n[[change]]\nadd={beds=1}", "change 1: names no table"),
    (
        "name='x'\n[[change]]\ntable='capacty'\ndelete=true",
        "change 1 (capacty): no such table; did you mean capacity? (got 'capacty')",
    ),
    (
        "name='x'\n[[change]]\ntable='sites'",
        "change 1 (sites): must have one of set, add, scale, delete, insert",
    ),
    (
        "name='x'\n[[change]]\ntable='sites'\ndelete=true\nset={beds=1}",
        "change 1 (sites): must have one of set, add, scale, delete, insert (got set, delete)",
    ),
    ("name='x'\n[[change]]\ntable='sites'\ndelete=false", "change 1 (sites): delete can only be true"),
    (
        "name='x'\n[[change]]\ntable='sites'\nadd=1",
        "change 1 (sites): add must be a table: { column = value }",
    ),
    ("name='x'\n[[change]]\ntable='sites'\nset={}", "change 1 (sites): set changes nothing"),
    (
        "name='x'\n[[change]]\ntable='sites'\nwher={}\ndelete=true",
        "change 1 (sites): no such key 'wher' in a change; did you mean where?",
    ),
    (
        "name='x'\n[[change]]\ntable='sites'\nset={bed=1}",
        "change 1 (sites): no such column 'bed' in sites.csv; did you mean beds?",
    ),
    (
        "name='x'\n[[change]]\ntable='sites'\nwhere={site='DE-1'}\ndelete=true",
        "change 1 (sites): no such column 'site' in sites.csv; did you mean site_id?",
    ),
    (
        "name='x'\n[[change]]\ntable='sites'\nwhere={beds='many'}\ndelete=true",
        "change 1 (sites): where: beds: must be a whole number of at least 0 (got 'many')",
    ),
    (
        "name='x'\n[[change]]\ntable='sites'\nadd={beds='many'}",
        "change 1 (sites): add: beds must be given a number (got 'many')",
    ),
    (
        "name='x'\n[[change]]\ntable='sites'\nadd={beds=0.5}",
        "change 1 (sites): add: beds must be given a whole number (got 0.5)",
    ),
    (
        "name='x'\n[[change]]\ntable='sites'\nset={beds=2026-03-02T08:00:00}",
        "change 1 (sites): set: beds must be a text, a number, a date or a list of ids (got 2026-03-02",
    ),
    (
        "name='x'\n[[change]]\ntable='closures'\nwhere={site_id='DE-1'}\n"
        "insert={site_id='DE-1', first_day=2026-03-02, last_day=2026-03-08}",
        "change 1 (closures): a row that is inserted is looked for nowhere: leave out where",
    ),
    (
        "name='x'\n[[change]]\ntable='sites'\nwhere={site_id='DE-11'}\ndelete=true",
        "change 1 (sites): no row matches site_id = 'DE-11'; did you mean DE-1?",
    ),
    ("name='x'\n[[change]]\ntable='pins'\ndelete=true", "change 1 (pins): pins.csv has no rows"),
    (
        "name='x'\n[[change]]\ntable='capacity'\nscale={class_max=2}",
        "change 1 (capacity): class_max is blank in capacity.csv:3: cannot scale",
    ),
    (
        "name='x'\n[[change]]\ntable='capacity'\nadd={cost_per_class=2}",
        "change 1 (capacity): cost_per_class is blank in capacity.csv:2: cannot add",
    ),
    (
        "name='x'\n[[change]]\ntable='sites'\nadd={name=2}",
        "change 1 (sites): name is no whole number (got 'Munster') in sites.csv:2: cannot add",
    ),
    (
        "name='x'\n[[change]]\ntable='sites'\nadd={beds=-101}",
        "change 1 (sites): beds: must be a whole number of at least 0 (got '-1')",
    ),
    (
        "name='x'\n[[change]]\ntable='closures'\ninsert={site_id='DE-9', first_day=2026-03-02}",
        "change 1 (closures): last_day: must be filled",
    ),
    (
        "name='x'\n[[change]]\ntable='sites'\nwhere={site_id='DE-2'}\nset={site_id='DE-1'}",
        "change 1 (sites)",
    ),
    (
        "name='x'\n[[change]]\ntable='sites'\nadd={beds=inf}",
        "change 1 (sites): add: beds must be a text, a number",
    ),
    (
        "name='x'\n[[change]]\ntable='sites'\nscale={beds=nan}",
        "change 1 (sites): scale: beds must be a text, a ",
    ),
    (
        "name='x'\n[[change]]\ntable='sites'\nscale={beds=1e999}",
        "change 1 (sites): scale: beds must be a text",
    ),
    ("[grid]\nn=[1]\n[[change]]\ntable='sites'\nadd={beds='{n}'}", "name: must be set to a text"),
    ("name='x'\n[grid]", "grid: must be a table of axes: [grid], then axis = [values]"),
    ("name='x'\n[grid]\na=1", "grid: a must be a list of values (got 1)"),
    ("name='x'\n[grid]\na=[1]", "grid: no change uses {a}"),
    ("name='x", "is not TOML"),
]


@pytest.mark.parametrize(("text", "expected"), FAULTS)
def test_a_fault_names_its_change(dataset: Dataset, tmp_path: Path, text: str, expected: str) -> None:
    found = faults(dataset, tmp_path, text)
    assert any(fault.startswith(f"what.toml: {expected}") for fault in found), found


def test_all_faults_come_at_once_in_the_order_of_the_changes(dataset: Dataset, tmp_path: Path) -> None:
    found = faults(
        dataset,
        tmp_path,
        """
        name = "x"
        [[change]]
        table = "sites"
        where = { site_id = "XX" }
        delete = true
        [[change]]
        table = "site"
        delete = true
        [[change]]
        table = "capacity"
        add = { class_max = 1 }
        [[change]]
        table = "sites"
        set = { bedz = 1 }
        """,
    )
    changes = ["1 (sites)", "2 (site)", "3 (capacity)", "3 (capacity)", "4 (sites)"]
    assert [fault.split(":")[1] for fault in found] == [f" change {change}" for change in changes]


def test_a_fault_left_in_a_row_that_no_change_touched_names_the_change_that_left_it(
    dataset: Dataset, tmp_path: Path
) -> None:
    found = faults(
        dataset,
        tmp_path,
        """
        name = "x"
        [[change]]
        table = "sites"
        add = { beds = 1 }
        [[change]]
        table = "sites"
        where = { site_id = "PL-1" }
        delete = true
        [[change]]
        table = "sites"
        add = { beds = 1 }
        """,
    )
    assert len(found) == 1
    assert found[0].startswith("what.toml: change 2 (sites): capacity.csv:4: site_id: is not in sites.csv")
