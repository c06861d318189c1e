/** What the server sends of a plan: rows by columns, names told once, time in weeks from the first Monday. */

export interface ClassColumns {
  readonly id: readonly string[];
  readonly site: readonly number[];
  readonly course: readonly number[];
  readonly lane: readonly number[];
  readonly start: readonly number[];
  readonly weeks: readonly number[];
  readonly trainees: readonly number[];
  /** 0 where others are in the class, too, and how full it is is not told. */
  readonly seats: readonly number[];
  readonly expected: readonly (number | null)[];
  readonly gone: readonly number[];
}

export interface CohortColumns {
  readonly id: readonly string[];
  readonly unit: readonly number[];
  readonly trainees: readonly number[];
  /** The Monday after the week in which the last step should end. */
  readonly due: readonly (number | null)[];
  readonly late: readonly number[];
  readonly unmet: readonly number[];
  readonly reason: readonly number[];
}

export interface HeldColumns {
  readonly cohort: readonly number[];
  readonly step: readonly number[];
  readonly class: readonly number[];
  readonly start: readonly number[];
  readonly weeks: readonly number[];
  readonly wait: readonly number[];
  readonly pinned: readonly number[];
  readonly gone: readonly number[];
}

export interface Look {
  /** Of what has the same on every ground; a class and a wait have the page's shades. */
  readonly colour: string;
  readonly height: number;
  /** The lines of the tooltip by name, each with the facts that it tells. */
  readonly tip: readonly (readonly [string, readonly string[]])[];
}

export type Kind = "class" | "step" | "wait" | "due" | "unmet";

export interface PlanDocument {
  readonly first: string;
  readonly weeks: number;
  readonly as_of: number | null;
  readonly looks: Readonly<Record<Kind, Look>>;
  /** Id, name, nation. */
  readonly sites: readonly (readonly [string, string, string])[];
  readonly courses: readonly (readonly [string, string])[];
  readonly units: readonly (readonly [string, string])[];
  /** Kind and resource; the words of the kind are the page's. */
  readonly reasons: readonly (readonly [string, string])[];
  readonly classes: ClassColumns;
  readonly cohorts: CohortColumns;
  readonly held: HeldColumns;
}

/** A cell of a column; a row beyond its end is a fault of the program. */
export function at<T>(column: ArrayLike<T>, row: number): T {
  const found = column[row];
  if (found === undefined) throw new RangeError(`no row ${row} of ${column.length}`);
  return found;
}

/** How full a class is, from 0 to 1; -1 where it is not told. */
export function fillOf(plan: PlanDocument, row: number): number {
  const seats = at(plan.classes.seats, row);
  return seats ? at(plan.classes.trainees, row) / seats : -1;
}

export function isLateOrUnmet(plan: PlanDocument, cohort: number): boolean {
  return at(plan.cohorts.late, cohort) > 0 || at(plan.cohorts.unmet, cohort) > 0;
}
