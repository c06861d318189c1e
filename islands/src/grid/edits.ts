// What people do to a table, as ops of its draft: type, paste, fill, clear, set at once, add and delete rows.

import { readCell } from "./cells";
import type { Cells, GridColumn } from "./data";
import { newRowName, type Op } from "./model";
import { type Block, countTo } from "./range";

/** A table as it stands in the grid, in the order in which its rows are shown. */
export interface Sheet {
  table: string;
  columns: readonly GridColumn[];
  rows: readonly string[];
  mayAdd: boolean;
  near: string;
  cell(row: string, column: string): string;
  cells(row: string): Cells;
  /** Whether the row is of the version, and not one that the draft adds. */
  isOfVersion(row: string): boolean;
  mayChange(row: string, column: GridColumn): boolean;
}

/** What an edit does, how many cells it leaves as they may not be changed, and days that were not certain. */
export interface Edit {
  ops: Op[];
  left: number;
  unsure: { text: string; either: string[] }[];
  /** The cells that it fills, to be shown as chosen. */
  rows: number;
}

interface Wanted {
  row: string;
  column: GridColumn;
  typed: string;
}

/** Set cells to what was typed. */
export function setCells(sheet: Sheet, wanted: readonly Wanted[]): Edit {
  const edit: Edit = { ops: [], left: 0, unsure: [], rows: 0 };
  const byRow = new Map<string, { column: GridColumn; text: string }[]>();
  for (const { row, column, typed } of wanted) {
    const read = readCell(column, typed, sheet.near);
    if (read.text === sheet.cell(row, column.name)) continue;
    if (!sheet.mayChange(row, column)) {
      edit.left += 1;
      continue;
    }
    if (read.either.length > 1) edit.unsure.push({ text: typed.trim(), either: read.either });
    byRow.set(row, [...(byRow.get(row) ?? []), { column, text: read.text }]);
  }
  for (const [row, cells] of byRow) edit.ops.push(...rowOps(sheet, row, cells));
  edit.rows = byRow.size;
  return edit;
}

/** A row of the version whose key changes is another row: the old one goes, and one with its cells comes. */
function rowOps(sheet: Sheet, row: string, cells: { column: GridColumn; text: string }[]): Op[] {
  if (sheet.isOfVersion(row) && cells.some(({ column }) => column.key)) {
    const changed = { ...sheet.cells(row), ...Object.fromEntries(cells.map(({ column, text }) => [column.name, text])) };
    return [
      { kind: "delete", row },
      { kind: "add", row: newRowName(), table: sheet.table, cells: changed, after: row },
    ];
  }
  return cells.map(({ column, text }) => ({ kind: "set", row, column: column.name, before: sheet.cell(row, column.name), after: text }));
}

function joined(edits: readonly Edit[]): Edit {
  return {
    ops: edits.flatMap((edit) => edit.ops),
    left: edits.reduce((sum, edit) => sum + edit.left, 0),
    unsure: edits.flatMap((edit) => edit.unsure),
    rows: edits.reduce((sum, edit) => sum + edit.rows, 0),
  };
}

/**
 * Paste a block at a range. One with a heading of this table's columns goes by it, and by the key where it
 * has that; any other goes where the range begins, as often as it fits into the range.
 */
export function paste(sheet: Sheet, block: readonly string[][], range: Block): Edit {
  const named = headed(sheet, block[0] ?? []);
  if (named && block.length > 1) return pasteHeaded(sheet, block.slice(1), named, range);
  const height = repeated(block.length, range.bottom - range.top + 1);
  const width = Math.max(...block.map((row) => row.length), 0);
  const wide = repeated(width, range.right - range.left + 1);
  const columns = sheet.columns.slice(range.left, range.left + wide);
  const texts = countTo(0, height - 1).map((down) => {
    const row = block[down % block.length] ?? [];
    return columns.map((_, across) => row[across % Math.max(width, 1)]);
  });
  const targets = countTo(range.top, range.top + height - 1).map((place) => sheet.rows[place]);
  return pasteRows(sheet, columns, texts, targets);
}

function repeated(size: number, room: number): number {
  return size > 0 && room > size && room % size === 0 ? room : size;
}

function headed(sheet: Sheet, first: readonly string[]): GridColumn[] | null {
  const found = first.map((text) => sheet.columns.find((column) => column.name === text.trim().toLowerCase()));
  return first.length > 0 && found.every((column) => column !== undefined) ? found : null;
}

function pasteHeaded(sheet: Sheet, block: readonly string[][], columns: GridColumn[], range: Block): Edit {
  const key = sheet.columns.filter((column) => column.key);
  if (!key.every((column) => columns.includes(column))) {
    const targets = block.map((_, down) => sheet.rows[range.top + down]);
    return pasteRows(sheet, columns, block, targets);
  }
  const known = new Map(sheet.rows.map((row) => [JSON.stringify(key.map((column) => sheet.cell(row, column.name))), row]));
  const targets = block.map((row) => {
    const cells = key.map((column) => readCell(column, row[columns.indexOf(column)] ?? "", sheet.near).text);
    return known.get(JSON.stringify(cells));
  });
  return pasteRows(sheet, columns, block, targets);
}

/** Cells that a row of the block has not are left as they are; where there is no row, one is added. */
function pasteRows(
  sheet: Sheet,
  columns: readonly GridColumn[],
  texts: readonly (readonly (string | undefined)[])[],
  targets: readonly (string | undefined)[],
): Edit {
  const wanted: Wanted[] = [];
  const edits: Edit[] = [];
  texts.forEach((row, down) => {
    const target = targets[down];
    const cells = columns.flatMap((column, across) => {
      const typed = row[across];
      return typed === undefined ? [] : [{ column, typed }];
    });
    if (target !== undefined) wanted.push(...cells.map((cell) => ({ row: target, ...cell })));
    else edits.push(addRow(sheet, cells));
  });
  return joined([setCells(sheet, wanted), ...edits]);
}

function addRow(sheet: Sheet, cells: readonly { column: GridColumn; typed: string }[], after: string | null = null): Edit {
  const edit: Edit = { ops: [], left: 0, unsure: [], rows: 0 };
  if (!sheet.mayAdd) return { ...edit, left: cells.length };
  const made: Cells = {};
  for (const { column, typed } of cells) {
    const read = readCell(column, typed, sheet.near);
    if (read.either.length > 1) edit.unsure.push({ text: typed.trim(), either: read.either });
    made[column.name] = read.text;
  }
  edit.ops.push({ kind: "add", row: newRowName(), table: sheet.table, cells: made, after });
  return { ...edit, rows: 1 };
}

/** Add a blank row behind another. */
export function addBlank(sheet: Sheet, after: string | null): Edit {
  return addRow(sheet, [], after);
}

/** Fill the rows of a range from its first. */
export function fillDown(sheet: Sheet, range: Block): Edit {
  const columns = sheet.columns.slice(range.left, range.right + 1);
  const from = sheet.rows[range.top];
  if (from === undefined) return setCells(sheet, []);
  const targets = sheet.rows.slice(range.top + 1, range.bottom + 1);
  return setCells(sheet, targets.flatMap((row) => columns.map((column) => ({ row, column, typed: sheet.cell(from, column.name) }))));
}

/** Set the cells of a range, or of a column in some rows, to one text. */
export function setAll(sheet: Sheet, rows: readonly string[], columns: readonly GridColumn[], typed: string): Edit {
  return setCells(sheet, rows.flatMap((row) => columns.map((column) => ({ row, column, typed }))));
}

/** Delete rows: those of the version are marked, those that the draft adds go. */
export function deleteRows(sheet: Sheet, rows: readonly string[], isDeleted: (row: string) => boolean): Edit {
  const edit: Edit = { ops: [], left: 0, unsure: [], rows: 0 };
  for (const row of rows) {
    if (!sheet.isOfVersion(row)) {
      edit.ops.push({ kind: "remove", row, table: sheet.table, cells: { ...sheet.cells(row) }, after: null });
    } else if (!sheet.mayAdd || !sheet.columns.some((column) => sheet.mayChange(row, column))) {
      edit.left += 1;
    } else if (!isDeleted(row)) {
      edit.ops.push({ kind: "delete", row });
    }
  }
  return { ...edit, rows: edit.ops.length };
}
