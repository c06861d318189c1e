// What the page of a table says: how it stands with what was typed, what was done last, and what the cell in focus is.

import { signInLink } from "../shared/session";
import { REST, Teller } from "../shared/teller";
import type { Words } from "../shared/words";
import type { Fault, GridColumn } from "./data";
import { button, make } from "./dom";
import type { Standing } from "./sync";

/** New faults that are told one by one. */
const MOST_TOLD = 2;

export class Telling {
  readonly standing = make("p", { class: "grid-standing" });
  readonly note = make("p", { class: "grid-note", role: "status" });
  readonly about = make("p", { class: "grid-about" });
  private readonly saved = new Teller();
  private readonly cell = new Teller();
  /** In the page, unseen: of both what has come to rest. */
  readonly elements = [this.saved.element, this.cell.element];
  private known: ReadonlySet<string>;
  private column = "";
  private counted: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly t: Words["t"],
    faults: readonly Fault[],
  ) {
    this.known = new Set(faults.map(nameOf));
  }

  /** Say what was done, or why it was not. */
  say(text: string): void {
    clearTimeout(this.counted);
    this.note.textContent = text;
  }

  /** Say how many rows a filter shows, once no more of it is typed. */
  count(shown: number, all: number): void {
    clearTimeout(this.counted);
    this.counted = setTimeout(() => this.say(this.t("tables-shown", { shown, all })), REST);
  }

  /** How it stands with what was typed: for eyes at once, for readers of screens when it is known, with faults that are new. */
  stand(standing: Standing, branch: () => void): void {
    const faults = "faults" in standing ? standing.faults : [];
    const message = "message" in standing ? standing.message : "";
    const values = { count: faults.length, message: standing.is === "closed" ? this.t(`drafts-is-${message}`) : message };
    const text = this.t(`tables-is-${standing.is}`, values);
    this.standing.textContent = text;
    if (standing.is === "signed-out") this.standing.append(" ", signInLink(this.t));
    if (standing.is === "closed") this.standing.append(" ", button(this.t("tables-branch"), branch));
    this.standing.dataset["is"] = standing.is === "saved" && faults.length > 0 ? "faulty" : standing.is;
    if (standing.is === "saved") this.tellSaved(text, faults);
    else if (standing.is !== "saving") this.saved.tell(text, 0);
  }

  private tellSaved(text: string, faults: readonly Fault[]): void {
    const found = faults.filter((fault) => !this.known.has(nameOf(fault)));
    const told = [text, ...found.slice(0, MOST_TOLD).map((fault) => [fault.column, fault.message].filter(Boolean).join(": "))].join(" ");
    this.saved.tell(told, REST, () => (this.known = new Set(faults.map(nameOf))));
  }

  /** What the cell in focus is; a reader of screens has its fault from the cell itself, and what a column means once. */
  show(column: GridColumn, name: string, fault: string | null): void {
    const blank = column.required ? this.t("tables-required") : this.t("tables-blank-means", { what: column.blank || this.t("tables-blank") });
    const about = `${column.name}: ${column.meaning}${column.unit ? ` (${column.unit})` : ""}. ${blank}`;
    this.about.replaceChildren(
      ...(fault === null ? [] : [make("strong", { class: "bad" }, fault), " "]),
      ...(name ? [make("strong", {}, name), " · "] : []),
      about,
    );
    const told = [name, column.name === this.column ? "" : about].filter(Boolean).join(" · ");
    this.cell.tell(told, REST, () => (this.column = column.name));
  }
}

function nameOf(fault: Fault): string {
  return [fault.file, fault.cell, fault.change, fault.column, fault.message].join(" ");
}
