// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from "vitest";
import { entryOf, fillIn } from "../src/happened/form";
import { freshen } from "../src/happened/fresh";
import { Queue, newKey, type Entry, type Outcome } from "../src/happened/queue";
import { send } from "../src/happened/send";
import { Typed } from "../src/happened/typed";
import { forgetTyped } from "../src/shared/typed";

const TAKEN: Outcome = { kind: "taken", draft: 3, faults: [] };
const AWAY: Outcome = { kind: "away" };

function entry(class_id: string, key = newKey(), trainees = "20"): Entry {
  return { key, class_id, start: "2027-01-04", cohorts: [{ cohort: "A1-01", trainees, state: "" }] };
}

function queueThat(answers: Outcome[], person = "pawel"): { queue: Queue; sent: Entry[]; told: string[] } {
  const sent: Entry[] = [];
  const told: string[] = [];
  const queue = new Queue(
    localStorage,
    person,
    (one) => {
      sent.push(one);
      return Promise.resolve(answers.shift() ?? AWAY);
    },
    (one, outcome) => told.push(`${one.class_id} ${outcome.kind}`),
  );
  return { queue, sent, told };
}

beforeEach(() => localStorage.clear());

describe("the queue", () => {
  it("sends in order and forgets what was taken", async () => {
    const { queue, sent, told } = queueThat([TAKEN, TAKEN]);
    queue.add(entry("a"));
    queue.add(entry("b"));
    await queue.flush();
    expect(sent.map((one) => one.class_id)).toEqual(["a", "b"]);
    expect(told).toEqual(["a taken", "b taken"]);
    expect(queue.waiting).toEqual([]);
    expect(localStorage.length).toBe(0);
  });

  it("keeps what cannot be sent, also for a page that is loaded anew, under the same key", async () => {
    const first = queueThat([AWAY]);
    first.queue.add(entry("a", "k1"));
    first.queue.add(entry("b", "k2"));
    await first.queue.flush();
    expect(first.sent.map((one) => one.key)).toEqual(["k1"]);
    const again = queueThat([TAKEN, TAKEN]);
    await again.queue.flush();
    expect(again.sent.map((one) => one.key)).toEqual(["k1", "k2"]);
    expect(again.queue.waiting).toEqual([]);
  });

  it("keeps what is entered while another is being sent", async () => {
    const answers: ((outcome: Outcome) => void)[] = [];
    const asked = (): Promise<Outcome> => new Promise((done) => answers.push(done));
    const queue = new Queue(localStorage, "pawel", asked, () => undefined);
    queue.add(entry("a", "k1"));
    const over = queue.flush();
    queue.add(entry("a", "k2", "19"));
    expect(queue.flush()).toBe(over);
    answers[0]?.(TAKEN);
    await vi.waitFor(() => expect(answers.length).toBe(2));
    expect(queue.waiting.map((one) => one.key)).toEqual(["k2"]);
    answers[1]?.(TAKEN);
    await over;
    expect(queue.waiting).toEqual([]);
  });

  it("lets what is said anew stand in place of what waits", () => {
    const { queue } = queueThat([]);
    queue.add(entry("a", "k1"));
    queue.add(entry("a", "k2", "18"));
    expect(queue.waiting.map((one) => one.key)).toEqual(["k2"]);
  });

  it("does not try again what was refused, and waits for whoever is signed out", async () => {
    const { queue, told } = queueThat([{ kind: "refused", why: "no" }, { kind: "signed-out" }]);
    queue.add(entry("a"));
    queue.add(entry("b"));
    await queue.flush();
    expect(told).toEqual(["a refused", "b signed-out"]);
    expect(queue.waiting.map((one) => one.class_id)).toEqual(["b"]);
  });

  it("sends nothing of another person", async () => {
    queueThat([]).queue.add(entry("a"));
    const other = queueThat([TAKEN], "dora");
    await other.queue.flush();
    expect(other.sent).toEqual([]);
  });

  it("passes over what is no entry", () => {
    localStorage.setItem("trainopt happened pawel", '[1, {"key": "k"}]');
    expect(queueThat([]).queue.waiting).toEqual([]);
    localStorage.setItem("trainopt happened pawel", "{");
    expect(queueThat([]).queue.waiting).toEqual([]);
  });
});

const html = `<form><input type="hidden" name="class" value="c"><input type="date" name="start" value="2027-01-04">
  <input type="checkbox" name="not_held"><input type="hidden" name="cohort" value="A1-01">
  <input name="trainees-A1-01" value=" 19 "><select name="state-A1-01"><option value=""></option>
  <option value="failed"></option><option value="not_held"></option></select></form>`;

function form(): HTMLFormElement {
  document.body.innerHTML = html;
  return document.querySelector("form")!;
}

describe("the form", () => {
  it("becomes an entry, and is filled in from one", () => {
    const made = entryOf(form());
    expect(made).toMatchObject({ class_id: "c", start: "2027-01-04" });
    expect(made.cohorts).toEqual([{ cohort: "A1-01", trainees: "19", state: "" }]);
    const other = form();
    const cohorts = [{ cohort: "A1-01", trainees: "7", state: "failed" }];
    fillIn(other, { ...made, start: "2027-01-11", cohorts });
    expect(entryOf(other)).toMatchObject({ start: "2027-01-11", cohorts });
  });

  it("says of each cohort that the class was not held", () => {
    const one = form();
    one.querySelector<HTMLInputElement>("[type=checkbox]")!.checked = true;
    expect(entryOf(one).cohorts[0]?.state).toBe("not_held");
    const other = form();
    fillIn(other, entryOf(one));
    expect(other.querySelector<HTMLInputElement>("[type=checkbox]")!.checked).toBe(true);
  });
});

describe("what is typed", () => {
  function type(one: HTMLFormElement, value: string): void {
    one.querySelector<HTMLInputElement>("[name=trainees-A1-01]")!.value = value;
  }

  it("stands in the form again when the page is loaded anew, until it is entered", () => {
    const first = form();
    type(first, "7");
    new Typed(localStorage, "pawel").note(first);
    const again = form();
    const typed = new Typed(localStorage, "pawel");
    expect(typed.fillIn(again)).toBe(true);
    expect(entryOf(again).cohorts[0]?.trainees).toBe("7");
    typed.forget("c");
    expect(typed.fillIn(form())).toBe(false);
  });

  it("says nothing where it stands there already, is another's, or is no entry", () => {
    new Typed(localStorage, "pawel").note(form());
    expect(new Typed(localStorage, "pawel").fillIn(form())).toBe(false);
    const other = form();
    type(other, "7");
    new Typed(localStorage, "pawel").note(other);
    expect(new Typed(localStorage, "dora").fillIn(form())).toBe(false);
    localStorage.setItem("kept happened pawel c", "[");
    expect(new Typed(localStorage, "pawel").fillIn(form())).toBe(false);
  });

  it("is gone once somebody signs out, and what was entered waits on", () => {
    new Typed(localStorage, "pawel").note(form());
    queueThat([]).queue.add(entry("a"));
    sessionStorage.setItem("kept pawel /drafts/1 title", "[]");
    forgetTyped(localStorage, sessionStorage);
    expect([localStorage.length, sessionStorage.length]).toEqual([1, 0]);
    expect(queueThat([]).queue.waiting).toHaveLength(1);
  });

  it("stays on the page alone where the browser has no room", () => {
    const full = { setItem: () => { throw new DOMException("full", "QuotaExceededError"); } } as unknown as Storage;
    expect(() => new Typed(full, "pawel").note(form())).not.toThrow();
  });
});

describe("sending", () => {
  function answering(answer: () => Promise<Partial<Response>>): ReturnType<typeof vi.fn> {
    const called = vi.fn(answer);
    vi.stubGlobal("fetch", called);
    return called;
  }

  it("carries the key and the mark of the page", async () => {
    const called = answering(() => Promise.resolve(new Response('{"draft": 3, "faults": ["x"]}', { status: 201 })));
    expect(await send(entry("a", "k1"), "m", false)).toEqual({ kind: "taken", draft: 3, faults: ["x"] });
    const [, asked] = called.mock.calls[0] as [string, RequestInit];
    expect(asked.headers).toMatchObject({ "Idempotency-Key": "k1", "X-CSRF-Token": "m" });
    expect(JSON.parse(String(asked.body))).not.toHaveProperty("key");
  });

  it("tells what will pass from what will not", async () => {
    answering(() => Promise.reject(new TypeError("no connection")));
    expect(await send(entry("a"), "m", false)).toEqual(AWAY);
    for (const status of [500, 503, 429, 412]) {
      answering(() => Promise.resolve(new Response("", { status })));
      expect(await send(entry("a"), "m", false)).toEqual(AWAY);
    }
    const refusal = (status: number) => () =>
      Promise.resolve(new Response('<p role="alert"> not yours </p>', { status }));
    answering(refusal(422));
    expect(await send(entry("a"), "m", false)).toEqual({ kind: "refused", why: "not yours" });
    answering(refusal(403));
    expect(await send(entry("a"), "m", true)).toEqual({ kind: "refused", why: "not yours" });
    expect(await send(entry("a"), "m", false)).toEqual({ kind: "signed-out" });
    answering(() => Promise.resolve({ type: "opaqueredirect", ok: false, status: 0 }));
    expect(await send(entry("a"), "m", false)).toEqual({ kind: "signed-out" });
  });
});

describe("after an entry", () => {
  function page(...said: [string, string][]): Document {
    const lines = said.map(([what, text]) => `<p data-said-of="${what}">${text}</p>`).join("");
    return new DOMParser().parseFromString(`${lines}<form><input name="reason" value="typed"></form>`, "text/html");
  }

  it("the classes and the draft are told of as they stand now, and what was typed stays", () => {
    const here = page(["A1.C1", "to be entered"], ["gone", "entered"], ["draft", "Nothing is entered yet."]);
    freshen(here, page(["A1.C1", "in your draft"], ["draft", 'Draft 3 <a href="/drafts/3">Look</a>']), new Set(), "");
    const told = [...here.querySelectorAll("[data-said-of]")].map((one) => one.textContent);
    expect(told).toEqual(["in your draft", "entered", "Draft 3 Look"]);
    expect(here.querySelector("a")?.getAttribute("href")).toBe("/drafts/3");
    expect(here.querySelector("input")?.value).toBe("typed");
  });

  function draft(inner: string): Document {
    return new DOMParser().parseFromString(`<section data-said-of="draft">${inner}</section>`, "text/html");
  }

  const SUBMIT = '<form data-keep="submit"><input name="reason"></form>';

  it("the draft can be submitted after the first entry, and not while something is to be mended", () => {
    const here = draft("<p>Nothing is entered yet.</p>");
    const told: EventTarget[] = [];
    here.addEventListener("shown", ({ target }) => target && told.push(target));
    freshen(here, draft(SUBMIT), new Set(), "");
    const reason = here.querySelector<HTMLInputElement>("[name=reason]")!;
    expect(told).toEqual([here.querySelector("section")]);
    reason.value = "seen myself";
    freshen(here, draft(SUBMIT + "<p>Look</p>"), new Set(), "");
    expect(here.querySelector<HTMLInputElement>("[name=reason]")?.value).toBe("seen myself");
    expect(here.querySelector("p")?.textContent).toBe("Look");
    freshen(here, draft("<ul><li>mend this</li></ul>"), new Set(), "");
    expect([here.querySelector("form"), here.querySelector("li")?.textContent]).toEqual([null, "mend this"]);
  });

  it("a class that was entered and is not in the view is said to be in the draft, no other is", () => {
    const here = page(["A1.C1", "to be entered"], ["A1.C2", "to be entered"]);
    freshen(here, page(), new Set(["A1.C1"]), "in your draft");
    const told = [...here.querySelectorAll("[data-said-of]")].map((one) => [one.textContent, one.className]);
    expect(told).toEqual([["in your draft", "badge warn"], ["to be entered", ""]]);
  });
});
