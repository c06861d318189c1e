"""What the corpus of faulty datasets is made of: a sound dataset, edits of it, and what must be printed.

Weeks of `BASE` (its first day is Monday 2026-01-05, its last Sunday 2026-10-11):

    0 01-05    8 03-02   16 04-27   24 06-22   32 08-17
    2 01-19   10 03-16   18 05-11   26 07-06   34 08-31
    4 02-02   12 03-30   20 05-25   28 07-20   36 09-14
    6 02-16   14 04-13   22 06-08   30 08-03   38 09-28
"""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from trainopt.dataset import read_dataset
from trainopt.errors import DatasetFaults

Files = dict[str, str | bytes | None]

BASE: dict[str, str] = {
    "plan.toml": """\
name = "base"
start = 2026-01-05
weeks = 40
as_of = 2026-01-19
freeze_weeks = 4
transfer_weeks = 1
objective = ["unmet", "lateness", "changes", "transfers", "waiting", "cost"]
""",
    "nations.csv": """\
nation_id,name,max_trainees,max_weekly_arrivals
DE,Germany,300,120
PL,Poland,,
NO,Norway,40,30
""",
    "sites.csv": """\
site_id,nation_id,name,beds,latitude,longitude
DE-01,DE,Munster,200,52.98,10.08
PL-01,PL,Wesoła,120,52.25,21.23
NO-01,NO,Rena,60,61.13,11.37
""",
    "courses.csv": """\
course_id,name,level,duration_weeks,class_min,class_max,mixed_units,pass_percent
BASIC,Basic training,basic,4,10,40,yes,95
LEADER,Leader course,leader,4,6,20,,
MEDIC,Combat medic,specialist,3,4,16,no,100
""",
    "course_resources.csv": """\
course_id,resource,per_class
BASIC,instructor,2
BASIC,range,1
LEADER,instructor,1
MEDIC,simulator,1
""",
    "resources.csv": """\
owner_id,resource,quantity,valid_from,valid_to
DE-01,instructor,6,,2026-05-31
DE-01,instructor,8,2026-06-01,
DE,range,4,,
PL,instructor,10,,
PL-01,range,2,2026-01-05,2026-12-27
NO,instructor,3,,
NO-01,simulator,2,,
DE,simulator,1,,
""",
    "capacity.csv": """\
site_id,course_id,parallel_classes,valid_from,valid_to,first_start,start_every_weeks,duration_weeks,\
class_min,class_max,cost_per_class,cost_per_trainee
DE-01,BASIC,2,2026-01-05,2026-06-28,2026-01-05,2,,,,12000,450
DE-01,BASIC,3,2026-06-29,2026-12-27,,,5,8,36,12500,
DE-01,LEADER,1,,,,,,,,8000,200
DE-01,MEDIC,1,,,,,,,,,
PL-01,BASIC,2,,,2026-01-12,1,,12,30,,300
PL-01,LEADER,2,,,,,,,18,,
NO-01,MEDIC,2,2026-01-05,,,,,,,5000,100
""",
    "closures.csv": """\
nation_id,site_id,course_id,first_day,last_day,note
DE,,,2026-08-03,2026-08-16,summer stand-down
,PL-01,,2026-04-01,2026-04-07,"Easter, range works"
,,MEDIC,2026-05-01,2026-05-03,
""",
    "pipelines.csv": """\
pipeline_id,step,course_id,max_wait_weeks,location
INF,1,BASIC,,
INF,2,LEADER,8,same_nation
MED,1,BASIC,,
MED,2,MEDIC,6,any
""",
    "units.csv": """\
unit_id,name,parent_unit_id,max_away,allowed_nations
BDE-1,1st Brigade,,,DE PL NO
BN-11,"11th Battalion, infantry",BDE-1,90,DE PL
BN-12,12th Battalion,BDE-1,,
""",
    "demand.csv": """\
demand_id,unit_id,pipeline_id,trainees,cohort_max,ready_from,due,latest,priority,show_percent
D1,BN-11,INF,60,20,2026-01-05,2026-06-26,2026-08-30,3,90
D2,BN-12,INF,18,,2026-02-02,2026-07-31,,2,
D3,BN-12,MED,30,15,,2026-06-30,2026-09-27,,100
D4,BN-11,MED,12,,2026-02-09,2026-08-14,,1,
D5,BDE-1,INF,45,15,2026-03-02,2026-09-25,2026-10-11,5,1
""",
    "pins.csv": """\
cohort_id,step,site_id,start
D1-01,1,DE-01,2026-01-05
D1-01,2,DE-01,2026-02-09
D2-01,1,PL-01,2026-02-02
""",
    "actuals.csv": """\
cohort_id,step,course_id,site_id,start,trainees,state
""",
    "limits.csv": """\
owner_id,limit,quantity,valid_from,valid_to
DE-01,beds,150,2026-06-01,2026-06-28
PL-01,beds,130,2026-06-29,
PL,max_trainees,90,2026-07-06,2026-08-02
""",
}

# One more sound row for each table, with every cell filled, to which no other row refers.
SPARE: dict[str, str] = {
    "nations.csv": "SE,Sweden,50,20",
    "sites.csv": "DE-02,DE,Hammelburg,80,50.12,9.89",
    "courses.csv": "SNIPER,Sniper course,specialist,6,4,12,yes,80",
    "course_resources.csv": "LEADER,range,1",
    "resources.csv": "NO,range,2,2026-01-05,2026-12-27",
    "capacity.csv": "NO-01,LEADER,1,2026-03-02,2026-09-27,2026-03-02,2,3,5,18,4000,90",
    "closures.csv": "NO,NO-01,MEDIC,2026-07-06,2026-07-19,leave",
    "pipelines.csv": "MED,3,LEADER,10,any",
    "units.csv": "BN-13,13th Battalion,BDE-1,60,DE NO",
    "demand.csv": "D9,BN-12,INF,24,12,2026-03-02,2026-08-28,2026-09-27,2,95",
    "pins.csv": "D3-01,1,PL-01,2026-03-02",
    "actuals.csv": "D3-02,1,BASIC,PL-01,2026-01-12,15,running",
    "limits.csv": "BN-11,max_away,60,2026-08-03,2026-08-30",
}
TABLES = tuple(SPARE)
OPTIONAL_TABLES = (
    "course_resources.csv",
    "resources.csv",
    "closures.csv",
    "pins.csv",
    "actuals.csv",
    "limits.csv",
)


@dataclass(frozen=True)
class Expect:
    """One line that must be printed: `file:line: column: …`.

    line: None: any line or none, and once. Several: rows that clash with each other; one of
    them must be blamed, and each of them may be.
    column: None: any column or none.
    got: must stand within the line's `(got '…')`.
    also: a word which the message must contain besides, such as the nearest known name.
    or_else: another place that may be blamed as well, where the contract leaves open which it is.
    once: no second line may blame this place, such as a cell of a row that is too short.
    """

    file: str
    line: int | tuple[int, ...] | None
    column: str | None = None
    got: str | None = None
    also: str | None = None
    or_else: "Expect | None" = None
    once: bool = False

    @property
    def lines(self) -> tuple[int, ...]:
        return (self.line,) if isinstance(self.line, int) else self.line or ()

    def at(self, printed: str) -> bool:
        """Whether the printed line blames this place."""
        number = f":(?:{'|'.join(map(str, self.lines))})" if self.lines else r"(?::\d+)?"
        column = f"{re.escape(self.column)}: " if self.column else ""
        here = re.match(f"{re.escape(self.file)}{number}: {column}", printed) is not None
        return here or (self.or_else is not None and self.or_else.at(printed))

    def holds(self, printed: str) -> bool:
        """Whether the printed line blames this place and says what it must."""
        return self.at(printed) and self._got_in(printed) and self._also_in(printed)

    def _got_in(self, printed: str) -> bool:
        if self.got is None:
            return True
        quote = "" if self.file == "plan.toml" else "['\"]"
        blamed = re.search(rf"\(got {quote}(.*)\)", printed)
        return blamed is not None and self.got in blamed[1]

    def _also_in(self, printed: str) -> bool:
        if self.also is None:
            return True
        message = printed.partition(": ")[2]
        rest = message.replace(self.got, "") if self.got else message
        return re.search(rf"(?<![\w-]){re.escape(self.also)}(?![\w-])", rest) is not None


@dataclass(frozen=True)
class Faulty:
    """A dataset that must be refused. others: what follows from the expected faults may be printed too."""

    name: str
    files: Files
    expect: tuple[Expect, ...]
    others: bool = False


@dataclass(frozen=True)
class Warned:
    """A dataset that must be read, with these warnings and no others."""

    name: str
    files: Files
    expect: tuple[Expect, ...]


@dataclass(frozen=True)
class Sound:
    """A dataset that must be read. warns: it may be warned of."""

    name: str
    files: Files
    warns: bool = False


def edit(file: str, old: str, new: str) -> Files:
    """BASE's file with the one place where `old` stands changed."""
    return edits((file, old, new))


def edits(*changes: tuple[str, str, str]) -> Files:
    """BASE's files with several edits, one after the other."""
    texts: dict[str, str] = {}
    for file, old, new in changes:
        text = texts.get(file, BASE[file])
        if text.count(old) != 1:
            raise ValueError(f"{file}: {old!r} stands there {text.count(old)} times")
        texts[file] = text.replace(old, new)
    return dict[str, str | bytes | None](texts)


def append(file: str, *rows: str) -> Files:
    """BASE's file with more rows."""
    return {file: BASE[file] + "".join(f"{row}\n" for row in rows)}


def pinned(*rows: str) -> Files:
    """These pins in place of BASE's; the first stands on line 2."""
    return {"pins.csv": "".join(f"{row}\n" for row in ("cohort_id,step,site_id,start", *rows))}


def spare(file: str, **cells: str) -> Files:
    """BASE's file and its spare row with these cells in place of its own."""
    row = dict(zip(header(file), SPARE[file].split(","), strict=True)) | cells
    return {file: BASE[file] + csv_row(row.values())}


def header(file: str) -> list[str]:
    return BASE[file].partition("\n")[0].split(",")


def next_line(file: str) -> int:
    """The line of the first row that is added to BASE's file."""
    return BASE[file].count("\n") + 1


def without_column(file: str, column: str) -> Files:
    """BASE's file without one column."""
    at = header(file).index(column)
    return {file: "".join(csv_row(row[:at] + row[at + 1 :]) for row in rows_of(BASE[file]))}


def with_column(file: str, name: str, cell: str = "") -> Files:
    """BASE's file with one more column, the same cell in each row."""
    head, *rows = rows_of(BASE[file])
    return {file: csv_row([*head, name]) + "".join(csv_row([*row, cell]) for row in rows)}


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


def csv_row(cells: Iterable[str], separator: str = ",") -> str:
    """One row as a spreadsheet would write it, with its end of line."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\n").writerow(cells)
    return out.getvalue()


def write(folder: Path, files: Files) -> None:
    """BASE with these files in place of its own. None: no such file; a name that ends in `/`: a folder."""
    contents: Files = {**BASE, **files}
    for name, content in contents.items():
        if name.endswith("/"):
            (folder / name).mkdir()
        elif content is not None:
            (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)


def printed(folder: Path, files: Files) -> list[str]:
    """The faults of BASE with these files, or its warnings where there are none."""
    write(folder, files)
    try:
        return [str(warning) for warning in read_dataset(folder).warnings]
    except DatasetFaults as refused:
        return [str(fault) for fault in refused.faults]
