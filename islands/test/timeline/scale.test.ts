import { expect, test } from "vitest";
import { LEAST_WEEKS, panned, showing, ticks, toPixels, toWeek, wholeSpan, within, zoomed } from "../../src/timeline/scale";

test("a week is where it was drawn", () => {
  const span = { from: 10, weeks: 26 };
  for (const week of [10, 17.5, 36]) expect(toWeek(span, 1000, toPixels(span, 1000, week))).toBeCloseTo(week);
  expect(toPixels(span, 1000, 10)).toBe(0);
  expect(toPixels(span, 1000, 36)).toBe(1000);
});

test("zoom keeps the week under the pointer", () => {
  const before = { from: 10, weeks: 40 };
  const after = zoomed(before, 0.5, 104, 0.25);
  expect(after.weeks).toBe(20);
  expect(toWeek(after, 800, 200)).toBeCloseTo(toWeek(before, 800, 200));
});

test("from all weeks to a few, and not beyond either", () => {
  let span = wholeSpan(104);
  for (let step = 0; step < 40; step += 1) span = zoomed(span, 0.7, 104);
  expect(span.weeks).toBe(LEAST_WEEKS);
  for (let step = 0; step < 40; step += 1) span = zoomed(span, 1 / 0.7, 104);
  expect(span).toEqual({ from: -1, weeks: 106 });
});

test("nobody pans out of the plan", () => {
  expect(panned({ from: 0, weeks: 20 }, -500, 104).from).toBe(-1);
  expect(panned({ from: 0, weeks: 20 }, 500, 104).from).toBe(85);
  expect(within({ from: 3, weeks: 500 }, 2)).toEqual({ from: -1, weeks: 4 });
});

test("what is chosen is moved into view, and not moved where it is in view", () => {
  const span = { from: 10, weeks: 20 };
  expect(showing(span, 12, 14, 104)).toBe(span);
  const right = showing(span, 40, 44, 104);
  expect(right.from + right.weeks).toBeGreaterThanOrEqual(44);
  expect(right.from).toBeLessThanOrEqual(40);
  expect(showing(span, 2, 4, 104).from).toBeLessThanOrEqual(2);
});

test("months over a year, Mondays where there is room", () => {
  const year = ticks({ from: 0, weeks: 52 }, "2026-03-02", 1000);
  expect(year.every((tick) => tick.isMonth)).toBe(true);
  expect(year.length).toBe(12);
  const month = ticks({ from: 0, weeks: 5 }, "2026-03-02", 1000);
  expect(month.filter((tick) => !tick.isMonth).map((tick) => tick.day.getUTCDate())).toEqual([2, 9, 16, 23, 30]);
  expect(ticks({ from: 0, weeks: 260 }, "2026-03-02", 400).length).toBeLessThan(15);
});
