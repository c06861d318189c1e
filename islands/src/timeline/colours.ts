/** Colours of the page: for what lies around the bars, and the shades of the bars themselves. */

import { SHADES, UNTOLD, WAITED } from "./bins";

export interface Colours {
  readonly ground: string;
  readonly raised: string;
  readonly ink: string;
  readonly faint: string;
  readonly line: string;
  readonly accent: string;
  /** What edges a bar, so that none melts into the ground. */
  readonly edge: string;
  /** From empty to full. */
  readonly steps: readonly string[];
  /** A class of which is not told how full it is. */
  readonly untold: string;
  readonly waiting: string;
}

const PAPER = {
  ground: "#ffffff", raised: "#ffffff", ink: "#000000", faint: "#444444", line: "#cccccc", accent: "#000000", edge: "#666666",
};
const STEPS = 8;
export const INK = "#1b1b1b";
export const WHITE = "#ffffff";

/** The page's colours as they are now, in light or in dark; on paper those of light. */
export function coloursOf(element: Element, onPaper = false): Colours {
  const probe = document.createElement("span");
  probe.style.setProperty("forced-color-adjust", "none"); // else all would have the colour of letters, and nothing be seen
  if (onPaper) probe.style.colorScheme = "light";
  element.append(probe);
  const of = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const found = {
    ground: of("ground"), raised: of("raised"), ink: of("ink"), faint: of("faint"), line: of("line"), accent: of("accent"),
    edge: of("faint"), untold: of("untold"), waiting: of("waiting"),
    steps: Array.from({ length: STEPS }, (_, step) => of(`shade-${step}`)),
  };
  probe.remove();
  return onPaper ? { ...found, ...PAPER } : found;
}

type Rgb = readonly [number, number, number];

export function rgb(colour: string): Rgb {
  const hex = /^#([0-9a-f]{6})$/i.exec(colour)?.[1];
  if (hex) return [0, 2, 4].map((place) => parseInt(hex.slice(place, place + 2), 16)) as unknown as Rgb;
  const [r = 0, g = 0, b = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return [r, g, b];
}

/** The colour of a share from 0 to 1, between the shades. */
export function shadeOf(shades: readonly string[], share: number): string {
  const place = Math.min(Math.max(share, 0), 1) * (shades.length - 1);
  const low = Math.min(Math.floor(place), shades.length - 2);
  const [from, to] = [rgb(shades[low]!), rgb(shades[low + 1]!)];
  const mixed = from.map((part, channel) => Math.round(part + (to[channel]! - part) * (place - low)));
  return `#${mixed.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

/** The shades of `SHADES` steps, made once. */
export function shadeTable(colours: Colours): string[] {
  return Array.from({ length: SHADES }, (_, step) => shadeOf(colours.steps, step / (SHADES - 1)));
}

/** How light a colour is, from 0 to 1: the relative luminance of WCAG. */
export function lightness(colour: string): number {
  const [red, green, blue] = rgb(colour).map((part) => (part <= 10 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4)) as unknown as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** In which colour letters are read better on a shade: white, or ink. */
export function lettersOn(colour: string): string {
  const ground = lightness(colour) + 0.05;
  return (lightness(WHITE) + 0.05) / ground > ground / (lightness(INK) + 0.05) ? WHITE : INK;
}

/** The colour of a bar by how full its class is; -1 is not told, and no emptiness. */
export function barColour(colours: Colours, shades: readonly string[], share: number): string {
  return share < 0 ? colours.untold : shades[Math.round(Math.min(share, 1) * (SHADES - 1))]!;
}

/** Each level of a bin as a pixel, little end first. */
export function pixelTable(colours: Colours): Uint32Array {
  const table = new Uint32Array(UNTOLD + 1 + SHADES);
  const pixel = (colour: string): number => {
    const [r, g, b] = rgb(colour);
    return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
  };
  table[0] = pixel(colours.ground);
  table[WAITED] = pixel(colours.waiting);
  table[UNTOLD] = pixel(colours.untold);
  shadeTable(colours).forEach((shade, step) => (table[UNTOLD + 1 + step] = pixel(shade)));
  return table;
}
