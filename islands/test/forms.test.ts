import { afterEach, expect, test, vi } from "vitest";
import "../src/forms/main";

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
