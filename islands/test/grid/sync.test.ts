import { beforeEach, expect, test, vi } from "vitest";
import type { Change } from "../../src/grid/data";
import { type Kept, Keeper } from "../../src/grid/keep";
import { rowName } from "../../src/grid/model";
import { DraftSync, type Reply, type Standing, type Wire } from "../../src/grid/sync";
import type { Step } from "../../src/grid/undo";
import { SHAPES } from "./sheets";

/** A service with one draft, that can be cut off before or after it has taken a write. */
class FakeService implements Wire {
  changes: Change[] | null = null;
  revision = 0;
  status = "open";
  /** Drafts that were begun beside the one. */
  readonly others: Change[][] = [];
  cut: "no" | "before" | "after" = "no";
  /** Another answer than it would give to what begins a draft beside the one. */
  beside: Reply | null = null;
  private readonly done = new Map<string, { body: string; reply: Reply }>();

  send(method: string, _address: string, body: unknown, headers: Record<string, string>): Promise<Reply> {
    if (this.cut === "before") return Promise.resolve({ status: 0, body: null });
    const reply = method === "GET" ? this.told(200) : this.once(body as { changes: Change[] }, headers);
    return Promise.resolve(this.cut === "after" ? { status: 0, body: null } : reply);
  }

  private once(body: { changes: Change[] }, headers: Record<string, string>): Reply {
    const mark = headers["Idempotency-Key"] ?? "";
    const before = this.done.get(mark);
    if (before) return before.body === JSON.stringify(body) ? before.reply : { status: 422, body: { error: { message: "another body" } } };
    const seen = headers["If-Match"];
    if (seen === undefined && this.status !== "open") {
      if (this.beside) return this.beside;
      this.others.push(body.changes);
      const reply = { status: 201, body: { id: 1 + this.others.length } };
      this.done.set(mark, { body: JSON.stringify(body), reply });
      return reply;
    }
    if (this.status !== "open") return { status: 422, body: { error: { message: "no longer changed" } } };
    if (seen !== undefined && seen !== `"${this.revision}"`) return { status: 412, body: null };
    this.write(body.changes);
    const reply = this.told(seen === undefined ? 201 : 200);
    this.done.set(mark, { body: JSON.stringify(body), reply });
    return reply;
  }

  write(changes: Change[]): void {
    this.changes = changes;
    this.revision += 1;
  }

  private told(status: number): Reply {
    return { status, body: { id: 1, revision: this.revision, status: this.status, changes: this.changes, faults: [] } };
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

test("what cannot be written just now is kept, told in the words of the service and sent again", async () => {
  const service = new FakeService();
  service.write([]);
  const full: Reply = { status: 503, body: { error: { message: "the store is full" } } };
  const sent = service.send.bind(service);
  service.send = () => Promise.resolve(full);
  const told: Standing[] = [];
  begun(service, true, told).perform(beds("A", "1", "2"));
  await settle();
  expect(told.at(-1)).toEqual({ is: "later", message: "the store is full" });
  service.send = sent;
  await settle();
  expect(service.changes).toEqual([set("A", "2")]);
  expect(told.at(-1)).toEqual({ is: "saved", faults: [] });
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

test("what two pages of one draft did without a connection is kept, of both", async () => {
  const service = new FakeService();
  service.write([]);
  service.cut = "before";
  const [one, other] = [begun(service, true), begun(service, true)];
  one.perform(beds("A", "1", "2"));
  await settle();
  other.perform(beds("B", "1", "3"));
  await settle();
  one.perform(beds("C", "1", "4"));
  await settle();
  vi.clearAllTimers(); // both are closed
  service.cut = "no";
  begun(service, true).start();
  await settle();
  expect(service.changes).toEqual(expect.arrayContaining([set("A", "2"), set("B", "3"), set("C", "4")]));
  expect(begun(service, true).found).toBe(false);
});

test("what is done on a page whose steps another took over is kept, too", async () => {
  const service = new FakeService();
  service.write([]);
  service.cut = "before";
  const one = begun(service, true);
  one.perform(beds("A", "1", "2"));
  await settle();
  const other = begun(service, true);
  one.perform(beds("B", "1", "3"));
  other.perform(beds("C", "1", "4"));
  vi.clearAllTimers(); // both are closed
  service.cut = "no";
  begun(service, true).start();
  await settle();
  expect(service.changes).toHaveLength(3);
  expect(service.changes).toEqual(expect.arrayContaining([set("A", "2"), set("B", "3"), set("C", "4")]));
  expect(begun(service, true).found).toBe(false);
});

/** A page adds N1 and another N2, both without an answer: it is cut off from them as it is given. */
async function twoAdd(service: FakeService, draft: boolean, cuts: (typeof service.cut)[]): Promise<void> {
  const pages = [begun(service, draft), begun(service, draft)];
  for (const [place, page] of pages.entries()) {
    service.cut = cuts[place] ?? "no";
    page.perform(added(`N${place + 1}`));
    await vi.advanceTimersByTimeAsync(1500);
  }
  vi.clearAllTimers(); // both are closed
  service.cut = "no";
}

test.each<FakeService["cut"][]>([
  ["after", "before"],
  ["before", "after"],
  ["before", "before"],
])("what two pages added is there once, whichever write arrived (%s, %s)", async (...cuts) => {
  const service = new FakeService();
  service.write([]);
  await twoAdd(service, true, cuts);
  const last = begun(service, true);
  last.start();
  await settle();
  expect(service.changes?.map((change) => change.insert?.["site_id"]).sort()).toEqual(["N1", "N2"]);
  expect(last.model.added("sites")).toHaveLength(2);
  expect(begun(service, true).found).toBe(false);
});

test("two pages that both began a draft go on in one", async () => {
  const service = new FakeService();
  await twoAdd(service, false, ["after", "before"]);
  begun(service, false).start();
  await settle();
  expect(service.changes?.map((change) => change.insert?.["site_id"]).sort()).toEqual(["N1", "N2"]);
  expect(begun(service, false).found).toBe(false);
});

test("what version 0.2.0 kept is sent, and a write that arrived not again", async () => {
  const service = new FakeService();
  service.write([]);
  service.cut = "after";
  begun(service, true).perform(added("N1"));
  await vi.advanceTimersByTimeAsync(1500);
  vi.clearAllTimers();
  service.cut = "no";
  const [name] = Object.keys(localStorage);
  const { whole: _, unsent, pending, ...kept } = JSON.parse(localStorage.getItem(name ?? "") ?? "") as Kept;
  const [first] = unsent.map(({ mark: _mark, ...step }) => step);
  const before = pending.map(({ mark, changes }) => ({ mark, changes, steps: 1 }))[0];
  localStorage.setItem(name ?? "", JSON.stringify({ ...kept, unsent: [first, beds("B", "1", "3")], pending: before }));
  begun(service, true).start();
  await settle();
  expect(service.changes).toEqual([set("B", "3"), { table: "sites", insert: { site_id: "N1" } }]);
  expect(begun(service, true).found).toBe(false);
});

test("what one page has sent takes nothing away of what another has not", async () => {
  const service = new FakeService();
  service.write([]);
  const [one, other] = [begun(service, true), begun(service, true)];
  service.cut = "before";
  one.perform(beds("A", "1", "2"));
  await settle();
  vi.clearAllTimers();
  service.cut = "no";
  other.perform(beds("B", "1", "3"));
  await settle();
  expect(service.changes).toEqual([set("B", "3")]);
  begun(service, true).start();
  await settle();
  expect(service.changes).toEqual(expect.arrayContaining([set("A", "2"), set("B", "3")]));
});

test("a draft that was submitted on another page says so, and what it no longer takes begins another", async () => {
  const service = new FakeService();
  service.write([{ table: "sites", insert: { site_id: "N1" } }]);
  const told: Standing[] = [];
  const sync = begun(service, true, told);
  service.status = "submitted";
  sync.perform(beds("A", "1", "2"));
  const [row] = sync.model.added("sites");
  sync.perform({ table: "sites", label: "", ops: [{ kind: "set", row: row?.row ?? "", column: "beds", before: "", after: "7" }] });
  await settle();
  expect(told.at(-1)).toEqual({ is: "closed", message: "submitted" });
  expect(begun(service, true).found).toBe(true);
  service.cut = "before";
  expect(await sync.branch()).toBe(null);
  service.cut = "no";
  expect(await sync.branch()).toBe(2);
  expect(service.others).toEqual([[set("A", "2"), { table: "sites", insert: { site_id: "N1", beds: "7" } }]]);
  expect(begun(service, true).found).toBe(false);
});

/** A page whose draft was submitted elsewhere, with a step that it did not take. */
async function closed(service: FakeService, told: Standing[]): Promise<DraftSync> {
  service.write([]);
  const sync = begun(service, true, told);
  service.status = "submitted";
  sync.perform(beds("A", "1", "2"));
  await settle();
  return sync;
}

test.each<[number, Standing]>([
  [401, { is: "signed-out" }],
  [422, { is: "refused", message: "not now", faults: [] }],
  [429, { is: "later", message: "not now" }],
  [0, { is: "waiting" }],
])("where a draft of its own does not come about it is told (%i)", async (status, standing) => {
  const service = new FakeService();
  const told: Standing[] = [];
  const sync = await closed(service, told);
  service.beside = { status, body: status ? { error: { message: "not now" } } : null };
  expect(await sync.branch()).toBe(null);
  expect(told.at(-1)).toEqual(standing);
  service.beside = null;
  expect(await sync.branch()).toBe(2);
});

test("a draft of its own whose answer was lost is begun once; with what was typed since it is another", async () => {
  const service = new FakeService();
  const sync = await closed(service, []);
  service.cut = "after";
  expect(await sync.branch()).toBe(null);
  expect(await sync.branch()).toBe(null);
  expect(service.others).toHaveLength(1);
  service.cut = "no";
  sync.perform(beds("B", "1", "3"));
  expect(await sync.branch()).toBe(3);
  expect(service.others).toEqual([[set("A", "2")], [set("A", "2"), set("B", "3")]]);
});

test("what others typed at this browser is taken away", () => {
  localStorage.setItem("trainopt-edits:bob:7", "{}");
  localStorage.setItem("trainopt-edits:ann:7", "{}");
  localStorage.setItem("else", "1");
  new Keeper(localStorage, "ann").forgetOthers();
  expect(Object.keys(localStorage).sort()).toEqual(["else", "trainopt-edits:ann:7"]);
});
