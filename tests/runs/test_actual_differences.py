"""What actuals.csv says and the published plan does not, or otherwise, is told."""

from __future__ import annotations

from pathlib import Path

import pytest

import trainopt
from tests.support.running import trainopt as command
from tests.support.under_way import ACTUALS, BASE, BCT, MED, Night

TWO = "D1-01,2,PL-01.MED.2027-01-11.1,PL-01,2027-01-11"


def told(tmp_path: Path, rows: list[str], *published: str, files: dict[str, str] | None = None) -> list[str]:
    actuals = {"actuals.csv": ACTUALS + "".join(f"{row}\n" for row in rows)}
    night = Night(tmp_path, {**(files or {}), **actuals}, *published)
    return [str(one) for one in trainopt.actual_differences(night.dataset, published=night.published)]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["D1-01,1,BCT,PL-01,2027-01-04,25,"], []),
        (["D1-01,1,BCT,PL-01,2027-01-05,25,running"], []),
        (["D1-01,1,BCT,PL-01,2027-01-11,25,"], ["actuals.csv:2: D1-01 began a week late at PL-01"]),
        (["D1-01,1,BCT,PL-01,2027-01-18,25,"], ["actuals.csv:2: D1-01 began 2 weeks late at PL-01"]),
        (["D1-01,1,BCT,PL-01,2026-12-28,25,"], ["actuals.csv:2: D1-01 began a week early at PL-01"]),
        (["D1-01,1,BCT,DE-01,2027-01-04,25,"], ["actuals.csv:2: D1-01 began at DE-01, not PL-01"]),
        (["D1-01,1,BCT,DE-01,2027-01-11,22,"],
         ["actuals.csv:2: D1-01 began a week late at DE-01, not PL-01; 22 of 25 are left"]),
        (["D1-01,1,BCT,PL-01,2027-01-11,22,"],
         ["actuals.csv:2: D1-01 began a week late at PL-01; 22 of 25 are left"]),
        (["D1-01,1,BCT,PL-01,2027-01-04,1,"], ["actuals.csv:2: D1-01 1 of 25 is left"]),
        (["D1-01,1,BCT,PL-01,2027-01-04,0,"], ["actuals.csv:2: D1-01 nobody of 25 is left"]),
        (["D1-01,1,BCT,PL-01,2027-01-04,27,"],
         ["actuals.csv:2: D1-01 27 are there, 25 were planned"]),
        (["D1-01,1,BCT,PL-01,2027-01-04,25,failed"],
         ["actuals.csv:2: D1-01 failed BCT, which is planned again"]),
        (["D1-01,1,BCT,PL-01,2027-01-04,25,stopped"],
         ["actuals.csv:2: D1-01 stopped in BCT: nothing more is planned"]),
        (["D1-01,1,BCT,PL-01,2027-01-04,25,not_held"],
         ["actuals.csv:2: D1-01 did not begin BCT at PL-01 on 2027-01-04: it was not held"]),
        (["D1-01,1,ADM,PL-01,2027-01-04,25,"],
         ["actuals.csv:2: D1-01 began ADM at PL-01 on 2027-01-04, which was not published",
          "actuals.csv:2: D1-01 is not said to have begun BCT at PL-01 on 2027-01-04, as published"]),
        (["D1-02,1,BCT,PL-01,2027-01-04,25,"],
         ["actuals.csv:2: D1-02 began BCT at PL-01 on 2027-01-04, which was not published"]),
    ],
)  # fmt: skip
def test_each_kind_of_difference_is_a_sentence(tmp_path: Path, rows: list[str], said: list[str]) -> None:
    assert told(tmp_path, rows) == said


def test_of_more_than_one_step_the_course_is_named(tmp_path: Path) -> None:
    rows = ["D1-01,1,BCT,PL-01,2027-01-04,25,", "D1-01,2,MED,PL-01,2027-01-18,25,"]
    files = {"courses.csv": BASE["courses.csv"].replace("4,10,50", "1,10,50")}
    found = told(tmp_path, rows, BCT, TWO, files=files)
    assert found == ["actuals.csv:3: D1-01 began MED a week late at PL-01"]


@pytest.mark.parametrize(
    ("state", "end", "said"),
    [
        ("done", "2027-01-31", "is done with BCT, published to end on 2027-01-31"),
        ("done", "2027-01-17", None),
        ("running", "2027-01-17", "is still in BCT, published to end on 2027-01-17"),
        ("running", "2027-01-31", None),
    ],
)
def test_when_it_ends_is_told_where_the_plan_says_when(
    tmp_path: Path, state: str, end: str, said: str | None
) -> None:
    rows = [f"D1-01,1,BCT,PL-01,2027-01-04,25,{state}\n"]
    night = Night(tmp_path, {"actuals.csv": ACTUALS + rows[0]}, BCT)
    plan = night.published / "assignments.csv"
    header, line = plan.read_text(encoding="utf-8").splitlines()
    plan.write_text(f"{header},end\n{line},{end}\n", encoding="utf-8")
    found = [one.said for one in trainopt.actual_differences(night.dataset, published=night.published)]
    assert found == ([] if said is None else [f"D1-01 {said}"])


def test_without_a_plan_in_force_there_is_nothing_to_differ_from(tmp_path: Path) -> None:
    night = Night(tmp_path, {"actuals.csv": f"{ACTUALS}D1-01,1,BCT,PL-01,2027-01-11,22,\n"})
    assert trainopt.actual_differences(night.dataset) == []


@pytest.mark.parametrize(
    "row",
    ["D1-01,1,BCT,PL-01,2027-01-11,22,", "D1-01,1,BCT,PL-01,2027-01-04,25,failed",
     "D1-01,1,BCT,PL-01,2027-01-04,25,stopped", "D1-01,1,BCT,PL-01,2027-01-04,25,not_held"],
)  # fmt: skip
def test_a_plan_that_was_made_with_what_was_said_does_not_differ_from_it(tmp_path: Path, row: str) -> None:
    night = Night(tmp_path, {"actuals.csv": f"{ACTUALS}{row}\n"})
    night.plan()
    assert trainopt.actual_differences(night.dataset, published=night.published) != []
    assert trainopt.actual_differences(night.dataset, published=night.out) == []


def test_check_and_solve_say_so(tmp_path: Path) -> None:
    night = Night(tmp_path, {"actuals.csv": f"{ACTUALS}D1-01,1,BCT,PL-01,2027-01-11,22,\n"}, BCT, MED)
    said = "actuals.csv:2: D1-01 began a week late at PL-01; 22 of 25 are left"
    checked = command("check", night.dataset, "--published", night.published)
    assert f"not as published: {said}" in checked.messages
    assert f"not as published: {said}" in night.solve().messages
    document = command("check", night.dataset, "--published", night.published, "--json").document
    assert [one["kinds"] for one in document["differences"]] == [["start", "trainees"]]
