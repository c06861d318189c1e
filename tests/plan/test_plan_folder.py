"""A plan folder: what stands in each file, and that every figure follows from the assignments."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.support.figures import Figures
from tests.support.plan_columns import COLUMNS, CONTRACT, KEYS, Pair
from tests.support.running import MINI, PLAN_FILES, header, table, trainopt, write_mini, write_small
from trainopt.plan.reasons import CODES

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    """A generated dataset, with a plan of it that was made against another plan of it."""
    folder = tmp_path_factory.mktemp("folder")
    data = write_small(folder / "small")
    first, plan = folder / "first", folder / "plan"
    limit = ("--time-limit", "6s", "--quiet")
    assert trainopt("solve", data, "--out", first, *limit).code == 0
    assert trainopt("solve", data, "--out", plan, "--published", first, "--seed", "9", *limit).code == 0
    return data, plan


class TestTheContract:
    def test_the_files(self, planned: Pair) -> None:
        assert sorted(path.name for path in planned[1].iterdir()) == PLAN_FILES

    @pytest.mark.parametrize("file", COLUMNS)
    def test_columns_and_their_order(self, planned: Pair, file: str) -> None:
        assert header(planned[1] / file) == COLUMNS[file]

    @pytest.mark.parametrize("file", sorted(set(KEYS) - {"changes.csv"}))
    def test_rows_are_sorted_by_their_key_which_none_shares(self, planned: Pair, file: str) -> None:
        rows = table(planned[1] / file)
        keys = [tuple(row[key].zfill(3) if key == "step" else row[key] for key in KEYS[file]) for row in rows]
        assert len(keys) > 3
        assert keys == sorted(set(keys))

    @pytest.mark.parametrize(("weekday", "columns"), [(0, "start first_start week"), (6, "end last_end")])
    def test_starts_are_mondays_and_ends_sundays(self, planned: Pair, weekday: int, columns: str) -> None:
        rows = [row for file in COLUMNS for row in table(planned[1] / file)]
        days = {row[column] for row in rows for column in columns.split() if row.get(column)}
        assert len(days) > 3
        assert {date.fromisoformat(day).weekday() for day in days} == {weekday}

    def test_every_figure_follows_from_the_assignments_and_the_input(self, planned: Pair) -> None:
        """Each table in turn, so that the first difference is named."""
        data, plan = planned
        figures = Figures(data, plan)
        published = table(data.parent / "first" / "assignments.csv")
        made = {"assignments.csv": figures.assignments(published), "classes.csv": figures.classes()}
        made |= {"demand.csv": figures.demand(), "load.csv": figures.load(), "unmet.csv": figures.unmet()}
        for file, rows in made.items():
            found = [{key: row[key] for key in rows[0]} for row in table(plan / file)]
            assert found == rows, file

    def test_the_terms_in_kpis_and_manifest_too(self, planned: Pair) -> None:
        data, plan = planned
        figures = Figures(data, plan)
        kpis = {row["kpi"]: row["value"] for row in table(plan / "kpis.csv")}
        terms = figures.terms(table(data.parent / "first" / "assignments.csv"))
        assert {term: kpis[term] for term in terms} == {term: str(value) for term, value in terms.items()}
        assert terms["lateness"] > 0
        manifest = json.loads((plan / "manifest.json").read_text())
        assert {tier["term"]: tier["value"] for tier in manifest["tiers"]} == terms

    def test_sites_are_those_of_the_input_with_their_places(self, planned: Pair) -> None:
        data, plan = planned
        rows = sorted(table(data / "sites.csv"), key=lambda row: row["site_id"])
        found = table(plan / "sites.csv")
        columns = CONTRACT["sites"].replace("*", "").split()
        assert found == [{column: row[column] for column in columns} for row in rows]
        assert any(row["latitude"] for row in found)

    def test_kpis_besides_the_terms(self, planned: Pair) -> None:
        data, plan = planned
        kpis = {row["kpi"]: row["value"] for row in table(plan / "kpis.csv")}
        assert {kpi: kpis[kpi] for kpi in Figures(data, plan).counts()} == Figures(data, plan).counts()

    def test_changes_add_up_to_the_term(self, planned: Pair) -> None:
        data, plan = planned
        as_of = Figures(data, plan).as_of
        counted = [row for row in table(plan / "changes.csv") if row["start_before"] >= as_of.isoformat()]
        kpis = {row["kpi"]: row["value"] for row in table(plan / "kpis.csv")}
        assert sum(int(row["trainees"]) for row in counted) == int(kpis["changes"])

    def test_reasons_come_from_the_registry_and_say_more(self, planned: Pair) -> None:
        rows = table(planned[1] / "unmet.csv")
        codes = {re.sub(":.*", ":<resource>", row["reason"]) for row in rows}
        assert rows
        assert codes <= set(CODES)
        assert [row for row in rows if not row["detail"].strip()] == []


class TestTheManifest:
    @pytest.fixture
    def manifest(self, planned: Pair) -> Any:
        return json.loads((planned[1] / "manifest.json").read_text())

    def test_what_stands_in_it(self, manifest: Any) -> None:
        assert {"version", "seed", "limits", "workers", "inputs", "tiers", "seconds"} <= set(manifest)
        assert (manifest["seed"], manifest["limits"]["time_limit_seconds"]) == (9, 6.0)
        assert manifest["workers"] >= 1

    def test_each_input_file_with_its_hash(self, manifest: Any, planned: Pair) -> None:
        data = planned[0]
        expected = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in data.iterdir()}
        first = (data.parent / "first" / "assignments.csv").read_bytes()
        expected["published/assignments.csv"] = hashlib.sha256(first).hexdigest()
        assert manifest["inputs"] == expected

    def test_the_tiers_in_their_order_with_bound_gap_and_status(self, manifest: Any) -> None:
        tiers = manifest["tiers"]
        expected = ["unmet", "lateness", "changes", "transfers", "waiting", "cost"]
        assert [tier["term"] for tier in tiers] == expected
        for tier in tiers:
            value, bound = tier["value"], tier["bound"]
            assert 0 <= bound <= value
            assert tier["gap"] == pytest.approx((value - bound) / value if value else 0, abs=1e-5)
            assert tier["status"] == ("optimal" if value == bound else "feasible")
        assert 0 < sum(tier["seconds"] for tier in tiers) <= manifest["seconds"] <= 10 + 2


def test_a_site_name_is_no_formula_and_without_degrees_a_site_stays_blank(tmp_path: Path) -> None:
    sites = MINI["sites.csv"].replace("A1,AA,One,100", '"A1",AA,"=HYPERLINK(""x"",\n""y"")",100')
    data = write_mini(tmp_path / "data", {"sites.csv": sites})
    assert trainopt("solve", data, "--out", tmp_path / "plan", "--quiet").code == 0
    assert (tmp_path / "plan" / "sites.csv").read_text() == (
        "site_id,nation_id,name,latitude,longitude\n"
        'A1,AA,"\'=HYPERLINK(""x"", ""y"")",,\nA2,AA,Two,,\nB1,BB,Three,,\n'
    )
    assert trainopt("verify", data, tmp_path / "plan", "--json").document["stale"] == []
