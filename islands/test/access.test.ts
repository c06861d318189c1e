import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { land, noteSent } from "../src/forms/landing";
import { replace } from "../src/refresh/part";
import { keepingFocus } from "../src/shared/focus";
import { landing } from "../src/shared/landing";
import { REST, Teller, write } from "../src/shared/teller";

const focus = (selector: string): void => document.querySelector<HTMLElement>(selector)!.focus();
const inFocus = (): string => document.activeElement?.outerHTML ?? "";

describe("what readers of screens are told", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  test("it is told once it has come to rest, and the same not again", () => {
    const teller = new Teller();
    const told: string[] = [];
    const step = (...texts: string[]): void => {
      const before = teller.element.firstChild;
      for (const text of texts) teller.tell(text);
      vi.advanceTimersByTime(REST);
      if (teller.element.firstChild !== before) told.push(teller.element.textContent ?? "");
    };
    step("Saved.");
    step("No connection.", "Saved.");
    step("Saved.");
    step("Saved, with one fault.");
    const done = vi.fn();
    teller.tell("Saved.", REST, done);
    teller.tell("No connection.");
    vi.advanceTimersByTime(REST);
    expect(done).not.toHaveBeenCalled(); // another came before it
    teller.tell("Saved.", REST, done);
    expect(done).not.toHaveBeenCalled();
    vi.advanceTimersByTime(REST);
    expect(done).toHaveBeenCalledOnce();
    expect(told).toEqual(["Saved.", "Saved, with one fault."]);
  });

  test("a line that is written again says nothing new", () => {
    const line = document.createElement("p");
    write(line, "Kept.", document.createElement("a"));
    const before = line.firstChild;
    write(line, "Kept.", document.createElement("a"));
    expect(line.firstChild).toBe(before);
    write(line, "Sent.");
    expect(line.innerHTML).toBe("Sent.");
  });
});

describe("a part that takes the place of another", () => {
  const part = (rows: string, going = true): HTMLElement => {
    const made = document.createElement("div");
    made.innerHTML = rows;
    made.toggleAttribute("data-going-on", going);
    return made;
  };
  const run = (number: number, state: string): string =>
    `<p data-told="Run ${number}: ${state}."><input type="checkbox" name="draft" value="${number}"><a href="/runs/${number}">${state}</a></p>`;

  test("what is new of it is told, what was ticked and unfolded stays so", () => {
    const shown = part(`${run(1, "done")}${run(2, "running")}<details open><summary>More</summary></details>`);
    shown.querySelector("input")!.checked = true;
    const fresh = part(`${run(1, "done")}${run(2, "done")}${run(2, "done")}<details><summary>More</summary></details>`, false);
    expect(replace(shown, fresh)).toEqual(["Run 2: done."]);
    expect([...shown.querySelectorAll("input")].map((one) => one.checked)).toEqual([true, false, false]);
    expect(shown.querySelector("details")!.open).toBe(true);
    expect(shown.hasAttribute("data-going-on")).toBe(false);
  });

  test.each([
    ["a[href='/runs/2']", run(0, "new") + run(2, "done"), "/runs/2"],
    ["a[href='/runs/2']", run(3, "done"), "/runs/3"],
    ["a[href='/runs/2']", "<p>None.</p>", 'tabindex="-1"'],
    ["a[href='/runs/2']", `${run(3, "done")}<input type="hidden" name="csrf"><button disabled>Go</button>`, "/runs/3"],
  ])("the focus on %s is not lost", (at, fresh, where) => {
    const shown = part(run(1, "done") + run(2, "running"));
    document.body.replaceChildren(shown);
    focus(at);
    replace(shown, part(fresh));
    expect(inFocus()).toContain(where);
  });

  test("the focus on the part itself stays there", () => {
    const shown = part(run(1, "done"));
    shown.tabIndex = -1;
    document.body.replaceChildren(shown);
    shown.focus();
    replace(shown, part(run(1, "done") + run(2, "running")));
    expect(document.activeElement).toBe(shown);
    const other = part(run(1, "done"));
    const putBack = keepingFocus(shown);
    shown.replaceWith(other);
    putBack(other);
    expect(document.activeElement).toBe(other);
  });

  test("a focus that is elsewhere stays there", () => {
    const shown = part(run(1, "done"));
    document.body.replaceChildren(shown, document.createElement("button"));
    focus("button");
    keepingFocus(shown)(shown);
    expect(inFocus()).toBe("<button></button>");
  });
});

describe("the page that answers a form", () => {
  const FORM = '<form method="post" action="/here"><input type="hidden" name="csrf" value="m"><button>Go</button><button name="b">Other</button></form>';
  const page = (inside: string): void => {
    document.body.innerHTML = `<main><h1>Page</h1>${inside}</main>`;
  };

  beforeEach(() => {
    sessionStorage.clear();
    location.hash = "";
    page(`<h2 id="part">Part</h2>${FORM}`);
  });

  /** The form is sent; `path` is that of its page. */
  function sent(path: string): void {
    landing(sessionStorage).note({ path, form: "kept  /here ", button: 1, part: "part" });
  }

  test.each([
    ["the same page has the form still", "/", `<h2 id="part">Part</h2>${FORM}`, "Other"],
    ["the form is gone", "/", '<h2 id="part">Part</h2>', "Part"],
    ["all of it is gone", "/", "", "Page"],
    ["another page came", "/elsewhere", `<h2 id="part">Part</h2>${FORM}`, "Page"],
  ])("the focus is on what came: %s", (_, path, inside, where) => {
    sent(path);
    page(inside);
    land(document, sessionStorage);
    expect(document.activeElement?.textContent).toBe(where);
    document.body.innerHTML = "<main><h1>Next</h1></main>";
    land(document, sessionStorage); // a page that answers none begins where it begins
    expect(document.activeElement).toBe(document.body);
  });

  test("what the address names comes first, and what has the focus by itself before that", () => {
    location.hash = "#comments";
    sent("/");
    page('<section id="comments">Said</section>');
    land(document, sessionStorage);
    expect(document.activeElement?.id).toBe("comments");
    sent("/");
    page("<p tabindex='-1' autofocus>Refused</p>");
    land(document, sessionStorage);
    expect(document.activeElement).toBe(document.body); // where the browser puts it on the notice
  });

  test("an address that is not well written names nothing", () => {
    location.hash = "#50%";
    sent("/");
    land(document, sessionStorage);
    expect(document.activeElement?.textContent).toBe("Other");
  });

  test("which form it was is noted as it is sent, and not where a script takes it", () => {
    noteSent(document, sessionStorage);
    const form = document.querySelector("form")!;
    const submit = (): void => {
      form.dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true, submitter: form.querySelectorAll("button")[1]! }));
    };
    submit();
    expect(landing(sessionStorage).take()).toEqual({ path: "/", form: "kept  /here ", button: 1, part: "part" });
    form.addEventListener("submit", (event) => event.preventDefault());
    submit();
    expect(landing(sessionStorage).take()).toBeNull();
  });
});
