/** What was typed into a form marked `data-keep="NAME"` outlives a lost connection and a page loaded anew.
 *
 * It is kept for this tab and its person alone, and forgotten once what was sent was taken or they sign out.
 * Passwords and hidden fields are not kept, nor what stands in a field as the page showed it, where a hidden
 * field says what that was: somebody else may set it meanwhile.
 */

import { person } from "../shared/person";
import { TYPED } from "../shared/typed";

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const UNKEPT = new Set(["password", "hidden", "file", "submit", "button"]);
/** Hidden fields that do not say what a form is about. */
const OF_THE_PAGE = new Set(["csrf", "revision", "back"]);
/** Before the name of a field, the hidden one that has what the page showed in it. */
const WAS = "was.";
const SENT = `${TYPED}sent`;

function fields(form: HTMLFormElement): Field[] {
  return [...form.elements].filter(
    (one): one is Field =>
      (one instanceof HTMLInputElement || one instanceof HTMLTextAreaElement || one instanceof HTMLSelectElement) &&
      one.name !== "" &&
      !UNKEPT.has(one.type),
  );
}

function isTicked(field: Field): field is HTMLInputElement {
  return field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio");
}

/** Whether what stands in a field is what the page showed, as far as the page says. */
function isAsShown(form: HTMLFormElement, field: Field): boolean {
  const was = form.elements.namedItem(WAS + field.name);
  return was instanceof HTMLInputElement && was.value === field.value;
}

/** The values of a form, in the order of its fields; null for a field that is as it was shown. */
export function valuesOf(form: HTMLFormElement): (string | null)[] {
  return fields(form).map((field) => {
    if (isAsShown(form, field)) return null;
    return isTicked(field) ? String(field.checked) : field.value;
  });
}

/** Write values back; whether any differed. Values of another form than this one are left. */
export function fill(form: HTMLFormElement, values: readonly (string | null)[]): boolean {
  const found = fields(form);
  if (found.length !== values.length) return false;
  let differed = false;
  found.forEach((field, place) => {
    const value = values[place] ?? null;
    if (value === null) return;
    const before = isTicked(field) ? String(field.checked) : field.value;
    if (before === value) return;
    differed = true;
    if (isTicked(field)) field.checked = value === "true";
    else field.value = value;
  });
  return differed;
}

/** Where a form's values are kept: by what it does, as a page that refuses it has another address. */
export function placeOf(form: HTMLFormElement): string {
  const about = [...form.elements].filter(
    (one): one is HTMLInputElement =>
      one instanceof HTMLInputElement && one.type === "hidden" && !OF_THE_PAGE.has(one.name) && !one.name.startsWith(WAS),
  );
  const parts = [person(), form.getAttribute("action") ?? "", form.dataset["keep"] ?? "", ...about.map((one) => one.value)];
  return TYPED + parts.join(" ");
}

/** Keep what is typed into the form from now on, and write back what was kept; whether that changed anything. */
export function keep(form: HTMLFormElement, storage: Storage): boolean {
  const place = placeOf(form);
  const kept = storage.getItem(place);
  const differed = kept !== null && fill(form, JSON.parse(kept) as (string | null)[]);
  const note = (): void => storage.setItem(place, JSON.stringify(valuesOf(form)));
  form.addEventListener("input", note);
  form.addEventListener("change", note);
  form.addEventListener("reset", () => storage.removeItem(place));
  return differed;
}

/** A form is sent: what it says is kept until the page that comes says whether it was taken. */
export function send(form: HTMLFormElement, storage: Storage): void {
  storage.setItem(SENT, JSON.stringify([placeOf(form), JSON.stringify(valuesOf(form))]));
  storage.removeItem(placeOf(form));
}

/** What was sent before this page came: where it was refused, it is kept on; else it is forgotten. */
export function settle(storage: Storage, refused: boolean): void {
  const sent = storage.getItem(SENT);
  storage.removeItem(SENT);
  if (!sent || !refused) return;
  const [place, values] = JSON.parse(sent) as [string, string];
  storage.setItem(place, values);
}
