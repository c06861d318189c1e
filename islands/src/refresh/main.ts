/** Parts of a page that tell of runs are asked for anew as long as a run in them goes on. */

import { sayEnded } from "../shared/session";
import { words } from "../shared/words";

const EVERY = 2_000;
const PARTS = "[data-island=refresh]";

/** What a reader has ticked stays ticked in the part that takes the old one's place. */
function ticked(part: Element): Set<string> {
  const boxes = part.querySelectorAll<HTMLInputElement>("input[type=checkbox]:checked");
  return new Set([...boxes].map((box) => `${box.name}=${box.value}`));
}

function replace(part: HTMLElement, fresh: Element): void {
  const kept = ticked(part);
  const at = document.activeElement;
  const place = at && part.contains(at) ? [...part.querySelectorAll("a, button, input, [tabindex]")].indexOf(at) : -1;
  part.replaceChildren(...fresh.childNodes);
  part.toggleAttribute("data-going-on", fresh.hasAttribute("data-going-on"));
  for (const box of part.querySelectorAll<HTMLInputElement>("input[type=checkbox]")) {
    box.checked = kept.has(`${box.name}=${box.value}`);
  }
  if (place >= 0) [...part.querySelectorAll<HTMLElement>("a, button, input, [tabindex]")][place]?.focus();
}

async function look(): Promise<void> {
  const going = [...document.querySelectorAll<HTMLElement>(`${PARTS}[data-going-on]`)];
  if (!going.length) return;
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    if (answer.redirected && new URL(answer.url).pathname === "/sign-in") {
      if (going[0]) sayEnded(going[0], words().t);
      return;
    }
    if (answer.ok && !answer.redirected) {
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of going) {
        const found = fresh.getElementById(part.id);
        if (found && found.innerHTML !== part.innerHTML) replace(part, found);
      }
    }
  } catch {
    // The connection is gone; it is asked again.
  }
  setTimeout(() => void look(), EVERY);
}

setTimeout(() => void look(), EVERY);
