/** From weeks to pixels and back, and what zoom and pan make of it. */

/** What is seen: so many weeks from a week on, both with fractions. */
export interface Span {
  readonly from: number;
  readonly weeks: number;
}

/** Closer one never sees: a week is then a third of the width. */
export const LEAST_WEEKS = 3;
/** What may be seen before the first and after the last week. */
const MARGIN = 1;

/** The span, moved and resized so that it lies within the plan's weeks. */
export function within(span: Span, total: number): Span {
  const whole = total + 2 * MARGIN;
  const weeks = Math.min(Math.max(span.weeks, Math.min(LEAST_WEEKS, whole)), whole);
  const from = Math.min(Math.max(span.from, -MARGIN), total + MARGIN - weeks);
  return { from, weeks };
}

export function wholeSpan(total: number): Span {
  return { from: 0, weeks: total };
}

/** By a factor under 1 closer, over 1 further; the week at this part of the width stays where it is. */
export function zoomed(span: Span, factor: number, total: number, part = 0.5): Span {
  const weeks = within({ from: span.from, weeks: span.weeks * factor }, total).weeks;
  return within({ from: span.from + part * (span.weeks - weeks), weeks }, total);
}

export function panned(span: Span, weeks: number, total: number): Span {
  return within({ from: span.from + weeks, weeks: span.weeks }, total);
}

/** The least that must be moved so that these weeks are seen. */
export function showing(span: Span, start: number, end: number, total: number): Span {
  if (start >= span.from && end <= span.from + span.weeks) return span;
  const from = start < span.from || end - start > span.weeks ? start - span.weeks / 8 : end - span.weeks * (7 / 8);
  return within({ from, weeks: span.weeks }, total);
}

export function toPixels(span: Span, width: number, week: number): number {
  return ((week - span.from) / span.weeks) * width;
}

export function toWeek(span: Span, width: number, pixels: number): number {
  return span.from + (pixels / width) * span.weeks;
}

export interface Tick {
  readonly week: number;
  readonly day: Date;
  readonly isMonth: boolean;
}

/** What a month is headed by, where; `below` in the line of days. */
export interface Heading {
  readonly text: string;
  readonly x: number;
  readonly below: boolean;
}

/** Where months are headed: from `left` to `right` in pixels, how wide a text is, and whether the line below is free. */
export interface Head {
  readonly left: number;
  readonly right: number;
  readonly isBelowFree: boolean;
  readonly x: (week: number) => number;
  readonly wide: (text: string) => number;
  readonly words: (day: Date) => { readonly month: string; readonly year: string; readonly both: string };
}

/** Months by name, the first and each January with its year, if need be below; none overlaps or is cut off. */
export function headings(months: readonly Tick[], head: Head): Heading[] {
  const found: Heading[] = [];
  let free = head.left;
  months.forEach((tick, place) => {
    const next = months[place + 1];
    const x = Math.max(head.left, head.x(tick.week)) + 3;
    const end = next ? head.x(next.week) : head.right;
    const { month, year, both } = head.words(tick.day);
    const isNamed = place === 0 || tick.day.getUTCMonth() === 0;
    const isLong = isNamed && head.wide(both) < end - x;
    const text = isLong ? both : month;
    const isCutOff = x + head.wide(text) > head.right || (place === 0 && head.wide(text) > end - x);
    if (x < free || isCutOff) return;
    found.push({ text, x, below: false });
    if (isNamed && !isLong && head.isBelowFree) found.push({ text: year, x, below: true });
    free = x + head.wide(text) + 4;
  });
  return found;
}

const DAY = 24 * 3600 * 1000;

export function dayOf(first: string, week: number): Date {
  return new Date(Date.parse(`${first}T00:00:00Z`) + week * 7 * DAY);
}

/** The first days of months within the span, and the Mondays where there is room for them. */
export function ticks(span: Span, first: string, width: number, room = 34): Tick[] {
  const found: Tick[] = [];
  const begin = dayOf(first, span.from);
  const end = dayOf(first, span.from + span.weeks);
  const origin = dayOf(first, 0).getTime();
  const every = Math.ceil((room * span.weeks) / width / 4.345);
  const month = new Date(Date.UTC(begin.getUTCFullYear(), begin.getUTCMonth(), 1));
  for (; month < end; month.setUTCMonth(month.getUTCMonth() + 1)) {
    if (month.getUTCMonth() % every) continue;
    found.push({ week: (month.getTime() - origin) / (7 * DAY), day: new Date(month), isMonth: true });
  }
  if (width / span.weeks >= room) {
    for (let week = Math.ceil(span.from); week < span.from + span.weeks; week += 1) {
      found.push({ week, day: dayOf(first, week), isMonth: false });
    }
  }
  return found;
}
