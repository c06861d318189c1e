import { describe, expect, it } from "vitest";

import { BEGINNING, type Course, gapOf, hasEnded, type RunEvent, withEvent, worthSeeing } from "../src/progress/course";

function played(...events: [number, RunEvent][]): Course {
  return events.reduce((course, [number, event]) => withEvent(course, number, event), BEGINNING);
}

const unmet = (value: number, bound: number) => [{ term: "unmet", value, bound }];

describe("the course of a run", () => {
  it("keeps a point each time that value or bound changes", () => {
    const course = played(
      [1, { state: "running", seconds: 0 }],
      [2, { state: "running", seconds: 1, placed: 10, tiers: unmet(50, 0) }],
      [3, { state: "running", seconds: 2, placed: 10, tiers: unmet(50, 0) }],
      [4, { state: "running", seconds: 3, placed: 20, tiers: unmet(40, 5) }],
    );
    expect(course.points.get("unmet")).toEqual([
      { seconds: 1, value: 50, bound: 0 },
      { seconds: 3, value: 40, bound: 5 },
    ]);
    expect([course.seconds, course.placed, course.seen]).toEqual([3, 20, 4]);
  });

  it("takes an event that comes again, as after a lost connection, for nothing", () => {
    const event: RunEvent = { state: "running", seconds: 1, tiers: unmet(50, 0) };
    const once = played([2, event]);
    expect(withEvent(once, 2, { ...event, seconds: 9 })).toBe(once);
    expect(withEvent(once, 1, { state: "queued" })).toBe(once);
  });

  it("begins from nothing where the run is queued again or another worker begins it", () => {
    const first = played([1, { state: "running", seconds: 8, placed: 9, tiers: unmet(7, 1) }]);
    for (const event of [{ state: "queued" }, { state: "running", seconds: 0 }]) {
      const again = withEvent(first, 2, event);
      expect([again.seconds, again.placed, again.points.size]).toEqual([0, null, 0]);
    }
  });

  it("ends with what came of it, and keeps the picture", () => {
    const course = played(
      [1, { state: "running", seconds: 1, placed: 3, tiers: unmet(7, 1) }],
      [2, { state: "done", seconds: 2, message: "unmet 7", tiers: [{ term: "unmet", value: 7, bound: 7 }] }],
    );
    expect(hasEnded(course)).toBe(true);
    expect(course.points.get("unmet")?.length).toBe(2);
    expect(course.placed).toBe(3);
  });

  it("shows who sees state and time alone just these", () => {
    const course = played([1, { state: "running", seconds: 0 }], [2, { state: "running", seconds: 4 }]);
    expect([course.state, course.seconds, course.placed, course.tiers]).toEqual(["running", 4, null, []]);
  });

  it("draws the first tier that is not proven", () => {
    const tiers = [...unmet(5, 5), { term: "lateness", value: 9, bound: 0 }];
    expect(worthSeeing(tiers)?.term).toBe("lateness");
    expect(worthSeeing(unmet(5, 5))?.term).toBe("unmet");
    expect(worthSeeing([])).toBeUndefined();
  });

  it("has the gap of the plan's tables", () => {
    expect(gapOf({ term: "unmet", value: 100, bound: 25 })).toBe(0.75);
    expect(gapOf({ term: "unmet", value: 0, bound: 0 })).toBe(0);
  });
});
