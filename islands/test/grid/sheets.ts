// A small table for the tests: two sites of the version, the second one another nation's.

import type { GridData } from "../../src/grid/data";
import { DraftModel } from "../../src/grid/model";
import { DraftTable } from "../../src/grid/table";

export function column(name: string, kind: string, more: Partial<GridData["columns"][number]> = {}): GridData["columns"][number] {
  return { name, kind, meaning: name, unit: "", blank: "", required: false, key: false, fixed: false, least: null, most: null, words: [], refers: [], ...more };
}

export const SHAPES = {
  sites: { columns: ["site_id", "name", "beds", "opens"], key: ["site_id"] },
  closures: { columns: ["site_id", "note"], key: ["site_id", "note"] },
};

export function data(more: Partial<GridData> = {}): GridData {
  return {
    table: "sites",
    version: 1,
    person: "ann",
    near: "2027-01-04",
    may_begin: true,
    may_add: true,
    columns: [column("site_id", "id", { key: true, required: true }), column("name", "text"), column("beds", "whole"), column("opens", "day")],
    rows: [
      ["PL-01", "Drawsko", "120", ""],
      ["PL-02", "Orzysz", "80", ""],
      ["DE-01", "Munster", "100", ""],
    ],
    locked: [2],
    choices: {},
    shapes: SHAPES,
    draft: null,
    ...more,
  };
}

export function sheet(more: Partial<GridData> = {}): { model: DraftModel; table: DraftTable } {
  const given = data(more);
  const model = DraftModel.of(given.draft?.changes ?? [], SHAPES);
  const table = new DraftTable(given, () => model);
  table.rows = table.order();
  table.renumber();
  return { model, table };
}
