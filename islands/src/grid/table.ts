// A table of a draft as it is shown: the version's rows with what the draft sets in them, and those it adds.

import type { Cells, GridColumn, GridData } from "./data";
import type { Sheet } from "./edits";
import { type DraftModel, rowName } from "./model";

export class DraftTable implements Sheet {
  readonly table: string;
  readonly columns: readonly GridColumn[];
  readonly mayAdd: boolean;
  readonly near: string;
  /** The rows of the version, in its order. */
  readonly ofVersion: readonly string[];
  /** The rows as they are shown now, filtered and sorted: the grid says which. */
  rows: readonly string[] = [];
  private readonly bases = new Map<string, Cells>();
  private readonly locked: ReadonlySet<string>;
  private readonly places = new Map<string, number>();
  private readonly open: boolean;
  private numbered: string[] = [];

  constructor(
    data: GridData,
    private model: () => DraftModel,
  ) {
    this.table = data.table;
    this.columns = data.columns;
    this.near = data.near;
    this.open = data.draft ? data.draft.may_change : data.may_begin;
    this.mayAdd = data.may_add && this.open;
    const names = data.columns.map((column) => column.name);
    const key = data.shapes[data.table]?.key ?? [];
    this.ofVersion = data.rows.map((cells, place) => {
      const base = Object.fromEntries(names.map((name, column) => [name, cells[column] ?? ""]));
      const row = rowName(data.table, key.map((column) => base[column] ?? ""));
      this.bases.set(row, base);
      this.places.set(row, place + 2);
      return row;
    });
    this.locked = new Set(data.locked.map((place) => this.ofVersion[place] ?? ""));
  }

  isOfVersion(row: string): boolean {
    return this.bases.has(row);
  }

  base(row: string): Cells | undefined {
    return this.bases.get(row);
  }

  cell(row: string, column: string): string {
    const base = this.bases.get(row);
    if (!base) return this.model().addedRow(row)?.cells[column] ?? "";
    return this.model().cellSet(row, column) ?? base[column] ?? "";
  }

  cells(row: string): Cells {
    return Object.fromEntries(this.columns.map((column) => [column.name, this.cell(row, column.name)]));
  }

  /** Whether anything may be changed here at all. */
  get mayChangeAny(): boolean {
    return this.open && (this.mayAdd || this.locked.size < this.ofVersion.length);
  }

  mayChange(row: string, column: GridColumn): boolean {
    if (!this.open || this.model().isDeleted(row)) return false;
    if (!this.isOfVersion(row)) return true;
    return !this.locked.has(row) && !column.fixed && (this.mayAdd || !column.key);
  }

  isLocked(row: string): boolean {
    return this.locked.has(row);
  }

  isSet(row: string, column: string): boolean {
    const base = this.bases.get(row);
    const set = this.model().cellSet(row, column);
    return base !== undefined && set !== undefined && set !== (base[column] ?? "");
  }

  /** The number of a row, as faults and workbooks count: the heading is row 1. */
  number(row: string): number | null {
    return this.places.get(row) ?? null;
  }

  /** Number the rows that are added, behind those of the version. */
  renumber(): void {
    for (const row of this.numbered) this.places.delete(row);
    this.numbered = this.model().insertedRows(this.table);
    this.numbered.forEach((row, place) => this.places.set(row, this.ofVersion.length + place + 2));
  }

  /** The row of a number; undefined where there is none. */
  rowAt(number: number): string | undefined {
    return this.ofVersion[number - 2] ?? this.numbered[number - 2 - this.ofVersion.length];
  }

  /** All rows in their order: those that are added stand behind the row for which they were. */
  order(): string[] {
    const model = this.model();
    const again = model.addedAgain();
    const behind = new Map<string, string[]>();
    const last: string[] = [];
    for (const added of model.added(this.table)) {
      const after = added.after;
      if (after !== null && this.bases.has(after)) behind.set(after, [...(behind.get(after) ?? []), added.row]);
      else last.push(added.row);
    }
    const shown = (row: string): string[] => [...(again.has(row) ? [] : [row]), ...(behind.get(row) ?? [])];
    return [...this.ofVersion.flatMap(shown), ...last];
  }
}
