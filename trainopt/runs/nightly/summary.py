"""summary.md: what changed overnight and why, for whoever comes in first in the morning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from trainopt.dataset.actual_differences import ActualDifference
from trainopt.errors import Fault
from trainopt.plan.results import NOTICE
from trainopt.plan.results.allowed import AllowedPlan
from trainopt.problem import Problem
from trainopt.runs.nightly.bottom_line import bottom_line
from trainopt.runs.nightly.comparing import Compared
from trainopt.runs.nightly.planning import NightPlan
from trainopt.runs.nightly.wording import PLAIN, as_markdown, told
from trainopt.runs.store.records import RunStatus
from trainopt.wording import counted, percent
from trainopt.words.voice import Voice

MOST_ROWS = 25


@dataclass(frozen=True)
class Story:
    """What the summary is told from. `base` is the run whose plan was in force, None on the first night.

    `since_last` counts the data changes against the last run's dataset, where that is another one.
    """

    run: int
    base: int | None
    as_of: str
    marking: str
    status: RunStatus
    candidate: NightPlan
    compared: Compared
    since_last: int | None
    warnings: tuple[Fault, ...]
    differences: tuple[ActualDifference, ...] = ()
    voice: Voice = PLAIN

    def say(self, text: str) -> str:
        """A text in the language of the page."""
        return self.voice.say(text)


FIGURES_OF_NOTICE = ("steps", "trainees", "least_weeks", "under_30_days", "under_60_days")


def summary_of(story: Story) -> str:
    """The page."""
    parts = [
        _headline(story),
        _why_not(story),
        _tiers(story),
        _moves(story),
        _notice(story),
        _told(story),
        _released(story),
        _data(story),
        _changes(story, story.compared.changes),
        _rules(story),
        _warnings(story),
    ]
    return "\n\n".join("\n".join(part) for part in (list(part) for part in parts) if part) + "\n"


def _headline(story: Story) -> Iterator[str]:
    name = as_markdown(story.candidate.problem.name)
    run = story.say(f"as of {story.as_of}: run {story.run} {story.status.value}")
    yield f"# {name}, {run}"
    yield ""
    if story.marking:
        yield f"**{as_markdown(story.marking)}**"
        yield ""
    yield f"- **{story.say(_in_force(story))}**"
    for line in bottom_line(story.candidate, story.compared, story.voice):
        yield f"- {as_markdown(line)}"


def _in_force(story: Story) -> str:
    if story.status is RunStatus.PUBLISHED:
        return "The plan of this run is in force."
    stays = "no plan is in force." if story.base is None else f"the plan of run {story.base} stays in force."
    return f"Not published: {stays}"


def _why_not(story: Story) -> Iterator[str]:
    """Why the plan was not published, and how it can be all the same."""
    if story.status is RunStatus.PUBLISHED:
        return
    say = story.say
    yield f"## {say('Why it was not published')}"
    yield ""
    reasons = "; ".join(say(judged.said) for judged in story.compared.judged if not judged.holds)
    yield f"{as_markdown(reasons) or say('The run was ended before its time')}."
    yield ""
    broken = story.compared.broken
    if broken:
        times = counted(len(broken), "time")
        yield say(
            f"Under tonight's data the plan in force breaks rules {times} "
            "and cannot be carried out as it stands."
        )
        yield f"{say('The first:')} {as_markdown(say(str(broken[0])))}."
        yield ""
    yield say("To put this run's plan in force all the same:")
    yield f"`trainopt runs publish {story.run} --reason …`."


def _tiers(story: Story) -> Iterator[str]:
    repaired, number = story.candidate.repaired, story.voice.number
    yield f"## {story.say('Goals, most important first')}"
    yield ""
    yield from _table(
        map(story.say, ("goal", "published plan, repaired", "this run", "proven bound", "gap")),
        (
            (story.say(tier.term), "" if repaired is None else number(repaired.rank[place]),
             number(tier.value), number(tier.bound), story.say(percent(tier.gap, 1)))
            for place, tier in enumerate(story.candidate.found.tiers)
        ),
    )  # fmt: skip


def _moves(story: Story) -> Iterator[str]:
    figures = story.compared.figures
    if story.base is None:
        return
    moved = f"{figures['moved_cohorts']:,} cohorts are held otherwise than published"
    yield story.say(f"{moved}, {figures['moved_trainees']:,} trainees by step.")
    if not figures["near_cohorts"]:
        yield story.say("No published step is near.")
        return
    near = f"Of {figures['near_cohorts']:,} cohorts with steps soon, {figures['near_moved']:,} move"
    yield story.say(f"{near}, {figures['near_forced']:,} of them because they cannot stay.")


def _notice(story: Story) -> Iterator[str]:
    """How soon each nation hosts what is new there or moved."""
    problem = story.candidate.problem
    lines = NOTICE.make(AllowedPlan(problem, story.candidate.found.plan, {}))
    if not lines:
        return
    yield f"## {story.say('Notice to hosts of what is new or moved')}"
    yield ""
    heads = ("nation", "steps", "trainees", "weeks to the first", "in less than 30 days", "in less than 60")
    yield from _table(
        map(story.say, heads),
        (
            (
                _nation(problem, line["nation_id"]),
                *(story.voice.number(line[name]) for name in FIGURES_OF_NOTICE),
            )
            for line in lines
        ),
    )


def _nation(problem: Problem, nation_id: str) -> str:
    return as_markdown(f"{nation_id} {problem.names.get(('nation', nation_id), '')}".strip())


def _told(story: Story) -> Iterator[str]:
    """What actuals.csv says otherwise than the plan in force."""
    if not story.differences:
        return
    yield f"## {story.say('What really was, and not as published')}"
    yield ""
    for one in story.differences[:MOST_ROWS]:
        yield f"- {as_markdown(f'{one.place}: {story.say(one.said)}')}"
    yield from _rest(story, len(story.differences))


def _released(story: Story) -> Iterator[str]:
    released = story.candidate.released
    if not released:
        return
    yield f"## {story.say('Steps of the plan in force that are not held')}"
    yield ""
    calendar = story.candidate.problem.calendar
    for one in released[:MOST_ROWS]:
        pin, monday = one.pin, calendar.monday(one.pin.start)
        step = story.say(f"{pin.cohort_id} step {pin.step} at {pin.site_id} from {monday}")
        yield f"- {step}: {story.say(one.cause)}"
    yield from _rest(story, len(released))


def _data(story: Story) -> Iterator[str]:
    changes = story.compared.data
    if story.base is None:
        return
    say = story.say
    yield f"## {say('What changed in the data')}"
    yield ""
    if changes is None:
        yield say(f"It cannot be told: the data of run {story.base} was pruned, or cannot be read any more.")
        return
    last = "" if story.since_last is None else f"; {story.since_last:,} since the last run"
    since = f"{counted(len(changes), 'difference')} since run {story.base}, whose plan was in force"
    yield f"{say(f'{since}{last}')}."
    if changes:
        yield ""
        rows = ((change.table, change.key, say(change.what)) for change in changes[:MOST_ROWS])
        yield from _table(map(say, ("table", "row", "change")), rows)
        yield from _rest(story, len(changes), "data_changes.csv")


def _changes(story: Story, changes: pd.DataFrame) -> Iterator[str]:
    if changes.empty:
        return
    cohorts: dict[str, list[dict[str, str]]] = {}
    for row in sorted((_as_text(row) for row in changes.to_dict("records")), key=_weight):
        cohorts.setdefault(row["cohort_id"], []).append(row)
    say = story.say
    yield f"## {say('What changes in the plan, and why')}"
    yield ""
    yield from _table(
        map(say, ("cohort", "trainees", "soon", "what", "why")),
        (
            (
                cohort_id,
                steps[0]["trainees"],
                say(steps[0]["near"]),
                "; ".join(say(_step(step)) for step in steps),
                say(why(steps[0])),
            )
            for cohort_id, steps in list(cohorts.items())[:MOST_ROWS]
        ),
    )
    yield from _rest(story, len(cohorts), "changes.csv")
    yield ""
    yield say(
        "A changed row of the data is named where it is about the cohort, or about a place and weeks where "
        "the cohort was or now is, or where it brought others who use up a limit there. That is a likely "
        "cause, not a proven one."
    )


def _as_text(row: Mapping[object, object]) -> dict[str, str]:
    return {str(name): _text(cell) for name, cell in row.items()}


def _text(cell: Any) -> str:
    if isinstance(cell, pd.Timestamp):
        return f"{cell:%Y-%m-%d}"
    return "" if pd.isna(cell) else str(cell)


def _weight(row: Mapping[str, str]) -> tuple[bool, bool, int, str, int]:
    near, forced = row["near"] == "yes", row["forced"] == "yes"
    return not near, not forced, -int(row["trainees"]), row["cohort_id"], int(row["step"])


def _step(row: Mapping[str, str]) -> str:
    return f"step {row['step']}: {_place(row, '_before')} → {_place(row, '')}"


def _place(row: Mapping[str, str], side: str) -> str:
    return f"{row[f'site_id{side}']} {row[f'start{side}']}".strip() or "–"


def why(row: Mapping[str, str]) -> str:
    """Why a step is held otherwise, as far as it can be told."""
    touched = row["touched_by"]
    if row["forced"] == "yes":
        return f"cannot stay: {touched or 'no changed row touches it; it follows from other moves'}"
    if row["change"] == "added":
        return f"newly placed: {touched or 'room became free'}"
    if not row["forced"]:
        return touched or "no changed row touches it"
    return f"by choice, for a better goal{': ' if touched else ''}{touched}"


def _rules(story: Story) -> Iterator[str]:
    say = story.say
    yield f"## {say('Publication rules')}"
    yield ""
    yield from _table(
        map(say, ("rule", "holds", "found")),
        ((say(one.rule), say("yes" if one.holds else "no"), say(one.said)) for one in story.compared.judged),
    )


def _warnings(story: Story) -> Iterator[str]:
    warnings = story.warnings
    if not warnings:
        return
    yield f"## {story.say('Warnings about the data')}"
    yield ""
    for one in warnings[:MOST_ROWS]:
        yield f"- {as_markdown(told(one, story.voice))}"
    yield from _rest(story, len(warnings))


def _table(headings: Iterable[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    header = list(headings)
    yield f"| {' | '.join(header)} |"
    yield "|---" * len(header) + "|"
    for row in rows:
        yield f"| {' | '.join(as_markdown(cell) for cell in row)} |"


def _rest(story: Story, number: int, file: str = "") -> Iterator[str]:
    if number > MOST_ROWS:
        yield ""
        yield story.say(f"… and {number - MOST_ROWS:,} more" + (f", all in {file}" if file else ""))
