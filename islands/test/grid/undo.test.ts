import { expect, test } from "vitest";
import { addBlank, deleteRows, paste, setAll } from "../../src/grid/edits";
import { UndoStack } from "../../src/grid/undo";
import { sheet } from "./sheets";

test("all that was done is undone and done again, in its order", () => {
  const { model, table } = sheet();
  const steps = new UndoStack();
  const states: string[] = [JSON.stringify(model.changes())];
  const range = { top: 0, bottom: 0, left: 0, right: 0 };
  const does = [
    () => setAll(table, table.rows.slice(0, 2), [table.columns[2]!], "7"),
    () => paste(table, [["PL-01", "new name"], ["PL-07", "moved"]], range),
    () => addBlank(table, null),
    () => deleteRows(table, table.rows.slice(0, 1), (row) => model.isDeleted(row)),
  ];
  for (const edit of does) {
    steps.perform(model, { table: "sites", label: "x", ops: edit().ops });
    states.push(JSON.stringify(model.changes()));
    table.rows = table.order();
  }
  for (const state of states.slice(0, -1).toReversed()) {
    steps.undo(model);
    expect(JSON.stringify(model.changes())).toBe(state);
  }
  expect(steps.canUndo).toBe(false);
  for (const state of states.slice(1)) {
    steps.redo(model);
    expect(JSON.parse(JSON.stringify(model.changes()))).toEqual(JSON.parse(state));
  }
  expect(steps.canRedo).toBe(false);
});

test("what is done anew ends what could be done again", () => {
  const { model, table } = sheet();
  const steps = new UndoStack();
  const set = (text: string): void => steps.perform(model, { table: "sites", label: "x", ops: setAll(table, table.rows.slice(0, 1), [table.columns[2]!], text).ops });
  set("1");
  steps.undo(model);
  set("2");
  expect(steps.canRedo).toBe(false);
  expect(new UndoStack(steps.toKeep()).canUndo).toBe(true);
});
