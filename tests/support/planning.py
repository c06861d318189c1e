"""A dataset of two nations and two brigades for the tests of the service, each with words of its own.

Whatever is Poland's or of brigade A has `AURA` in its free text, whatever is Germany's or of brigade B has
`BORA`: none of the one may ever be told to who sees the other alone.
"""

from __future__ import annotations

from pathlib import Path

from trainopt.runs.store import Store
from trainopt.service import datasets
from trainopt.service.actors import operator

OP = operator("op")

TABLES: dict[str, str] = {
    "plan.toml": 'name = "two"\nstart = 2027-01-04\nweeks = 20\nmarking = "EXERCISE"\n',
    "nations.csv": "nation_id,name,max_trainees\nDE,BORA Germany,\nPL,AURA Poland,900\n",
    "sites.csv": (
        "site_id,nation_id,name,beds\nDE-01,DE,BORA Munster,100\nDE-02,DE,BORA Hammelburg,90\n"
        "PL-01,PL,AURA Drawsko,120\nPL-02,PL,AURA Orzysz,80\n"
    ),
    "courses.csv": (
        "course_id,name,duration_weeks,class_min,class_max\nBASIC,Basic,2,4,30\nLEAD,Leaders,1,2,20\n"
    ),
    "course_resources.csv": "course_id,resource,per_class\nBASIC,instructor,2\n",
    "resources.csv": "owner_id,resource,quantity\nDE,instructor,12\nPL,instructor,10\nPL-02,instructor,4\n",
    "capacity.csv": (
        "site_id,course_id,parallel_classes\nDE-01,BASIC,2\nDE-01,LEAD,1\nDE-02,BASIC,1\n"
        "PL-01,BASIC,2\nPL-01,LEAD,1\nPL-02,BASIC,1\n"
    ),
    "closures.csv": (
        "nation_id,site_id,course_id,first_day,last_day,note\n"
        ",DE-02,,2027-03-01,2027-03-14,BORA range\n,PL-02,,2027-03-01,2027-03-14,AURA range\n"
        ",,LEAD,2027-04-05,2027-04-11,nobody leads\n"
    ),
    "pipelines.csv": (
        "pipeline_id,step,course_id\nFULL,1,BASIC\nFULL,2,LEAD\nSHORT,1,BASIC\n"
    ),
    "units.csv": (
        "unit_id,name,parent_unit_id,max_away,allowed_nations\nTOP,Command,,,\n"
        "BDE-A,AURA Brigade,TOP,200,\nBN-A1,AURA Battalion,BDE-A,,\n"
        "BDE-B,BORA Brigade,TOP,150,DE\nBN-B1,BORA Battalion,BDE-B,,\n"
    ),
    "demand.csv": (
        "demand_id,unit_id,pipeline_id,trainees,due\nA1,BDE-A,FULL,40,2027-03-28\n"
        "A2,BN-A1,SHORT,30,2027-03-14\nB1,BDE-B,FULL,35,2027-03-28\nB2,BN-B1,SHORT,25,2027-03-14\n"
    ),
    "pins.csv": (
        "cohort_id,step,site_id,start\nA2-01,1,PL-01,2027-01-18\nB2-01,1,DE-01,2027-01-18\n"
    ),
    "limits.csv": (
        "owner_id,limit,quantity,valid_from,valid_to\nDE-01,beds,60,2027-02-01,2027-02-14\n"
        "PL-01,beds,70,2027-02-01,2027-02-14\nBDE-A,max_away,80,2027-02-01,2027-02-14\n"
    ),
}  # fmt: skip


def lay_out(folder: Path, **changed: str) -> Path:
    """The dataset in a folder, with tables in place of its own."""
    folder.mkdir(parents=True)
    for name, text in TABLES.items():
        table, _, _ = name.partition(".")
        (folder / name).write_text(changed.get(table, text), encoding="utf-8")
    return folder


def with_dataset(store: Store, tmp_path: Path) -> Store:
    """The store with the dataset as its first version."""
    datasets.bring_in(store, OP, lay_out(tmp_path / "data"))
    return store


def beds(site: str, number: object) -> dict[str, object]:
    """A change of a site's beds."""
    return {"table": "sites", "where": {"site_id": site}, "set": {"beds": number}}
