"""Timelines: the classes of a nation's sites, and the cohorts of a unit on their way through their steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from trainopt.dataset.source import Where
from trainopt.report.bars import (
    LOOKS,
    BarKind,
    after_due,
    class_facts,
    class_lanes,
    step_facts,
    tip_of,
)
from trainopt.report.lists import reasons_told
from trainopt.report.plan_tables import PlanTables, rows_of, tables_given
from trainopt.report.style import (
    DAY,
    INK,
    empty_figure,
    letters_on,
    plain,
    plotly,
    rows_on_y,
    scale_alone,
    shade,
    share,
    weeks_on_x,
)
from trainopt.wording import counted

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

PLOT_WIDTH = 950  # pixels of the span on a laptop
LETTER_WIDTH = 7.5


def class_timeline(plan: PlanTables | Where, nation: str, sites: Sequence[str] | None = None) -> Figure:
    """The classes of a nation, or of these sites of it: a bar each from first to last day, coloured by fill.

    Rows are site and course. Raises UsageError where plotly is not installed.

    >>> figure = trainopt.class_timeline("plans/example", "PL")
    """
    tables = tables_given(plan)
    classes = class_lanes(tables, nation, sites)
    rows = int(classes["lane"].max()) + 1 if len(classes) else 0
    figure = empty_figure(_of_classes(tables, classes, tables.names.label("nation", nation)), rows)
    bars = _bars(
        classes,
        classes["lane"],
        classes["fill"],
        [tip_of(BarKind.CLASS, class_facts(tables, one), tables.voice) for one in rows_of(classes)],
    )
    letters = [
        f"{one.trainees}" if pd.isna(one.fill) else f"{one.trainees}/{one.class_max}"
        for one in rows_of(classes)
    ]
    bars.text = fitting(letters, bars.x, tables)
    figure.add_trace(bars)
    figure.add_trace(scale_alone(tables.voice.say("seats filled"), rows))
    first = classes.drop_duplicates(["site_id", "course_id"])
    labels = [
        (float(one.lane), f"{tables.label('site', one.site_id)}  {one.course_id}") for one in rows_of(first)
    ]
    rows_on_y(figure, labels, rows)
    for lane in classes.groupby("site_id")["lane"].min().iloc[1:]:
        figure.add_hline(lane - 0.5, line={"color": INK, "width": 0.6})
    weeks_on_x(figure, tables)
    return figure


def _of_classes(tables: PlanTables, classes: pd.DataFrame, nation: str) -> str:
    say = tables.voice.say
    if not len(classes):
        return tables.voice.say_with("No classes in {nation} in this plan.", {"nation": nation})
    trainees, seats = int(classes["trainees"].sum()), int(classes["class_max"].sum())
    sites = classes["site_id"].nunique()
    low = int((classes["fill"] < 0.5).sum())
    half = say(f"{counted(low, 'class is', 'classes are')} less than half full.") if low else ""
    inside = f"{trainees:,} of {seats:,} seats filled ({share(trainees, seats)})."
    if classes["fill"].isna().any():
        inside = f"{counted(trainees, 'trainee')} of this share in them."
    held = say(f"{counted(len(classes), 'class', 'classes')} at {counted(sites, 'site')}")
    return f"{nation}: {held}, {say(inside)} {half}".rstrip()


def _bars(frame: pd.DataFrame, at: pd.Series[int], fill: pd.Series[float], texts: list[str]) -> Any:
    """A bar from start to end for each row of the frame, in the row `at` of the picture."""
    return plotly().Bar(
        orientation="h",
        base=list(frame["start"].dt.strftime("%Y-%m-%d")),
        x=[(days.days + 1) * DAY for days in frame["end"] - frame["start"]],
        y=list(at),
        width=LOOKS[BarKind.CLASS].height,
        # Plain colours, since plotly warns where bars with letters take theirs from a scale.
        marker={"color": [shade(share) for share in fill], "line": {"width": 0.6, "color": "white"}},
        textposition="inside",
        insidetextanchor="middle",
        insidetextfont={"color": [letters_on(shade(share)) for share in fill]},
        textangle=0,
        constraintext="none",
        cliponaxis=True,
        hovertext=texts,
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )


def fitting(texts: Iterable[str], lengths: Iterable[float], tables: PlanTables) -> list[str]:
    """Each text where a bar of its length (in milliseconds) has room for it, else blank."""
    first, end = tables.span
    pixels = PLOT_WIDTH / ((end - first).days * DAY)
    return [
        plain(text) if len(text) * LETTER_WIDTH <= length * pixels else ""
        for text, length in zip(texts, lengths, strict=True)
    ]


def cohort_timeline(plan: PlanTables | Where, unit: str, cohorts: Sequence[str] | None = None) -> Figure:
    """The cohorts of a unit, or these of them: a bar for each step, the waiting between, and when all is due.

    Rows are cohorts with their trainees, also those that are unmet; bars are coloured by the fill of the
    class. Raises UsageError where plotly is not installed.

    >>> tables = trainopt.read_plan_tables("plans/example")
    >>> figure = trainopt.cohort_timeline(tables, tables.units[0])
    """
    tables = tables_given(plan)
    steps = _of_unit(tables.assignments, unit, cohorts)
    unmet = _of_unit(tables.unmet, unit, cohorts)
    sizes: dict[str, int] = {one.cohort_id: one.trainees for one in (*rows_of(steps), *rows_of(unmet))}
    row = {cohort: at for at, cohort in enumerate(sorted(sizes))}
    called, say = tables.names.label("unit", unit), tables.voice.say
    figure = empty_figure(_of_cohorts(tables, steps, unmet, called), len(row), legend=True)
    waits = steps[steps["wait_weeks"].fillna(0) > 0]
    figure.add_trace(_waiting(tables, waits, row))
    figure.add_trace(_steps(tables, steps, row))
    figure.add_trace(scale_alone(say("seats filled"), len(row)))
    figure.add_trace(_due(tables, {**_demands(steps), **_demands(unmet)}, row))
    figure.add_trace(_unmet(tables, unmet, row))
    rows_on_y(figure, [(float(at), f"{cohort}  ({sizes[cohort]})") for cohort, at in row.items()], len(row))
    weeks_on_x(figure, tables)
    return figure


def _of_unit(frame: pd.DataFrame, unit: str, cohorts: Sequence[str] | None) -> pd.DataFrame:
    found = frame[frame["unit_id"] == unit]
    return found if cohorts is None else found[found["cohort_id"].isin(cohorts)]


def _demands(frame: pd.DataFrame) -> dict[str, str]:
    """Of each cohort, its demand."""
    return dict(zip(frame["cohort_id"], frame["demand_id"], strict=True))


def _of_cohorts(tables: PlanTables, steps: pd.DataFrame, unmet: pd.DataFrame, unit: str) -> str:
    last = steps[steps["weeks_late"].notna()]
    late = last[last["weeks_late"] > 0]
    firsts = steps[steps["step"] == 1]
    waited = int((steps["wait_weeks"].fillna(0) * steps["trainees"]).sum())
    placed = counted(int(firsts["trainees"].sum()), "trainee")
    words = [f"{counted(len(firsts), 'cohort')} placed ({placed})"]
    words += [f"{len(last) - len(late):,} on time, {len(late):,} late"] if len(last) else []
    left = counted(int(unmet["trainees"].sum()), "trainee")
    words += [f"{counted(len(unmet), 'cohort')} unmet ({left})"] if len(unmet) else ["nobody unmet"]
    say = tables.voice.say
    text = f"{unit}: {'; '.join(map(say, words))}."
    waiting = f"{counted(waited, 'trainee-week')} of waiting between steps."
    return f"{text} {say(waiting)}" if waited else text


def _waiting(tables: PlanTables, waits: pd.DataFrame, row: dict[str, int]) -> Any:
    weeks = waits["wait_weeks"].astype(int)
    look = LOOKS[BarKind.WAIT]
    begin = waits["start"] - pd.to_timedelta(7 * weeks, unit="D")
    return plotly().Bar(
        name=tables.voice.say("waiting"),
        orientation="h",
        base=list(begin.dt.strftime("%Y-%m-%d")),
        x=list(7 * DAY * weeks),
        y=[row[cohort] for cohort in waits["cohort_id"]],
        width=look.height,
        marker={"color": look.colour, "line": {"width": 0}},
        hovertext=[
            tip_of(
                BarKind.WAIT,
                {
                    "cohort": one.cohort_id,
                    "weeks": counted(int(one.wait_weeks), "week"),
                    "course": one.course_id,
                },
                tables.voice,
            )
            for one in rows_of(waits)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=bool(len(waits)),
    )


def _steps(tables: PlanTables, steps: pd.DataFrame, row: dict[str, int]) -> Any:
    fill = steps["class_id"].map(tables.classes.set_index("class_id")["fill"])
    at = steps["cohort_id"].map(row)
    texts = [tip_of(BarKind.STEP, step_facts(tables, one), tables.voice) for one in rows_of(steps)]
    bars = _bars(steps, at, fill, texts)
    bars.text = fitting(steps["course_id"], bars.x, tables)
    return bars


def _due(tables: PlanTables, demands: dict[str, str], row: dict[str, int]) -> Any:
    """A mark at the end of the week in which each cohort's last step should end."""
    due = tables.demand.set_index("demand_id")["due"]
    known = {cohort: due[demand] for cohort, demand in demands.items() if demand in due.index}
    mondays = {cohort: after_due(day) for cohort, day in known.items()}
    return plotly().Scatter(
        name=tables.voice.say("due: should have ended"),
        mode="markers",
        x=[f"{day:%Y-%m-%d}" for day in mondays.values()],
        y=[row[cohort] for cohort in mondays],
        marker={"symbol": "line-ns", "size": 14, "line": {"width": 3, "color": LOOKS[BarKind.DUE].colour}},
        hovertext=[
            tip_of(BarKind.DUE, {"cohort": cohort, "due": f"{known[cohort]:%Y-%m-%d}"}, tables.voice)
            for cohort in mondays
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _unmet(tables: PlanTables, unmet: pd.DataFrame, row: dict[str, int]) -> Any:
    reasons = reasons_told(unmet)
    return plotly().Scatter(
        mode="text",
        x=[f"{tables.span[0]:%Y-%m-%d}"] * len(unmet),
        y=[row[cohort] for cohort in unmet["cohort_id"]],
        text=[f"  {plain(tables.voice.say(f'unmet: {reason}'))}" for reason in reasons],
        textposition="middle right",
        textfont={"color": "#A34700"},
        hovertext=[
            tip_of(BarKind.UNMET, {"cohort": cohort, "reason": reason}, tables.voice)
            for cohort, reason in zip(unmet["cohort_id"], reasons, strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )
