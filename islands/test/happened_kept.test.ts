import { beforeEach, expect, it, vi } from "vitest";

const WAITS = { key: "k1", class_id: "c", start: "2027-01-04", cohorts: [] };
const PLACE = "trainopt happened pawel";

/** The page with an entry that waits, where the service refuses its mark; `offline` in a page that was kept. */
async function opened(offline: boolean): Promise<void> {
  vi.resetModules();
  localStorage.setItem(PLACE, JSON.stringify([WAITS]));
  document.head.innerHTML = '<meta name="person" content="pawel"><meta name="csrf" content="old">';
  document.body.innerHTML = '<main data-island="happened"><p class="waiting" hidden></p></main>';
  if (offline) document.body.dataset["keptAt"] = "1000";
  else delete document.body.dataset["keptAt"];
  const answers = vi.fn(() => Promise.resolve(new Response("", { status: 403 })));
  vi.stubGlobal("fetch", answers);
  await import("../src/happened/main");
  await vi.waitFor(() => expect(answers).toHaveBeenCalled());
  await new Promise((done) => setTimeout(done, 20));
}

beforeEach(() => {
  localStorage.clear();
  vi.stubGlobal("setInterval", () => 0);
});

it("what waits is kept where a kept page's mark is refused", async () => {
  await opened(true);
  expect(localStorage.getItem(PLACE)).toContain("k1");
});

it("what waits is refused for good where the page came from the service", async () => {
  await opened(false);
  expect(localStorage.getItem(PLACE)).toBeNull();
});

it("a kept page of another view says so, and stands at its own address", async () => {
  document.body.dataset["keptView"] = "?site=A";
  history.replaceState(null, "", "/happened?site=B");
  await opened(true);
  expect(document.querySelector("[role=status]")?.textContent).toContain("happened-island-other-view");
  expect(location.search).toBe("?site=A");
  await opened(true);
  expect(document.querySelector("[role=status]")?.textContent).not.toContain("happened-island-other-view");
});
