/** The whole way of a unit or of a cohort: its bars, and which follows which. */

import { at, type PlanDocument } from "./document";
import { isGone, What, type Rows } from "./layout";

export interface Way {
  /** 1 for each bar that is of it. */
  readonly marked: Uint8Array;
  /** Pairs of bars and their rows: from, its row, to, its row. */
  readonly links: Int32Array;
}

/** The way of whoever has this id; null where nobody has. */
export function wayOf(plan: PlanDocument, rows: Rows, id: string): Way | null {
  const unit = plan.units.findIndex(([key]) => key === id);
  const isOf = (cohort: number): boolean => at(plan.cohorts.unit, cohort) === unit || at(plan.cohorts.id, cohort) === id;
  const bars = barsBySteps(plan, rows);
  const marked = new Uint8Array(rows.ref.length);
  const links: number[] = [];
  let last = -1;
  let found = false;
  for (let step = 0; step < plan.held.cohort.length; step += 1) {
    const cohort = at(plan.held.cohort, step);
    if (at(plan.held.gone, step) || !isOf(cohort)) continue;
    found = true;
    const bar = bars.bar(step);
    if (bar >= 0) marked[bar] = 1;
    if (last >= 0 && bar >= 0 && at(plan.held.cohort, last) === cohort) {
      const before = bars.bar(last);
      if (before >= 0) links.push(before, bars.rowOf(before), bar, bars.rowOf(bar));
    }
    last = step;
  }
  return found ? { marked, links: Int32Array.from(links) } : null;
}

/** Of each step the bar that shows it: its own, or that of its class. */
function barsBySteps(plan: PlanDocument, rows: Rows): { bar(step: number): number; rowOf(bar: number): number } {
  const byRef = new Map<number, number>();
  const rowOfBar = new Int32Array(rows.ref.length);
  let byClass = false;
  for (let row = 0; row < rows.count; row += 1) {
    for (let bar = rows.offsets[row]!; bar < rows.offsets[row + 1]!; bar += 1) {
      rowOfBar[bar] = row;
      const what = rows.what[bar]!;
      if (what === What.Wait || isGone(what)) continue;
      byClass ||= what === What.Class;
      byRef.set(rows.ref[bar]!, bar);
    }
  }
  return {
    bar: (step) => byRef.get(byClass ? at(plan.held.class, step) : step) ?? -1,
    rowOf: (bar) => rowOfBar[bar]!,
  };
}
