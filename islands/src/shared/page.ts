import { person } from "./person";

/** The page What happened, which alone is kept. */
export const PAGE = "/happened";
/** Where the page What happened is kept for whoever opens it without a connection. */
export const PLACE = "trainopt happened";

/** Take it away: who signs out, or has not signed in, leaves nothing of it behind. */
export async function forgetPage(caches: CacheStorage): Promise<void> {
  await caches.delete(PLACE);
}

/** Take it away where it is another person's than who looks at a page: not all who come in do so by a form.
 *
 * On that page itself its worker keeps the new one in its place; a page that is nobody's says nothing of who looks.
 */
export async function forgetPageOfOthers(caches: CacheStorage, root: Document = document): Promise<void> {
  const who = person(root);
  if (!who || root.location.pathname === PAGE || !(await caches.has(PLACE))) return;
  const found = await (await caches.open(PLACE)).match(PAGE);
  const kept = new DOMParser().parseFromString((await found?.text()) ?? "", "text/html");
  if (person(kept) !== who) await forgetPage(caches);
}
