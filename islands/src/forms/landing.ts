/** Where the focus is on the page that answers a form: on what the form led to, or where one was. */

import { focusOn } from "../shared/focus";
import { landing, type Landing } from "../shared/landing";
import { placeOf } from "./kept";

/** What a form is known by on the page that comes. */
function nameOf(form: HTMLFormElement): string {
  return form.method === "post" ? placeOf(form) : (form.getAttribute("action") ?? "");
}

/** The heading above a form. */
function headingOf(form: Element, main: Element): string {
  const above = [...main.querySelectorAll("h1, h2, h3")].filter(
    (one) => one.compareDocumentPosition(form) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
  return above.at(-1)?.id ?? "";
}

function buttonsOf(form: HTMLFormElement): HTMLButtonElement[] {
  return [...form.elements].filter((one): one is HTMLButtonElement => one instanceof HTMLButtonElement);
}

/** Note of each form that is sent where one was. */
export function noteSent(root: Document, storage: Storage): void {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    const main = root.querySelector("main");
    if (event.defaultPrevented || !(form instanceof HTMLFormElement) || !main?.contains(form)) return;
    const button = buttonsOf(form).findIndex((one) => one === event.submitter);
    landing(storage).note({ path: root.location.pathname, form: nameOf(form), button, part: headingOf(form, main) });
  });
}

/** Go to what came of it, where the page does not do so by itself. */
export function land(root: Document, storage: Storage): void {
  const noted = landing(storage).take();
  if (!noted || root.querySelector("[autofocus]")) return;
  const named = root.location.hash ? root.getElementById(decoded(root.location.hash.slice(1))) : null;
  const target = named ?? (noted.path === root.location.pathname ? sameIn(root, noted) : null) ?? root.querySelector("h1");
  if (target instanceof HTMLElement) focusOn(target);
}

/** What an address says; it may have been written by hand, as `50%`. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function sameIn(root: Document, { form, button, part }: Landing): Element | null {
  const forms = [...root.querySelectorAll<HTMLFormElement>("main form")];
  const same = form ? forms.find((one) => nameOf(one) === form) : undefined;
  return (same && buttonsOf(same)[Math.max(button, 0)]) ?? (part ? root.getElementById(part) : null);
}
