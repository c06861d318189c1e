// The faults of a draft: by cell of the table that is shown, and as a list of all of them.

import type { Words } from "../shared/words";
import { button, make } from "./dom";
import type { Fault } from "./data";
import type { DraftTable } from "./table";

const NAMED = /^#at-(\d+)-(\w*)$/;

/** How an address names the cell of a fault, so that its page goes there, if it is of a row; a draft's page does so, too. */
function nameOf(fault: Fault): string {
  return fault.line ? `#at-${fault.line}-${fault.column}` : "";
}

/** The cell that an address names by its hash: its row's number and its column, blank for the first. */
export function cellNamed(hash: string): { line: number; column: string } | null {
  const found = NAMED.exec(hash);
  return found ? { line: Number(found[1]), column: found[2] ?? "" } : null;
}

export class Faults {
  readonly element = make("details", { class: "faults" });
  private readonly byCell = new Map<string, string>();
  /** Stays what it is, as the focus may be on it. */
  private readonly summary = make("summary");
  private readonly list = make("ul");

  constructor(
    private readonly words: Words,
    private readonly table: DraftTable,
    private readonly go: (row: string, column: string) => void,
    private readonly draft: () => number | null,
  ) {
    this.element.hidden = true;
    this.element.append(this.summary, this.list);
  }

  at(row: string, column: string): string | null {
    return this.byCell.get(`${row} ${column}`) ?? null;
  }

  show(faults: readonly Fault[]): void {
    this.byCell.clear();
    const items = faults.map((fault) => this.item(fault));
    this.element.hidden = faults.length === 0;
    this.summary.textContent = this.words.t("tables-faults", { count: faults.length });
    if (this.list.contains(document.activeElement)) this.summary.focus();
    this.list.replaceChildren(...items);
  }

  private item(fault: Fault): HTMLElement {
    const here = fault.file === this.table.table;
    const row = here ? this.table.rowAt(fault.line) : undefined;
    const place = fault.cell ? `${fault.file}!${fault.cell}` : fault.file || fault.change;
    const text = [place, fault.column, fault.message].filter(Boolean).join(": ");
    if (row !== undefined) {
      const column = fault.column || (this.table.columns[0]?.name ?? "");
      const cell = `${row} ${column}`;
      const known = this.byCell.get(cell);
      this.byCell.set(cell, known === undefined ? fault.message : `${known}; ${fault.message}`);
      return make("li", {}, button(text, () => this.go(row, column), { class: "link" }));
    }
    const draft = this.draft();
    const isOther = fault.file !== "" && !here && draft !== null;
    return make("li", {}, isOther ? make("a", { href: `/tables/${fault.file}?draft=${draft}${nameOf(fault)}` }, text) : text);
  }
}
