/** What readers of screens are told by a page that changes by itself: once it has come to rest, and the same not again. */

/** Milliseconds after which what changes is at rest. */
export const REST = 700;

export class Teller {
  /** Stands in the page, empty at first: told is what comes into what is there. */
  readonly element = document.createElement("p");
  private last = "";
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.element.className = "unseen";
    this.element.setAttribute("role", "status");
  }

  /** Tell a text, unless another is to be told first; what is blank is told by nobody, and may come again. `done` once it is. */
  tell(text: string, rest = REST, done?: () => void): void {
    clearTimeout(this.timer);
    if (text === this.last) return;
    this.timer = setTimeout(() => {
      this.last = text;
      this.element.textContent = text;
      done?.();
    }, rest);
  }
}

/** Write a text, and what stands behind it, where it is told as it changes: the same again would be told again. */
export function write(place: HTMLElement, text: string, behind?: Node): void {
  if (place.dataset["written"] === text) return;
  place.dataset["written"] = text;
  place.replaceChildren(text, ...(behind ? [" ", behind] : []));
}
