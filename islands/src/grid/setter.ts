// Setting a column in many rows at once.

import type { Words } from "../shared/words";
import { button, make } from "./dom";
import type { GridColumn } from "./data";

export type Which = "ticked" | "shown" | "block";

/** Ask which column of which rows is to be what; null where it is given up. */
export function askWhat(
  host: HTMLElement,
  { t }: Words,
  columns: readonly GridColumn[],
  counts: Record<Which, number>,
  first: string,
): Promise<{ column: string; text: string; which: Which } | null> {
  const column = make("select", { id: "set-column" }, ...columns.map((one) => make("option", { value: one.name, selected: one.name === first }, one.name)));
  const text = make("input", { id: "set-text", autocomplete: "off" });
  const which = (["ticked", "shown", "block"] as const).filter((one) => counts[one] > 0);
  const rows = make("select", { id: "set-rows" }, ...which.map((one) => make("option", { value: one }, t(`tables-set-${one}`, { count: counts[one] }))));
  const dialog = make("dialog", { "aria-labelledby": "set-title", class: "set-many" });
  const form = make(
    "form",
    { class: "fields", method: "dialog" },
    make("h2", { id: "set-title" }, t("tables-do-set")),
    make("label", { for: "set-rows" }, t("tables-set-rows")),
    rows,
    make("label", { for: "set-column" }, t("tables-set-column")),
    column,
    make("label", { for: "set-text" }, t("tables-set-text")),
    text,
    make("div", { class: "buttons" }, make("button", { class: "primary", value: "set" }, t("tables-set-go")), button(t("tables-cancel"), () => dialog.close(""))),
  );
  dialog.append(form);
  host.append(dialog);
  dialog.showModal();
  column.focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove(); // the browser has put the focus back on what opened it
      const asked = { column: column.value, text: text.value, which: rows.value as Which };
      resolve(dialog.returnValue === "set" ? asked : null);
    });
  });
}
