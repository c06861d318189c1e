/** Where the focus is does not change with what is put in the place of a part of a page. */

const STOPS = ":is(a[href], button, input, select, textarea, summary, [tabindex]):not([type='hidden'], :disabled)";

/** What a stop is known by when it is made anew: what it is, where it leads or what it sends, and its words. */
function nameOf(stop: Element): string {
  const words = stop.getAttribute("aria-label") ?? stop.textContent ?? "";
  const named = ["id", "href", "name", "value", "form"].map((one) => stop.getAttribute(one) ?? "");
  return [stop.tagName, ...named, stop.matches("a[href]") ? "" : words].join(" ");
}

function stopsIn(part: Element): HTMLElement[] {
  return [...part.querySelectorAll<HTMLElement>(STOPS)];
}

/** Note where the focus is in a part; what is returned puts it back into the one that took its place. */
export function keepingFocus(part: Element): (made: HTMLElement) => void {
  const at = part.ownerDocument.activeElement;
  if (!at || !part.contains(at)) return () => undefined;
  if (at === part) return (made) => (made === part ? undefined : focusOn(made));
  const before = stopsIn(part);
  const place = before.findIndex((one) => one === at);
  const name = nameOf(at);
  const which = before.slice(0, place).filter((one) => nameOf(one) === name).length;
  return (made) => {
    const stops = stopsIn(made);
    const alike = stops.filter((one) => nameOf(one) === name);
    focusOn(alike[which] ?? alike[0] ?? stops[Math.min(Math.max(place, 0), stops.length - 1)] ?? made);
  };
}

/** Put the focus on what need not be a stop by itself, as a heading or a part. */
export function focusOn(element: HTMLElement, options: FocusOptions = {}): void {
  element.focus(options);
  if (element.ownerDocument.activeElement === element) return;
  element.tabIndex = -1;
  element.focus(options);
}
