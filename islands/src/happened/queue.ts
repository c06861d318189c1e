/** Entries that wait for the connection: kept on the device for one person, sent in order, each once. */

export interface Cohort {
  readonly cohort: string;
  readonly trainees: string;
  readonly state: string;
}

export interface Entry {
  /** Goes with every attempt to send it: the service does each key once. */
  readonly key: string;
  readonly class_id: string;
  readonly start: string;
  readonly cohorts: readonly Cohort[];
}

/** What came of sending an entry. `away`: there is no service to be reached, or it cannot answer now. */
export type Outcome =
  | { readonly kind: "taken"; readonly draft: number; readonly faults: readonly string[] }
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "signed-out" }
  | { readonly kind: "away" };

export type Send = (entry: Entry) => Promise<Outcome>;
export type Told = (entry: Entry, outcome: Outcome) => void;

/** Whether what was kept is an entry. */
export function isEntry(one: unknown): one is Entry {
  const entry = one as Partial<Entry> | null;
  return (
    typeof entry === "object" &&
    entry !== null &&
    typeof entry.key === "string" &&
    typeof entry.class_id === "string" &&
    typeof entry.start === "string" &&
    Array.isArray(entry.cohorts)
  );
}

export class Queue {
  private sending: Promise<void> | undefined;

  /** What one person entered is never sent as another's: each has a place of their own. */
  constructor(
    private readonly storage: Storage,
    private readonly person: string,
    private readonly send: Send,
    private readonly tell: Told,
  ) {}

  private get place(): string {
    return `trainopt happened ${this.person}`;
  }

  /** What waits, the oldest first. */
  get waiting(): readonly Entry[] {
    try {
      const kept: unknown = JSON.parse(this.storage.getItem(this.place) ?? "[]");
      return Array.isArray(kept) ? kept.filter(isEntry) : [];
    } catch {
      return [];
    }
  }

  private keep(entries: readonly Entry[]): void {
    if (entries.length) this.storage.setItem(this.place, JSON.stringify(entries));
    else this.storage.removeItem(this.place);
  }

  /** Keep an entry. What waits of the same class is replaced by it: it was said anew. */
  add(entry: Entry): void {
    this.keep([...this.waiting.filter((one) => one.class_id !== entry.class_id), entry]);
  }

  /** Send what waits, in order, until one cannot be sent; those who call meanwhile wait for the same. */
  flush(): Promise<void> {
    this.sending ??= this.sendAll().finally(() => {
      this.sending = undefined;
    });
    return this.sending;
  }

  private async sendAll(): Promise<void> {
    for (let entry = this.waiting[0]; entry; entry = this.waiting[0]) {
      const sent = entry;
      const outcome = await this.send(sent);
      if (outcome.kind === "taken" || outcome.kind === "refused") {
        this.keep(this.waiting.filter((one) => one.key !== sent.key));
      }
      this.tell(sent, outcome);
      if (outcome.kind === "away" || outcome.kind === "signed-out") return;
    }
  }
}

/** A key that nobody else has. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
