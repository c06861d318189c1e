// What was typed and is not sent yet, kept in this browser for whoever typed it; nobody else is shown it.

import type { Change } from "./data";
import type { KeptModel } from "./model";
import type { KeptSteps, Step } from "./undo";

export interface Kept {
  draft: number | null;
  revision: number;
  version: number;
  model: KeptModel;
  steps: KeptSteps;
  /** What was done since the last answer of the service: sent again on top of what others did. */
  unsent: Step[];
  /** A write that may have arrived: sent again as it was, with its mark, it is done once. */
  pending: Pending | null;
}

export interface Pending {
  mark: string;
  changes: Change[];
  /** How many of the unsent steps it holds. */
  steps: number;
}

const PREFIX = "trainopt-edits:";

/** The part of the browser's storage that is needed here. */
export type Storage = Pick<globalThis.Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

export class Keeper {
  constructor(
    private readonly storage: Storage,
    private readonly person: string,
  ) {}

  private name(draft: number | null, version: number): string {
    return `${PREFIX}${encodeURIComponent(this.person)}:${draft === null ? `new-${version}` : draft}`;
  }

  read(draft: number | null, version: number): Kept | null {
    const text = this.storage.getItem(this.name(draft, version));
    if (text === null) return null;
    try {
      return JSON.parse(text) as Kept;
    } catch {
      return null;
    }
  }

  /** Keep it; false where this browser has no room. */
  write(kept: Kept): boolean {
    try {
      this.storage.setItem(this.name(kept.draft, kept.version), JSON.stringify(kept));
      return true;
    } catch {
      return false;
    }
  }

  forget(draft: number | null, version: number): void {
    this.storage.removeItem(this.name(draft, version));
  }

  /** Take away what others typed at this browser: it is theirs, and they are gone. */
  forgetOthers(): void {
    const own = `${PREFIX}${encodeURIComponent(this.person)}:`;
    const names = Array.from({ length: this.storage.length }, (_, place) => this.storage.key(place) ?? "");
    for (const name of names) if (name.startsWith(PREFIX) && !name.startsWith(own)) this.storage.removeItem(name);
  }
}
