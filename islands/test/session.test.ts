// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";

const REFRESHED = '<div id="runs-now" data-island="refresh" data-going-on>one runs</div>';
const WATCHED = '<div id="watched" data-island="progress" data-source="/runs/1/events"><p class="away" role="status"></p></div>';
const WORDS = "forms-signed-out = You are signed out.\nforms-sign-in = Sign in\nruns-no-connection = No connection.\n";

function answering(answer: Partial<Response>): void {
  const text = (): Promise<string> => Promise.resolve("");
  vi.stubGlobal("fetch", vi.fn(() => Promise.resolve({ ok: true, redirected: false, text, ...answer })));
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.resetModules();
  document.body.innerHTML = REFRESHED;
  const words = document.createElement("script");
  words.type = "application/json";
  words.id = "words";
  words.textContent = JSON.stringify({ locale: "en", messages: WORDS });
  document.body.append(words);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const said = (): string => document.getElementById("runs-now")?.textContent ?? "";

test("a part that is asked for anew says that one is signed out, and asks no more", async () => {
  answering({ redirected: true, url: "https://localhost/sign-in?next=%2Fruns" });
  await import("../src/refresh/main");
  await vi.advanceTimersByTimeAsync(9000);
  expect(said()).toBe("You are signed out. Sign inone runs");
  expect(document.querySelector("a")?.getAttribute("href")).toBe("/sign-in?next=%2F");
  expect(fetch).toHaveBeenCalledTimes(1);
});

test("where the service does not answer it is asked again", async () => {
  answering({ ok: false, status: 502 });
  await import("../src/refresh/main");
  await vi.advanceTimersByTimeAsync(9000);
  expect(said()).toBe("one runs");
  expect(fetch).toHaveBeenCalledTimes(4);
});

class Stream extends EventTarget {
  static readonly CLOSED = 2;
  static opened: Stream[] = [];
  readyState = 0;

  static follow(): void {
    Stream.opened = [];
    vi.stubGlobal("EventSource", Stream);
    document.body.insertAdjacentHTML("beforeend", WATCHED);
  }

  constructor(readonly url: string) {
    super();
    Stream.opened.push(this);
  }

  refuse(): void {
    this.readyState = Stream.CLOSED;
    this.cut();
  }

  /** As where the connection is lost: the browser asks again by itself. */
  cut(): void {
    this.dispatchEvent(new Event("error"));
  }
}

test.each([
  [401, "You are signed out. Sign in", 1],
  [503, "No connection.", 2],
  [200, "", 2], // what refused it is over
])("a stream that is refused, where the service says %i", async (status, text, streams) => {
  Stream.follow();
  answering({ ok: status === 200, status });
  await import("../src/progress/main");
  Stream.opened[0]?.refuse();
  await vi.advanceTimersByTimeAsync(9000);
  expect(document.getElementById("watched")?.textContent).toBe(text);
  expect(Stream.opened.length).toBe(streams);
});

test("a stream that is cut off says so until it is there again, and is left to the browser", async () => {
  Stream.follow();
  answering({ ok: false, status: 502 });
  await import("../src/progress/main");
  Stream.opened[0]?.cut();
  await vi.advanceTimersByTimeAsync(9000);
  expect(document.getElementById("watched")?.textContent).toBe("No connection.");
  Stream.opened[0]?.dispatchEvent(new Event("open"));
  expect(document.getElementById("watched")?.textContent).toBe("");
  expect(Stream.opened.length).toBe(1);
});

test.each([403, 404])("a run that one may no longer see is not asked for again: the page is loaded anew (%i)", async (status) => {
  const reload = vi.fn();
  vi.stubGlobal("location", { reload });
  Stream.follow();
  answering({ ok: false, status });
  await import("../src/progress/main");
  Stream.opened[0]?.refuse();
  await vi.advanceTimersByTimeAsync(9000);
  expect(fetch).toHaveBeenCalledExactlyOnceWith("/runs/1", { cache: "no-store" });
  expect(reload).toHaveBeenCalledOnce();
  expect(Stream.opened.length).toBe(1);
});

test("that one is signed out is said once on a page", async () => {
  Stream.follow();
  answering({ ok: false, status: 401, redirected: true, url: "https://localhost/sign-in" });
  await import("../src/refresh/main");
  await import("../src/progress/main");
  await vi.advanceTimersByTimeAsync(9000);
  Stream.opened[0]?.refuse();
  await vi.advanceTimersByTimeAsync(9000);
  expect([...document.querySelectorAll("[data-island] a")].map((link) => link.textContent)).toEqual(["Sign in"]);
});

test("that one is signed out comes into what stands there already, so that readers of screens tell it", async () => {
  document.body.innerHTML = "<main></main>";
  const { sayEnded } = await import("../src/shared/session");
  sayEnded(document.querySelector("main")!, (id) => id);
  expect(document.querySelector("[role=status]")?.textContent).toBe("");
  await vi.advanceTimersByTimeAsync(1);
  expect(document.querySelector("[role=status]")?.textContent).toBe("forms-signed-out forms-sign-in");
});
