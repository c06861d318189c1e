/** After an entry was taken the page says of each class and of the draft how they stand now. */

import { keepingFocus } from "../shared/focus";
import { SHOWN } from "../shared/shown";

const SAID = "[data-said-of]";

/** What a page says of its classes and of the draft, by what it is said of. */
function saidIn(page: Document): Map<string, HTMLElement> {
  const found = [...page.querySelectorAll<HTMLElement>(SAID)];
  return new Map(found.map((one) => [one.dataset["saidOf"] ?? "", one]));
}

/** Put a part in place of another; what was typed for whoever decides, and where one types, stay. */
function replace(before: HTMLElement, after: HTMLElement): void {
  const field = (part: HTMLElement): HTMLInputElement | null => part.querySelector("[name=reason]");
  const [typed, next] = [field(before), field(after)];
  const putBack = keepingFocus(before);
  if (typed && next) next.value = typed.value;
  before.replaceWith(after);
  putBack(after);
  after.dispatchEvent(new Event(SHOWN, { bubbles: true }));
}

/** Put what another state of the page says in place of what this one says; forms of classes stay as they are.
 *
 * Of the `entered` classes that the other state does not show, `drafted` is said: that they are in the draft.
 */
export function freshen(page: Document, fresh: Document, entered: ReadonlySet<string>, drafted: string): void {
  const now = saidIn(fresh);
  for (const [what, before] of saidIn(page)) {
    const after = now.get(what);
    if (after) {
      replace(before, page.adoptNode(after));
    } else if (entered.has(what)) {
      before.textContent = drafted;
      before.className = "badge warn";
    }
  }
}

/** Ask for the page as it stands now; without an answer it stays as it is. */
export async function askAnew(entered: ReadonlySet<string>, drafted: string): Promise<void> {
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    freshen(document, new DOMParser().parseFromString(await answer.text(), "text/html"), entered, drafted);
  } catch {
    // The connection is gone again: what was entered is entered all the same.
  }
}
