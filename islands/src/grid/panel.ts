// A row's history and comments, beside the grid.

import type { Words } from "../shared/words";
import { focusOn } from "../shared/focus";
import { button, make } from "./dom";
import type { Wire } from "./sync";
import type { Cells } from "./data";

interface HistoryItem {
  version: number;
  at: string;
  author: string;
  reason: string;
  before: Cells | null;
  after: Cells | null;
}

interface CommentItem {
  author: string;
  at: string;
  said: string;
}

export class RowPanel {
  readonly element: HTMLElement;
  private readonly inside = make("div");
  private row: string | null = null;
  private opener: Element | null = null;

  constructor(
    private readonly words: Words,
    private readonly wire: Wire,
    private readonly toCell: () => void,
    private readonly shown: (open: boolean) => void,
  ) {
    const close = button(words.t("tables-close"), () => this.close(), { class: "close" });
    const title = make("h2", { id: "row-panel-title" }, words.t("tables-row"));
    this.element = make("aside", { class: "row-panel", "aria-labelledby": "row-panel-title", tabindex: "-1" }, close, title, this.inside);
    this.element.hidden = true;
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
  }

  toggle(row: string | null): void {
    if (!this.element.hidden) return this.close();
    this.opener = document.activeElement;
    this.element.hidden = false;
    this.shown(true);
    if (row !== null) this.show(row);
    this.element.focus();
  }

  /** Close it, and go back to where it was opened from; a comment that is not sent yet stands there when the row is opened again. */
  private close(): void {
    this.element.hidden = true;
    if (!this.inside.querySelector("textarea")?.value) this.row = null;
    this.shown(false);
    if (this.opener instanceof HTMLButtonElement) this.opener.focus();
    else this.toCell();
  }

  /** Show a row, if the panel is open: what became of it and what was said of it. */
  show(row: string): void {
    if (this.element.hidden || row === this.row) return;
    this.row = row;
    if (row.startsWith("+")) {
      this.inside.replaceChildren(make("p", {}, this.words.t("tables-row-new")));
      return;
    }
    this.inside.replaceChildren(make("p", { role: "status" }, this.words.t("tables-loading")));
    void this.load(row);
  }

  /** Load what is shown of a row; `toLast` goes to the last comment, which was just made. */
  private async load(row: string, toLast = false): Promise<void> {
    const [table = "", ...key] = JSON.parse(row) as string[];
    const asked = new URLSearchParams([["table", table], ...key.map((cell) => ["key", cell])]);
    const on = new URLSearchParams({ on: `row:${row}` });
    const [history, comments] = await Promise.all([
      this.wire.send("GET", `/api/v1/history?${asked.toString()}`, undefined, {}),
      this.wire.send("GET", `/api/v1/comments?${on.toString()}`, undefined, {}),
    ]);
    if (this.row !== row) return;
    const found = key.filter((cell) => cell !== "").join(" ");
    const { t } = this.words;
    if (history.status !== 200 || comments.status !== 200) {
      this.inside.replaceChildren(make("p", {}, t("tables-row-failed")));
      return;
    }
    const items = (history.body as { items: HistoryItem[] }).items;
    const said = (comments.body as { items: CommentItem[] }).items;
    const made = said.map((one) => make("li", {}, one.said, this.meta(one.author, one.at)));
    const isInside = this.element.contains(document.activeElement); // by now somebody may be elsewhere
    this.inside.replaceChildren(
      make("p", {}, make("strong", {}, found || table)),
      make("h3", {}, t("tables-history")),
      this.list(items.map((item) => this.past(item)), t("tables-no-history")),
      make("h3", {}, t("tables-comments")),
      this.list(made, t("tables-no-comments")),
      this.form(on, row),
    );
    const last = made.at(-1);
    if (toLast && last && isInside) focusOn(last);
  }

  private list(items: HTMLElement[], none: string): HTMLElement {
    return items.length > 0 ? make("ul", {}, ...items) : make("p", { class: "hint" }, none);
  }

  private past(item: HistoryItem): HTMLElement {
    const { t } = this.words;
    let what = item.before === null ? t("tables-row-added") : t("tables-row-deleted");
    if (item.before !== null && item.after !== null) {
      const [before, after] = [item.before, item.after];
      const columns = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((column) => before[column] !== after[column]);
      const blank = t("tables-blank");
      what = columns.map((column) => `${column}: ${before[column] ?? blank} → ${after[column] ?? blank}`).join("; ");
    }
    const why = item.reason ? ` (${item.reason})` : "";
    return make("li", {}, what, make("span", { class: "hint" }, why), this.meta(item.author, item.at));
  }

  private meta(author: string, at: string): HTMLElement {
    const shown = new Date(at).toLocaleString(this.words.locale, { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" });
    return make("p", { class: "hint small" }, [author, `${shown} UTC`].filter(Boolean).join(" · "));
  }

  private form(on: URLSearchParams, row: string): HTMLElement {
    const { t } = this.words;
    const field = make("textarea", { id: "row-comment", rows: "3", required: true, maxlength: "4000" });
    const form = make("form", { class: "fields" }, make("label", { for: "row-comment" }, t("tables-comment")), field, make("button", {}, t("tables-say")));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.wire.send("POST", `/api/v1/comments?${on.toString()}`, { said: field.value }, {}).then((reply) => {
        if (reply.status === 201) void this.load(row, true);
        else field.setCustomValidity(t("tables-not-said"));
        field.reportValidity();
      });
    });
    field.addEventListener("input", () => field.setCustomValidity(""));
    return form;
  }
}
