// The page of a table, put together: the grid, what can be done, how it stands with what was typed.

import type { Words } from "../shared/words";
import { parseBlock, writeBlock } from "./clipboard";
import type { GridColumn, GridData } from "./data";
import { make } from "./dom";
import { addBlank, deleteRows, type Edit, fillDown, paste, setAll, setCells } from "./edits";
import type { Choice } from "./editor";
import { cellNamed, Faults } from "./faults";
import { TableGridView } from "./grid";
import { Keeper } from "./keep";
import { RowPanel } from "./panel";
import { askWhat } from "./setter";
import { DraftSync, type Standing, type Wire } from "./sync";
import { DraftTable } from "./table";
import { Telling } from "./telling";
import { textsOfGrid } from "./texts";
import { Toolbar } from "./toolbar";
import type { Step } from "./undo";
import { Views } from "./views";

export class TablePage {
  private readonly sync: DraftSync;
  private readonly table: DraftTable;
  private readonly faults: Faults;
  private readonly toolbar: Toolbar;
  private readonly panel: RowPanel;
  private readonly grid: TableGridView;
  private readonly telling: Telling;
  private readonly toDraft: HTMLAnchorElement;
  private readonly t: Words["t"];
  private readonly choices = new Map<string, Choice[]>();

  constructor(
    host: HTMLElement,
    private readonly data: GridData,
    private readonly words: Words,
    wire: Wire,
    nonce: string,
  ) {
    this.t = words.t;
    const keeper = new Keeper(localStorage, data.person);
    keeper.forgetOthers();
    const begin = { version: data.version, title: this.t("tables-new-title", { table: data.table }), draft: data.draft, shapes: data.shapes };
    this.sync = new DraftSync(begin, wire, keeper, (standing) => this.onStanding(standing));
    this.table = new DraftTable(data, () => this.sync.model);
    this.sync.model.learn((row) => this.table.base(row));
    this.table.renumber();
    this.faults = new Faults(words, this.table, (row, column) => this.goTo(row, column), () => this.sync.draft);
    this.faults.show(this.sync.faults);
    this.telling = new Telling(this.t, this.sync.faults);
    this.toolbar = new Toolbar(this.t, this.does(), { change: this.table.mayChangeAny, add: this.table.mayAdd });
    this.panel = new RowPanel(words, wire, () => this.grid.refocus(), (open) => this.toolbar.showPanel(open));
    const above = document.querySelector<HTMLAnchorElement>("a[data-with-draft=page]"); // of a draft that was begun before
    this.toDraft = above ?? make("a", { href: "/drafts", "data-with-draft": "page", hidden: true }, this.t("tables-to-draft"));
    const inside = make("div", { class: "grid-host", role: "region", "aria-label": data.table });
    const beside = make("div", { class: "grid-beside" }, inside, this.panel.element);
    host.replaceChildren(this.toolbar.element, make("div", { class: "grid-told" }, this.telling.standing, ...(above ? [] : [this.toDraft]), this.telling.note), this.faults.element, beside, this.telling.about, ...this.telling.elements);
    const form = document.querySelector<HTMLFormElement>("form#filters") ?? make("form");
    const views = new Views(form, `${data.person}:${data.table}`, data.columns, data.near, words, (view) => this.filter(view.filters));
    this.grid = new TableGridView(inside, this.around(nonce, views), views.view);
    inside.style.setProperty("--rows", String(this.table.rows.length));
    inside.addEventListener("keydown", (event) => this.onKey(event));
    inside.addEventListener("copy", (event) => this.onCopy(event));
    inside.addEventListener("paste", (event) => this.onPaste(event));
    host.addEventListener("keydown", (event) => {
      const way = event.composedPath(); // also through a field that is gone by now
      const isAbove = !way.includes(beside) && !way.includes(this.toolbar.finder);
      if (event.key === "Escape" && isAbove) document.querySelector<HTMLElement>("#content")?.focus();
    });
    window.addEventListener("online", () => this.sync.retry());
    this.showSteps();
    this.showDraft();
    this.say(this.table.mayChangeAny ? (this.sync.found ? this.t("tables-found") : "") : this.t("tables-read-only"));
    this.sync.start();
    requestAnimationFrame(() => this.goToNamed());
  }

  /** Go to the cell that the address names, as the page of a draft does for a fault. */
  private goToNamed(): void {
    const named = cellNamed(location.hash);
    if (!named) return;
    const row = this.table.rowAt(named.line);
    const column = named.column || (this.table.columns[0]?.name ?? "");
    if (row === undefined) this.say(this.t("tables-row-gone"));
    else this.goTo(row, column);
  }

  private filter(filters: Record<string, string>): void {
    if (this.grid.setFilters(filters)) this.telling.count(this.table.rows.length, this.table.order().length);
  }

  private goTo(row: string, column: string): void {
    if (!this.grid.focus(row, column)) this.say(this.t("tables-row-hidden"));
  }

  private around(nonce: string, views: Views): ConstructorParameters<typeof TableGridView>[1] {
    return {
      table: this.table,
      nonce,
      texts: textsOfGrid(this.t),
      choices: (column) => this.choicesOf(column),
      fault: (row, column) => this.faults.at(row, column),
      isDeleted: (row) => this.sync.model.isDeleted(row),
      typed: (row, column, text) => this.perform(this.t("tables-did-type", { column: column.name }), setCells(this.table, [{ row, column, typed: text }])),
      refused: (row, column) => this.say(this.whyNot(row, column)),
      focused: (row, column) => this.tellCell(row, column),
      viewed: (view) => views.sorted(view),
    };
  }

  private does(): ConstructorParameters<typeof Toolbar>[1] {
    return {
      undo: () => this.again(this.sync.undo(), "tables-undone"),
      redo: () => this.again(this.sync.redo(), "tables-redone"),
      add: () => this.perform(this.t("tables-did-add"), addBlank(this.table, this.grid.focusedRow()), true),
      remove: () => this.remove(),
      fill: () => this.perform(this.t("tables-did-fill"), fillDown(this.table, this.grid.block())),
      copy: () => void navigator.clipboard.writeText(this.copied()).then(() => this.say(this.t("tables-copied"))),
      setMany: () => void this.setMany(),
      find: (text, back) => this.grid.find(text, back),
      about: () => this.panel.toggle(this.grid.focusedRow()),
      back: () => this.grid.refocus(),
    };
  }

  // What is done

  private perform(label: string, edit: Edit, toNew = false): void {
    const step: Step = { table: this.data.table, label, ops: edit.ops };
    this.sync.perform(step);
    this.refresh(edit.ops.some((op) => op.kind !== "set"));
    const notes = [
      edit.left > 0 ? this.t("tables-left", { count: edit.left }) : "",
      ...edit.unsure.slice(0, 3).map((one) => this.t("tables-unsure", { text: one.text, days: one.either.join(", ") })),
    ].filter(Boolean);
    if (edit.ops.length > 1 || edit.ops.some((op) => op.kind !== "set")) notes.unshift(this.t("tables-done", { what: label }));
    if (notes.length > 0) this.say(notes.join(" "));
    const added = edit.ops.find((op) => op.kind === "add");
    const first = this.table.columns[0];
    if (toNew && added && first) this.grid.focus(added.row, first.name);
  }

  private refresh(rows: boolean): void {
    this.table.renumber();
    this.grid.refresh(rows);
    this.showSteps();
  }

  private showSteps(): void {
    this.toolbar.show(this.sync.steps.canUndo, this.sync.steps.canRedo);
  }

  private again(step: Step | null, word: string): void {
    if (!step) return;
    this.refresh(true);
    const where = step.table === this.data.table ? "" : ` (${step.table})`;
    this.say(this.t(word, { what: step.label + where }));
    this.grid.refocus();
  }

  private remove(): void {
    const ticked = this.grid.ticked();
    const block = this.grid.block();
    const rows = ticked.length > 0 ? ticked : this.table.rows.slice(block.top, block.bottom + 1);
    const edit = deleteRows(this.table, rows, (row) => this.sync.model.isDeleted(row));
    this.perform(this.t("tables-did-delete", { count: edit.rows }), edit);
    this.grid.refocus();
  }

  private async setMany(): Promise<void> {
    const block = this.grid.block();
    const marked = this.table.rows.slice(block.top, block.bottom + 1);
    const rows = { ticked: this.grid.ticked(), shown: [...this.table.rows], block: marked };
    const counts = { ticked: rows.ticked.length, shown: rows.shown.length, block: marked.length };
    const columns = this.table.columns.filter((column) => !column.fixed);
    const first = this.table.columns[block.left]?.name ?? "";
    const asked = await askWhat(document.body, this.words, columns, counts, first);
    const column = columns.find((one) => one.name === asked?.column);
    if (!asked || !column) return; // the focus is where it was
    const edit = setAll(this.table, rows[asked.which], [column], asked.text);
    this.perform(this.t("tables-did-set", { column: column.name, count: edit.rows }), edit);
    this.grid.refocus();
  }

  // The clipboard

  private copied(): string {
    const block = this.grid.block();
    const columns = this.table.columns.slice(block.left, block.right + 1);
    const rows = this.table.rows.slice(block.top, block.bottom + 1);
    return writeBlock(rows.map((row) => columns.map((column) => this.table.cell(row, column.name))));
  }

  private onCopy(event: ClipboardEvent): void {
    if (isField(event.target) || !event.clipboardData) return;
    event.clipboardData.setData("text/plain", this.copied());
    event.preventDefault();
    this.say(this.t("tables-copied"));
  }

  private onPaste(event: ClipboardEvent): void {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (isField(event.target) || text === "") return;
    event.preventDefault();
    performance.mark("grid-paste");
    const block = parseBlock(text);
    const edit = paste(this.table, block, this.grid.block());
    this.perform(this.t("tables-did-paste", { count: block.length }), edit);
    performance.mark("grid-pasted");
  }

  // Keys

  private onKey(event: KeyboardEvent): void {
    if (this.grid.isEditing() || isField(event.target)) return;
    const does = this.does();
    const acts: Record<string, () => void> = {
      "Control+z": does.undo,
      "Control+y": does.redo,
      "Control+Shift+Z": does.redo,
      "Control+d": does.fill,
      "Control+i": does.about,
      "Control+f": () => this.toolbar.finder.focus(),
      "Control+Enter": does.setMany,
      "Control+Insert": does.add,
      "Control+Delete": does.remove,
      "Control+a": () => this.grid.choose({ top: 0, bottom: this.table.rows.length - 1, left: 0, right: this.table.columns.length - 1 }),
      Escape: () => this.leave(),
      Delete: () => this.clear(),
      Backspace: () => this.clear(),
    };
    const act = acts[keyName(event)];
    if (act) {
      event.preventDefault();
      event.stopPropagation();
      act();
    } else if (event.key === "Enter" || event.key === "F2" || (event.key.length === 1 && !event.ctrlKey && !event.metaKey)) {
      this.grid.tryEditHere();
    }
  }

  /** Tab goes from cell to cell, as in a spreadsheet: this is the way out, and once more to the top of the page. */
  private leave(): void {
    if (this.toDraft.hidden) this.toolbar.focus();
    else this.toDraft.focus();
  }

  private clear(): void {
    const block = this.grid.block();
    const rows = this.table.rows.slice(block.top, block.bottom + 1);
    this.perform(this.t("tables-did-clear"), setAll(this.table, rows, this.table.columns.slice(block.left, block.right + 1), ""));
  }

  // What is told

  private say(text: string): void {
    this.telling.say(text);
  }

  private whyNot(row: string, column: GridColumn): string {
    if (this.sync.model.isDeleted(row)) return this.t("tables-why-deleted");
    if (!this.table.mayChangeAny) return this.t("tables-read-only");
    return this.t(this.table.isLocked(row) ? "tables-why-row" : "tables-why-column", { column: column.name });
  }

  private tellCell(row: string, column: GridColumn): void {
    this.telling.show(column, this.nameOf(column, this.table.cell(row, column.name)), this.faults.at(row, column.name));
    this.panel.show(row);
  }

  private nameOf(column: GridColumn, id: string): string {
    return this.choicesOf(column).find(([one]) => one === id)?.[1] ?? "";
  }

  /** The ids that a column may name: those of the version, and those that the draft adds. */
  private choicesOf(column: GridColumn): Choice[] {
    if (column.words.length > 0) return column.words.map((word) => [word, ""]);
    const known = this.choices.get(column.name) ?? column.refers.flatMap((table) => this.data.choices[table] ?? []);
    this.choices.set(column.name, known);
    const added = column.refers.flatMap((table) => {
      const id = this.data.shapes[table]?.key[0] ?? "";
      return this.sync.model.added(table).map((row): Choice => [row.cells[id] ?? "", row.cells["name"] ?? ""]);
    });
    return added.length > 0 ? [...known, ...added] : known;
  }

  private onStanding(standing: Standing): void {
    document.documentElement.dataset["grid"] = standing.is;
    if (standing.is === "saved" || standing.is === "merged") {
      this.table.renumber();
      this.faults.show(standing.faults);
      this.grid.refresh(standing.is === "merged");
      if (standing.is === "saved") performance.mark("grid-checked");
      this.showDraft();
    }
    if (standing.is === "merged") this.sync.model.learn((row) => this.table.base(row));
    this.telling.stand(standing, () => void this.branch());
    this.showSteps();
  }

  /** Go on in a draft of its own with what this one no longer takes. */
  private async branch(): Promise<void> {
    const draft = await this.sync.branch();
    if (draft !== null) location.assign(`?${new URLSearchParams({ draft: String(draft) }).toString()}`);
  }

  /** The draft's number in the address, and in the links to its page and to the other tables. */
  private showDraft(): void {
    const draft = this.sync.draft;
    if (draft === null) return;
    const query = new URLSearchParams(location.search);
    if (query.get("draft") !== String(draft)) {
      query.set("draft", String(draft));
      history.replaceState(null, "", `?${query.toString()}`);
    }
    for (const link of document.querySelectorAll<HTMLAnchorElement>("a[data-with-draft]")) {
      const address = new URL(link.href);
      if (link.dataset["withDraft"] === "page") address.pathname = `/drafts/${draft}`;
      else address.searchParams.set("draft", String(draft));
      link.href = address.toString();
      link.hidden = false;
    }
  }
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && target.type !== "checkbox" || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

function keyName(event: KeyboardEvent): string {
  const control = event.ctrlKey || event.metaKey ? "Control+" : "";
  return control + (control && event.shiftKey ? "Shift+" : "") + (event.key.length === 1 && !event.shiftKey ? event.key.toLowerCase() : event.key);
}
