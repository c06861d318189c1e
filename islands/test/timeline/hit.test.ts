import { expect, test } from "vitest";
import { beside, rowsFurther, spotAt } from "../../src/timeline/hit";
import { deedOf } from "../../src/timeline/keys";
import { rowsOf } from "../../src/timeline/layout";
import { Pinch } from "../../src/timeline/pinch";
import { BESIDE, PLAN } from "./plan";

const ALL = { by: "unit", late: false, only: "" } as const;

test("what lies under the pointer", () => {
  const rows = rowsOf(PLAN, ALL);
  expect(spotAt(rows, 0, 0)).toEqual({ row: 0, bar: 0 });
  expect(spotAt(rows, 0, 1.99)).toEqual({ row: 0, bar: 0 });
  expect(spotAt(rows, 0, 2)).toEqual({ row: 0, bar: 1 });
  expect(spotAt(rows, 0, 5)).toEqual({ row: 0, bar: -1 });
  expect(spotAt(rows, 3, 0)).toBeNull();
  expect(spotAt(rows, -1, 0)).toBeNull();
});

test("a ghost is hit where nothing lies over it", () => {
  const rows = rowsOf(BESIDE, ALL);
  expect(rows.what[spotAt(rows, 1, 4.5)!.bar]).toBe(4);
  expect(rows.what[spotAt(rows, 1, 1.5)!.bar]).toBe(1);
});

test("arrows go from bar to bar, past the waiting, and stop at the ends", () => {
  const rows = rowsOf(PLAN, ALL);
  const first = { row: 0, bar: 0 };
  expect(beside(rows, first, 1)).toEqual({ row: 0, bar: 2 });
  expect(beside(rows, { row: 0, bar: 2 }, 1)).toEqual({ row: 0, bar: 2 });
  expect(beside(rows, first, -1)).toEqual(first);
  expect(beside(rows, { row: 2, bar: -1 }, 1)).toEqual({ row: 2, bar: -1 });
});

test("up and down keep to the time, and stop at the ends", () => {
  const rows = rowsOf(PLAN, ALL);
  expect(rowsFurther(rows, { row: 1, bar: 3 }, -1)).toEqual({ row: 0, bar: 0 });
  expect(rowsFurther(rows, { row: 0, bar: 2 }, 99)).toEqual({ row: 2, bar: -1 });
  expect(rowsFurther(rows, { row: 0, bar: 2 }, -99).row).toBe(0);
});

const PLAIN = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };

test("each key does one thing, and the browser keeps its own", () => {
  expect(deedOf({ ...PLAIN, key: "ArrowRight" })).toEqual({ do: "bar", by: 1 });
  expect(deedOf({ ...PLAIN, shiftKey: true, key: "ArrowRight" })).toEqual({ do: "pan", part: 0.25 });
  expect(deedOf({ ...PLAIN, shiftKey: true, key: "+" })).toEqual(deedOf({ ...PLAIN, key: "+" }));
  expect(deedOf({ ...PLAIN, key: "Enter" })).toEqual({ do: "open" });
  for (const key of ["Tab", "F5", "a"]) expect(deedOf({ ...PLAIN, key })).toBeNull();
  expect(deedOf({ ...PLAIN, ctrlKey: true, key: "+" })).toBeNull();
});

test("two fingers that move apart show fewer weeks, around their middle", () => {
  const pinch = new Pinch();
  pinch.down(1, 400, 0);
  expect(pinch.move(1, 410, 0)).toBeNull();
  pinch.down(2, 510, 0);
  expect(pinch.move(2, 610, 50)).toEqual({ factor: 0.5, x: 510 });
  pinch.up(1);
  expect(pinch.move(2, 700, 0)).toBeNull();
});
