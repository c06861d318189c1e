/** What a bar tells: the lines that the plan's document names for its kind, in the reader's words. */

import { sharesIn } from "../shared/shares";
import type { Words } from "../shared/words";
import { at, type Kind, type PlanDocument } from "./document";
import { What, type Rows } from "./layout";
import { dayOf } from "./scale";

type Facts = Record<string, string | number>;

export class Tips {
  private readonly days: Intl.DateTimeFormat;
  private readonly percent: (share: number) => string;

  constructor(
    private readonly plan: PlanDocument,
    private readonly words: Words,
  ) {
    this.days = new Intl.DateTimeFormat(words.locale, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
    this.percent = sharesIn(words.locale);
  }

  /** The lines of a bar's tooltip, its title first. */
  ofBar(rows: Rows, bar: number): string[] {
    const ref = at(rows.ref, bar);
    switch (at(rows.what, bar)) {
      case What.Wait:
        return this.lines("wait", this.held(ref));
      case What.Step:
        return this.lines("step", this.held(ref));
      case What.GoneStep:
        return [...this.lines("step", this.held(ref)), this.words.t("plan-tip-gone")];
      case What.GoneClass:
        return [...this.lines("class", this.class(ref)), this.words.t("plan-tip-gone")];
      default:
        return this.lines("class", this.class(ref));
    }
  }

  /** A cohort's: when it is due, or why it is unmet. */
  ofCohort(cohort: number): string[] {
    const { cohorts } = this.plan;
    const name = at(cohorts.id, cohort);
    if (at(cohorts.unmet, cohort)) {
      const reason = at(cohorts.reason, cohort);
      return this.lines("unmet", { cohort: name, reason: this.reason(reason) });
    }
    const due = at(cohorts.due, cohort);
    return this.lines("due", due === null ? { cohort: name } : { cohort: name, due: this.day(due, -1) });
  }

  /** Why a cohort is unmet. */
  reason(place: number): string {
    if (place < 0) return this.words.t("plan-reason-unsought");
    const [kind, resource] = at(this.plan.reasons, place);
    return this.words.t(`plan-reason-${kind}`, { resource });
  }

  /** An id with its name. */
  label(list: readonly (readonly string[])[], index: number): string {
    const [id, name] = at(list, index);
    return name ? `${id} ${name}` : `${id}`;
  }

  /** Without the lines one of whose facts is not known. */
  private lines(kind: Kind, facts: Facts): string[] {
    return this.plan.looks[kind].tip
      .filter(([, needed]) => needed.every((fact) => fact in facts))
      .map(([name]) => this.words.t(`plan-tip-${name}`, facts));
  }

  private day(week: number, days = 0): string {
    return this.days.format(new Date(dayOf(this.plan.first, week).getTime() + days * 24 * 3600 * 1000));
  }

  private beside(expected: number | null): string {
    return expected === null ? "" : this.words.t("plan-tip-beside", { expected });
  }

  private class(row: number): Facts {
    const { classes, courses, sites } = this.plan;
    const trainees = at(classes.trainees, row);
    const seats = at(classes.seats, row);
    const facts: Facts = {
      course: this.label(courses, at(classes.course, row)),
      site: this.label(sites, at(classes.site, row)),
      start: this.day(at(classes.start, row)),
      end: this.day(at(classes.start, row) + at(classes.weeks, row), -1),
      class_id: at(classes.id, row),
      beside: this.beside(at(classes.expected, row)),
    };
    if (!seats) return { ...facts, members: trainees };
    return { ...facts, trainees, seats, share: this.percent(trainees / seats) };
  }

  private held(row: number): Facts {
    const { cohorts, held } = this.plan;
    const cohort = at(held.cohort, row);
    const seen = this.class(at(held.class, row));
    const facts: Facts = {
      cohort: at(cohorts.id, cohort),
      step: at(held.step, row),
      course: seen["course"]!,
      site: seen["site"]!,
      start: this.day(at(held.start, row)),
      end: this.day(at(held.start, row) + at(held.weeks, row), -1),
      weeks: at(held.wait, row),
      ...(at(held.pinned, row) ? { pinned: this.words.t("plan-pinned") } : {}),
    };
    const isLast = held.cohort[row + 1] !== cohort || at(held.gone, row + 1) > 0;
    const late = at(cohorts.late, cohort);
    return isLast && late ? { ...facts, late } : facts;
  }
}
