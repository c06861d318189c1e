/** The worker of What happened: keeps that page as it last came, for whoever opens it where there is no connection.
 *
 * It answers for that page alone, and only where the service does not. What it keeps is gone once its person
 * signs out, once the service asks them to sign in or
 * another person looks at a page, and after as many hours as a session lasts at most.
 */

import { isGone, keep, keptNow } from "./kept";
import { forgetPage, PAGE } from "../shared/page";

/** What the types of a page's scripts do not have. */
interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Asked extends Lasting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

/** Milliseconds after which a connection that brings nothing is none. */
const PATIENCE = 10_000;
/** What stands before the service says so where it cannot be reached. */
const NOT_REACHED = new Set([502, 503, 504]);

/** The answer of the service; null where none comes, or only something before it answers. */
async function answerOf(request: Request): Promise<Response | null> {
  const late = new Promise<null>((done) => setTimeout(() => done(null), PATIENCE));
  const answer = await Promise.race([fetch(request).catch(() => null), late]);
  return answer === null || NOT_REACHED.has(answer.status) ? null : answer;
}

async function pageOf(event: Asked): Promise<Response> {
  const answer = await answerOf(event.request);
  if (answer === null) return (await keptNow(PAGE)) ?? fetch(event.request);
  if (answer.ok) event.waitUntil(keep(PAGE, answer.clone(), new URL(event.request.url).search));
  else if (isGone(answer.status)) event.waitUntil(forgetPage(caches));
  return answer;
}

async function partOf(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

addEventListener("install", (event) => {
  // the page that brought this worker came without it
  const first = fetch(PAGE).then((answer) => (answer.ok && !answer.redirected ? keep(PAGE, answer) : undefined));
  (event as Lasting).waitUntil(first);
});

addEventListener("fetch", (event) => {
  const { request } = event as Asked;
  const { pathname } = new URL(request.url);
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && pathname === PAGE) (event as Asked).respondWith(pageOf(event as Asked));
  else if (pathname.startsWith("/static/")) (event as Asked).respondWith(partOf(request));
});
