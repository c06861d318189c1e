import { newKey, type Cohort, type Entry } from "./queue";

const NOT_HELD = "not_held";

function text(data: FormData, name: string): string {
  const value = data.get(name);
  return typeof value === "string" ? value.trim() : "";
}

/** What a class's form says, as an entry with a key of its own. */
export function entryOf(form: HTMLFormElement): Entry {
  const data = new FormData(form);
  const notHeld = data.has(NOT_HELD);
  const cohorts = data.getAll("cohort").map((name): Cohort => {
    const cohort = String(name);
    return {
      cohort,
      trainees: text(data, `trainees-${cohort}`),
      state: notHeld ? NOT_HELD : text(data, `state-${cohort}`),
    };
  });
  return { key: newKey(), class_id: text(data, "class"), start: text(data, "start"), cohorts };
}

/** Write an entry that waits back into its form, as it was typed. */
export function fillIn(form: HTMLFormElement, entry: Entry): void {
  const set = (name: string, value: string): void => {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.value = value;
  };
  set("start", entry.start);
  for (const one of entry.cohorts) {
    set(`trainees-${one.cohort}`, one.trainees);
    set(`state-${one.cohort}`, one.state);
  }
  const box = form.elements.namedItem(NOT_HELD);
  if (box instanceof HTMLInputElement) box.checked = entry.cohorts.every((one) => one.state === NOT_HELD);
}
