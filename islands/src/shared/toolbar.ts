/** A toolbar is one stop of the Tab key, as readers of screens are told: arrows, Home and End move within it. */

/** The place in a toolbar of so many buttons that a key leads to; null for a key that does not move. */
export function placeAfter(key: string, place: number, count: number): number | null {
  if (key === "ArrowRight") return (place + 1) % count;
  if (key === "ArrowLeft") return (place - 1 + count) % count;
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : null;
}

/** Make the buttons that stand in a toolbar one stop; what else stands in it keeps its own. */
export function asOneStop(bar: HTMLElement): void {
  const buttons = [...bar.querySelectorAll("button")];
  const stopAt = (place: number): void => buttons.forEach((one, at) => (one.tabIndex = at === place ? 0 : -1));
  const placeOf = (target: EventTarget | null): number => buttons.findIndex((one) => one === target);
  stopAt(0);
  bar.addEventListener("focusin", (event) => {
    const place = placeOf(event.target);
    if (place >= 0) stopAt(place);
  });
  bar.addEventListener("keydown", (event) => {
    const place = placeOf(event.target);
    const next = place < 0 ? null : placeAfter(event.key, place, buttons.length);
    if (next === null) return;
    event.preventDefault();
    buttons[next]?.focus();
  });
}
