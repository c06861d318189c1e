// What was done to a draft, to be undone and done again: over all of its tables.

import type { DraftModel, Op } from "./model";

/** What somebody did at one go: its table, how it is called, and the ops. */
export interface Step {
  table: string;
  label: string;
  ops: Op[];
}

export interface KeptSteps {
  done: Step[];
  undone: Step[];
}

const MOST_STEPS = 200;

export class UndoStack {
  private done: Step[];
  private undone: Step[];

  constructor(kept: KeptSteps = { done: [], undone: [] }) {
    this.done = kept.done;
    this.undone = kept.undone;
  }

  toKeep(): KeptSteps {
    return { done: this.done, undone: this.undone };
  }

  get canUndo(): boolean {
    return this.done.length > 0;
  }

  get canRedo(): boolean {
    return this.undone.length > 0;
  }

  /** Do something to the draft; what was undone before cannot be done again after that. */
  perform(model: DraftModel, step: Step): void {
    model.apply(step.ops);
    this.done = [...this.done, step].slice(-MOST_STEPS);
    this.undone = [];
  }

  /** Undo the last step; the ops that did so, to be sent, with its name. */
  undo(model: DraftModel): Step | null {
    const step = this.done.at(-1);
    if (!step) return null;
    const back = { ...step, ops: backwards(step.ops) };
    model.apply(back.ops);
    this.done = this.done.slice(0, -1);
    this.undone = [...this.undone, step];
    return back;
  }

  redo(model: DraftModel): Step | null {
    const step = this.undone.at(-1);
    if (!step) return null;
    model.apply(step.ops);
    this.undone = this.undone.slice(0, -1);
    this.done = [...this.done, step];
    return step;
  }
}

/** The ops that take back what these did. */
export function backwards(ops: readonly Op[]): Op[] {
  return ops.toReversed().map(opposite);
}

function opposite(op: Op): Op {
  switch (op.kind) {
    case "set":
      return { ...op, before: op.after, after: op.before };
    case "add":
      return { ...op, kind: "remove" };
    case "remove":
      return { ...op, kind: "add" };
    case "delete":
      return { ...op, kind: "restore" };
    case "restore":
      return { ...op, kind: "delete" };
  }
}
