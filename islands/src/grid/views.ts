// The page's form of filters acts at once, the address says what is shown, and a view may have a name.

import type { Words } from "../shared/words";
import { readCell } from "./cells";
import { button, make } from "./dom";
import type { GridColumn } from "./data";
import { type View, viewOf, withView } from "./filters";

const PLACE = "trainopt-views:";

export class Views {
  view: View;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly keptAs: string,
    private readonly columns: readonly GridColumn[],
    private readonly near: string,
    private readonly words: Words,
    private readonly changed: (view: View) => void,
  ) {
    this.view = viewOf(new URLSearchParams(location.search), columns.map((column) => column.name));
    form.addEventListener("input", () => this.take(false));
    form.addEventListener("change", () => this.take(true));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.take(true);
    });
    this.form.append(this.namedViews());
  }

  private field(column: string): HTMLInputElement | null {
    return this.form.querySelector<HTMLInputElement>(`input[name="f.${column}"]`);
  }

  private take(done: boolean): void {
    const filters: Record<string, string> = {};
    for (const column of this.columns) {
      const field = this.field(column.name);
      const text = field?.value.trim() ?? "";
      if (field && text) filters[column.name] = done && column.kind === "day" ? this.tidied(column, text) : text;
    }
    const name = this.form.querySelector<HTMLInputElement>('input[name="name"]')?.value.trim() ?? "";
    this.view = { ...this.view, filters, name };
    this.show();
    this.changed(this.view);
  }

  /** Days in a filter as people type them, as the table writes them. */
  private tidied(column: GridColumn, filter: string): string {
    return filter
      .split("|")
      .map((one) => {
        const sign = /^\s*(<=|>=|<|>|=|!)?\s*/u.exec(one)?.[0] ?? "";
        return sign.trim() + readCell(column, one.slice(sign.length), this.near).text;
      })
      .join("|");
  }

  sorted(view: View): void {
    this.view = { ...this.view, sort: view.sort };
    this.show();
  }

  private show(): void {
    const query = withView(new URLSearchParams(location.search), this.view).toString();
    history.replaceState(null, "", query ? `?${query}` : location.pathname);
  }

  private namedViews(): HTMLElement {
    const { t } = this.words;
    const kept = this.kept();
    const list = make("ul", { class: "views" });
    for (const [name, query] of Object.entries(kept)) {
      const asked = new URLSearchParams(query);
      const draft = new URLSearchParams(location.search).get("draft");
      if (draft) asked.set("draft", draft);
      const forget = button("×", () => {
        this.keep(name, null);
        const next = item.nextElementSibling ?? item.previousElementSibling;
        item.remove();
        (next?.querySelector("button") ?? keep).focus();
      }, { class: "quiet", "aria-label": t("tables-view-forget", { name }) });
      const item = make("li", {}, make("a", { href: `?${asked.toString()}` }, name), forget);
      list.append(item);
    }
    const keep = button(t("tables-view-keep"), () => {
      this.take(true);
      if (!this.view.name) return this.form.querySelector<HTMLInputElement>('input[name="name"]')?.focus();
      this.keep(this.view.name, withView(new URLSearchParams(), this.view).toString());
      const made = this.namedViews();
      holder.replaceWith(made);
      [...made.querySelectorAll("a")].find((one) => one.textContent === this.view.name)?.focus();
    });
    const holder = make("div", { class: "named-views" }, keep, list);
    return holder;
  }

  private kept(): Record<string, string> {
    try {
      return JSON.parse(localStorage.getItem(PLACE + this.keptAs) ?? "{}") as Record<string, string>;
    } catch {
      return {};
    }
  }

  private keep(name: string, query: string | null): void {
    const kept = Object.fromEntries(Object.entries(this.kept()).filter(([one]) => one !== name));
    if (query !== null) kept[name] = query;
    localStorage.setItem(PLACE + this.keptAs, JSON.stringify(kept));
  }
}
