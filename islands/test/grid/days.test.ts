import { expect, test } from "vitest";
import { parseDay } from "../../src/grid/days";

const NEAR = "2026-10-05";

test.each([
  ["2026-02-01", "2026-02-01"],
  ["2026-2-1", "2026-02-01"],
  ["2026/02/01", "2026-02-01"],
  ["1.2.2026", "2026-02-01"],
  ["01. 02. 2026", "2026-02-01"],
  ["1.2.26", "2026-02-01"],
  ["1.12.", "2026-12-01"],
  ["1.2.", "2027-02-01"],
  ["1.2", "2027-02-01"],
  ["13/2/26", "2026-02-13"],
  ["2/13/26", "2026-02-13"],
  ["2/2/26", "2026-02-02"],
  ["1 Feb", "2027-02-01"],
  ["1 feb 2026", "2026-02-01"],
  ["1. February", "2027-02-01"],
  ["Feb 1, 2026", "2026-02-01"],
  ["Feb 1st", "2027-02-01"],
  ["01-Feb-26", "2026-02-01"],
  ["1 лютого 2026", "2026-02-01"],
  ["29.2.2028", "2028-02-29"],
])("%s is %s", (typed, day) => {
  expect(parseDay(typed, NEAR)).toEqual({ day, either: [] });
});

test("without a year it is the day nearest to the dataset's", () => {
  expect(parseDay("28 Dec", "2027-01-04").day).toBe("2026-12-28");
  expect(parseDay("4 Jan", "2026-12-28").day).toBe("2027-01-04");
});

test.each([
  ["1/2/26", ["2026-02-01", "2026-01-02"]],
  ["1/2", ["2027-02-01", "2027-01-02"]],
])("%s could be two days and is none", (typed, either) => {
  expect(parseDay(typed, NEAR)).toEqual({ day: null, either });
});

test.each(["31.2.2026", "soon", "", "13/13/26", "2026-13-01", "1 Foo", "45123", "week 7"])("%s is no day", (typed) => {
  expect(parseDay(typed, NEAR)).toEqual({ day: null, either: [] });
});
