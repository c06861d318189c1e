/** Parts of a page that tell of runs are asked for anew as long as a run in them goes on. */

import { sayEnded } from "../shared/session";
import { Teller } from "../shared/teller";
import { words } from "../shared/words";
import { replace } from "./part";

const EVERY = 2_000;
const PARTS = "[data-island=refresh]";
const teller = new Teller();

async function look(): Promise<void> {
  const going = [...document.querySelectorAll<HTMLElement>(`${PARTS}[data-going-on]`)];
  if (!going.length) return;
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (answer.redirected && new URL(answer.url).pathname === "/sign-in") {
      if (going[0]) sayEnded(going[0], words().t);
      return;
    }
    if (answer.ok && !answer.redirected) show(going, new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    // The connection is gone; it is asked again.
  }
  setTimeout(() => void look(), EVERY);
}

/** Put the parts of a fresh page in place of those that are shown; of several that tell the same, it is told once. */
function show(going: readonly HTMLElement[], fresh: Document): void {
  const told = going.flatMap((part) => {
    const found = fresh.getElementById(part.id);
    return found && found.innerHTML !== part.innerHTML ? replace(part, found) : [];
  });
  if (told.length > 0) teller.tell([...new Set(told)].join(" "));
}

document.querySelector("main")?.append(teller.element);
setTimeout(() => void look(), EVERY);
