"""Spreadsheets as planners of several nations keep them, none made for trainopt, and what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from trainopt.dataset import Dataset
from trainopt.dataset.deadline import NEVER
from trainopt.dataset.folder import Folder
from trainopt.dataset.reader import read_source

Rows = Sequence[Sequence[Any]]

LIKE = {
    "plan.toml": 'name = "own"\nstart = 2027-01-04\nweeks = 60\n',
    "nations.csv": "nation_id,name\nPL,Polska\nDE,Deutschland\nGB,United Kingdom\nFR,France\nLT,Lietuva\n",
    "sites.csv": (
        "site_id,nation_id,name,beds\nPL-01,PL,Drawsko Pomorskie,200\nPL-02,PL,Nowa Dęba,120\n"
        "DE-01,DE,Munster,150\nDE-02,DE,Hammelburg,90\nGB-01,GB,Salisbury Plain,180\n"
        "FR-01,FR,Mailly-le-Camp,100\nLT-01,LT,Pabradė,80\n"
    ),
    "courses.csv": (
        "course_id,name,duration_weeks,class_min,class_max\nBASIC,Basic training,5,10,40\n"
        "LEADER,Junior leader,6,8,24\nMED,Combat medic,4,6,20\n"
    ),
    "resources.csv": "owner_id,resource,quantity\nPL,instructor,12\nDE,instructor,9\n",
    "capacity.csv": "site_id,course_id,parallel_classes\nPL-01,BASIC,1\nDE-01,MED,1\nGB-01,LEADER,1\n",
    "pipelines.csv": "pipeline_id,step,course_id\nBASIC-P,1,BASIC\nMED-P,1,BASIC\nMED-P,2,MED\n",
    "units.csv": "unit_id,name\n101-BDE,101 окрема бригада\n102-BDE,102 окрема бригада\n5-BN,5 батальйон\n",
    "demand.csv": "demand_id,unit_id,pipeline_id,trainees,due\nOLD,5-BN,BASIC-P,40,2027-06-27\n",
}


def like() -> Dataset:
    """The dataset in which names are looked up."""
    return read_source(Folder({name: text.encode() for name, text in LIKE.items()}, {}), NEVER, None)


@dataclass(frozen=True)
class OwnSheet:
    """A spreadsheet: its sheets by name, the merged ranges of the first, its map, and the rows that it says.

    `rows` are by table, each as `column=value …`. Where `text` is filled it is a CSV file.
    """

    name: str
    mapping: str
    rows: dict[str, list[str]]
    sheets: dict[str, Rows] | None = None
    merged: Sequence[str] = ()
    text: str = ""
    encoding: str = "utf-8"

    def write(self, folder: Path) -> Path:
        """The file, in a folder."""
        if self.sheets is None:
            path = folder / f"{self.name}.csv"
            path.write_bytes(self.text.encode(self.encoding))
            return path
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for title, rows in self.sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
        for where in self.merged:
            book.worksheets[0].merge_cells(where)
        path = folder / f"{self.name}.xlsx"
        book.save(path)
        return path


def week(number: int, year: int = 2027) -> date:
    """The Monday of a week of the ISO calendar."""
    return date.fromisocalendar(year, number, 1)
