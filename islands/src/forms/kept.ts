/** What was typed into a form marked `data-keep="NAME"` outlives a lost connection and a page loaded anew.
 *
 * It is kept for this tab alone, and forgotten once the form was sent. Passwords and hidden fields are not kept.
 */

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const UNKEPT = new Set(["password", "hidden", "file", "submit", "button"]);

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

/** The values of a form, in the order of its fields. */
export function valuesOf(form: HTMLFormElement): string[] {
  return fields(form).map((field) => (isTicked(field) ? String(field.checked) : field.value));
}

/** Write values back; whether any differed. Values of another form than this one are left. */
export function fill(form: HTMLFormElement, values: readonly string[]): boolean {
  const found = fields(form);
  if (found.length !== values.length) return false;
  let differed = false;
  found.forEach((field, place) => {
    const value = values[place] ?? "";
    const before = isTicked(field) ? String(field.checked) : field.value;
    if (before === value) return;
    differed = true;
    if (isTicked(field)) field.checked = value === "true";
    else field.value = value;
  });
  return differed;
}

/** Where a form's values are kept. */
export function placeOf(form: HTMLFormElement): string {
  return `kept ${location.pathname} ${form.dataset["keep"] ?? ""}`;
}

/** Keep what is typed into the form from now on, and write back what was kept; whether that changed anything. */
export function keep(form: HTMLFormElement, storage: Storage): boolean {
  const place = placeOf(form);
  const kept = storage.getItem(place);
  const differed = kept !== null && fill(form, JSON.parse(kept) as string[]);
  const note = (): void => storage.setItem(place, JSON.stringify(valuesOf(form)));
  form.addEventListener("input", note);
  form.addEventListener("change", note);
  form.addEventListener("reset", () => storage.removeItem(place));
  return differed;
}
