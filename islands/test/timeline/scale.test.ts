import { expect, test } from "vitest";
import { headings, LEAST_WEEKS, panned, showing, ticks, toPixels, toWeek, wholeSpan, within, zoomed } from "../../src/timeline/scale";

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

const words = (day: Date) => {
  const month = day.toLocaleDateString("en", { month: "short", timeZone: "UTC" });
  return { month, year: `${day.getUTCFullYear()}`, both: `${month} ${day.getUTCFullYear()}` };
};
const headed = (left: number, right: number, weeks: number, isBelowFree = true) => {
  const span = { from: 0, weeks };
  const x = (week: number) => left + toPixels(span, right - left, week);
  const all = ticks(span, "2026-10-05", right - left).filter((one) => one.isMonth);
  return headings(all, { left, right, isBelowFree, x, wide: (text) => text.length * 8, words });
};
const texts = (all: ReturnType<typeof headed>, below: boolean) => all.filter((one) => one.below === below).map((one) => one.text);

test("where the year has no room beside the month it stands below, if that line is free", () => {
  expect(texts(headed(104, 366, 52), true)).toEqual(["2026", "2027"]);
  expect(texts(headed(104, 366, 52, false), true)).toEqual([]);
  expect(texts(headed(104, 1400, 52), true)).toEqual([]);
  expect(texts(headed(104, 1400, 52), false)).toContain("Jan 2027");
});

test("no month is cut off on the right, and the last that has room is named", () => {
  expect(texts(headed(104, 366, 52), false)).toEqual(["Nov", "Jan", "Mar", "May", "Jul"]);
  expect(texts(headed(104, 410, 52), false)).toEqual(["Nov", "Jan", "Mar", "May", "Jul", "Sep"]);
  for (const right of [300, 366, 700]) {
    for (const one of headed(104, right, 52)) expect(one.x + one.text.length * 8).toBeLessThanOrEqual(right);
  }
});
