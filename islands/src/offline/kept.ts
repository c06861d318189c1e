import { PLACE } from "../shared/page";

/** Milliseconds: as long as a session lasts at most. */
export const LONGEST = 12 * 3600_000;
/** When a page was kept, in milliseconds. */
const AT = "X-Kept-At";
/** Which view of the page was kept: its query. */
const VIEW = "X-Kept-View";
/** Led elsewhere, signed out, not allowed or not there: the page is no longer its person's to be kept. */
const GONE = new Set([0, 401, 403, 404]);
/** What is true of the answer as it was sent, and not of what is kept of it. */
const OF_THE_WAY = ["Content-Encoding", "Content-Length", "Vary"];
const PART = /"(\/static\/[^"]+)"/g;

/** Whether a page that the service answers so is to be forgotten; what is only refused for now is not. */
export function isGone(status: number): boolean {
  return GONE.has(status);
}

/** Keep a page, and the styles and scripts that it names, in place of what was kept before. `view` is the query that it was asked by. */
export async function keep(page: string, answer: Response, view = ""): Promise<void> {
  const text = await answer.text();
  const headers = new Headers(answer.headers);
  for (const name of OF_THE_WAY) headers.delete(name);
  headers.set(AT, String(Date.now()));
  headers.set(VIEW, view);
  const place = await caches.open(PLACE);
  const parts = [...text.matchAll(PART)].map((found) => found[1] ?? "");
  await place.put(page, new Response(text, { headers }));
  await forgetOthers(place, new Set([page, ...parts]));
  await Promise.all(parts.map(async (part) => (await place.match(part)) ?? place.add(part)));
}

async function forgetOthers(place: Cache, wanted: ReadonlySet<string>): Promise<void> {
  for (const { url } of await place.keys()) {
    const { pathname, search } = new URL(url);
    if (!wanted.has(pathname + search)) await place.delete(url);
  }
}

/** The page as it was kept, which says of itself since when, and of which view; null where there is none, or an old one. */
export async function keptNow(page: string): Promise<Response | null> {
  const place = await caches.open(PLACE);
  const found = await place.match(page);
  if (!found) return null;
  const at = Number(found.headers.get(AT));
  if (Date.now() - at > LONGEST) {
    await caches.delete(PLACE);
    return null;
  }
  const view = (found.headers.get(VIEW) ?? "").replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const marked = `<body data-kept-at="${String(at)}" data-kept-view="${view}"`;
  const text = (await found.text()).replace("<body", () => marked);
  return new Response(text, { headers: found.headers });
}
