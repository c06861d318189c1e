// A draft and the service: what is typed is sent soon after, kept in the browser until it has arrived, and put
// on top of what somebody else changed meanwhile.

import type { Change, DraftData, Fault } from "./data";
import type { Keeper, Pending, UnsentStep } from "./keep";
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
  | { is: "later"; message: string }
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
  private unsent: UnsentStep[];
  /** Writes that may have arrived: the first is sent next. */
  private pending: Pending[];
  /** Whether the model is not the draft of the service with the unsent steps on top: then `merge` makes it so. */
  private isBehind = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private busy = false;
  private branching = { mark: "", body: "" };
  /** The marks of the steps and writes of this page, and of those that it took over. */
  private readonly own: Set<string>;

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
    this.pending = kept?.pending ?? [];
    this.own = new Set([...this.unsent, ...this.pending].map((one) => one.mark));
    this.found = this.unsent.length > 0;
    // What may have arrived is sent again as it was; the answer to that says how it stands.
    if (kept?.whole && (this.pending.length > 0 || kept.revision === this.revision)) {
      this.revision = kept.revision;
      this.model = DraftModel.kept(kept.model, begin.shapes);
      this.steps = new UndoStack(kept.steps);
    } else {
      this.model = DraftModel.of(begin.draft?.changes ?? [], begin.shapes);
      this.steps = new UndoStack();
      for (const step of this.unsent) this.steps.perform(this.model, step);
      this.isBehind = this.pending.length > 0;
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

  /** Begin a draft with what was not saved in one that is no longer changed; its number, null where it failed. */
  async branch(): Promise<number | null> {
    const model = new DraftModel(this.begin.shapes);
    for (const op of this.unsent.flatMap((step) => step.ops)) {
      const added = model.addedRow(op.row) ? undefined : this.model.addedRow(op.row);
      if (added && op.kind === "set") model.apply([{ ...added, kind: "add" }]); // the row came with the other draft
      model.apply([op]);
    }
    const body = { title: this.begin.title, base: this.begin.version, changes: model.changes() };
    const reply = await this.wire.send("POST", INTERFACE, body, { "Idempotency-Key": this.markOfBranch(JSON.stringify(body)) });
    if (reply.status !== 201) {
      if (isRefusal(reply)) this.tell(refusal(reply));
      else await this.notTaken(reply);
      return null;
    }
    this.keeper.forget(this.draft, this.begin.version, this.own);
    this.unsent = [];
    this.pending = [];
    return (reply.body as Told).id;
  }

  /** A new mark, of this page. */
  private mark(): string {
    const mark = crypto.randomUUID();
    this.own.add(mark);
    return mark;
  }

  /** The same again may have arrived; with what was typed since it is another draft. */
  private markOfBranch(body: string): string {
    if (this.branching.body !== body) this.branching = { mark: crypto.randomUUID(), body };
    return this.branching.mark;
  }

  private note(step: Step): void {
    this.unsent = [...this.unsent, { ...step, mark: this.mark() }];
    this.keep();
    this.tell({ is: "saving" });
    this.sendSoon(step.ops.length > 1 ? AT_ONCE : WAIT);
  }

  private keep(): void {
    const kept = {
      draft: this.draft,
      revision: this.revision,
      version: this.begin.version,
      whole: !this.isBehind,
      model: this.model.toKeep(),
      steps: this.steps.toKeep(),
      unsent: this.unsent,
      pending: this.pending,
    };
    this.keeper.write(kept, this.own);
  }

  private sendSoon(wait: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.send(), wait);
  }

  private async send(): Promise<void> {
    if (this.busy || (this.unsent.length === 0 && !this.isBehind)) return;
    this.busy = true;
    try {
      if (this.isBehind && this.pending.length === 0) await this.merge();
      else await this.write(this.pending[0] ?? this.allUnsent());
    } finally {
      this.busy = false;
    }
  }

  private allUnsent(): Pending {
    const revision = this.draft === null ? null : this.revision;
    const pending = { mark: this.mark(), revision, changes: this.model.changes(), steps: this.unsent.map((step) => step.mark) };
    this.pending = [pending];
    return pending;
  }

  private async write(pending: Pending): Promise<void> {
    this.keep();
    const reply = await this.put(pending);
    if (reply.status === 200 || reply.status === 201) {
      this.arrived(reply.body as Told, pending);
    } else if (reply.status === 412) {
      this.isBehind = true;
      this.settled(pending);
      this.sendSoon(AT_ONCE);
    } else {
      await this.notTaken(reply);
    }
  }

  private put({ mark, revision, changes }: Pending): Promise<Reply> {
    const headers: Record<string, string> = { "Idempotency-Key": mark };
    if (revision === null) {
      const body = { title: this.begin.title, base: this.begin.version, changes };
      return this.wire.send("POST", INTERFACE, body, headers);
    }
    headers["If-Match"] = `"${revision}"`;
    return this.wire.send("PATCH", `${INTERFACE}/${this.draft}`, { changes }, headers);
  }

  /** How it stands with a write is known. */
  private settled(pending: Pending | undefined): void {
    // another one that begins a draft would begin a second: its steps go into this one
    this.pending = this.pending.filter((one) => one !== pending && (this.draft === null || one.revision !== null));
    if (this.draft === null && this.pending.length === 0) this.isBehind = false; // none has begun one
    this.keep();
  }

  private async notTaken(reply: Reply): Promise<void> {
    if (isRefusal(reply)) {
      await this.refused(reply);
    } else if (reply.status === 401) {
      this.tell({ is: "signed-out" }); // what is unsent is kept, and sent once the page is loaded anew
    } else {
      const message = errorOf(reply)?.message;
      this.tell(message === undefined ? { is: "waiting" } : { is: "later", message });
      this.sendSoon(AGAIN);
    }
  }

  private arrived(told: Told, pending: Pending): void {
    const sent = new Set(pending.steps);
    if (this.draft === null) this.keeper.forget(null, this.begin.version, this.own);
    this.draft = told.id;
    this.revision = told.revision;
    this.faults = told.faults;
    this.unsent = this.unsent.filter((step) => !sent.has(step.mark));
    this.settled(pending);
    const isDone = this.unsent.length === 0 && !this.isBehind;
    this.tell(isDone ? { is: "saved", faults: told.faults } : { is: "saving" });
    if (!isDone) this.sendSoon(WAIT);
  }

  /** Somebody else was quicker: what was typed here goes on top of what they made. */
  private async merge(): Promise<void> {
    const reply = await this.wire.send("GET", `${INTERFACE}/${this.draft ?? 0}`, undefined, {});
    if (reply.status !== 200) {
      await this.notTaken(reply);
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
    this.isBehind = false;
    this.keep();
    this.tell({ is: "merged", faults: told.faults });
    this.sendSoon(AT_ONCE);
  }

  /** How it stands with the draft: it may have been submitted or withdrawn meanwhile. */
  private async statusNow(): Promise<string> {
    if (this.draft === null) return "open";
    const reply = await this.wire.send("GET", `${INTERFACE}/${this.draft}`, undefined, {});
    return reply.status === 200 ? (reply.body as Told).status : "open";
  }

  private async refused(reply: Reply): Promise<void> {
    this.settled(this.pending[0]);
    if (this.pending.length > 0) {
      this.sendSoon(AT_ONCE); // that of another page may have arrived
      return;
    }
    const status = await this.statusNow();
    this.tell(status === "open" ? refusal(reply) : { is: "closed", message: status });
  }
}

/** Whether it would be refused again, too. */
function isRefusal({ status }: Reply): boolean {
  return status >= 300 && status < 500 && status !== 401 && status !== 429;
}

function refusal(reply: Reply): Standing {
  const error = errorOf(reply);
  return { is: "refused", message: error?.message ?? String(reply.status), faults: error?.faults ?? [] };
}

/** What the service says is amiss; nothing where it was not reached, or what stands before it answers. */
function errorOf(reply: Reply): { message?: string; faults?: Fault[] } | undefined {
  return (reply.body as { error?: { message?: string; faults?: Fault[] } } | null)?.error;
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
