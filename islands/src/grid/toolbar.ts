// What can be done to a table, as buttons with their keys.

import type { Words } from "../shared/words";
import { button, make } from "./dom";

export interface Does {
  undo(): void;
  redo(): void;
  add(): void;
  remove(): void;
  fill(): void;
  copy(): void;
  setMany(): void;
  find(text: string, back: boolean): boolean;
  about(): void;
}

export class Toolbar {
  readonly element: HTMLElement;
  readonly finder: HTMLInputElement;
  private readonly undo: HTMLButtonElement;
  private readonly redo: HTMLButtonElement;

  constructor(
    private readonly t: Words["t"],
    does: Does,
    may: { change: boolean; add: boolean },
  ) {
    this.undo = this.button("undo", does.undo, "Ctrl+Z");
    this.redo = this.button("redo", does.redo, "Ctrl+Y");
    const changing = [this.undo, this.redo, this.button("fill", does.fill, "Ctrl+D"), this.button("set", does.setMany, "Ctrl+Enter")];
    const adding = [this.button("add", does.add, "Ctrl+Insert"), this.button("delete", does.remove, "Ctrl+Delete")];
    this.finder = make("input", { type: "search", id: "grid-find", autocomplete: "off" });
    this.finder.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || this.finder.value === "") return;
      event.preventDefault();
      this.finder.setCustomValidity(does.find(this.finder.value, event.shiftKey) ? "" : t("tables-not-found"));
      this.finder.reportValidity();
      this.finder.focus();
    });
    this.finder.addEventListener("input", () => this.finder.setCustomValidity(""));
    this.element = make(
      "div",
      { class: "grid-tools", role: "toolbar", "aria-label": t("tables-tools") },
      ...(may.change ? changing : []),
      ...(may.add ? adding : []),
      this.button("copy", does.copy, "Ctrl+C"),
      this.button("about", does.about, "Ctrl+I"),
      make("label", { for: "grid-find" }, t("tables-find")),
      this.finder,
    );
    this.show(false, false);
  }

  private button(word: string, does: () => void, keys: string): HTMLButtonElement {
    return button(this.t(`tables-do-${word}`), does, { title: keys, "aria-keyshortcuts": keys.replace("Ctrl", "Control"), class: "quiet", "data-do": word });
  }

  show(canUndo: boolean, canRedo: boolean): void {
    this.undo.disabled = !canUndo;
    this.redo.disabled = !canRedo;
  }
}
