import { expect, test } from "vitest";
import { inOrder, passes, viewOf, withView } from "../../src/grid/filters";
// The page without script keeps and sorts by the same cases.
import CASES from "./filters.json";

test.each(CASES.kept as [string, string, boolean][])("the filter %j and the cell %j: %s", (filter, cell, kept) => {
  expect(passes(filter, cell)).toBe(kept);
});

test("cells are sorted: numbers, texts, blanks last whichever way", () => {
  const down = [...CASES.sorted.slice(0, -1).toReversed(), ""];
  expect(CASES.sorted.toReversed().sort((one, other) => inOrder(one, other))).toEqual(CASES.sorted);
  expect(CASES.sorted.toSorted((one, other) => inOrder(one, other, true))).toEqual(down);
});

test("numbers and texts have one order, whichever two are looked at", () => {
  const mixed = ["3", "12", "-", "1a", "none", ""];
  for (const one of mixed) {
    for (const other of mixed) {
      expect(Math.sign(inOrder(one, other))).toBe(Math.sign(mixed.indexOf(one) - mixed.indexOf(other)));
    }
  }
});

test("a view is in the address, and what else stands there stays", () => {
  const view = { filters: { due: "<2027-03-01" }, sort: [{ column: "due", down: true }], name: "early ones" };
  const made = withView(new URLSearchParams("draft=3&f.old=x&page=2"), view);
  expect(made.get("draft")).toBe("3");
  expect(made.has("f.old") || made.has("page")).toBe(false);
  expect(viewOf(made, ["due", "old"])).toEqual(view);
});
