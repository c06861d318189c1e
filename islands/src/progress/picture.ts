/** The picture of a tier: its value and its bound, a step each time that one of them changes. */

import type { Point } from "./course";

export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export const FRAME: Frame = { width: 640, height: 260, left: 64, right: 12, top: 46, bottom: 28 };

/** A frame as wide as there is room, so that its texts are as large as those around it. */
export function frameIn(width: number): Frame {
  return { ...FRAME, width: Math.max(width, 260), height: width < 480 ? 220 : FRAME.height };
}

export interface Scale {
  /** The ends of the axes: seconds from 0, and from 0 what is at most. */
  readonly seconds: number;
  readonly most: number;
  x(seconds: number): number;
  y(value: number): number;
}

const STEPS = [1, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** The smallest round number that is no smaller: 1, 2, 2.5, 3, 4, 5, 6 or 8 times a power of ten. */
export function roundUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = STEPS.find((one) => one * power >= value * (1 - 1e-9)) ?? 10;
  return step * power;
}

/** Where moments and values stand: from 0 to all the points, and to now. */
export function scaleOf(points: readonly Point[], seconds: number, frame: Frame = FRAME): Scale {
  const last = Math.max(seconds, ...points.map((point) => point.seconds), 1);
  const most = roundUp(Math.max(...points.map((point) => Math.max(point.value, point.bound)), 1));
  const across = frame.width - frame.left - frame.right;
  const down = frame.height - frame.top - frame.bottom;
  return {
    seconds: last,
    most,
    x: (at) => frame.left + (across * at) / last,
    y: (value) => frame.top + down * (1 - value / most),
  };
}

/** A few round values from 0 to the most, for the lines behind the picture. */
export function ticksOf(most: number): readonly number[] {
  const step = roundUp(most / 5);
  const ticks: number[] = [];
  for (let at = 0; at <= most * (1 + 1e-9); at += step) ticks.push(at);
  return ticks;
}

/** A line that stays where it is until it steps: the commands of an SVG path. */
export function stepsOf(points: readonly Point[], pick: "value" | "bound", scale: Scale): string {
  const commands: string[] = [];
  for (const point of points) {
    const x = short(scale.x(point.seconds));
    const y = short(scale.y(point[pick]));
    commands.push(commands.length ? `H${x}V${y}` : `M${x} ${y}`);
  }
  return commands.length ? `${commands.join("")}H${short(scale.x(scale.seconds))}` : "";
}

function short(place: number): string {
  return String(Math.round(place * 10) / 10);
}
