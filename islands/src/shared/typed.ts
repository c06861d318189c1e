/** Before the name of all that was typed and is not sent yet, of forms of this tab and of entries on this device. */
export const TYPED = "kept ";

type Kept = Pick<Storage, "key" | "length" | "removeItem">;

/** Take away what was typed and not sent, whoever typed it: who signs out leaves nothing of it behind. */
export function forgetTyped(...storages: readonly Kept[]): void {
  for (const storage of storages) {
    const names = Array.from({ length: storage.length }, (_, place) => storage.key(place) ?? "");
    for (const name of names) if (name.startsWith(TYPED)) storage.removeItem(name);
  }
}
