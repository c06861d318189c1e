import { PLACE } from "../shared/page";

/** Milliseconds: as long as a session lasts at most. */
export const LONGEST = 12 * 3600_000;
/** When a page was kept, in milliseconds. */
const AT = "X-Kept-At";
/** What is true of the answer as it was sent, and not of what is kept of it. */
const OF_THE_WAY = ["Content-Encoding", "Content-Length", "Vary"];
const PART = /"(\/static\/[^"]+)"/g;

/** Keep a page, and the styles and scripts that it names, in place of what was kept before. */
export async function keep(page: string, answer: Response): Promise<void> {
  const text = await answer.text();
  const headers = new Headers(answer.headers);
  for (const name of OF_THE_WAY) headers.delete(name);
  headers.set(AT, String(Date.now()));
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

/** The page as it was kept, which says of itself since when; null where there is none, or an old one. */
export async function keptNow(page: string): Promise<Response | null> {
  const place = await caches.open(PLACE);
  const found = await place.match(page);
  if (!found) return null;
  const at = Number(found.headers.get(AT));
  if (Date.now() - at > LONGEST) {
    await caches.delete(PLACE);
    return null;
  }
  const text = (await found.text()).replace("<body", `<body data-kept-at="${String(at)}"`);
  return new Response(text, { headers: found.headers });
}
