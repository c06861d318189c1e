"""A rehearsal of many nights: what the nightly run moves and keeps, beside planning from nothing every night.

    python benchmarks/nights.py --nights 30 --seconds 60

Starts from data/coalition. Every night `as_of` goes a day on and a seeded bundle of one to three changes is
made, which stay: a capacity row offers a class less, a unit is ready two weeks later and due so much later, a
new demand like one that is there, a site closed for two weeks. The nightly run plans from the plan in force;
beside it the same data is planned from nothing with the same time, and what that moves is counted
against what it planned the night before. Every plan in force is verified under the data of its night.
"""

from __future__ import annotations

import argparse
import csv
import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from pathlib import Path

from trainopt.dataset import Dataset, read_dataset, write_dataset
from trainopt.errors import DatasetFaults
from trainopt.runs.nightly.night import nightly
from trainopt.runs.nightly.order import NightOrder
from trainopt.runs.nightly.outputs import PUBLISHED
from trainopt.runs.nightly.rules import PublicationRules
from trainopt.runs.solve import solve
from trainopt.runs.store import open_store
from trainopt.runs.verify import verify
from trainopt.search.params import Params
from trainopt.tables import Closure

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
DELAY = timedelta(weeks=2)
TRIES = 50


@dataclass(frozen=True)
class Line:
    """A night. Trainees are counted by published step; `broken` are rules that the plan in force breaks."""

    night: int
    changed: str
    exit_code: int
    unmet: int
    bound: int
    gap: float
    seconds: float
    moved: int
    released: int
    broken: int
    nothing_unmet: int
    nothing_moved: int
    nothing_seconds: float


# What changes overnight


Change = Callable[[Dataset, random.Random, int], tuple[Dataset, str]]


def capacity_cut(data: Dataset, dice: random.Random, _: int) -> tuple[Dataset, str]:
    """A row that offers two classes or more offers one less."""
    rows = list(data.capacity)
    at = dice.choice([i for i, row in enumerate(rows) if row.parallel_classes > 1])
    rows[at] = rows[at].model_copy(update={"parallel_classes": rows[at].parallel_classes - 1})
    return replace(data, capacity=tuple(rows)), f"capacity {rows[at].site_id} {rows[at].course_id} -1"


def unit_delayed(data: Dataset, dice: random.Random, _: int) -> tuple[Dataset, str]:
    """A demand that is not ready yet becomes ready, and is due, two weeks later."""
    today = data.settings.as_of or data.settings.start
    rows = list(data.demand)
    at = dice.choice([i for i, row in enumerate(rows) if (row.ready_from or date.min) > today])
    ready, due, latest = rows[at].ready_from, rows[at].due + DELAY, rows[at].latest
    assert ready is not None
    later = {"ready_from": ready + DELAY, "due": due, "latest": latest and latest + DELAY}
    rows[at] = rows[at].model_copy(update=later)
    return replace(data, demand=tuple(rows)), f"demand {rows[at].demand_id} two weeks later"


def new_demand(data: Dataset, dice: random.Random, night: int) -> tuple[Dataset, str]:
    """One like one that is there, half as large."""
    like = dice.choice(data.demand)
    name, trainees = f"N{night}-{dice.randrange(1000)}", max(like.trainees // 2, 1)
    named = {"demand_id": name, "trainees": trainees, "line": 0}
    added = like.model_copy(update=named)
    return replace(data, demand=(*data.demand, added)), f"demand {added.demand_id}, {added.trainees} trainees"


def site_closed(data: Dataset, dice: random.Random, _: int) -> tuple[Dataset, str]:
    """A site closed for two weeks, which begin within the next twelve."""
    today = data.settings.as_of or data.settings.start
    first = today + timedelta(weeks=dice.randrange(1, 12))
    site = dice.choice(data.sites).site_id
    row = Closure(site_id=site, first_day=first.isoformat(), last_day=(first + DELAY).isoformat())  # type: ignore[arg-type]
    return replace(data, closures=(*data.closures, row)), f"site {site} closed from {first}"


CHANGES: tuple[Change, ...] = (capacity_cut, unit_delayed, new_demand, site_closed)


def next_night(data: Dataset, dice: random.Random, night: int, folder: Path) -> tuple[Dataset, str]:
    """The data a day on with a bundle of changes, in the folder; another bundle where one is faulty."""
    day = (data.settings.as_of or data.settings.start) + timedelta(days=1)
    moved_on = replace(data, settings=data.settings.model_copy(update={"as_of": day}))
    for number in range(TRIES):
        changed, said = moved_on, []
        for change in dice.choices(CHANGES, k=dice.randrange(1, 4)):
            changed, what = change(changed, dice, night)
            said.append(what)
        tried = folder.with_name(f"{folder.name}-{number}")
        write_dataset(changed, tried)
        try:
            read = read_dataset(tried)
        except DatasetFaults:
            continue
        tried.rename(folder)
        return read, "; ".join(said)
    raise SystemExit("no bundle of changes leaves the data sound")


# The rehearsal


@dataclass
class Rehearsal:
    """The nights so far, in a folder of their own."""

    folder: Path
    params: Params
    rules: PublicationRules

    def night(self, number: int, dataset: Path, changed: str) -> Line:
        """The nightly run, and beside it a plan from nothing."""
        base = self.folder / f"base-{number}"
        published = self.folder / "out" / PUBLISHED
        if published.is_dir():
            base.mkdir()
            for path in published.iterdir():
                (base / path.name).write_bytes(path.read_bytes())
        order = NightOrder(dataset, self.params, self.rules, "rehearsal", self.folder / "out")
        with open_store(str(self.folder / "store.db")) as store:
            night = nightly(order, store)
        verdict = verify(dataset, published, published=base if base.is_dir() else None)
        tier = (night.outcome.get("tiers") or [{"value": -1, "bound": -1, "gap": 1.0}])[0]
        moved = night.outcome.get("figures", {}).get("moved_trainees", 0)
        released = len(night.outcome.get("released", ()))
        return Line(
            number, changed, night.exit_code, tier["value"], tier["bound"], tier["gap"],
            round(night.seconds, 1),
            moved, released, len(verdict.broken), *self.from_nothing(number, dataset),
        )  # fmt: skip

    def from_nothing(self, number: int, dataset: Path) -> tuple[int, int, float]:
        """Unmet, what is moved against the plan from nothing of the night before, and seconds."""
        out, before = (self.folder / f"nothing-{n}" for n in (number, number - 1))
        began = time.monotonic()
        solved = solve(dataset, out, self.params)
        seconds = round(time.monotonic() - began, 1)
        moved = 0
        if before.is_dir():
            kept = verify(dataset, out, published=before).terms
            moved = 0 if kept is None else kept["changes"]
        return solved.result.terms["unmet"], moved, seconds


def rehearse(
    nights: int, params: Params, rules: PublicationRules, first: float, seed: int, dataset: Path
) -> list[Line]:
    """All nights; a line is printed for each."""
    lines = []
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="nights-") as work:
        rehearsal = Rehearsal(Path(work), replace(params, seconds=first), rules)
        data = read_dataset(dataset)
        lines.append(rehearsal.night(0, dataset, "the first plan"))
        print(lines[0], flush=True)
        rehearsal.params = params
        for number in range(1, nights + 1):
            folder = Path(work) / f"data-{number}"
            data, changed = next_night(data, dice, number, folder)
            lines.append(rehearsal.night(number, folder, changed))
            print(lines[-1], flush=True)
    return lines


def page(lines: list[Line], command: str, machine: str) -> str:
    """The results as Markdown."""
    later = lines[1:]
    moved, nothing = (sum(getattr(line, name) for line in later) for name in ("moved", "nothing_moved"))
    worse = [100 * (line.unmet - line.nothing_unmet) / max(line.nothing_unmet, 1) for line in later]
    head = ["night", "changed", "exit", "unmet", "bound", "gap", "s", "moved", "released", "rules broken",
            "from nothing: unmet", "moved", "s"]  # fmt: skip
    rows = [
        [line.night, line.changed, line.exit_code, f"{line.unmet:,}", f"{line.bound:,}", f"{line.gap:.0%}",
         line.seconds, f"{line.moved:,}", line.released, line.broken, f"{line.nothing_unmet:,}",
         f"{line.nothing_moved:,}", line.nothing_seconds]
        for line in lines
    ]  # fmt: skip
    table = [f"| {' | '.join(map(str, row))} |" for row in [head, ["---"] * len(head), *rows]]
    share = f"{moved / nothing:.1%}" if nothing else "none to compare with"
    return "\n".join(
        [
            f"# {len(later)} nights", "", f"`{command}`, {machine}.", "",
            f"Published: {sum(line.exit_code == 0 for line in lines)} of {len(lines)} nights. "
            f"Trainees moved, by published step: {moved:,}, from nothing {nothing:,}: {share}. "
            "Weighted trainees unmet against planning from nothing: "
            f"{min(worse):+.1f} % to {max(worse):+.1f} %, "
            f"{sum(worse) / len(worse):+.1f} % on average. Rules broken by plans in force: "
            f"{sum(line.broken for line in lines)}.", "", *table, "",
        ]
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--nights", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=60.0, help="a night, and a plan from nothing")
    parser.add_argument(
        "--first-seconds", type=float, default=None, help="the first night; else as the others"
    )
    parser.add_argument(
        "--most-moved-percent",
        type=float,
        default=PublicationRules().most_moved_percent,
        help="publication rule of that name; 100: no limit",
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--dataset", type=Path, default=ROOT / "data" / "coalition")
    parser.add_argument("--machine", default="machine not named")
    parser.add_argument("--out", type=Path, default=RESULTS / "nights.md")
    chosen = parser.parse_args()
    rules = PublicationRules(most_moved_percent=chosen.most_moved_percent)
    params = Params(seconds=chosen.seconds, seed=chosen.seed, workers=chosen.workers)
    lines = rehearse(
        chosen.nights, params, rules, chosen.first_seconds or chosen.seconds, chosen.seed, chosen.dataset
    )
    named = ("nights", "seconds", "first_seconds", "most_moved_percent", "seed", "workers")
    given = {name: value for name in named if (value := getattr(chosen, name)) != parser.get_default(name)}
    words = [f"--{name.replace('_', '-')} {value:g}" for name, value in given.items()]
    command = " ".join(["python benchmarks/nights.py", *words])
    chosen.out.write_text(page(lines, command, chosen.machine), encoding="utf-8")
    with chosen.out.with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([one.name for one in fields(Line)])
        writer.writerows([[getattr(line, one.name) for one in fields(Line)] for line in lines])


if __name__ == "__main__":
    main()
