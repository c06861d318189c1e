/** How a run has gone so far, from its events, in whatever order and however often they come. */

export interface Tier {
  readonly term: string;
  readonly value: number;
  readonly bound: number;
}

/** What an event of a run says: to who does not see all, state and time alone. */
export interface RunEvent {
  readonly state?: string;
  readonly seconds?: number;
  readonly placed?: number;
  readonly working?: string;
  readonly message?: string;
  readonly tiers?: readonly Tier[];
}

export interface Point {
  readonly seconds: number;
  readonly value: number;
  readonly bound: number;
}

export interface Course {
  /** The number of the last event that is in it. */
  readonly seen: number;
  readonly state: string;
  readonly seconds: number;
  readonly placed: number | null;
  readonly tiers: readonly Tier[];
  /** By term, its value and bound at each moment at which one of them changed. */
  readonly points: ReadonlyMap<string, readonly Point[]>;
}

export const BEGINNING: Course = {
  seen: 0,
  state: "queued",
  seconds: 0,
  placed: null,
  tiers: [],
  points: new Map(),
};

const ENDED = new Set(["done", "failed", "cancelled"]);

export function hasEnded(course: Course): boolean {
  return ENDED.has(course.state);
}

/** The course with one more event; an event that is in it already changes nothing. */
export function withEvent(course: Course, number: number, event: RunEvent): Course {
  if (number <= course.seen) return course;
  const state = event.state ?? course.state;
  const seconds = event.seconds ?? course.seconds;
  // A run that is queued again, or begun by another worker, begins from nothing.
  const anew = state === "queued" || (state === "running" && seconds < course.seconds);
  const before = anew ? { ...BEGINNING, points: new Map<string, readonly Point[]>() } : course;
  return {
    seen: number,
    state,
    seconds: anew ? (event.seconds ?? 0) : Math.max(seconds, before.seconds),
    placed: event.placed ?? before.placed,
    tiers: event.tiers ?? before.tiers,
    points: event.tiers ? withTiers(before.points, seconds, event.tiers) : before.points,
  };
}

function withTiers(
  points: ReadonlyMap<string, readonly Point[]>,
  seconds: number,
  tiers: readonly Tier[],
): ReadonlyMap<string, readonly Point[]> {
  const next = new Map(points);
  for (const { term, value, bound } of tiers) {
    const known = next.get(term) ?? [];
    const last = known.at(-1);
    if (last?.value !== value || last.bound !== bound) next.set(term, [...known, { seconds, value, bound }]);
  }
  return next;
}

/** The tier that is worth a picture: the first that is not proven to be the best, else the first. */
export function worthSeeing(tiers: readonly Tier[]): Tier | undefined {
  return tiers.find((tier) => tier.value !== tier.bound) ?? tiers[0];
}

/** (value - bound) / value, as the plan's tables have it. */
export function gapOf(tier: Tier): number {
  return tier.value ? (tier.value - tier.bound) / tier.value : 0;
}
