"""A year of weeks: plans made from plans while the horizon rolls on, and what becomes of people under way.

    python benchmarks/year.py --weeks 52 --seconds 4

Every week `as_of` goes a week on, every fourth `start` too. Nations tell of those who began, seven of ten
each week: a few are late, elsewhere, fewer, failed, stopped or were not held. Then one to three seeded
changes are made, which stay: a demand that has begun grows or shrinks, one comes or goes, a site closes, is
gone or comes, a row offers less. Counted are, by rows of the plans alone: courses held twice, running classes
taken apart, released steps and those without a cause, trainees moved by published step.
"""

from __future__ import annotations

import argparse
import csv
import random
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from trainopt.dataset import Dataset, read_dataset, write_dataset
from trainopt.errors import DatasetFaults, NoPlanInTime
from trainopt.generate.generate import generate
from trainopt.generate.sizes import SIZES
from trainopt.plan.folder import read_in_force
from trainopt.runs.hold import NO_WAY
from trainopt.runs.solve import Solved, solve
from trainopt.runs.verify import verify
from trainopt.search.params import Params
from trainopt.tables import Actual, Closure

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
WEEK = timedelta(weeks=1)
TRIES = 40
REPORTED, HORIZON_MOVES = 0.7, 4
OTHERWISE = (
    ("fewer", 0.10), ("late", 0.02), ("elsewhere", 0.01), ("failed", 0.02), ("stopped", 0.01),
    ("not_held", 0.02),
)  # fmt: skip
"""What may have become of a step that was published as begun, and how often."""

Row = Mapping[str, str]


@dataclass(frozen=True)
class WeekLine:
    """A week. `twice`, `apart`, `broken` and `uncaused` must be 0; `moved` counts trainees by step."""

    week: int
    as_of: str
    under_way: int
    told: int
    differences: int
    twice: int
    apart: int
    broken: int
    released: int
    uncaused: int
    moved: int
    published: int
    unmet: int
    seconds: float


# What is told of people under way


def told(data: Dataset, plan: Sequence[Row], dice: random.Random, today: date) -> tuple[Actual, ...]:
    """What was told before and still is so, and what the nations that report this week add to it.

    What was released is told no more: a site that is gone ended it.
    """
    planned = {(row["cohort_id"], row["course_id"], row["start"]) for row in plan}
    known: dict[str, list[Actual]] = defaultdict(list)
    for row in data.actuals:
        if (row.cohort_id, row.course_id, row.start.isoformat()) in planned:
            known[row.cohort_id].append(row.model_copy(update={"step": len(known[row.cohort_id]) + 1}))
    nations = sorted({nation.nation_id for nation in data.nations})
    reporting = {nation for nation in nations if dice.random() < REPORTED}
    for cohort_id, rows in _by_cohort(plan).items():
        begun = [row for row in rows if date.fromisoformat(row["start"]) < today]
        said = {(one.course_id, one.start) for one in known[cohort_id] if one.state != "not_held"}
        new = [row for row in begun if (row["course_id"], date.fromisoformat(row["start"])) not in said]
        if new and new[0]["nation_id"] in reporting and not _has_left(known[cohort_id]):
            _add(known[cohort_id], new, data, dice, today)
    return tuple(one for cohort_id in sorted(known) for one in known[cohort_id])


def _has_left(rows: Sequence[Actual]) -> bool:
    return any(row.state == "stopped" or not row.trainees for row in rows)


def _add(rows: list[Actual], new: Sequence[Row], data: Dataset, dice: random.Random, today: date) -> None:
    """The steps that have begun since, the last of them perhaps otherwise than published."""
    rows[:] = [one for one in rows if one.state != "not_held"]
    for row in new:
        what = _drawn(dice) if row is new[-1] else ""
        trainees, start, site = int(row["trainees"]), date.fromisoformat(row["start"]), row["site_id"]
        if rows:
            trainees = min(trainees, rows[-1].trainees)
        if what == "fewer":
            trainees -= sum(dice.random() < 0.1 for _ in range(trainees))
        if what == "late" and start + WEEK <= today:
            start += WEEK
        if what == "elsewhere":
            site = dice.choice(data.sites).site_id
        values: dict[str, Any] = {
            "cohort_id": row["cohort_id"], "step": str(len(rows) + 1), "course_id": row["course_id"],
            "site_id": site, "start": start.isoformat(), "trainees": str(trainees),
        }  # fmt: skip
        if what in ("failed", "stopped", "not_held"):
            values["state"] = what
        rows.append(Actual(**values))


def _drawn(dice: random.Random) -> str:
    at = dice.random()
    for what, often in OTHERWISE:
        if at < often:
            return what
        at -= often
    return ""


# What changes


WeekChange = Callable[[Dataset, random.Random, int], Dataset]


def begun_demand_changes(data: Dataset, dice: random.Random, week: int) -> Dataset:
    """A demand, mostly one that has begun, grows or shrinks by up to a third."""
    begun = {row.cohort_id.rpartition("-")[0] for row in data.actuals}
    rows = list(data.demand)
    some = [at for at, row in enumerate(rows) if row.demand_id in begun] or list(range(len(rows)))
    at = dice.choice(some)
    trainees = max(1, round(rows[at].trainees * dice.uniform(0.67, 1.33)))
    rows[at] = rows[at].model_copy(update={"trainees": trainees})
    return replace(data, demand=tuple(rows))


def demand_comes(data: Dataset, dice: random.Random, week: int) -> Dataset:
    """One like one that is there, to be trained from now on."""
    like, today = dice.choice(data.demand), _today(data)
    due = today + dice.randint(12, 30) * WEEK
    name = f"Y{week}-{dice.randrange(1000)}"
    dates = {"ready_from": today + 2 * WEEK, "due": due, "latest": None}
    return replace(
        data, demand=(*data.demand, like.model_copy(update={"demand_id": name, "line": 0, **dates}))
    )


def demand_goes(data: Dataset, dice: random.Random, _: int) -> Dataset:
    """One is not asked for any more."""
    gone = dice.choice(data.demand)
    return replace(data, demand=tuple(row for row in data.demand if row is not gone))


def site_closes(data: Dataset, dice: random.Random, _: int) -> Dataset:
    """A site closed for one or two weeks, which may begin at once."""
    first = _today(data) + dice.randint(0, 10) * WEEK
    last = first + dice.randint(0, 1) * WEEK + timedelta(days=6)
    row: dict[str, Any] = {"site_id": dice.choice(data.sites).site_id, "first_day": first.isoformat()}
    return replace(data, closures=(*data.closures, Closure(**row, last_day=last.isoformat())))  # type: ignore[arg-type]


def site_goes(data: Dataset, dice: random.Random, _: int) -> Dataset:
    """A site is gone, with all that it offers."""
    gone = dice.choice(data.sites).site_id
    return replace(
        data,
        sites=tuple(row for row in data.sites if row.site_id != gone),
        capacity=tuple(row for row in data.capacity if row.site_id != gone),
        resources=tuple(row for row in data.resources if row.owner_id != gone),
        limits=tuple(row for row in data.limits if row.owner_id != gone),
        closures=tuple(row for row in data.closures if row.site_id != gone),
        pins=tuple(row for row in data.pins if row.site_id != gone),
    )


def site_comes(data: Dataset, dice: random.Random, week: int) -> Dataset:
    """One like another, which offers the same."""
    like = dice.choice(data.sites)
    name = f"{like.nation_id}-{100 + week}"

    def same(rows: Sequence[Any], column: str) -> list[Any]:
        own = [row for row in rows if getattr(row, column) == like.site_id]
        return [row.model_copy(update={column: name, "line": 0}) for row in own]

    return replace(
        data,
        sites=(*data.sites, like.model_copy(update={"site_id": name, "line": 0})),
        capacity=(*data.capacity, *same(data.capacity, "site_id")),
        resources=(*data.resources, *same(data.resources, "owner_id")),
    )


def offer_shrinks(data: Dataset, dice: random.Random, _: int) -> Dataset:
    """A row offers a class less."""
    rows = list(data.capacity)
    at = dice.randrange(len(rows))
    rows[at] = rows[at].model_copy(update={"parallel_classes": max(rows[at].parallel_classes - 1, 0)})
    return replace(data, capacity=tuple(rows))


WEEK_CHANGES: tuple[WeekChange, ...] = (
    begun_demand_changes, begun_demand_changes, demand_comes, demand_comes, demand_goes, site_closes,
    site_goes, site_comes, offer_shrinks,
)  # fmt: skip


def _today(data: Dataset) -> date:
    return data.settings.as_of or data.settings.start


def next_week(
    data: Dataset, plan: Path, dice: random.Random, week: int, folder: Path
) -> tuple[Dataset, Path]:
    """The data a week on, against the plan in force, and its folder; other changes where it is faulty."""
    today = _today(data) + WEEK
    today -= timedelta(days=today.weekday())
    start = today - 2 * WEEK if week % HORIZON_MOVES == 0 else data.settings.start
    moved = {"as_of": today, "start": max(start, data.settings.start)}
    rolled = replace(data, settings=data.settings.model_copy(update=moved), pins=())
    rolled = replace(rolled, actuals=told(rolled, rows_of(plan), dice, today))
    in_force = read_in_force(plan)
    for attempt in range(TRIES):
        changed = rolled
        for change in dice.choices(WEEK_CHANGES, k=dice.randint(1, 3)):
            changed = change(changed, dice, week)
        here = folder / f"data-{week}-{attempt}"
        write_dataset(changed, here)
        try:
            return read_dataset(here, in_force=in_force), here
        except DatasetFaults:
            continue
    raise SystemExit("no changes leave the data sound")


# What is counted


def rows_of(plan: Path) -> list[dict[str, str]]:
    """assignments.csv."""
    with (plan / "assignments.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _by_cohort(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["cohort_id"]].append(row)
    return found


def held_twice(data: Dataset, after: Sequence[Row]) -> int:
    """Courses that a cohort has more often than its pipeline, and than it failed."""
    pipelines: dict[str, Counter[str]] = defaultdict(Counter)
    for step in data.pipelines:
        pipelines[step.pipeline_id][step.course_id] += 1
    of_demand = {row.demand_id: row.pipeline_id for row in data.demand}
    failed = Counter((row.cohort_id, row.course_id) for row in data.actuals if row.state == "failed")
    twice = 0
    for cohort_id, rows in _by_cohort(after).items():
        most = pipelines[of_demand.get(cohort_id.rpartition("-")[0], "")]
        for course_id, times in Counter(row["course_id"] for row in rows).items():
            twice += times > max(most[course_id], 1) + failed[cohort_id, course_id]
    return twice


def taken_apart(data: Dataset, before: Sequence[Row], after: Sequence[Row], gone: set[str]) -> int:
    """Running classes whose people are not together any more, of whom nothing else was told or released."""
    today = _today(data).isoformat()
    otherwise = {row.cohort_id for row in data.actuals} | gone
    now = {(row["cohort_id"], row["course_id"], row["start"]): row["class_id"] for row in after}
    classes: dict[str, list[Row]] = defaultdict(list)
    for row in before:
        if row["start"] < today <= row["end"] and row["cohort_id"] not in otherwise:
            classes[row["class_id"]].append(row)
    return sum(
        {now.get((row["cohort_id"], row["course_id"], row["start"])) for row in rows} != {class_id}
        for class_id, rows in classes.items()
    )


def line_of(week: int, solved: Solved, data: Dataset, before: Path | None, broken: int) -> WeekLine:
    """What became of a week."""
    after, old = rows_of(solved.folder), [] if before is None else rows_of(before)
    released = solved.released
    apart = taken_apart(data, old, after, {one.pin.cohort_id for one in released})
    today = _today(data).isoformat()
    terms = solved.result.terms
    return WeekLine(
        week=week, as_of=today, under_way=len(solved.problem.under_way), told=len(data.actuals),
        differences=len(solved.differences), twice=held_twice(data, after), apart=apart, broken=broken,
        released=len(released), uncaused=sum(one.cause in ("", NO_WAY) for one in released),
        moved=terms["changes"], published=sum(int(r["trainees"]) for r in old if r["start"] >= today),
        unmet=terms["unmet"], seconds=round(solved.result.seconds, 1),
    )  # fmt: skip


def year(
    weeks: int, params: Params, size: str, seed: int, tell: Callable[[WeekLine], None]
) -> list[WeekLine]:
    """All weeks, each from the plan of the one before."""
    dice = random.Random(seed)
    lines = []
    with tempfile.TemporaryDirectory(prefix="year-") as work:
        folder = Path(work)
        here = folder / "data-0"
        write_dataset(generate(size, seed), here)
        data = replace(read_dataset(here), actuals=(), pins=())
        before: Path | None = None
        for week in range(weeks + 1):
            if before is not None:
                data, here = next_week(data, before, dice, week, folder)
            solved = _planned(here, folder / f"plan-{week}", params, before)
            broken = len(verify(here, solved.folder, published=before).broken)
            lines.append(line_of(week, solved, data, before, broken))
            tell(lines[-1])
            before = solved.folder
    return lines


def _planned(data: Path, out: Path, params: Params, before: Path | None) -> Solved:
    """The plan of a week; once more with three times the time where a busy machine found none in time."""
    try:
        return solve(data, out, params, published=before)
    except NoPlanInTime:
        return solve(data, out, replace(params, seconds=3 * params.seconds), published=before)


def page(lines: Sequence[WeekLine], command: str, machine: str) -> str:
    """The results as Markdown."""
    later = lines[1:]

    def total(name: str) -> int:
        return sum(getattr(line, name) for line in later)

    head = [one.name for one in fields(WeekLine)]
    rows = [head, ["---"] * len(head), *(list(map(str, astuple(line))) for line in lines)]
    moved = total("moved") / max(total("published"), 1)
    return "\n".join(
        [
            f"# {len(later)} weeks", "", f"`{command}`, {machine}.", "",
            f"Courses held twice: {total('twice')}. Running classes taken apart: {total('apart')}. Rules "
            f"broken: {total('broken')}. Released steps: {total('released'):,}, without a cause "
            f"{total('uncaused')}. Told otherwise than published: {total('differences'):,}. Trainees moved, "
            f"by published step: {total('moved'):,} ({moved:.1%} of those still to come).", "",
            *(f"| {' | '.join(cells)} |" for cells in rows), "",
        ]
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--seconds", type=float, default=20.0, help="for each week")
    parser.add_argument("--size", choices=sorted(SIZES), default="small")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--machine", default="machine not named")
    parser.add_argument("--out", type=Path, default=RESULTS / "year.md")
    chosen = parser.parse_args()
    params = Params(seconds=chosen.seconds, seed=chosen.seed, workers=chosen.workers)
    began = time.monotonic()
    lines = year(chosen.weeks, params, chosen.size, chosen.seed, lambda line: print(line, flush=True))
    print(f"{time.monotonic() - began:.0f} s")
    named = ("weeks", "seconds", "size", "seed", "workers")
    given = {name: value for name in named if (value := getattr(chosen, name)) != parser.get_default(name)}
    words = [f"--{name} {value}" for name, value in given.items()]
    command = " ".join(["python benchmarks/year.py", *words])
    chosen.out.write_text(page(lines, command, chosen.machine), encoding="utf-8")
    with chosen.out.with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([one.name for one in fields(WeekLine)])
        writer.writerows(astuple(line) for line in lines)


if __name__ == "__main__":
    main()
