/** A small plan: two sites, three classes of which two overlap, two cohorts and one unmet. */

import type { Colours } from "../../src/timeline/colours";
import type { PlanDocument } from "../../src/timeline/document";

export const LIGHT: Colours = {
  ground: "#ffffff", raised: "#ffffff", ink: "#000000", faint: "#444444", line: "#cccccc", accent: "#000000", edge: "#666666",
  steps: ["#edf8b1", "#c7e9b4", "#081d58"], untold: "#e3e3e3", waiting: "#c9c9c9",
};

export const PLAN: PlanDocument = {
  first: "2026-03-02",
  weeks: 10,
  as_of: 0,
  looks: {
    class: { colour: "", height: 0.82, tip: [["class", ["course", "site"]], ["seats", ["trainees", "seats", "share", "beside"]], ["members", ["members", "beside"]]] },
    step: { colour: "", height: 0.82, tip: [["step", ["cohort", "step", "course"]], ["late", ["late"]]] },
    wait: { colour: "#c9c9c9", height: 0.4, tip: [["wait", ["cohort"]]] },
    due: { colour: "#d55e00", height: 0.82, tip: [["cohort", ["cohort"]], ["due", ["due"]]] },
    unmet: { colour: "#d55e00", height: 0.82, tip: [["unmet", ["cohort"]], ["reason", ["reason"]]] },
  },
  sites: [["DE-1", "Munster", "DE"], ["PL-1", "Drawsko", "PL"]],
  courses: [["BASIC", "Basic"], ["LEADER", ""]],
  units: [["U1", "First"], ["U2", ""]],
  reasons: [["pool", "tank"]],
  classes: {
    id: ["C1", "C2", "C3"], site: [0, 0, 1], course: [0, 0, 1], lane: [0, 1, 2], start: [0, 1, 4], weeks: [2, 2, 1],
    trainees: [8, 6, 8], seats: [12, 0, 8], expected: [7.2, null, null], gone: [0, 0, 0],
  },
  cohorts: {
    id: ["D1-01", "D2-01", "D3-01"], unit: [0, 1, 1], trainees: [8, 6, 5], due: [4, 4, 4], late: [1, 0, 0],
    unmet: [0, 0, 1], reason: [-1, -1, 0],
  },
  held: {
    cohort: [0, 0, 1], step: [1, 2, 1], class: [0, 2, 1], start: [0, 4, 1], weeks: [2, 1, 2], wait: [0, 2, 0],
    pinned: [0, 0, 0], gone: [0, 0, 0],
  },
};

/** The same beside a plan in which D2-01 was held three weeks later, in a class that is held no more. */
export const BESIDE: PlanDocument = {
  ...PLAN,
  classes: {
    id: [...PLAN.classes.id, "C9"], site: [0, 0, 1, 0], course: [0, 0, 1, 0], lane: [0, 1, 2, 0], start: [0, 1, 4, 4],
    weeks: [2, 2, 1, 2], trainees: [8, 6, 8, 6], seats: [12, 0, 8, 12], expected: [7.2, null, null, null], gone: [0, 0, 0, 1],
  },
  held: {
    cohort: [0, 0, 1, 1], step: [1, 2, 1, 1], class: [0, 2, 1, 3], start: [0, 4, 1, 4], weeks: [2, 1, 2, 2],
    wait: [0, 2, 0, 0], pinned: [0, 0, 0, 0], gone: [0, 0, 0, 1],
  },
};
