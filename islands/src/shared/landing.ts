/** What a page notes for the next one in its tab, so that the focus is not lost between them. */

import { TYPED } from "./typed";

export interface Landing {
  /** The page that one was on. */
  readonly path: string;
  /** The form that was sent, and the place of its button; blank for none. */
  readonly form: string;
  readonly button: number;
  /** The id of what stood above, or of what one is led to. */
  readonly part: string;
}

/** It is forgotten with what was typed. */
const PLACE = `${TYPED}landing`;

export function landing(storage: Storage): { note(where: Landing): void; take(): Landing | null } {
  return {
    note: (where) => storage.setItem(PLACE, JSON.stringify(where)),
    take() {
      const kept = storage.getItem(PLACE);
      storage.removeItem(PLACE);
      return kept === null ? null : (JSON.parse(kept) as Landing);
    },
  };
}
