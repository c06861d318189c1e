/** Mounts the timeline where the page has a place for it: `<div data-island="timeline" data-source="….json">`. */

import { asOneStop } from "../shared/toolbar";
import { words } from "../shared/words";
import type { PlanDocument } from "./document";
import { CLOSER } from "./keys";
import type { View } from "./layout";
import { Panel } from "./panel";
import type { Span } from "./scale";
import { Timeline, type Parts } from "./timeline";

const text = words();

function made<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, name: string, parent: HTMLElement): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  element.className = name;
  parent.append(element);
  return element;
}

function partsIn(place: HTMLElement): Parts {
  const frame = made("div", "tl-frame", place);
  const scroll = made("div", "tl-scroll", frame);
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "application");
  scroll.setAttribute("aria-label", text.t("plan-timeline-label"));
  scroll.setAttribute("aria-describedby", "timeline-keys");
  const canvas = made("canvas", "tl-canvas", scroll);
  const space = made("div", "tl-space", scroll);
  const tip = made("div", "tl-tip", frame);
  tip.hidden = true;
  const status = made("p", "unseen", frame);
  status.setAttribute("role", "status");
  return { scroll, canvas, space, tip, status };
}

function toolbar(place: HTMLElement, timeline: Timeline): void {
  const bar = document.createElement("div");
  bar.className = "tl-tools";
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", text.t("plan-tools"));
  const button = (id: string, act: () => void): HTMLButtonElement => {
    const one = made("button", "", bar);
    one.type = "button";
    one.textContent = text.t(id);
    one.addEventListener("click", act);
    return one;
  };
  button("plan-closer", () => timeline.zoom(CLOSER));
  button("plan-further", () => timeline.zoom(1 / CLOSER));
  button("plan-weeks-8", () => timeline.weeks(8));
  button("plan-weeks-26", () => timeline.weeks(26));
  button("plan-whole", () => timeline.whole());
  const density = button("plan-density", () => {
    timeline.density();
    density.setAttribute("aria-pressed", String(timeline.isAll));
  });
  density.setAttribute("aria-pressed", "false");
  asOneStop(bar);
  place.prepend(bar);
}

/** The weeks that the address asks for. */
function spanAsked(): Span | null {
  const asked = new URLSearchParams(location.search);
  const [from, weeks] = [Number(asked.get("from") ?? NaN), Number(asked.get("weeks") ?? NaN)];
  return Number.isFinite(from) && weeks > 0 ? { from, weeks } : null;
}

/** Keep what is seen in the address and in the page's form, so that both lead back to it. */
function keepSpan(): (span: Span) => void {
  let timer = 0;
  return (span) => {
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      const address = new URL(location.href);
      for (const [name, value] of [["from", span.from], ["weeks", span.weeks]] as const) {
        address.searchParams.set(name, value.toFixed(1));
        const field = document.querySelector<HTMLInputElement>(`form.filters input[name=${name}]`);
        if (field) field.value = value.toFixed(1);
      }
      history.replaceState(null, "", address);
    }, 200);
  };
}

async function mount(place: HTMLElement): Promise<void> {
  const data = place.dataset as Record<"source" | "root" | "query" | "by" | "late" | "only" | "way", string>;
  const answer = await fetch(data.source);
  if (!answer.ok) throw new Error(`${data.source}: ${answer.status}`);
  const received = await answer.text();
  performance.mark("timeline-received");
  const plan = JSON.parse(received) as PlanDocument;
  place.replaceChildren();
  const parts = partsIn(place);
  const view: View & { way: string } = {
    by: data.by === "unit" ? "unit" : "site", late: data.late === "yes", only: data.only, way: data.way,
  };
  const panel = new Panel(document.getElementById("panel")!, text.t("plan-close"), () => parts.scroll.focus());
  const told = {
    open: (kind: string, id: string) => void panel.open(`${data.root}/${kind}/${encodeURIComponent(id)}${data.query}`),
    close: () => panel.close(),
    moved: keepSpan(),
  };
  const timeline = new Timeline(plan, view, parts, told, text, spanAsked());
  performance.measure("timeline-first", "timeline-received");
  toolbar(place, timeline);
  place.dataset["drawn"] = String(timeline.count);
}

for (const place of document.querySelectorAll<HTMLElement>("[data-island=timeline]")) {
  mount(place).catch(() => {
    place.textContent = text.t("plan-not-loaded");
  });
}
