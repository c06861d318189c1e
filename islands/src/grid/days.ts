// Days as people type them. What could be two days is none: the fault says which they are.

export interface DayRead {
  /** The day as YYYY-MM-DD; null where the text is none. */
  day: string | null;
  /** The days that the text may mean, where there is more than one. */
  either: string[];
}

const MONTHS: readonly (readonly string[])[] = [
  ["jan", "january", "січ", "січня", "січень"],
  ["feb", "february", "лют", "лютого", "лютий"],
  ["mar", "march", "бер", "березня", "березень"],
  ["apr", "april", "кві", "квітня", "квітень"],
  ["may", "тра", "травня", "травень"],
  ["jun", "june", "чер", "червня", "червень"],
  ["jul", "july", "лип", "липня", "липень"],
  ["aug", "august", "сер", "серпня", "серпень"],
  ["sep", "sept", "september", "вер", "вересня", "вересень"],
  ["oct", "october", "жов", "жовтня", "жовтень"],
  ["nov", "november", "лис", "листопада", "листопад"],
  ["dec", "december", "гру", "грудня", "грудень"],
];
const NONE: DayRead = { day: null, either: [] };

/**
 * The day that a text means. Without a year it is the one nearest to `near`, which is a day as YYYY-MM-DD.
 *
 * Year first; day first with dots; a month by its name; with slashes only what can be one day alone.
 */
export function parseDay(typed: string, near: string): DayRead {
  const text = typed.trim().toLowerCase();
  return yearFirst(text) ?? withDots(text, near) ?? withSlashes(text, near) ?? withName(text, near) ?? NONE;
}

function yearFirst(text: string): DayRead | null {
  const found = /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})$/.exec(text);
  return found && certain(isoDay(Number(found[1]), Number(found[2]), Number(found[3])));
}

function withDots(text: string, near: string): DayRead | null {
  const found = /^(\d{1,2})\.\s?(\d{1,2})(?:\.\s?(\d{4}|\d{2})?)?$/.exec(text);
  return found && certain(dated(Number(found[1]), Number(found[2]), found[3], near));
}

/** Both orders are tried: where both are days the text is not certain. */
function withSlashes(text: string, near: string): DayRead | null {
  const found = /^(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}|\d{2}))?$/.exec(text);
  if (!found) return null;
  const [first, second] = [Number(found[1]), Number(found[2])];
  const days = [dated(first, second, found[3], near), dated(second, first, found[3], near)];
  const either = [...new Set(days.filter((day) => day !== null))];
  return either.length === 1 ? certain(either[0] ?? null) : { day: null, either };
}

function withName(text: string, near: string): DayRead | null {
  const dayFirst = /^(\d{1,2})\.?[\s-]*(\p{L}+)\.?[\s,-]*(\d{4}|\d{2})?$/u.exec(text);
  if (dayFirst) return named(Number(dayFirst[1]), dayFirst[2], dayFirst[3], near);
  const nameFirst = /^(\p{L}+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:[\s,]+(\d{4}|\d{2}))?$/u.exec(text);
  return nameFirst && named(Number(nameFirst[2]), nameFirst[1], nameFirst[3], near);
}

function named(day: number, name: string | undefined, year: string | undefined, near: string): DayRead | null {
  const month = MONTHS.findIndex((names) => names.includes(name ?? ""));
  return month < 0 ? null : certain(dated(day, month + 1, year, near));
}

function certain(day: string | null): DayRead {
  return { day, either: [] };
}

function dated(day: number, month: number, year: string | undefined, near: string): string | null {
  if (year !== undefined) return isoDay(year.length === 2 ? 2000 + Number(year) : Number(year), month, day);
  const about = Number(near.slice(0, 4));
  const days = [about - 1, about, about + 1].map((one) => isoDay(one, month, day)).filter((one) => one !== null);
  const distance = (one: string): number => Math.abs(Date.parse(one) - Date.parse(near));
  return days.sort((one, other) => distance(one) - distance(other))[0] ?? null;
}

function isoDay(year: number, month: number, day: number): string | null {
  const two = (number: number): string => String(number).padStart(2, "0");
  const text = `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}`;
  const made = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(made.getTime()) && made.toISOString().startsWith(text) ? text : null;
}
