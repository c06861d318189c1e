import { expect, test } from "vitest";
import { binned, levelOf, UNTOLD, WAITED } from "../../src/timeline/bins";
import { barColour, pixelTable, shadeTable } from "../../src/timeline/colours";
import { rowsOf, seenRows, What } from "../../src/timeline/layout";
import { wayOf } from "../../src/timeline/way";
import { BESIDE, LIGHT, PLAN } from "./plan";

const ALL = { by: "unit", late: false, only: "" } as const;

test("by site a row a lane, by unit a row a cohort with its waiting", () => {
  const sites = rowsOf(PLAN, { ...ALL, by: "site" });
  expect(sites.count).toBe(3);
  expect([...sites.breaks]).toEqual([0, 0, 1]);
  const units = rowsOf(PLAN, ALL);
  expect([...units.offsets]).toEqual([0, 3, 4, 4]);
  expect([...units.what]).toEqual([What.Step, What.Wait, What.Step, What.Step]);
  expect([units.start[1], units.weeks[1]]).toEqual([2, 2]);
});

test("one site or unit alone, and who is late or unmet alone", () => {
  expect([...rowsOf(PLAN, { ...ALL, by: "site", only: "PL-1" }).ref]).toEqual([2]);
  expect([...rowsOf(PLAN, { ...ALL, only: "U2" }).owner]).toEqual([1, 2]);
  expect([...rowsOf(PLAN, { ...ALL, late: true }).owner]).toEqual([0, 2]);
  expect([...rowsOf(PLAN, { ...ALL, by: "site", late: true }).ref]).toEqual([0, 2]);
});

test("what another plan holds stands as a ghost in its row", () => {
  const rows = rowsOf(BESIDE, ALL);
  expect(rows.what[rows.offsets[1]! + 1]).toBe(What.GoneStep);
  expect([...rowsOf(BESIDE, { ...ALL, by: "site" }).what]).toContain(What.GoneClass);
});

test("only rows that are seen are drawn", () => {
  const rows = rowsOf(PLAN, ALL);
  expect(seenRows(rows, 0, 25, 20)).toEqual([0, 2]);
  expect(seenRows(rows, 39, 100, 20)).toEqual([1, 3]);
  expect(seenRows(rows, 500, 100, 20)).toEqual([3, 3]);
});

test("of what falls on one pixel the fullest is seen", () => {
  const rows = rowsOf(PLAN, ALL);
  const size = { width: 10, height: 1, top: 0, rowHeight: 1 / 3 };
  const { levels } = binned(rows, [0, rows.count], { from: 0, weeks: 10 }, size);
  expect(levels[0]).toBe(levelOf(What.Step, 8 / 12));
  expect(levels[2]).toBe(UNTOLD);
  expect(levels[3]).toBe(WAITED);
  expect(levels[4]).toBe(levelOf(What.Step, 1));
  expect([...levels.slice(5)]).toEqual([0, 0, 0, 0, 0]);
});

test("a bar narrower than a pixel is not lost, and what lies outside is not drawn", () => {
  const rows = rowsOf(PLAN, ALL);
  const size = { width: 2, height: 3, top: 0, rowHeight: 1 };
  const { levels } = binned(rows, [0, 3], { from: -100, weeks: 400 }, size);
  expect(levels.filter((level) => level > 0).length).toBe(2);
  expect(binned(rows, [0, 3], { from: 50, weeks: 10 }, size).levels.some((level) => level > 0)).toBe(false);
});

test("every bar of the pixels is one of the rows: 9,500 cohorts keep those that are marked", () => {
  const rows = rowsOf(PLAN, ALL);
  const marked = Uint8Array.from([0, 0, 1, 0]);
  const { levels } = binned(rows, [0, 3], { from: 0, weeks: 10 }, { width: 10, height: 3, top: 0, rowHeight: 1 }, marked);
  expect([...levels.keys()].filter((place) => levels[place]! > 0)).toEqual([4]);
});

test("the whole way of a unit or a cohort, by unit and by site", () => {
  const units = rowsOf(PLAN, ALL);
  const way = wayOf(PLAN, units, "U1")!;
  expect([...way.marked]).toEqual([1, 0, 1, 0]);
  expect([...way.links]).toEqual([0, 0, 2, 0]);
  const sites = rowsOf(PLAN, { ...ALL, by: "site" });
  expect([...wayOf(PLAN, sites, "D1-01")!.links]).toEqual([0, 0, 2, 2]);
  expect(wayOf(PLAN, sites, "U9")).toBeNull();
});

test("a class of which is not told how full it is has no shade of an empty one", () => {
  const shades = shadeTable(LIGHT);
  expect(barColour(LIGHT, shades, -1)).toBe(LIGHT.untold);
  expect(barColour(LIGHT, shades, 0)).toBe(LIGHT.steps[0]);
  expect(barColour(LIGHT, shades, 1)).toBe(LIGHT.steps.at(-1));
  const pixels = pixelTable(LIGHT);
  expect(pixels[UNTOLD]).not.toBe(pixels[UNTOLD + 1]);
});
