"""Shares of a plan: all that is one's own, right in every figure, and nothing of others in any file."""

from __future__ import annotations

import json
import re
import shutil
from collections import defaultdict
from pathlib import Path

import pytest

from tests.support.greedy import planned
from tests.support.plan_columns import Pair
from tests.support.root import ROOT
from tests.support.running import PLAN_FILES, contents, replaced, table, trainopt
from trainopt.dataset import Dataset, read_dataset
from trainopt.errors import PlanFaults, UsageError
from trainopt.generate.generate import generate
from trainopt.plan.extract import extract
from trainopt.plan.results import RESULTS
from trainopt.plan.results.unmet import without
from trainopt.plan.workbook import write_plan_workbook
from trainopt.report.calendars import write_calendars

COALITION = ROOT / "data/coalition"


@pytest.fixture(scope="module")
def data() -> Dataset:
    return read_dataset(COALITION)


@pytest.fixture(scope="module")
def plan(data: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A greedy plan of the coalition, which leaves many unmet, against one of which it moves every tenth."""
    return planned(data, tmp_path_factory.mktemp("extract") / "plan")


@pytest.fixture
def mini(mini_plan: Pair, tmp_path: Path) -> Path:
    """A plan of MINI to change, beside MINI."""
    shutil.copytree(mini_plan[0], tmp_path / "mini")
    return Path(shutil.copytree(mini_plan[1], tmp_path / "plan"))


def tokens(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z0-9_.\-]+", text))


def everything(folder: Path) -> set[str]:
    """All words in all files of a folder."""
    return set().union(*(tokens(data.decode()) for data in contents(folder).values()))


def units_and_what_is_theirs(plan: Path) -> dict[str, set[str]]:
    """By unit, its id, its demands and its cohorts."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in ("assignments", "unmet", "demand"):
        for row in table(plan / f"{name}.csv"):
            found[row["unit_id"]] |= {row[key] for key in ("unit_id", "demand_id", "cohort_id") if key in row}
    return found


def nations(plan: Path) -> list[str]:
    return sorted({row["nation_id"] for row in table(plan / "classes.csv")})


def units(plan: Path, count: int) -> list[str]:
    """Units with cohorts both placed and unmet, in which the reasons name others."""
    placed = {row["unit_id"] for row in table(plan / "assignments.csv")}
    told = {row["unit_id"] for row in table(plan / "unmet.csv") if "seats used by" in row["detail"]}
    assert len(placed & told) >= count
    return sorted(placed & told)[:count]


# Nothing of others


@pytest.mark.slow
def test_no_file_of_a_units_share_names_another_unit_or_what_is_its(plan: Path, tmp_path: Path) -> None:
    theirs = units_and_what_is_theirs(plan)
    for unit in units(plan, 4):
        extract(plan, tmp_path / unit, unit=unit)
        others = set().union(*(ids for other, ids in theirs.items() if other != unit)) - theirs[unit]
        assert others & everything(plan)
        assert others & everything(tmp_path / unit) == set()


def test_no_file_of_a_nations_share_names_another_nation_its_sites_or_classes(
    plan: Path, data: Dataset, tmp_path: Path
) -> None:
    for nation in nations(plan)[:4]:
        extract(plan, tmp_path / nation, nation=nation, dataset=COALITION)
        others = {site.site_id for site in data.sites if site.nation_id != nation}
        others |= {one.nation_id for one in data.nations} - {nation}
        others |= {row["class_id"] for row in table(plan / "classes.csv") if row["nation_id"] != nation}
        hosted = {row["cohort_id"] for row in table(plan / "assignments.csv") if row["nation_id"] == nation}
        others |= {row["cohort_id"] for row in table(plan / "assignments.csv")} - hosted
        assert others & everything(plan)
        assert others & everything(tmp_path / nation) == set()


def test_no_total_of_the_whole_stands_in_a_manifest_or_among_the_key_figures(
    plan: Path, tmp_path: Path
) -> None:
    (unit,) = units(plan, 1)
    extract(plan, tmp_path / "out", unit=unit)
    manifest = json.loads((tmp_path / "out/manifest.json").read_text())
    assert manifest["tiers"] == []
    assert manifest["extract"] == {"unit": unit, "units": [unit]}
    assert list(manifest["inputs"]) == ["plan/assignments.csv"]
    whole, share = (
        {row["kpi"]: row["value"] for row in table(f / "kpis.csv")} for f in (plan, tmp_path / "out")
    )
    same = {kpi for kpi in share if share[kpi] == whole[kpi] and whole[kpi] != "0"}
    assert same == set()
    assert share["cost"] == ""


def test_a_unit_in_a_shared_class_sees_its_own_trainees_alone(plan: Path, tmp_path: Path) -> None:
    (unit,) = units(plan, 1)
    extract(plan, tmp_path / "out", unit=unit)
    whole = {row["class_id"]: row for row in table(plan / "classes.csv")}
    own = table(tmp_path / "out/classes.csv")
    assert any(int(row["trainees"]) < int(whole[row["class_id"]]["trainees"]) for row in own)
    for row in own:
        alone = row["trainees"] == whole[row["class_id"]]["trainees"]
        assert row["fill"] == (whole[row["class_id"]]["fill"] if alone else "")
    kpis = {row["kpi"]: row["value"] for row in table(tmp_path / "out/kpis.csv")}
    assert (kpis["seats"], kpis["fill"]) == ("", "")


def test_how_full_such_a_class_is_stands_as_null_in_json(plan: Path, tmp_path: Path) -> None:
    for unit in units(plan, 2):
        extract(plan, tmp_path / unit, unit=unit)
        shown = trainopt("show", tmp_path / unit, "--by", "site", "--json").document["Classes by site"]
        shared = {row["site_id"] for row in table(tmp_path / unit / "classes.csv") if row["fill"] == ""}
        assert {row["site_id"] for row in shown if row["fill"] is None} == shared
        assert shared


def test_a_step_after_one_elsewhere_does_not_say_how_long_after(plan: Path, tmp_path: Path) -> None:
    rows = {(row["cohort_id"], int(row["step"])): row for row in table(plan / "assignments.csv")}
    came = {
        row["nation_id"]
        for (cohort, step), row in rows.items()
        if step > 1 and rows[cohort, step - 1]["nation_id"] != row["nation_id"]
    }
    assert came
    for nation in sorted(came)[:2]:
        extract(plan, tmp_path / nation, nation=nation)
        for row in table(tmp_path / nation / "assignments.csv"):
            before = rows.get((row["cohort_id"], int(row["step"]) - 1))
            assert bool(row["wait_weeks"]) is (before is not None and before["nation_id"] == nation)


@pytest.mark.parametrize(
    ("detail", "kept"),
    [
        ("C at A1: seats used by D1 D2 and 3 more", "C at A1: seats used by others"),
        ("C: seats used by D1; D: seats used by D2", "C: seats used by others; D: seats used by others"),
        ("C at A1: beds of A1 used up in 2026-01-05", "C at A1: beds of A1 used up in 2026-01-05"),
        ("taken by D1", None),
        ("taken by D10", "taken by D10"),
    ],
)  # fmt: skip
def test_a_reason_names_nobody_else(detail: str, kept: str | None) -> None:
    assert without(detail, {"D1", "D2", "U9"}) == kept


# All that is one's own


def test_a_unit_has_all_its_rows(plan: Path, tmp_path: Path) -> None:
    for unit in units(plan, 2):
        extract(plan, tmp_path / unit, unit=unit)
        for name in ("assignments", "demand"):
            own = [row for row in table(plan / f"{name}.csv") if row["unit_id"] == unit]
            assert table(tmp_path / unit / f"{name}.csv") == own
        unmet = [row for row in table(plan / "unmet.csv") if row["unit_id"] == unit]
        found = table(tmp_path / unit / "unmet.csv")
        assert [row["cohort_id"] for row in found] == [row["cohort_id"] for row in unmet]
        assert [row["reason"] for row in found] == [row["reason"] for row in unmet]
        assert all(row["owner_id"] == unit for row in table(tmp_path / unit / "load.csv"))


def test_a_nation_has_all_its_rows(plan: Path, data: Dataset, tmp_path: Path) -> None:
    for nation in nations(plan)[:2]:
        extract(plan, tmp_path / nation, nation=nation, dataset=COALITION)
        for name, blank in (("assignments", {"wait_weeks": ""}), ("classes", {})):
            own = [row | blank for row in table(plan / f"{name}.csv") if row["nation_id"] == nation]
            assert [row | blank for row in table(tmp_path / nation / f"{name}.csv")] == own
        owners = {nation} | {site.site_id for site in data.sites if site.nation_id == nation}
        kinds = {("nation", nation)} | {("site", owner) for owner in owners}
        own = [row for row in table(plan / "load.csv") if (row["owner_kind"], row["owner_id"]) in kinds]
        assert table(tmp_path / nation / "load.csv") == own
        assert table(tmp_path / nation / "unmet.csv") == []


@pytest.mark.slow
def test_the_shares_of_all_nations_make_up_the_plan(plan: Path, tmp_path: Path) -> None:
    steps, classes = [], []
    for nation in nations(plan):
        extract(plan, tmp_path / nation, nation=nation)
        steps += [(row["cohort_id"], row["step"]) for row in table(tmp_path / nation / "assignments.csv")]
        classes += [(row["class_id"], row["trainees"]) for row in table(tmp_path / nation / "classes.csv")]
    assert sorted(steps) == sorted((row["cohort_id"], row["step"]) for row in table(plan / "assignments.csv"))
    assert sorted(classes) == sorted(
        (row["class_id"], row["trainees"]) for row in table(plan / "classes.csv")
    )


@pytest.mark.slow
def test_the_key_figures_of_all_units_add_up_to_the_plans(tmp_path: Path) -> None:
    plan = planned(generate("small", 1), tmp_path / "plan")
    added: dict[str, int] = defaultdict(int)
    for unit in sorted(units_and_what_is_theirs(plan)):
        extract(plan, tmp_path / unit, unit=unit)
        for row in table(tmp_path / unit / "kpis.csv"):
            if row["kpi"] not in ("cost", "classes", "seats", "fill"):
                added[row["kpi"]] += int(row["value"])
    whole = {row["kpi"]: row["value"] for row in table(plan / "kpis.csv")}
    assert added == {kpi: int(whole[kpi]) for kpi in added}
    assert {"unmet", "lateness", "changes", "transfers", "waiting", "cohorts_placed"} <= set(added)
    assert int(whole["changes"]) > 0


@pytest.mark.slow
def test_a_nations_demands_count_whom_it_hosts(mini: Path, tmp_path: Path) -> None:
    extract(mini, tmp_path / "out", nation="AA")
    assert [
        (row["demand_id"], row["trainees"], row["placed"], row["late"], row["unmet"], row["last_end"])
        for row in table(tmp_path / "out/demand.csv")
    ] == [("X", "4", "4", "0", "", "2026-01-18"), ("Y", "4", "4", "0", "", "2026-01-18")]


def test_a_nations_share_says_placed_here_and_never_asked_for_or_unmet(mini: Path, tmp_path: Path) -> None:
    extract(mini, tmp_path / "out", nation="AA")
    kpis = {row["kpi"]: row["value"] for row in table(tmp_path / "out/kpis.csv")}
    assert (kpis["placed"], kpis["unmet"], kpis["not_placed"]) == ("8", "", "")
    shown = trainopt("show", tmp_path / "out", "--by", "demand").out
    assert "placed" in shown
    assert "unmet" not in shown
    ran = trainopt("report", tmp_path / "out", "--out", tmp_path / "out.html")
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert (ran.code, "trainees placed here" in page, "trainees asked for" in page) == (0, True, False)


def test_changes_are_what_a_nation_sees_of_them(mini: Path, tmp_path: Path) -> None:
    header = "cohort_id,step,course_id,change,site_id_before,start_before,site_id,start,trainees\n"
    (mini / "changes.csv").write_text(
        header
        + "X-01,1,C,moved,A1,2026-01-12,A1,2026-01-05,4\nX-02,1,C,moved,A1,2026-01-12,Z1,2026-01-05,4\n"
        + "X-03,1,C,moved,Z1,2026-01-12,A1,2026-01-05,4\nX-04,1,C,moved,Z1,2026-01-12,Z2,2026-01-05,4\n"
        + "X-05,1,C,removed,A1,2026-01-12,,,4\nX-06,1,C,removed,Z1,2026-01-12,,,4\n"
    )
    extract(mini, tmp_path / "out", nation="AA")
    assert (tmp_path / "out/changes.csv").read_text() == (
        header
        + "X-01,1,C,moved,A1,2026-01-12,A1,2026-01-05,4\nX-02,1,C,removed,A1,2026-01-12,,,4\n"
        + "X-03,1,C,added,,,A1,2026-01-05,4\nX-05,1,C,removed,A1,2026-01-12,,,4\n"
    )


def test_with_the_dataset_a_unit_has_the_units_below_it(plan: Path, data: Dataset, tmp_path: Path) -> None:
    parents = sorted({unit.parent_unit_id for unit in data.units if unit.parent_unit_id})
    below = {unit.unit_id for unit in data.units if unit.parent_unit_id == parents[0]}
    with pytest.raises(UsageError, match=f"the plan has no unit {parents[0]}.*; --dataset names those"):
        extract(plan, tmp_path / "alone", unit=parents[0])
    extract(plan, tmp_path / "all", unit=parents[0], dataset=COALITION)
    found = {row["unit_id"] for row in table(tmp_path / "all/demand.csv")}
    assert below & found
    assert found <= below | {parents[0]}


def sites_in(folder: Path) -> list[str]:
    return [row["site_id"] for row in table(folder / "sites.csv")]


def test_a_nation_has_its_own_sites_also_those_without_a_class(
    plan: Path, data: Dataset, tmp_path: Path
) -> None:
    for nation in nations(plan)[:2]:
        extract(plan, tmp_path / nation, nation=nation)
        own = sorted(site.site_id for site in data.sites if site.nation_id == nation)
        assert sites_in(tmp_path / nation) == own
        lines = table(tmp_path / nation / "load.csv")
        assert {row["owner_id"] for row in lines if row["owner_kind"] == "site"} == set(own)


def test_a_unit_has_the_sites_where_it_is_held_and_no_others(plan: Path, tmp_path: Path) -> None:
    (unit,) = units(plan, 1)
    extract(plan, tmp_path / "out", unit=unit)
    held = {row["site_id"] for row in table(plan / "assignments.csv") if row["unit_id"] == unit}
    whole = table(plan / "sites.csv")
    assert 0 < len(held) < len(whole)
    assert table(tmp_path / "out/sites.csv") == [row for row in whole if row["site_id"] in held]


# The command, and the share as a plan folder


def test_a_share_is_a_plan_folder_for_all_that_reads_one(plan: Path, tmp_path: Path) -> None:
    nation, out = nations(plan)[0], tmp_path / "out"
    ran = trainopt("extract", plan, "--nation", nation, "--out", out)
    assert (ran.code, ran.err) == (0, "")
    assert f"the share of nation {nation}: " in ran.out
    assert sorted(path.name for path in out.iterdir()) == PLAN_FILES
    for table_ in RESULTS.values():
        assert (out / table_.file).read_text().partition("\n")[0] == ",".join(table_.columns)
    shown = trainopt("show", out)
    assert shown.code == 0
    assert "Tiers" not in shown.out
    assert trainopt("show", out, "--by", "site").code == 0
    assert trainopt("compare", out, out).code == 0
    write_plan_workbook(out, tmp_path / "out.xlsx")
    assert write_calendars(out, "site", tmp_path / "calendars").entries == len(table(out / "classes.csv"))


def test_a_share_is_not_taken_for_a_whole_plan(plan: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    extract(plan, out, nation=nations(plan)[0])
    ran = trainopt("verify", COALITION, out)
    assert (ran.code, ran.messages[0]) == (
        3,
        f"{out}: is a share of a plan, made by extract, and no whole plan",
    )
    assert trainopt("solve", COALITION, "--out", tmp_path / "p", "--published", out).code == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "say whose share: either a nation or a unit"),
        (("--nation", "AA", "--unit", "U"), "say whose share: either a nation or a unit"),
        (
            ("--nation", "AAA"),
            "the plan has no nation AAA; did you mean AA?; --dataset names those that the plan does not",
        ),
        (
            ("--unit", "UU"),
            "the plan has no unit UU; did you mean U?; --dataset names those that the plan does not",
        ),
    ],
)
def test_a_share_of_nobody_is_refused(
    arguments: tuple[str, ...], message: str, mini: Path, tmp_path: Path
) -> None:
    ran = trainopt("extract", mini, *arguments, "--out", tmp_path / "out")
    assert (ran.code, ran.messages) == (2, [message])
    assert not (tmp_path / "out").exists()


def test_a_share_is_not_compared_with_what_it_is_no_share_of(mini: Path, tmp_path: Path) -> None:
    """What others have would count as gone, and as cancelled in calendars."""
    extract(mini, tmp_path / "u", unit="U")
    extract(mini, tmp_path / "v", unit="V")
    by_site = ("--by", "site", "--published", mini, "--out")
    for words in (("compare", mini, tmp_path / "u"), ("compare", tmp_path / "u", tmp_path / "v")):
        ran = trainopt(*words)
        assert (ran.code, "are not shares of the same" in ran.err) == (2, True)
    assert trainopt("calendar", tmp_path / "u", *by_site, tmp_path / "no").code == 2
    assert trainopt("calendar", mini, *by_site, tmp_path / "yes").code == 0
    assert trainopt("compare", tmp_path / "u", tmp_path / "u").code == 0


def test_a_share_is_cut_no_further_than_to_the_units_in_it(mini: Path, tmp_path: Path) -> None:
    """Else it would say that nobody of a unit is unmet, as it does not know who is."""
    extract(mini, tmp_path / "aa", nation="AA")
    extract(mini, tmp_path / "u", unit="U")
    for share, part in (("aa", ("--unit", "U")), ("u", ("--nation", "AA"))):
        ran = trainopt("extract", tmp_path / share, *part, "--out", tmp_path / "out")
        assert (ran.code, "and no whole plan" in ran.err) == (3, True)
    assert trainopt("extract", tmp_path / "u", "--unit", "U", "--out", tmp_path / "out").code == 0
    assert trainopt("extract", tmp_path / "aa", "--nation", "AA", "--out", tmp_path / "again").code == 0


def test_what_is_cut_from_a_share_names_no_units_that_are_not_in_it(mini: Path, tmp_path: Path) -> None:
    """Else it would say that it has what is theirs. Nor is it compared with one that has."""
    replaced(tmp_path / "mini/units.csv", "unit_id,name,", "unit_id,parent_unit_id,name,")
    replaced(tmp_path / "mini/units.csv", "U,Unit,", "U,,Unit,")
    replaced(tmp_path / "mini/units.csv", "V,Other,", "V,U,Other,")
    below, named = ("--unit", "U", "--dataset", tmp_path / "mini"), {}
    for share, plan, part in (
        ("alone", mini, ("--unit", "U")),
        ("all", mini, below),
        ("all again", tmp_path / "all", below),
        ("again", tmp_path / "alone", below),
    ):
        assert trainopt("extract", plan, *part, "--out", tmp_path / share).code == 0
        named[share] = json.loads((tmp_path / share / "manifest.json").read_text())["extract"]["units"]
    assert named == {"alone": ["U"], "all": ["U", "V"], "all again": ["U", "V"], "again": ["U"]}
    assert trainopt("compare", tmp_path / "alone", tmp_path / "all").code == 2
    assert trainopt("compare", tmp_path / "alone", tmp_path / "again").code == 0


def test_a_nation_that_hosts_nobody_has_an_empty_share(mini: Path, tmp_path: Path) -> None:
    share = ("--nation", "BB", "--dataset", tmp_path / "mini", "--out", tmp_path / "out")
    ran = trainopt("extract", mini, *share, "--json")
    assert (ran.code, ran.document["classes"], ran.document["parts"]) == (0, 0, ["B1"])
    assert {row["owner_id"] for row in table(tmp_path / "out/load.csv")} == {"B1"}


def test_a_share_replaces_nothing_unless_told_to(mini: Path, tmp_path: Path) -> None:
    for _ in range(2):
        extract(mini, tmp_path / "out", unit="U", overwrite=True)
    with pytest.raises(UsageError, match="exists"):
        extract(mini, tmp_path / "out", unit="U")


def test_a_plan_edited_by_hand_is_read_with_care(mini: Path, tmp_path: Path) -> None:
    replaced(mini / "demand.csv", "X,U,PC,4,3,2026-01-18,", "X,U,PC,4,3,soon,")
    with pytest.raises(PlanFaults, match=r"demand.csv:2: due: must be a date"):
        extract(mini, tmp_path / "out", unit="U")
