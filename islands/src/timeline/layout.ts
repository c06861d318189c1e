/** Which bar stands in which row, for a view of the plan: sorted by row, so that what is seen is found at once. */

import { at, fillOf, isLateOrUnmet, type PlanDocument } from "./document";

export interface View {
  readonly by: "site" | "unit";
  /** Only who is late or unmet, and their classes. */
  readonly late: boolean;
  /** One site or unit alone; blank for all. */
  readonly only: string;
}

export const enum What {
  Class,
  Step,
  Wait,
  /** Of the plan beside this one: what is held so no more. */
  GoneClass,
  GoneStep,
}

export function isGone(what: number | undefined): boolean {
  return what === What.GoneClass || what === What.GoneStep;
}

export interface Rows {
  readonly count: number;
  /** Where the bars of each row begin, and the end of the last. */
  readonly offsets: Int32Array;
  readonly start: Float32Array;
  readonly weeks: Float32Array;
  readonly what: Uint8Array;
  /** The row of `classes`, or of `held`, that a bar is made from. */
  readonly ref: Int32Array;
  /** From 0 to 1, -1 where it is not told. */
  readonly fill: Float32Array;
  /** What stands for each row: a class's row, for lanes, or a cohort's. */
  readonly owner: Int32Array;
  /** Rows at which another site or unit begins. */
  readonly breaks: Uint8Array;
}

interface Drawn {
  readonly start: number;
  readonly weeks: number;
  readonly what: What;
  readonly ref: number;
  readonly fill: number;
}

export function rowsOf(plan: PlanDocument, view: View): Rows {
  return view.by === "site" ? bySite(plan, view) : byUnit(plan, view);
}

/** The classes in which somebody is late, or who is unmet would have none. */
function lateClasses(plan: PlanDocument): Set<number> {
  const found = new Set<number>();
  plan.held.cohort.forEach((cohort, row) => {
    if (isLateOrUnmet(plan, cohort)) found.add(at(plan.held.class, row));
  });
  return found;
}

function bySite(plan: PlanDocument, view: View): Rows {
  const { classes } = plan;
  const late = view.late ? lateClasses(plan) : null;
  const lanes = new Map<number, Drawn[]>();
  const owner: number[] = [];
  for (let row = 0; row < classes.id.length; row += 1) {
    const site = at(plan.sites, at(classes.site, row));
    if ((view.only && site[0] !== view.only) || (late && !late.has(row))) continue;
    const lane = at(classes.lane, row);
    const bars = lanes.get(lane) ?? [];
    if (!lanes.has(lane)) {
      lanes.set(lane, bars);
      owner.push(row);
    }
    const what = at(classes.gone, row) ? What.GoneClass : What.Class;
    bars.push({ start: at(classes.start, row), weeks: at(classes.weeks, row), what, ref: row, fill: fillOf(plan, row) });
  }
  const site = (row: number): number => at(classes.site, row);
  return packed([...lanes.values()], owner, (one, other) => site(one) !== site(other));
}

function byUnit(plan: PlanDocument, view: View): Rows {
  const { cohorts, held } = plan;
  const rows: Drawn[][] = [];
  const owner: number[] = [];
  const place = new Map<number, number>();
  for (let cohort = 0; cohort < cohorts.id.length; cohort += 1) {
    const unit = at(plan.units, at(cohorts.unit, cohort));
    if ((view.only && unit[0] !== view.only) || (view.late && !isLateOrUnmet(plan, cohort))) continue;
    place.set(cohort, rows.length);
    rows.push([]);
    owner.push(cohort);
  }
  for (let row = 0; row < held.cohort.length; row += 1) {
    const bars = rows[place.get(at(held.cohort, row)) ?? -1];
    if (!bars) continue;
    const start = at(held.start, row);
    const weeks = at(held.weeks, row);
    const wait = at(held.wait, row);
    const gone = at(held.gone, row) > 0;
    if (wait && !gone) bars.push({ start: start - wait, weeks: wait, what: What.Wait, ref: row, fill: -1 });
    const what = gone ? What.GoneStep : What.Step;
    bars.push({ start, weeks, what, ref: row, fill: fillOf(plan, at(held.class, row)) });
  }
  return packed(rows, owner, (one, other) => at(cohorts.unit, one) !== at(cohorts.unit, other));
}

function packed(rows: readonly Drawn[][], owner: readonly number[], differ: (one: number, other: number) => boolean): Rows {
  const total = rows.reduce((sum, bars) => sum + bars.length, 0);
  const made = {
    count: rows.length,
    offsets: new Int32Array(rows.length + 1),
    start: new Float32Array(total),
    weeks: new Float32Array(total),
    what: new Uint8Array(total),
    ref: new Int32Array(total),
    fill: new Float32Array(total),
    owner: Int32Array.from(owner),
    breaks: new Uint8Array(rows.length),
  };
  let bar = 0;
  rows.forEach((bars, row) => {
    made.offsets[row] = bar;
    if (row && differ(at(owner, row - 1), at(owner, row))) made.breaks[row] = 1;
    for (const one of bars) {
      made.start[bar] = one.start;
      made.weeks[bar] = one.weeks;
      made.what[bar] = one.what;
      made.ref[bar] = one.ref;
      made.fill[bar] = one.fill;
      bar += 1;
    }
  });
  made.offsets[rows.length] = bar;
  return made;
}

/** The rows of which any part is seen: from the first up to the one after the last. */
export function seenRows(rows: Rows, top: number, height: number, rowHeight: number): [number, number] {
  const first = Math.max(0, Math.floor(top / rowHeight));
  return [Math.min(first, rows.count), Math.min(rows.count, Math.ceil((top + height) / rowHeight))];
}
