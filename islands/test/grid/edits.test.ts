import { expect, test } from "vitest";
import { addBlank, deleteRows, fillDown, paste, setAll, setCells } from "../../src/grid/edits";
import { DraftModel, rowName } from "../../src/grid/model";
import type { GridColumn } from "../../src/grid/data";
import type { DraftTable } from "../../src/grid/table";
import { data, SHAPES, sheet } from "./sheets";

const PL1 = rowName("sites", ["PL-01"]);

function named(table: DraftTable, name: string): GridColumn {
  return table.columns.find((one) => one.name === name)!;
}

const at = (top: number, left: number, bottom = top, right = left): { top: number; bottom: number; left: number; right: number } => ({ top, bottom, left, right });

test("a cell that is typed is a change of its row", () => {
  const { model, table } = sheet();
  model.apply(setCells(table, [{ row: PL1, column: named(table, "beds"), typed: " 1 200 " }]).ops);
  expect(model.changes()).toEqual([{ table: "sites", where: { site_id: "PL-01" }, set: { beds: "1200" } }]);
});

test("typed back to what the version has, nothing is changed", () => {
  const { model, table } = sheet();
  const beds = named(table, "beds");
  model.apply(setCells(table, [{ row: PL1, column: beds, typed: "130" }]).ops);
  model.apply(setCells(table, [{ row: PL1, column: beds, typed: "120" }]).ops);
  expect(model.changes()).toEqual([]);
});

test("a block goes where the range begins, what may not be changed is left, and new rows come", () => {
  const { model, table } = sheet();
  const edit = paste(table, [["130"], ["90"], ["5"], ["6"]], at(0, 2));
  model.apply(edit.ops);
  expect(edit.left).toBe(1);
  expect(model.changes()).toEqual([
    { table: "sites", where: { site_id: "PL-01" }, set: { beds: "130" } },
    { table: "sites", where: { site_id: "PL-02" }, set: { beds: "90" } },
    { table: "sites", insert: { beds: "6" } },
  ]);
});

test("one cell fills the range, and a block as often as it fits", () => {
  const { model, table } = sheet();
  model.apply(paste(table, [["7"]], at(0, 2, 1, 2)).ops);
  expect(table.cell(PL1, "beds") + table.cell(rowName("sites", ["PL-02"]), "beds")).toBe("77");
});

test("a block with a heading goes by its columns, and by the key where it has that", () => {
  const { model, table } = sheet();
  const edit = paste(table, [["beds", "Site_ID"], ["90", "PL-02"], ["50", "PL-03"]], at(0, 0));
  model.apply(edit.ops);
  expect(model.changes()).toEqual([
    { table: "sites", where: { site_id: "PL-02" }, set: { beds: "90" } },
    { table: "sites", insert: { beds: "50", site_id: "PL-03" } },
  ]);
});

test("a row whose key changes goes, and one with its cells comes in its place", () => {
  const { model, table } = sheet();
  model.apply(setCells(table, [{ row: PL1, column: named(table, "site_id"), typed: "PL-09" }]).ops);
  expect(model.changes()).toEqual([
    { table: "sites", insert: { site_id: "PL-09", name: "Drawsko", beds: "120" } },
    { table: "sites", where: { site_id: "PL-01" }, delete: true },
  ]);
  expect(table.order().map((row) => table.cell(row, "site_id"))).toEqual(["PL-01", "PL-09", "PL-02", "DE-01"]);
});

test("a row that was deleted and is added again is the same row, changed", () => {
  const { model, table } = sheet();
  model.apply(deleteRows(table, [PL1], () => false).ops);
  model.apply(paste(table, [["PL-01", "Drawsko", "99"]], at(3, 0)).ops);
  expect(model.changes()).toEqual([
    { table: "sites", where: { site_id: "PL-01" }, set: { name: "Drawsko", beds: "99", opens: "" } },
  ]);
});

test("fill down takes the first row of the range", () => {
  const { model, table } = sheet();
  model.apply(fillDown(table, at(0, 1, 1, 2)).ops);
  expect(model.changes()).toEqual([
    { table: "sites", where: { site_id: "PL-02" }, set: { name: "Drawsko", beds: "120" } },
  ]);
});

test("rows of others are neither set nor deleted, and it is said how many", () => {
  const { table } = sheet();
  expect(setAll(table, table.rows, [named(table, "beds")], "1").left).toBe(1);
  expect(deleteRows(table, table.rows, () => false)).toMatchObject({ left: 1, rows: 2 });
});

test("where no row may be added none is, and keys stay", () => {
  const { table } = sheet({ may_add: false });
  expect(addBlank(table, null).ops).toEqual([]);
  expect(setCells(table, [{ row: PL1, column: named(table, "site_id"), typed: "X" }])).toMatchObject({ ops: [], left: 1 });
  expect(deleteRows(table, [PL1], () => false).left).toBe(1);
});

test("a blank row that was added is no change until something stands in it", () => {
  const { model, table } = sheet();
  model.apply(addBlank(table, PL1).ops);
  expect(model.changes()).toEqual([]);
  expect(table.order()).toHaveLength(4);
});

test("a day that could be two is not taken for one, and is told", () => {
  const { model, table } = sheet();
  const edit = setCells(table, [{ row: PL1, column: named(table, "opens"), typed: "1/2/26" }]);
  model.apply(edit.ops);
  expect(edit.unsure).toEqual([{ text: "1/2/26", either: ["2026-02-01", "2026-01-02"] }]);
  expect(table.cell(PL1, "opens")).toBe("1/2/26");
});

test("changes that were read are written as they were, also those that cannot be shown", () => {
  const changes = [
    { table: "nowhere", set: { a: 1 } },
    { table: "sites", where: { site_id: "PL-01" }, set: { beds: "1" } },
    { table: "sites", insert: { site_id: "PL-03" } },
    { table: "closures", where: { site_id: "PL-01", note: "" }, delete: true },
    { table: "plan", set: { weeks: 20.5, objective: ["unmet", "cost"] } },
  ];
  const written = DraftModel.of(changes, SHAPES).changes();
  expect(written).toHaveLength(changes.length);
  expect(written).toEqual(expect.arrayContaining(changes));
});

test("the model is the same after it was kept", () => {
  const { model, table } = sheet();
  model.apply(paste(table, [["PL-01", "x"], ["PL-02", "y"], ["DE-01", ""], ["PL-04", "z"]], at(0, 0)).ops);
  model.apply(deleteRows(table, [PL1], () => false).ops);
  const again = DraftModel.kept(JSON.parse(JSON.stringify(model.toKeep())), data().shapes);
  expect(again.changes()).toEqual(model.changes());
});
