"""A small dataset with people under way, and a night on it against a plan in force made by hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.support.rolling_nights import planned, written
from tests.support.running import Ran, hand_made, table, trainopt
from trainopt.check import check
from trainopt.dataset import Dataset, read_dataset
from trainopt.plan.folder import read_in_force
from trainopt.runs.hold import Held, hold

# BCT takes four weeks from 2027-01-04, MED two. D1 has 25 trainees in one cohort.
BASE: dict[str, str] = {
    "plan.toml": 'name = "case"\nstart = 2027-01-04\nweeks = 20\nas_of = 2027-01-18\n',
    "nations.csv": "nation_id,name\nPL,Polska\nDE,Deutschland\n",
    "sites.csv": "site_id,nation_id,name,beds\nPL-01,PL,Tor,500\nDE-01,DE,Platz,500\n",
    "courses.csv": "course_id,name,duration_weeks,class_min,class_max\nADM,Intake,1,5,50\nBCT,Basic,4,10,50\n"
    "MED,Medic,2,5,50\n",
    "pipelines.csv": "pipeline_id,step,course_id\nMEDIC,1,BCT\nMEDIC,2,MED\n",
    "capacity.csv": "site_id,course_id,parallel_classes\nPL-01,ADM,2\nPL-01,BCT,2\nPL-01,MED,2\n"
    "DE-01,MED,2\n",
    "units.csv": "unit_id,name\nU1,One\nU2,Two\n",
    "demand.csv": "demand_id,unit_id,pipeline_id,trainees,cohort_max,due\nD1,U1,MEDIC,25,25,2027-04-01\n",
}
DEMAND = "demand_id,unit_id,pipeline_id,trainees,cohort_max,due\n"
BCT = "D1-01,1,PL-01.BCT.2027-01-04.1,PL-01,2027-01-04"
MED = "D1-01,2,PL-01.MED.2027-02-01.1,PL-01,2027-02-01"
ACTUALS = "cohort_id,step,course_id,site_id,start,trainees,state\n"
PINS = "cohort_id,step,site_id,start\n"
ONE_CLASS = {"capacity.csv": BASE["capacity.csv"].replace("PL-01,BCT,2", "PL-01,BCT,1")}


def actual(*rows: str) -> dict[str, str]:
    """`actuals.csv` with these rows."""
    return {"actuals.csv": ACTUALS + "".join(f"{row}\n" for row in rows)}


def demand(*rows: str) -> dict[str, str]:
    """`demand.csv` with these rows."""
    return {"demand.csv": DEMAND + "".join(f"{row}\n" for row in rows)}


def settings(**keys: object) -> dict[str, str]:
    """`plan.toml` with these keys more."""
    return {"plan.toml": BASE["plan.toml"] + "".join(f"{key} = {value}\n" for key, value in keys.items())}


# D1 has two cohorts.
FIFTY = demand("D1,U1,MEDIC,50,25,2027-04-01")


class Night:
    """A dataset against the plan in force, planned."""

    def __init__(self, folder: Path, files: Mapping[str, str], *published: str) -> None:
        self.dataset = folder / "data"
        self.dataset.mkdir(parents=True)
        for name, text in {**BASE, **files}.items():
            (self.dataset / name).write_text(text, encoding="utf-8")
        self.published = hand_made(folder / "published", *(published or (BCT, MED)))
        plan = self.published / "assignments.csv"
        header, *lines = plan.read_text(encoding="utf-8").splitlines()
        sized = [line if line.count(",") == 5 else f"{line},25" for line in lines]
        plan.write_text("\n".join([f"{header},trainees", *sized, ""]), encoding="utf-8")
        self.out = folder / "plan"

    def solve(self) -> Ran:
        ran = trainopt(
            "solve", self.dataset, "--published", self.published, "--out", self.out, "--time-limit", "300s"
        )
        assert ran.code == 0, ran.err
        again = trainopt("verify", self.dataset, self.out, "--published", self.published)
        assert again.code == 0, again.out + again.err
        assert "out of date" not in again.out
        return ran

    def held(self) -> list[str]:
        """Each step as `D1-01/1 BCT PL-01 2027-01-04 25`."""
        columns = ("course_id", "site_id", "start", "trainees")
        return [
            f"{row['cohort_id']}/{row['step']} {' '.join(row[c] for c in columns)}"
            for row in table(self.out / "assignments.csv")
        ]

    def kpi(self, name: str) -> str:
        return next(row["value"] for row in table(self.out / "kpis.csv") if row["kpi"] == name)

    def read(self) -> Dataset:
        """The dataset against the plan in force."""
        return read_dataset(self.dataset, in_force=read_in_force(self.published))

    def plan(self) -> Held:
        """As `solve` does, in this process: the plan is written; what was held of the plan in force."""
        data = self.read()
        held, plan = planned(hold(data))
        assert plan is not None
        assert check(held.problem, plan) == []
        written(self.out, data, held, plan)
        return held

    def warnings(self) -> list[str]:
        """What the data is warned of, but for what a plan made by hand leaves blank."""
        return [line for line in map(str, self.read().warnings) if not line.startswith("assignments.csv")]
