// What AG Grid itself says, to readers of screens above all, in the words of the catalogue.

import type { Words } from "../shared/words";

export function textsOfGrid(t: Words["t"]): Record<string, string> {
  return {
    noRowsToShow: t("tables-no-rows"),
    ariaSortableColumn: t("tables-reads-sort"),
    ariaHeaderSelection: t("tables-reads-choose-rows"),
    ariaRowSelectAll: t("tables-reads-choose-all"),
    ariaRowToggleSelection: t("tables-reads-choose-row"),
    ariaRowSelect: t("tables-reads-row-chosen-not"),
    ariaRowDeselect: t("tables-reads-row-chosen"),
    ariaChecked: t("tables-reads-chosen"),
    ariaUnchecked: t("tables-reads-chosen-not"),
    ariaIndeterminate: t("tables-reads-chosen-some"),
  };
}
