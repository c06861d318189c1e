import type { Entry, Outcome } from "./queue";

interface Taken {
  readonly draft: number;
  readonly faults: readonly string[];
}

/** Whether the service could not do it now, and may another time: it is busy, or something before it is down. */
function isPassing(status: number): boolean {
  return status >= 500 || status === 408 || status === 412 || status === 429;
}

/** The sentence of a page that says why something was not done. */
function reason(page: string): string {
  const found = new DOMParser().parseFromString(page, "text/html");
  return found.querySelector("[role=alert]")?.textContent?.trim() ?? "";
}

/** Send an entry; never fails: what cannot be sent is `away`.
 *
 * Whoever has signed in anew meanwhile has another mark than the page: unless it is `fresh`, a refusal is that.
 */
export async function send(entry: Entry, mark: string, fresh: boolean): Promise<Outcome> {
  const { key, ...body } = entry;
  let answer: Response;
  try {
    answer = await fetch("/happened/classes", {
      method: "POST",
      redirect: "manual",
      headers: { "Content-Type": "application/json", "Idempotency-Key": key, "X-CSRF-Token": mark },
      body: JSON.stringify(body),
    });
  } catch {
    return { kind: "away" };
  }
  if (answer.type === "opaqueredirect") return { kind: "signed-out" };
  if (answer.ok) {
    const taken = (await answer.json()) as Taken;
    return { kind: "taken", draft: taken.draft, faults: taken.faults };
  }
  if (answer.status === 403 && !fresh) return { kind: "signed-out" };
  if (isPassing(answer.status)) return { kind: "away" };
  return { kind: "refused", why: reason(await answer.text()) || String(answer.status) };
}
