import { TYPED } from "../shared/typed";
import { entryOf, fillIn } from "./form";
import { isEntry, type Entry } from "./queue";

/** What is typed of classes and not entered yet: on this device, for one person, until it is entered. */
export class Typed {
  constructor(
    private readonly storage: Storage,
    private readonly person: string,
  ) {}

  private place(classId: string): string {
    return `${TYPED}happened ${this.person} ${classId}`;
  }

  /** Keep what stands in a class's form; where this browser has no room it stands on the page alone. */
  note(form: HTMLFormElement): void {
    const entry = entryOf(form);
    try {
      this.storage.setItem(this.place(entry.class_id), JSON.stringify(entry));
    } catch {
      return;
    }
  }

  forget(classId: string): void {
    this.storage.removeItem(this.place(classId));
  }

  /** Write what was typed back into its form; whether that changed anything. */
  fillIn(form: HTMLFormElement): boolean {
    const shown = entryOf(form);
    const kept = this.read(shown.class_id);
    if (!kept) return false;
    fillIn(form, kept);
    return said(entryOf(form)) !== said(shown);
  }

  private read(classId: string): Entry | null {
    try {
      const kept: unknown = JSON.parse(this.storage.getItem(this.place(classId)) ?? "null");
      return isEntry(kept) ? kept : null;
    } catch {
      return null;
    }
  }
}

/** What an entry says, whatever its key. */
function said({ start, cohorts }: Entry): string {
  return JSON.stringify([start, cohorts]);
}
