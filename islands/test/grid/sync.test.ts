import { beforeEach, expect, test, vi } from "vitest";
import type { Change } from "../../src/grid/data";
import { Keeper } from "../../src/grid/keep";
import { rowName } from "../../src/grid/model";
import { DraftSync, type Reply, type Standing, type Wire } from "../../src/grid/sync";
import type { Step } from "../../src/grid/undo";
import { SHAPES } from "./sheets";

/** A service with one draft, that can be cut off before or after it has taken a write. */
class FakeService implements Wire {
  changes: Change[] | null = null;
  revision = 0;
  cut: "no" | "before" | "after" = "no";
  private readonly done = new Map<string, Reply>();

  send(method: string, _address: string, body: unknown, headers: Record<string, string>): Promise<Reply> {
    if (this.cut === "before") return Promise.resolve({ status: 0, body: null });
    const reply = method === "GET" ? this.told(200) : this.once(body as { changes: Change[] }, headers);
    return Promise.resolve(this.cut === "after" ? { status: 0, body: null } : reply);
  }

  private once(body: { changes: Change[] }, headers: Record<string, string>): Reply {
    const mark = headers["Idempotency-Key"] ?? "";
    const before = this.done.get(mark);
    if (before) return before;
    const seen = headers["If-Match"];
    if (seen !== undefined && seen !== `"${this.revision}"`) return { status: 412, body: null };
    this.write(body.changes);
    const reply = this.told(seen === undefined ? 201 : 200);
    this.done.set(mark, reply);
    return reply;
  }

  write(changes: Change[]): void {
    this.changes = changes;
    this.revision += 1;
  }

  private told(status: number): Reply {
    return { status, body: { id: 1, revision: this.revision, status: "open", changes: this.changes, faults: [] } };
  }
}

function beds(site: string, before: string, after: string): Step {
  return { table: "sites", label: "beds", ops: [{ kind: "set", row: rowName("sites", [site]), column: "beds", before, after }] };
}

function added(site: string): Step {
  return { table: "sites", label: "new", ops: [{ kind: "add", row: `+${site}`, table: "sites", cells: { site_id: site }, after: null }] };
}

const set = (site: string, text: string): Change => ({ table: "sites", where: { site_id: site }, set: { beds: text } });

function begun(service: FakeService, draft: boolean, told: Standing[] = []): DraftSync {
  const found = { id: 1, title: "t", revision: service.revision, status: "open", author: "ann", may_change: true, changes: service.changes ?? [], faults: [] };
  const begin = { version: 3, title: "t", draft: draft ? found : null, shapes: SHAPES };
  return new DraftSync(begin, service, new Keeper(localStorage, "ann"), (standing) => told.push(standing));
}

beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers();
});

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(6000);

test("the first edit begins a draft, the next one changes it", async () => {
  const service = new FakeService();
  const told: Standing[] = [];
  const sync = begun(service, false, told);
  sync.perform(beds("A", "1", "2"));
  await settle();
  sync.perform(beds("B", "1", "3"));
  await settle();
  expect([sync.draft, service.revision]).toEqual([1, 2]);
  expect(service.changes).toEqual([set("A", "2"), set("B", "3")]);
  expect(told.at(-1)).toEqual({ is: "saved", faults: [] });
});

test("without a connection it is kept, also over a page loaded anew, and sent when it is back", async () => {
  const service = new FakeService();
  service.write([]);
  service.cut = "before";
  begun(service, true).perform(beds("A", "1", "2"));
  await settle();
  vi.clearAllTimers();
  service.cut = "no";
  const sync = begun(service, true);
  expect(sync.found).toBe(true);
  sync.start();
  await settle();
  expect(service.changes).toEqual([set("A", "2")]);
  expect(begun(service, true).found).toBe(false);
});

test.each([true, false])("an answer that was lost makes nothing twice (draft there: %s)", async (there) => {
  const service = new FakeService();
  if (there) service.write([]);
  service.cut = "after";
  const sync = begun(service, there);
  sync.perform(added("N1"));
  await settle();
  sync.perform(added("N2"));
  service.cut = "no";
  await settle();
  expect(service.changes).toEqual([
    { table: "sites", insert: { site_id: "N1" } },
    { table: "sites", insert: { site_id: "N2" } },
  ]);
});

test("what somebody else changed meanwhile stays, and what was typed here goes on top", async () => {
  const service = new FakeService();
  service.write([set("A", "2")]);
  const told: Standing[] = [];
  const sync = begun(service, true, told);
  service.write([set("A", "2"), set("B", "9")]);
  sync.perform(beds("A", "2", "5"));
  await settle();
  expect(told.map((one) => one.is)).toContain("merged");
  expect(service.changes).toEqual([set("A", "5"), set("B", "9")]);
});

test("what is refused stays, and is told with the faults", async () => {
  const told: Standing[] = [];
  const refusing: Wire = { send: () => Promise.resolve({ status: 403, body: { error: { message: "not yours", faults: [] } } }) };
  const begin = { version: 3, title: "t", draft: null, shapes: SHAPES };
  const sync = new DraftSync(begin, refusing, new Keeper(localStorage, "ann"), (standing) => told.push(standing));
  sync.perform(beds("A", "1", "2"));
  await settle();
  expect(told.at(-1)).toEqual({ is: "refused", message: "not yours", faults: [] });
  expect(sync.model.changes()).toHaveLength(1);
});

test("whose session has ended keeps what they typed, for the page that comes once they have signed in", async () => {
  const told: Standing[] = [];
  const ended: Wire = { send: () => Promise.resolve({ status: 401, body: { error: { message: "sign in first" } } }) };
  const begin = { version: 3, title: "t", draft: null, shapes: SHAPES };
  const sync = new DraftSync(begin, ended, new Keeper(localStorage, "ann"), (standing) => told.push(standing));
  sync.perform(beds("A", "1", "2"));
  await settle();
  expect(told.at(-1)).toEqual({ is: "signed-out" });
  const again = new DraftSync(begin, ended, new Keeper(localStorage, "ann"), () => undefined);
  expect(again.found).toBe(true);
  expect(again.model.changes()).toHaveLength(1);
});

test("what others typed at this browser is taken away", () => {
  localStorage.setItem("trainopt-edits:bob:7", "{}");
  localStorage.setItem("trainopt-edits:ann:7", "{}");
  localStorage.setItem("else", "1");
  new Keeper(localStorage, "ann").forgetOthers();
  expect(Object.keys(localStorage).sort()).toEqual(["else", "trainopt-edits:ann:7"]);
});
