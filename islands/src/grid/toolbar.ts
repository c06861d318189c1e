// What can be done to a table, as buttons with their keys.

import type { Words } from "../shared/words";
import { asOneStop } from "../shared/toolbar";
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
  /** Back to the cell in focus. */
  back(): void;
}

export class Toolbar {
  readonly element: HTMLElement;
  readonly finder: HTMLInputElement;
  private readonly undo: HTMLButtonElement;
  private readonly redo: HTMLButtonElement;
  private readonly about: HTMLButtonElement;

  constructor(
    private readonly t: Words["t"],
    does: Does,
    may: { change: boolean; add: boolean },
  ) {
    this.undo = this.button("undo", does.undo, "Ctrl+Z");
    this.redo = this.button("redo", does.redo, "Ctrl+Y");
    const changing = [this.undo, this.redo, this.button("fill", does.fill, "Ctrl+D"), this.button("set", does.setMany, "Ctrl+Enter")];
    const adding = [this.button("add", does.add, "Ctrl+Insert"), this.button("delete", does.remove, "Ctrl+Delete")];
    this.about = this.button("about", does.about, "Ctrl+I");
    this.finder = make("input", { type: "search", id: "grid-find", autocomplete: "off" });
    this.finder.addEventListener("keydown", (event) => {
      if (event.key === "Escape") does.back();
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
      this.about,
      make("div", { class: "find" }, make("label", { for: "grid-find" }, t("tables-find")), this.finder),
    );
    asOneStop(this.element);
    this.show(false, false);
    this.showPanel(false);
  }

  private button(word: string, does: () => void, keys: string): HTMLButtonElement {
    return button(this.t(`tables-do-${word}`), does, { title: keys, "aria-keyshortcuts": keys.replace("Ctrl", "Control"), class: "quiet", "data-do": word });
  }

  /** A button that has nothing to do says so and keeps the focus, which would be lost with one that is disabled. */
  show(canUndo: boolean, canRedo: boolean): void {
    this.undo.setAttribute("aria-disabled", String(!canUndo));
    this.redo.setAttribute("aria-disabled", String(!canRedo));
  }

  /** Whether the panel stands open that one of the buttons opens. */
  showPanel(open: boolean): void {
    this.about.setAttribute("aria-expanded", String(open));
  }

  /** Put the focus on what can be done. */
  focus(): void {
    this.element.querySelector<HTMLElement>("button[tabindex='0']")?.focus();
  }
}
