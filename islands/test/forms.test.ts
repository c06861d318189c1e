import { afterEach, expect, test, vi } from "vitest";
import "../src/forms/main";
import { SHOWN } from "../src/shared/shown";

afterEach(() => vi.unstubAllGlobals());

/** Whether a page is loaded anew that a browser shows, where the service answers with this status, 0 where it does not. */
async function isLoadedAnew(status: number, persisted: boolean): Promise<boolean> {
  const reload = vi.fn();
  vi.stubGlobal("location", { reload });
  vi.stubGlobal("fetch", () => (status === 0 ? Promise.reject(new TypeError()) : Promise.resolve({ ok: status === 200, status })));
  window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted }));
  await new Promise((resolve) => setTimeout(resolve));
  return reload.mock.calls.length === 1;
}

test.each([
  [200, true, true],
  [401, true, true],
  [0, true, false],
  [502, true, false],
  [200, false, false],
])("a page that the browser kept, where the service says %i (kept: %s), is loaded anew: %s", async (status, persisted, anew) => {
  expect(await isLoadedAnew(status, persisted)).toBe(anew);
});

test("without a connection each press is answered, a second by the same sentence again", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError()));
  document.body.innerHTML = '<main><form method="post" data-keep="x"><button>Go</button></form></main>';
  const form = document.querySelector("form")!;
  document.querySelector("main")!.dispatchEvent(new Event(SHOWN, { bubbles: true }));
  const said = async (): Promise<ChildNode | null> => {
    form.dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
    await vi.waitFor(() => expect(form.querySelector(".kept")?.textContent).toBeTruthy());
    return form.querySelector(".kept")!.firstChild;
  };
  const first = await said();
  const second = await said();
  expect(second?.textContent).toBe(first?.textContent);
  expect(second).not.toBe(first);
});
