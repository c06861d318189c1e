// A draft and the service: what is typed is sent soon after, kept in the browser until it has arrived, and put
// on top of what somebody else changed meanwhile.

import type { Change, DraftData, Fault } from "./data";
import type { Keeper, Kept, Pending } from "./keep";
import { DraftModel, type Shapes } from "./model";
import { type Step, UndoStack } from "./undo";

/** What a request came to. `status` is 0 where nobody was reached. */
export interface Reply {
  status: number;
  body: unknown;
}

export interface Wire {
  send(method: string, address: string, body: unknown, headers: Record<string, string>): Promise<Reply>;
}

/** How it stands with what was typed. */
export type Standing =
  | { is: "saved"; faults: Fault[] }
  | { is: "saving" }
  | { is: "waiting" }
  | { is: "signed-out" }
  | { is: "merged"; faults: Fault[] }
  | { is: "refused"; message: string; faults: Fault[] }
  | { is: "closed"; message: string };

export interface Begin {
  version: number;
  title: string;
  draft: DraftData | null;
  shapes: Shapes;
}

interface Told {
  id: number;
  revision: number;
  status: string;
  changes: Change[];
  faults: Fault[];
}

const INTERFACE = "/api/v1/drafts";
/** Milliseconds for which typing is gathered; what is done to many cells at once is sent at once. */
const WAIT = 350;
const AT_ONCE = 0;
const AGAIN = 5000;

export class DraftSync {
  model: DraftModel;
  steps: UndoStack;
  draft: number | null;
  faults: Fault[];
  /** Whether something was found in this browser that had not been sent. */
  readonly found: boolean;
  private revision: number;
  private unsent: Step[];
  private pending: Pending | null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private busy = false;

  constructor(
    private readonly begin: Begin,
    private readonly wire: Wire,
    private readonly keeper: Keeper,
    private readonly tell: (standing: Standing) => void,
  ) {
    this.draft = begin.draft?.id ?? null;
    this.revision = begin.draft?.revision ?? 0;
    this.faults = begin.draft?.faults ?? [];
    const kept = keeper.read(this.draft, begin.version);
    this.unsent = kept?.unsent ?? [];
    this.pending = kept?.pending ?? null;
    this.found = this.unsent.length > 0;
    // What may have arrived is sent again as it was; the answer to that says how it stands.
    if (kept && (kept.pending !== null || kept.revision === this.revision)) {
      this.revision = kept.revision;
      this.model = DraftModel.kept(kept.model, begin.shapes);
      this.steps = new UndoStack(kept.steps);
    } else {
      this.model = DraftModel.of(begin.draft?.changes ?? [], begin.shapes);
      this.steps = new UndoStack();
      for (const step of this.unsent) this.steps.perform(this.model, step);
    }
  }

  /** Send what was found in the browser. */
  start(): void {
    if (this.unsent.length > 0) this.sendSoon(AT_ONCE);
  }

  perform(step: Step): void {
    if (step.ops.length === 0) return;
    this.steps.perform(this.model, step);
    this.note(step);
  }

  undo(): Step | null {
    const step = this.steps.undo(this.model);
    if (step) this.note(step);
    return step;
  }

  redo(): Step | null {
    const step = this.steps.redo(this.model);
    if (step) this.note(step);
    return step;
  }

  /** Go on at once: the connection may be back. */
  retry(): void {
    if (this.unsent.length > 0) this.sendSoon(AT_ONCE);
  }

  private note(step: Step): void {
    this.unsent = [...this.unsent, step];
    this.keep();
    this.tell({ is: "saving" });
    this.sendSoon(step.ops.length > 1 ? AT_ONCE : WAIT);
  }

  private keep(): void {
    const kept: Kept = {
      draft: this.draft,
      revision: this.revision,
      version: this.begin.version,
      model: this.model.toKeep(),
      steps: this.steps.toKeep(),
      unsent: this.unsent,
      pending: this.pending,
    };
    this.keeper.write(kept);
  }

  private sendSoon(wait: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.send(), wait);
  }

  private async send(): Promise<void> {
    if (this.busy || this.unsent.length === 0) return;
    this.busy = true;
    this.pending ??= { mark: crypto.randomUUID(), changes: this.model.changes(), steps: this.unsent.length };
    this.keep();
    try {
      await this.take(await this.put(this.pending), this.pending.steps);
    } finally {
      this.busy = false;
    }
  }

  private put(pending: Pending): Promise<Reply> {
    const headers: Record<string, string> = { "Idempotency-Key": pending.mark };
    const changes = pending.changes;
    if (this.draft === null) {
      const body = { title: this.begin.title, base: this.begin.version, changes };
      return this.wire.send("POST", INTERFACE, body, headers);
    }
    headers["If-Match"] = `"${this.revision}"`;
    return this.wire.send("PATCH", `${INTERFACE}/${this.draft}`, { changes }, headers);
  }

  private async take(reply: Reply, sent: number): Promise<void> {
    if (reply.status === 200 || reply.status === 201) {
      this.arrived(reply.body as Told, sent);
    } else if (reply.status === 412) {
      await this.merge();
    } else if (reply.status === 0 || reply.status >= 500 || reply.status === 429) {
      this.tell({ is: "waiting" });
      this.sendSoon(AGAIN);
    } else if (reply.status === 401) {
      this.tell({ is: "signed-out" }); // what is unsent is kept, and sent once the page is loaded anew
    } else {
      this.refused(reply);
    }
  }

  private arrived(told: Told, sent: number): void {
    if (this.draft === null) this.keeper.forget(null, this.begin.version);
    this.draft = told.id;
    this.revision = told.revision;
    this.faults = told.faults;
    this.unsent = this.unsent.slice(sent);
    this.pending = null;
    this.keep();
    this.tell(this.unsent.length > 0 ? { is: "saving" } : { is: "saved", faults: told.faults });
    if (this.unsent.length > 0) this.sendSoon(WAIT);
  }

  /** Somebody else was quicker: what was typed here goes on top of what they made. */
  private async merge(): Promise<void> {
    const reply = await this.wire.send("GET", `${INTERFACE}/${this.draft ?? 0}`, undefined, {});
    if (reply.status !== 200) {
      this.tell({ is: "waiting" });
      this.sendSoon(AGAIN);
      return;
    }
    const told = reply.body as Told;
    if (told.status !== "open") {
      this.tell({ is: "closed", message: told.status });
      return;
    }
    this.model = DraftModel.of(told.changes, this.begin.shapes);
    this.steps = new UndoStack();
    for (const step of this.unsent) this.steps.perform(this.model, step);
    this.revision = told.revision;
    this.pending = null;
    this.keep();
    this.tell({ is: "merged", faults: told.faults });
    this.sendSoon(AT_ONCE);
  }

  private refused(reply: Reply): void {
    const error = (reply.body as { error?: { message?: string; faults?: Fault[] } } | null)?.error;
    this.pending = null;
    this.keep();
    this.tell({ is: "refused", message: error?.message ?? String(reply.status), faults: error?.faults ?? [] });
  }
}

/** Requests as the pages send them: with the page's mark, so that the service knows that they are its own. */
export function wireOf(mark: string): Wire {
  return {
    async send(method, address, body, headers) {
      try {
        const answer = await fetch(address, {
          method,
          headers: { ...headers, "Content-Type": "application/json", "X-CSRF-Token": mark },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const isJson = (answer.headers.get("content-type") ?? "").includes("json");
        return { status: answer.status, body: isJson ? await answer.json() : null };
      } catch {
        return { status: 0, body: null };
      }
    },
  };
}
