// The field in a cell: a line of text, for ids with the ones that there are and their names.

import type { ICellEditorComp, ICellEditorParams } from "ag-grid-community";
import type { GridColumn } from "./data";

export type Choice = [id: string, name: string];

export interface EditorParams {
  of: GridColumn;
  choices: Choice[];
}

let lists = 0;

export class CellField implements ICellEditorComp {
  private readonly field = document.createElement("input");
  private readonly gui = document.createElement("div");

  init(params: ICellEditorParams & EditorParams): void {
    this.gui.className = "cell-field";
    this.gui.append(this.field);
    this.field.type = "text";
    this.field.autocomplete = "off";
    this.field.spellcheck = params.of.kind === "text";
    this.field.setAttribute("aria-label", params.of.name);
    if (params.of.kind === "whole") this.field.inputMode = "numeric";
    const began = params.eventKey;
    const typed = began !== null && began.length === 1;
    this.field.value = typed ? began : String(params.value ?? "");
    if (params.choices.length > 0) this.offer(params.choices);
  }

  private offer(choices: readonly Choice[]): void {
    const list = document.createElement("datalist");
    lists += 1;
    list.id = `choices-${lists}`;
    for (const [id, name] of choices) {
      const option = document.createElement("option");
      option.value = id;
      if (name) option.label = `${id} · ${name}`;
      list.append(option);
    }
    this.field.setAttribute("list", list.id);
    this.gui.append(list);
  }

  getGui(): HTMLElement {
    return this.gui;
  }

  afterGuiAttached(): void {
    this.field.focus();
    const end = this.field.value.length;
    this.field.setSelectionRange(end, end);
  }

  getValue(): string {
    return this.field.value;
  }
}
