// A draft while it is edited: over all tables, what is set, added and deleted. Every change of it is a list
// of small ops that can be played backwards.

import type { Cells, Change, TableShape } from "./data";

export type Op =
  | { kind: "set"; row: string; column: string; before: string; after: string }
  | { kind: "add"; row: string; table: string; cells: Cells; after: string | null }
  | { kind: "remove"; row: string; table: string; cells: Cells; after: string | null }
  | { kind: "delete"; row: string }
  | { kind: "restore"; row: string };

/** A cell of a row that the version has: what it has there, null where that is not known here, and what is set. */
interface CellSet {
  base: string | null;
  now: string;
}

/** A row that the draft adds: where it stands is behind another row, or at the end. */
export interface AddedRow {
  row: string;
  table: string;
  cells: Cells;
  after: string | null;
}

/** A draft as it is kept in the browser. */
export interface KeptModel {
  set: [string, [string, CellSet][]][];
  added: AddedRow[];
  deleted: string[];
  odd: Change[];
}

export type Shapes = Record<string, TableShape>;

/** How a row of the version is called: by its table and key. */
export function rowName(table: string, key: readonly string[]): string {
  return JSON.stringify([table, ...key]);
}

function parts(row: string): [string, string[]] {
  const [table, ...key] = JSON.parse(row) as string[];
  return [table ?? "", key];
}

function isAdded(row: string): boolean {
  return row.startsWith("+");
}

/** A name for a row that is added. */
export function newRowName(): string {
  return `+${crypto.randomUUID()}`;
}

export class DraftModel {
  private cellsSet = new Map<string, Map<string, CellSet>>();
  private rowsAdded = new Map<string, AddedRow>();
  private rowsDeleted = new Set<string>();
  /** Changes that mean no single row, as those of the settings, or that cannot be read: they are kept as they are. */
  private odd: Change[] = [];

  constructor(private readonly shapes: Shapes) {}

  /** The draft that these changes make. */
  static of(changes: readonly Change[], shapes: Shapes): DraftModel {
    const model = new DraftModel(shapes);
    for (const change of changes) model.take(change);
    return model;
  }

  static kept(kept: KeptModel, shapes: Shapes): DraftModel {
    const model = new DraftModel(shapes);
    model.cellsSet = new Map(kept.set.map(([row, cells]) => [row, new Map(cells)]));
    model.rowsAdded = new Map(kept.added.map((added) => [added.row, added]));
    model.rowsDeleted = new Set(kept.deleted);
    model.odd = kept.odd;
    return model;
  }

  toKeep(): KeptModel {
    return {
      set: [...this.cellsSet].map(([row, cells]) => [row, [...cells]]),
      added: [...this.rowsAdded.values()],
      deleted: [...this.rowsDeleted],
      odd: this.odd,
    };
  }

  private take(change: Change): void {
    const shape = this.shapes[change.table];
    if (shape && change.insert) {
      const row = newRowName();
      this.rowsAdded.set(row, { row, table: change.table, cells: asTexts(change.insert), after: null });
    } else if (shape && change.where && (change.set ?? change.delete) && hasKey(change.where, shape)) {
      const where = asTexts(change.where);
      const row = rowName(change.table, shape.key.map((column) => where[column] ?? ""));
      if (change.set) this.takeCells(row, asTexts(change.set));
      else this.rowsDeleted.add(row);
    } else {
      this.odd.push(change);
    }
  }

  private takeCells(row: string, cells: Cells): void {
    const kept = this.cellsSet.get(row) ?? new Map<string, CellSet>();
    for (const [column, now] of Object.entries(cells)) kept.set(column, { base: null, now });
    this.cellsSet.set(row, kept);
  }

  /** Learn what the version has in the rows of a table: a cell that is set to the same is not changed. */
  learn(baseOf: (row: string) => Cells | undefined): void {
    for (const [row, cells] of this.cellsSet) {
      const base = baseOf(row);
      if (!base) continue;
      for (const [column, cell] of cells) {
        if (cell.now === (base[column] ?? "")) cells.delete(column);
        else cell.base = base[column] ?? "";
      }
      if (cells.size === 0) this.cellsSet.delete(row);
    }
  }

  /** What the draft sets in a cell of a row of the version; undefined where it leaves it. */
  cellSet(row: string, column: string): string | undefined {
    return this.cellsSet.get(row)?.get(column)?.now;
  }

  added(table: string): AddedRow[] {
    return [...this.rowsAdded.values()].filter((row) => row.table === table);
  }

  addedRow(row: string): AddedRow | undefined {
    return this.rowsAdded.get(row);
  }

  isDeleted(row: string): boolean {
    return this.rowsDeleted.has(row);
  }

  apply(ops: readonly Op[]): void {
    for (const op of ops) this.applyOne(op);
  }

  private applyOne(op: Op): void {
    if (op.kind === "set") this.setCell(op.row, op.column, op.before, op.after);
    else if (op.kind === "add")
      this.rowsAdded.set(op.row, { row: op.row, table: op.table, cells: { ...op.cells }, after: op.after });
    else if (op.kind === "remove") this.rowsAdded.delete(op.row);
    else if (op.kind === "delete") this.rowsDeleted.add(op.row);
    else this.rowsDeleted.delete(op.row);
  }

  private setCell(row: string, column: string, before: string, after: string): void {
    const added = this.rowsAdded.get(row);
    if (added) {
      added.cells[column] = after;
      return;
    }
    if (isAdded(row)) return; // somebody else took the row away meanwhile
    const cells = this.cellsSet.get(row) ?? new Map<string, CellSet>();
    const known = cells.get(column);
    const base = known ? known.base : before;
    if (base === after) cells.delete(column);
    else cells.set(column, { base, now: after });
    if (cells.size > 0) this.cellsSet.set(row, cells);
    else this.cellsSet.delete(row);
  }

  /** The draft as changes: cells first, then rows that are new, then those that go. */
  changes(): Change[] {
    const again = this.addedAgain();
    const sets = [...this.cellsSet].filter(([row]) => !this.rowsDeleted.has(row)).map(([row, cells]) => this.setChange(row, cells));
    const renewed = [...again].map(([row, added]) => this.renewal(row, added)).filter((change) => change !== null);
    const taken = new Set([...again.values()].map((added) => added.row));
    const inserts = this.inserted().filter((added) => !taken.has(added.row));
    const deletes = [...this.rowsDeleted].filter((row) => !again.has(row));
    return [
      ...this.odd,
      ...sets,
      ...renewed,
      ...inserts.map((added) => ({ table: added.table, insert: filled(added.cells) })),
      ...deletes.map((row) => ({ table: parts(row)[0], where: this.where(row), delete: true })),
    ];
  }

  /** The rows that are added and not blank, in the order in which the store numbers them. */
  inserted(): AddedRow[] {
    return [...this.rowsAdded.values()].filter((added) => Object.keys(filled(added.cells)).length > 0);
  }

  /** The rows that stand as new ones behind those of the version, of a table, in that order. */
  insertedRows(table: string): string[] {
    const taken = new Set([...this.addedAgain().values()].map((added) => added.row));
    return this.inserted().filter((added) => added.table === table && !taken.has(added.row)).map((added) => added.row);
  }

  /** By row that is deleted, the one that is added under the same key: it is the same row, changed. */
  addedAgain(): Map<string, AddedRow> {
    const found = new Map<string, AddedRow>();
    for (const added of this.rowsAdded.values()) {
      const key = this.shapes[added.table]?.key ?? [];
      const row = rowName(added.table, key.map((column) => added.cells[column] ?? ""));
      if (this.rowsDeleted.has(row) && !found.has(row)) found.set(row, added);
    }
    return found;
  }

  private setChange(row: string, cells: Map<string, CellSet>): Change {
    const values = Object.fromEntries([...cells].map(([column, cell]) => [column, cell.now]));
    return { table: parts(row)[0], where: this.where(row), set: values };
  }

  private renewal(row: string, added: AddedRow): Change | null {
    const shape = this.shapes[added.table];
    const others = shape?.columns.filter((column) => !shape.key.includes(column)) ?? [];
    if (others.length === 0) return null;
    const values = Object.fromEntries(others.map((column) => [column, added.cells[column] ?? ""]));
    return { table: added.table, where: this.where(row), set: values };
  }

  private where(row: string): Cells {
    const [table, key] = parts(row);
    return Object.fromEntries((this.shapes[table]?.key ?? []).map((column, place) => [column, key[place] ?? ""]));
  }
}

function hasKey(where: Record<string, unknown>, shape: TableShape): boolean {
  const named = Object.keys(where);
  return named.length === shape.key.length && shape.key.every((column) => named.includes(column));
}

function asTexts(values: Record<string, unknown>): Cells {
  return Object.fromEntries(Object.entries(values).map(([column, value]) => [column, asText(value)]));
}

function asText(value: unknown): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return Array.isArray(value) ? value.map(String).join(" ") : String(value ?? "");
}

function filled(cells: Cells): Cells {
  return Object.fromEntries(Object.entries(cells).filter(([, text]) => text !== ""));
}
