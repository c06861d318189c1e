"""Why a cohort is unmet, as the plan folder says it: each reason is planted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.running import MINI, table, trainopt, write_mini
from trainopt.plan.reasons import CODES

pytestmark = pytest.mark.slow

# Each makes Y the one that cannot be placed: MINI's file, the change, the reason, words of its detail.
MONDAY = "2026-01-05"
D_AT_A2 = ("capacity.csv", "A1,D", "A2,D")
BOTH_C = ("demand.csv", "Y,V,PD", "Y,V,PC")
Y_OF_U = ("demand.csv", "Y,V", "Y,U")
Y_OF_2 = ("demand.csv", "PC,4,,2026-01-18,2026-01-18,1", "PC,2,,2026-01-18,2026-01-18,4")
NEED, STOCK = (
    "course_id,resource,per_class\nC,tutor,2\nD,tutor,1\n",
    "owner_id,resource,quantity\nAA,tutor,2\n",
)
TUTORS = ("course_resources.csv", "", NEED), ("resources.csv", "", STOCK)
CLOSED = f"nation_id,site_id,course_id,first_day,last_day,note\n,,D,{MONDAY},2026-03-29,\n"
REASONS: dict[str, tuple[list[tuple[str, str, str]], str, str]] = {
    "closed all the time": ([("closures.csv", "", CLOSED)], "no_capacity", "D 2026-01-18"),
    "nowhere allowed": ([("units.csv", "V,Other,,", "V,Other,,BB")], "no_capacity", "D 2026-01-18"),
    "alone too few": ([("demand.csv", "PD,4", "PD,1")], "below_class_min", "D 2"),
    "two tutors, both with X": ([*TUTORS], "pool:tutor", "D A1 AA tutor"),
    "two tutors, and at another site": ([*TUTORS, D_AT_A2], "pool:tutor", "D A2 AA tutor"),
    "beds for four": ([("sites.csv", "One,100", "One,4")], "beds", "A1 beds"),
    "four in the nation": ([("nations.csv", "Aland,,", "Aland,4,"), D_AT_A2], "nation_ceiling", "AA"),
    "four arrive a week": ([("nations.csv", "Aland,,", "Aland,,4"), D_AT_A2], "arrivals", "AA"),
    "four of a unit away": ([("units.csv", "Unit,,", "Unit,4,"), Y_OF_U], "max_away", "U"),
    "X ranks higher": ([BOTH_C], "outranked", "C A1 X"),
    "X ranks as high": ([BOTH_C, ("demand.csv", "18,3", "18,1")], "outranked", "C A1 X"),
    "X has the class, and the beds": (
        [BOTH_C, ("sites.csv", "One,100", "One,4")], "several_limits", "C A1 X beds",
    ),
    "X ranks lower but is larger": ([BOTH_C, Y_OF_2], "seats_taken", "C A1 X"),
}  # fmt: skip


def changed(edits: list[tuple[str, str, str]]) -> dict[str, str]:
    """MINI with these changes, each at one place of a file or a file of its own."""
    files = dict(MINI)
    for file, old, new in edits:
        assert (files[file].count(old) == 1) if old else file not in files
        files[file] = files[file].replace(old, new) if old else new
    return files


class TestReasons:
    @pytest.mark.parametrize("name", REASONS)
    def test_the_one_in_the_way_is_named(self, tmp_path: Path, name: str) -> None:
        edits, code, words = REASONS[name]
        data = write_mini(tmp_path / "data", changed(edits))
        assert trainopt("solve", data, "--out", tmp_path / "plan", "--quiet").code == 0
        rows = table(tmp_path / "plan" / "unmet.csv")
        assert [(row["cohort_id"], row["reason"]) for row in rows] == [("Y-01", code)]
        wanted = words.split() + [MONDAY] * (code != "below_class_min")
        assert [word for word in wanted if word not in rows[0]["detail"]] == [], rows[0]["detail"]

    def test_each_code_is_planted(self) -> None:
        planted = {code.replace("pool:tutor", "pool:<resource>") for _, code, _ in REASONS.values()}
        assert set(CODES) - planted <= {"search_incomplete"}
