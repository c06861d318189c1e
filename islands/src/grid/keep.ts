// What was typed and is not sent yet, kept in this browser for whoever typed it; nobody else is shown it.

import type { Change } from "./data";
import type { KeptModel } from "./model";
import type { KeptSteps, Step } from "./undo";

/** By its mark it is known on all pages of the draft that have it. */
interface Marked {
  mark: string;
}

/** What was done and is not sent yet. */
export type UnsentStep = Step & Marked;

export interface Kept {
  draft: number | null;
  revision: number;
  version: number;
  /** Whether all that is unsent is in the model and the steps, on the draft as it was at this revision. */
  whole: boolean;
  model: KeptModel;
  steps: KeptSteps;
  /** What was done since the last answer of the service, on all pages of the draft: sent again on top of what others did. */
  unsent: UnsentStep[];
  /** Writes that may have arrived, at most one of each page: sent again as it was, with its mark, each is done once. */
  pending: Pending[];
}

export interface Pending extends Marked {
  /** The draft that it changes, as it was seen; null where it begins one. */
  revision: number | null;
  changes: Change[];
  /** The marks of the unsent steps that it holds. */
  steps: string[];
}

/** What version 0.2.0 kept: of one page, without marks. */
interface KeptBefore extends Pick<Kept, "draft" | "revision" | "version" | "model" | "steps"> {
  unsent: (Step & Partial<Marked>)[];
  pending: { mark: string; changes: Change[]; steps: number } | null;
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
      return asNow(JSON.parse(text) as Kept | KeptBefore);
    } catch {
      return null;
    }
  }

  /** Keep it beside what other pages of the draft keep there, which have not these `own` marks; false where this browser has no room. */
  write(kept: Kept, own: ReadonlySet<string>): boolean {
    const found = this.read(kept.draft, kept.version);
    const unsent = beside(found?.unsent, kept.unsent, own);
    const pending = beside(found?.pending, kept.pending, own);
    const whole = kept.whole && unsent.length === kept.unsent.length;
    try {
      this.storage.setItem(this.name(kept.draft, kept.version), JSON.stringify({ ...kept, whole, unsent, pending }));
      return true;
    } catch {
      return false;
    }
  }

  /** Forget what has these `own` marks; what was done on other pages stays. */
  forget(draft: number | null, version: number, own: ReadonlySet<string>): void {
    const kept = this.read(draft, version);
    if (kept?.unsent.some((step) => !own.has(step.mark))) {
      this.write({ ...kept, whole: false, unsent: [], pending: [] }, own);
    } else {
      this.storage.removeItem(this.name(draft, version));
    }
  }

  /** Take away what others typed at this browser: it is theirs, and they are gone. */
  forgetOthers(): void {
    const own = `${PREFIX}${encodeURIComponent(this.person)}:`;
    const names = Array.from({ length: this.storage.length }, (_, place) => this.storage.key(place) ?? "");
    for (const name of names) if (name.startsWith(PREFIX) && !name.startsWith(own)) this.storage.removeItem(name);
  }
}

/** What there is of one page, in the order in which it came to be kept, with what was found of others. */
function beside<T extends Marked>(found: readonly T[] = [], now: readonly T[], own: ReadonlySet<string>): T[] {
  const there = new Set(found.map((one) => one.mark));
  const left = new Set(now.map((one) => one.mark));
  return [...found.filter(({ mark }) => left.has(mark) || !own.has(mark)), ...now.filter(({ mark }) => !there.has(mark))];
}

function asNow(kept: Kept | KeptBefore): Kept {
  if ("whole" in kept) return kept;
  const unsent = kept.unsent.map((step, place) => ({ ...step, mark: step.mark ?? String(place) }));
  const { pending } = kept;
  const revision = kept.draft === null ? null : kept.revision;
  const steps = unsent.slice(0, pending?.steps).map((step) => step.mark);
  return { ...kept, whole: false, unsent, pending: pending ? [{ ...pending, revision, steps }] : [] };
}
