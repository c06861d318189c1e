/** The picture as SVG. Its attributes are set one by one: pages of this service have no style in their text. */

import type { Point } from "./course";
import { frameIn, scaleOf, stepsOf, ticksOf } from "./picture";

const SVG = "http://www.w3.org/2000/svg";

export interface Texts {
  /** What the picture shows, for readers of screens. */
  readonly label: string;
  readonly incumbent: string;
  readonly bound: string;
  number(value: number): string;
  seconds(value: number): string;
}

function element(name: string, attributes: Record<string, string | number>, text = ""): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.textContent = text;
  return made;
}

/** A tier's picture; the old one, if there is one, is taken away. */
export function draw(into: HTMLElement, points: readonly Point[], seconds: number, texts: Texts): void {
  const frame = frameIn(into.clientWidth);
  const scale = scaleOf(points, seconds, frame);
  const { left, width, right, height, bottom } = frame;
  const svg = element("svg", { viewBox: `0 0 ${width} ${height}`, role: "img" });
  svg.setAttribute("aria-label", texts.label);
  svg.append(element("text", { class: "key-incumbent", x: left, y: 14 }, texts.incumbent));
  svg.append(element("text", { class: "key-bound", x: left, y: 32 }, texts.bound));
  for (const tick of ticksOf(scale.most)) {
    const y = scale.y(tick);
    svg.append(element("line", { class: tick ? "rule" : "axis", x1: left, x2: width - right, y1: y, y2: y }));
    svg.append(element("text", { x: left - 6, y: y + 4, "text-anchor": "end" }, texts.number(tick)));
  }
  for (const part of [0, 0.5, 1]) {
    const at = scale.seconds * part;
    const anchor = part === 0 ? "start" : part === 1 ? "end" : "middle";
    svg.append(element("text", { x: scale.x(at), y: height - bottom + 18, "text-anchor": anchor }, texts.seconds(at)));
  }
  const value = stepsOf(points, "value", scale);
  const bound = stepsOf(points, "bound", scale);
  svg.append(element("path", { class: "bound", d: bound }), element("path", { class: "incumbent", d: value }));
  into.replaceChildren(svg);
}
