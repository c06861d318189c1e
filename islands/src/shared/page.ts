/** Where the page What happened is kept for whoever opens it without a connection. */
export const PLACE = "trainopt happened";

/** Take it away: who signs out, or has not signed in, leaves nothing of it behind. */
export async function forgetPage(caches: CacheStorage): Promise<void> {
  await caches.delete(PLACE);
}
