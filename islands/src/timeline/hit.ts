/** What lies under a pointer, and what comes next by keyboard. */

import { isGone, What, type Rows } from "./layout";

export interface Spot {
  readonly row: number;
  /** -1: the row, and no bar of it. */
  readonly bar: number;
}

/** The bar at a week of a row; the one drawn last is on top, and ghosts lie below all. */
export function spotAt(rows: Rows, row: number, week: number): Spot | null {
  if (row < 0 || row >= rows.count) return null;
  let ghost = -1;
  for (let bar = rows.offsets[row + 1]! - 1; bar >= rows.offsets[row]!; bar -= 1) {
    const start = rows.start[bar]!;
    if (week < start || week >= start + rows.weeks[bar]!) continue;
    if (!isGone(rows.what[bar])) return { row, bar };
    ghost = bar;
  }
  return { row, bar: ghost };
}

/** The next bar to the right or to the left in its row; the same at the end of the row. */
export function beside(rows: Rows, spot: Spot, by: 1 | -1): Spot {
  const bars = inOrder(rows, spot.row);
  if (!bars.length) return { row: spot.row, bar: -1 };
  const place = bars.indexOf(spot.bar);
  const next = place < 0 ? (by > 0 ? 0 : bars.length - 1) : Math.min(Math.max(place + by, 0), bars.length - 1);
  return { row: spot.row, bar: bars[next]! };
}

/** The bar so many rows further that lies nearest in time. */
export function rowsFurther(rows: Rows, spot: Spot, by: number): Spot {
  const row = Math.min(Math.max(spot.row + by, 0), rows.count - 1);
  const week = spot.bar < 0 ? 0 : rows.start[spot.bar]!;
  let best = -1;
  for (const bar of inOrder(rows, row)) {
    if (best < 0 || Math.abs(rows.start[bar]! - week) < Math.abs(rows.start[best]! - week)) best = bar;
  }
  return { row, bar: best };
}

function inOrder(rows: Rows, row: number): number[] {
  const bars: number[] = [];
  for (let bar = rows.offsets[row]!; bar < rows.offsets[row + 1]!; bar += 1) {
    if (rows.what[bar] !== What.Wait) bars.push(bar);
  }
  return bars.sort((one, other) => rows.start[one]! - rows.start[other]!);
}
