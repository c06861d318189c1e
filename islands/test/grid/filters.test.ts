import { expect, test } from "vitest";
import { compare, passes, viewOf, withView } from "../../src/grid/filters";
// The page without script keeps and sorts by the same cases.
import CASES from "./filters.json";

test.each(CASES.kept as [string, string, boolean][])("the filter %j and the cell %j: %s", (filter, cell, kept) => {
  expect(passes(filter, cell)).toBe(kept);
});

test("cells are sorted: numbers as numbers, blanks last", () => {
  expect(CASES.sorted.toReversed().sort(compare)).toEqual(CASES.sorted);
});

test("a view is in the address, and what else stands there stays", () => {
  const view = { filters: { due: "<2027-03-01" }, sort: [{ column: "due", down: true }], name: "early ones" };
  const made = withView(new URLSearchParams("draft=3&f.old=x&page=2"), view);
  expect(made.get("draft")).toBe("3");
  expect(made.has("f.old") || made.has("page")).toBe(false);
  expect(viewOf(made, ["due", "old"])).toEqual(view);
});
