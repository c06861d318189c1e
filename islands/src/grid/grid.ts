// The grid itself: AG Grid over a table of a draft. What is chosen is a block from where one began to the cell
// in focus, as its free edition knows single cells alone.

import {
  type CellFocusedEvent,
  CellStyleModule,
  ClientSideRowModelApiModule,
  ClientSideRowModelModule,
  type ColDef,
  ColumnApiModule,
  createGrid,
  CustomEditorModule,
  EventApiModule,
  ExternalFilterModule,
  type GridApi,
  type ICellRendererParams,
  LocaleModule,
  ModuleRegistry,
  RenderApiModule,
  RowApiModule,
  RowSelectionModule,
  RowStyleModule,
  ScrollApiModule,
  themeQuartz,
} from "ag-grid-community";
import type { GridColumn } from "./data";
import { make } from "./dom";
import { CellField, type Choice } from "./editor";
import { inOrder, passes, type View } from "./filters";
import { between, type Block, type Corner, holds } from "./range";
import type { DraftTable } from "./table";

ModuleRegistry.registerModules([
  CellStyleModule,
  ClientSideRowModelApiModule,
  ClientSideRowModelModule,
  ColumnApiModule,
  CustomEditorModule,
  EventApiModule,
  ExternalFilterModule,
  LocaleModule,
  RenderApiModule,
  RowApiModule,
  RowSelectionModule,
  RowStyleModule,
  ScrollApiModule,
]);

interface RowShown {
  id: string;
}

/** What the grid asks of the page around it. */
export interface Around {
  table: DraftTable;
  nonce: string;
  texts: Record<string, string>;
  choices(column: GridColumn): Choice[];
  fault(row: string, column: string): string | null;
  isDeleted(row: string): boolean;
  typed(row: string, column: GridColumn, text: string): void;
  refused(row: string, column: GridColumn): void;
  focused(row: string, column: GridColumn): void;
  viewed(view: View): void;
}

const LOOK = themeQuartz.withParams({
  accentColor: "var(--accent)",
  backgroundColor: "var(--ground)",
  foregroundColor: "var(--ink)",
  borderColor: "var(--line)",
  headerBackgroundColor: "var(--raised)",
  headerTextColor: "var(--ink)",
  selectedRowBackgroundColor: "var(--chosen)",
  browserColorScheme: "inherit",
  fontFamily: "inherit",
  fontSize: 14,
  rowHeight: 30,
  headerHeight: 36,
  cellHorizontalPadding: 8,
  wrapperBorderRadius: 4,
  columnBorder: true,
});
const NUMBER = "#";
const RENDERED = "rendered";
/** Pixels: in a narrower grid two columns that stay in view would leave no room for the others. */
const NARROW = 480;

export class TableGridView {
  private readonly api: GridApi<RowShown>;
  private readonly known = new Map<string, RowShown>();
  private anchor: Corner = { row: 0, column: 0 };
  private head: Corner = { row: 0, column: 0 };
  private view: View;

  constructor(
    host: HTMLElement,
    private readonly around: Around,
    view: View,
  ) {
    this.view = view;
    host.addEventListener("mousedown", (event) => this.onMouse(event), true);
    const editable = around.table.mayChangeAny;
    const isNarrow = host.clientWidth < NARROW;
    this.api = createGrid<RowShown>(host, {
      theme: LOOK,
      styleNonce: around.nonce,
      localeText: around.texts,
      columnDefs: [this.numberColumn(isNarrow), ...around.table.columns.map((column, place) => this.column(column, isNarrow && place === 0))],
      rowData: this.rowsShown(),
      getRowId: (params) => params.data.id,
      ...(editable ? { rowSelection: { mode: "multiRow" as const, checkboxes: true, headerCheckbox: true, selectAll: "filtered" as const, enableClickSelection: false } } : {}),
      selectionColumnDef: { pinned: "left", width: 44, suppressMovable: true },
      isExternalFilterPresent: () => Object.keys(this.view.filters).length > 0,
      doesExternalFilterPass: (node) => this.passesAll(node.data?.id ?? ""),
      getRowClass: (params) => this.rowClass(params.data?.id ?? ""),
      ensureDomOrder: true,
      enterNavigatesVertically: true,
      enterNavigatesVerticallyAfterEdit: true,
      stopEditingWhenCellsLoseFocus: true,
      animateRows: false,
      suppressDragLeaveHidesColumns: true,
      onCellFocused: (event) => this.onFocus(event),
      navigateToNextCell: ({ nextCellPosition: next, event }) => {
        if (next) this.move(next.rowIndex, next.column.getColId(), event?.shiftKey ?? false);
        return next;
      },
      onCellDoubleClicked: (event) => this.tryEdit(event.rowIndex, event.column.getColId()),
      onSortChanged: () => this.onSort(),
      onFirstDataRendered: () => performance.mark(`grid-${RENDERED}`),
    });
    this.api.applyColumnState({
      state: view.sort.map((one, place) => ({ colId: one.column, sort: one.down ? "desc" : "asc", sortIndex: place })),
    });
    this.noteOrder();
  }

  /** Of a narrow grid the first column, of the key, stays in view in place of the row's number. */
  private numberColumn(isNarrow: boolean): ColDef<RowShown> {
    return {
      colId: NUMBER,
      headerName: NUMBER,
      pinned: isNarrow ? null : "left",
      width: 64,
      sortable: false,
      resizable: false,
      suppressMovable: true,
      cellClass: "row-number",
      valueGetter: (params) => this.around.table.number(params.data?.id ?? "") ?? "",
    };
  }

  private column(column: GridColumn, isPinned: boolean): ColDef<RowShown> {
    const table = this.around.table;
    const name = column.name;
    return {
      colId: name,
      headerName: name,
      pinned: isPinned ? "left" : null,
      headerClass: column.required ? "is-required" : "",
      width: width(column),
      suppressMovable: true,
      editable: (params) => table.mayChange(params.data?.id ?? "", column),
      cellEditor: CellField,
      cellEditorParams: () => ({ of: column, choices: this.around.choices(column) }),
      valueGetter: (params) => table.cell(params.data?.id ?? "", name),
      valueSetter: (params) => {
        this.around.typed(params.data.id, column, String(params.newValue ?? ""));
        return true;
      },
      // the grid turns round what goes down
      comparator: (one: string, other: string, _first, _second, down) => inOrder(one, other, down) * (down ? -1 : 1),
      cellRenderer: (params: ICellRendererParams<RowShown>) => this.cell(params.data?.id ?? "", column),
      cellClassRules: {
        numeric: () => column.kind === "whole" || column.kind === "degrees",
        "in-block": (params) => this.isInBlock(params.rowIndex, name),
        "is-set": (params) => table.isSet(params.data?.id ?? "", name),
        "is-faulty": (params) => this.around.fault(params.data?.id ?? "", name) !== null,
        "is-locked": (params) => table.mayChangeAny && !table.mayChange(params.data?.id ?? "", column),
      },
      suppressKeyboardEvent: ({ event, editing }) => !editing && isOurs(event),
    };
  }

  /** A cell's text; where it is faulty with the fault's words, for eyes by its title, for readers of screens within. */
  private cell(row: string, column: GridColumn): HTMLElement {
    const text = this.around.table.cell(row, column.name);
    const fault = this.around.fault(row, column.name);
    if (fault === null) return make("span", {}, text);
    return make("span", { title: fault }, text, make("span", { class: "unseen" }, ` ${fault}`));
  }

  private rowClass(row: string): string[] {
    const classes: string[] = [];
    if (this.around.isDeleted(row)) classes.push("is-deleted");
    else if (!this.around.table.isOfVersion(row)) classes.push("is-added");
    else if (this.around.table.isLocked(row)) classes.push("is-locked-row");
    return classes;
  }

  private passesAll(row: string): boolean {
    return Object.entries(this.view.filters).every(([column, filter]) => passes(filter, this.around.table.cell(row, column)));
  }

  private rowsShown(): RowShown[] {
    return this.around.table.order().map((row) => {
      const shown = this.known.get(row) ?? { id: row };
      this.known.set(row, shown);
      return shown;
    });
  }

  /** Show what has changed. `rows` says that there are others than before. */
  refresh(rows: boolean): void {
    if (rows) this.api.setGridOption("rowData", this.rowsShown());
    this.api.refreshCells({ force: true, suppressFlash: true });
    if (rows) this.api.redrawRows();
    this.noteOrder();
  }

  private noteOrder(): void {
    const rows: string[] = [];
    this.api.forEachNodeAfterFilterAndSort((node) => {
      if (node.data) rows.push(node.data.id);
    });
    this.around.table.rows = rows;
  }

  /** Show what these filters keep; false where they are as they were. */
  setFilters(filters: Record<string, string>): boolean {
    if (JSON.stringify(filters) === JSON.stringify(this.view.filters)) return false;
    this.view = { ...this.view, filters };
    this.api.onFilterChanged();
    this.noteOrder();
    return true;
  }

  private onSort(): void {
    const sorted = this.api.getColumnState().filter((one) => one.sort);
    sorted.sort((one, other) => (one.sortIndex ?? 0) - (other.sortIndex ?? 0));
    this.view = { ...this.view, sort: sorted.map((one) => ({ column: one.colId, down: one.sort === "desc" })) };
    this.noteOrder();
    this.around.viewed(this.view);
  }

  // What is chosen

  /** The grid tells of the focus some time after it has moved: moves are noted as they are made. */
  private move(row: number, column: string, extend: boolean): void {
    const before = this.block();
    this.head = { row, column: Math.max(this.place(column), 0) };
    if (!extend) this.anchor = this.head;
    this.paintBlock(before);
  }

  private onMouse(event: MouseEvent): void {
    const cell = event.target instanceof Element ? event.target.closest("[col-id]") : null;
    const row = cell?.closest("[row-index]")?.getAttribute("row-index");
    const column = cell?.getAttribute("col-id");
    if (row && column && column !== NUMBER) this.move(Number(row), column, event.shiftKey);
  }

  private onFocus(event: CellFocusedEvent<RowShown>): void {
    const now = this.api.getFocusedCell();
    if (event.rowIndex === null || !now || now.rowIndex !== event.rowIndex) return;
    const name = now.column.getColId();
    const place = this.place(name);
    if (this.head.row !== now.rowIndex || this.head.column !== Math.max(place, 0)) this.move(now.rowIndex, name, false);
    const row = this.around.table.rows[now.rowIndex];
    const column = this.around.table.columns[place];
    if (row !== undefined && column) this.around.focused(row, column);
  }

  private paintBlock(before: Block): void {
    const size = (block: Block): number => (block.bottom - block.top + 1) * (block.right - block.left + 1);
    if (size(before) > 1 || size(this.block()) > 1) this.api.refreshCells({ force: true, suppressFlash: true });
  }

  private place(column: string): number {
    return this.around.table.columns.findIndex((one) => one.name === column);
  }

  private isInBlock(row: number, column: string): boolean {
    const block = this.block();
    const isOne = block.top === block.bottom && block.left === block.right;
    return !isOne && holds(block, row, this.place(column));
  }

  block(): Block {
    return between(this.anchor, this.head);
  }

  choose(block: Block): void {
    this.anchor = { row: block.top, column: block.left };
    this.head = { row: block.bottom, column: block.right };
    this.api.refreshCells({ force: true, suppressFlash: true });
  }

  /** The rows that are ticked, in the order shown. */
  ticked(): string[] {
    const ticked = new Set(this.api.getSelectedRows().map((row) => row.id));
    return this.around.table.rows.filter((row) => ticked.has(row));
  }

  /** Go to a cell; false where its row is not shown. */
  focus(row: string, column: string): boolean {
    const place = this.around.table.rows.indexOf(row);
    if (place < 0) return false;
    this.api.ensureIndexVisible(place);
    this.api.ensureColumnVisible(column);
    this.api.setFocusedCell(place, column);
    this.move(place, column, false);
    return true;
  }

  focusedRow(): string | null {
    return this.around.table.rows[this.head.row] ?? null;
  }

  /** Put the focus back where it was; the block stays chosen. */
  refocus(): void {
    const column = this.around.table.columns[this.head.column];
    if (column) this.api.setFocusedCell(this.head.row, column.name);
  }

  isEditing(): boolean {
    return this.api.getEditingCells().length > 0;
  }

  tryEdit(place: number | null, name: string): void {
    const row = this.around.table.rows[place ?? -1];
    const column = this.around.table.columns[this.place(name)];
    if (row !== undefined && column && !this.around.table.mayChange(row, column)) this.around.refused(row, column);
  }

  tryEditHere(): void {
    const column = this.around.table.columns[this.head.column];
    if (column) this.tryEdit(this.head.row, column.name);
  }

  /** Go to the next cell that holds a text, from the one in focus on; false where none does. */
  find(text: string, back: boolean): boolean {
    const { rows, columns } = this.around.table;
    const wanted = text.toLowerCase();
    const count = rows.length * columns.length;
    const from = this.head.row * columns.length + this.head.column;
    for (let step = 1; step <= count; step += 1) {
      const at = (from + (back ? -step : step) + count) % count;
      const row = rows[Math.floor(at / columns.length)];
      const column = columns[at % columns.length];
      if (row !== undefined && column && this.around.table.cell(row, column.name).toLowerCase().includes(wanted)) {
        this.focus(row, column.name);
        return true;
      }
    }
    return false;
  }
}

/** Keys that the page acts on itself, or that would begin to edit a cell by blanking it. */
function isOurs(event: KeyboardEvent): boolean {
  const control = event.ctrlKey || event.metaKey;
  return event.key === "Delete" || event.key === "Backspace" || (control && !event.key.startsWith("Arrow"));
}

function width(column: GridColumn): number {
  if (column.kind === "text" || column.kind === "ids") return 220;
  return Math.max(110, column.name.length * 8 + 40);
}
