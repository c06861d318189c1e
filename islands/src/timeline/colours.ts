/** Colours of the page for what lies around the bars, and the plan's shades for the bars themselves. */

import { SHADES, UNTOLD, WAITED } from "./bins";
import type { PlanDocument } from "./document";

export interface Colours {
  readonly ground: string;
  readonly raised: string;
  readonly ink: string;
  readonly faint: string;
  readonly line: string;
  readonly accent: string;
  /** What edges a bar, so that none melts into the ground. */
  readonly edge: string;
}

export const PAPER: Colours = {
  ground: "#ffffff", raised: "#ffffff", ink: "#000000", faint: "#444444", line: "#cccccc", accent: "#000000", edge: "#666666",
};
export const ON_LIGHT = "#1b1b1b";
export const ON_DARK = "#ffffff";

/** The page's colours as they are now, in light or in dark. */
export function coloursOf(element: Element): Colours {
  const probe = document.createElement("span");
  element.append(probe);
  const of = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const found = {
    ground: of("ground"), raised: of("raised"), ink: of("ink"), faint: of("faint"), line: of("line"), accent: of("accent"),
    edge: of("faint"),
  };
  probe.remove();
  return found;
}

type Rgb = readonly [number, number, number];

export function rgb(colour: string): Rgb {
  const hex = /^#([0-9a-f]{6})$/i.exec(colour)?.[1];
  if (hex) return [0, 2, 4].map((place) => parseInt(hex.slice(place, place + 2), 16)) as unknown as Rgb;
  const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return [r, g, b];
}

/** The colour of a share from 0 to 1, between the plan's shades. */
export function shadeOf(shades: readonly string[], share: number): string {
  const place = Math.min(Math.max(share, 0), 1) * (shades.length - 1);
  const low = Math.min(Math.floor(place), shades.length - 2);
  const [from, to] = [rgb(shades[low]!), rgb(shades[low + 1]!)];
  const mixed = from.map((part, channel) => Math.round(part + (to[channel]! - part) * (place - low)));
  return `#${mixed.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

/** The shades of `SHADES` steps, made once. */
export function shadeTable(plan: PlanDocument): string[] {
  return Array.from({ length: SHADES }, (_, step) => shadeOf(plan.shades, step / (SHADES - 1)));
}

/** Each level of a bin as a pixel, little end first. */
export function pixelTable(plan: PlanDocument, colours: Colours): Uint32Array {
  const table = new Uint32Array(UNTOLD + 1 + SHADES);
  const pixel = (colour: string): number => {
    const [r, g, b] = rgb(colour);
    return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  };
  table[0] = pixel(colours.ground);
  table[WAITED] = pixel(plan.looks.wait.colour);
  table[UNTOLD] = pixel(plan.shades[0]!);
  shadeTable(plan).forEach((shade, step) => (table[UNTOLD + 1 + step] = pixel(shade)));
  return table;
}
