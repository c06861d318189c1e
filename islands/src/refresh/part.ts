/** A part of a page in the place of an older one: what was ticked, unfolded or in focus stays so, and what is new of it is told. */

import { keepingFocus } from "../shared/focus";

/** What a part says of itself to readers of screens. */
const TOLD = "[data-told]";

/** What a reader has ticked stays ticked in the part that takes the old one's place. */
function ticked(part: Element): Set<string> {
  const boxes = part.querySelectorAll<HTMLInputElement>("input[type=checkbox]:checked");
  return new Set([...boxes].map((box) => `${box.name}=${box.value}`));
}

/** What is unfolded, by its place and its summary. */
function unfolded(part: Element): Set<string> {
  const open = new Set<string>();
  part.querySelectorAll("details").forEach((one, place) => {
    if (one.open) open.add(nameOf(one, place));
  });
  return open;
}

function nameOf(details: Element, place: number): string {
  return `${place} ${details.querySelector("summary")?.textContent ?? ""}`;
}

function saidBy(part: Element): string[] {
  return [...new Set([...part.querySelectorAll<HTMLElement>(TOLD)].map((one) => one.dataset["told"] ?? ""))];
}

/** Put what a fresh part holds into one that is shown; what it tells of itself that the one before did not. */
export function replace(part: HTMLElement, fresh: Element): string[] {
  const [kept, open, before] = [ticked(part), unfolded(part), new Set(saidBy(part))];
  const putBack = keepingFocus(part);
  part.replaceChildren(...fresh.childNodes);
  part.toggleAttribute("data-going-on", fresh.hasAttribute("data-going-on"));
  for (const box of part.querySelectorAll<HTMLInputElement>("input[type=checkbox]")) {
    box.checked = kept.has(`${box.name}=${box.value}`);
  }
  part.querySelectorAll("details").forEach((one, place) => {
    if (open.has(nameOf(one, place))) one.open = true;
  });
  putBack(part);
  return saidBy(part).filter((text) => !before.has(text));
}
