/** The timeline under a hand: what is seen, what is chosen, and what pointer and keys make of it. */

import type { Words } from "../shared/words";
import { coloursOf } from "./colours";
import { at, type PlanDocument } from "./document";
import { beside, rowsFurther, spotAt, type Spot } from "./hit";
import { deedOf, type Deed } from "./keys";
import { isGone, rowsOf, type Rows, type View } from "./layout";
import { AXIS, labelWidth, Painter, READABLE } from "./paint";
import { Pinch } from "./pinch";
import { panned, showing, toWeek, wholeSpan, within, zoomed, type Span } from "./scale";
import { Tips } from "./tips";
import { wayOf, type Way } from "./way";

const ROW = 20;

export interface Parts {
  readonly scroll: HTMLElement;
  readonly space: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly tip: HTMLElement;
  readonly status: HTMLElement;
}

export interface Told {
  /** The page of a bar's class or cohort is asked for. */
  open(kind: "classes" | "cohorts", id: string): void;
  close(): void;
  /** Other weeks are seen. */
  moved(span: Span): void;
}

export class Timeline {
  span: Span;
  chosen: Spot | null = null;
  isAll = false;
  private readonly rows: Rows;
  private readonly way: Way | null;
  private readonly painter: Painter;
  private readonly tips: Tips;
  private asked = 0;
  private readonly pinch = new Pinch();

  constructor(
    private readonly plan: PlanDocument,
    private readonly view: View & { readonly way: string },
    private readonly parts: Parts,
    private readonly told: Told,
    words: Words,
    span: Span | null,
  ) {
    this.rows = rowsOf(plan, view);
    this.way = view.way ? wayOf(plan, this.rows, view.way) : null;
    this.tips = new Tips(plan, words);
    const pen = parts.canvas.getContext("2d", { alpha: false });
    if (!pen) throw new Error("this browser has no canvas");
    this.painter = new Painter(pen, plan, coloursOf(parts.scroll), this.tips, words.locale);
    this.span = within(span ?? wholeSpan(plan.weeks), plan.weeks);
    this.listen();
    this.resize();
  }

  get count(): number {
    return this.rows.count;
  }

  // What is seen

  private get rowHeight(): number {
    return this.isAll ? Math.min(ROW, Math.max(this.height - AXIS, 1) / Math.max(this.rows.count, 1)) : ROW;
  }

  private get width(): number {
    return this.parts.scroll.clientWidth;
  }

  private get height(): number {
    return this.parts.scroll.clientHeight;
  }

  resize(): void {
    const { canvas, space } = this.parts;
    const ratio = devicePixelRatio || 1;
    // As high as all rows are, up to what the style allows.
    this.parts.scroll.style.height = `${Math.max(this.rows.count, 4) * ROW + AXIS + 2}px`;
    canvas.width = Math.max(1, Math.round(this.width * ratio));
    canvas.height = Math.max(1, Math.round(this.height * ratio));
    canvas.style.width = `${this.width}px`;
    canvas.style.height = `${this.height}px`;
    space.style.height = `${Math.max(0, this.rows.count * this.rowHeight + AXIS - this.height)}px`;
    this.draw();
  }

  /** Draw at once, and note how long it took. */
  draw(): void {
    const began = performance.now();
    this.painter.draw({
      rows: this.rows, by: this.view.by, span: this.span, top: this.parts.scroll.scrollTop, rowHeight: this.rowHeight,
      width: this.width, height: this.height, ratio: devicePixelRatio || 1, chosen: this.chosen, way: this.way,
    });
    performance.measure("timeline-draw", { start: began, end: performance.now() });
  }

  private drawSoon(): void {
    this.asked ||= requestAnimationFrame(() => {
      this.asked = 0;
      this.draw();
    });
  }

  show(span: Span): void {
    this.span = within(span, this.plan.weeks);
    this.told.moved(this.span);
    this.hideTip();
    this.drawSoon();
  }

  zoom(factor: number, part = 0.5): void {
    this.show(zoomed(this.span, factor, this.plan.weeks, part));
  }

  whole(): void {
    this.show(wholeSpan(this.plan.weeks));
  }

  /** So many weeks, from where the plan stands today or from the middle of what is seen. */
  weeks(weeks: number): void {
    const middle = this.span.from + this.span.weeks / 2;
    this.show({ from: middle - weeks / 2, weeks });
  }

  density(): void {
    this.isAll = !this.isAll;
    this.parts.scroll.scrollTop = 0;
    this.resize();
  }

  dress(onPaper = false): void {
    this.painter.dress(coloursOf(this.parts.scroll, onPaper));
    this.draw();
  }

  // What is chosen

  do(deed: Deed): void {
    switch (deed.do) {
      case "pan":
        return this.show(panned(this.span, deed.part * this.span.weeks, this.plan.weeks));
      case "zoom":
        return this.zoom(deed.factor);
      case "bar":
        return this.choose(this.chosen ? beside(this.rows, this.chosen, deed.by) : this.firstSeen());
      case "row":
        return this.choose(this.chosen ? rowsFurther(this.rows, this.chosen, deed.by) : this.firstSeen());
      case "page":
        return this.page(deed.by);
      case "whole":
        return this.whole();
      case "first":
        return this.choose(rowsFurther(this.rows, this.chosen ?? { row: 0, bar: -1 }, -this.rows.count));
      case "last":
        return this.choose(rowsFurther(this.rows, this.chosen ?? { row: 0, bar: -1 }, this.rows.count));
      case "open":
        return this.open();
      case "close":
        return this.told.close();
      case "density":
        return this.density();
    }
  }

  private firstSeen(): Spot {
    const row = Math.min(Math.ceil(this.parts.scroll.scrollTop / this.rowHeight), this.rows.count - 1);
    return rowsFurther(this.rows, { row, bar: -1 }, 0);
  }

  private page(by: number): void {
    const rows = Math.max(1, Math.floor((this.height - AXIS) / this.rowHeight) - 1);
    this.choose(rowsFurther(this.rows, this.chosen ?? this.firstSeen(), by * rows));
  }

  choose(spot: Spot): void {
    if (!this.rows.count) return;
    this.chosen = spot;
    if (spot.bar >= 0) {
      const start = at(this.rows.start, spot.bar);
      const seen = showing(this.span, start, start + at(this.rows.weeks, spot.bar), this.plan.weeks);
      if (seen !== this.span) this.show(seen);
    }
    const { scroll, status } = this.parts;
    const y = spot.row * this.rowHeight;
    const room = this.height - AXIS - this.rowHeight;
    if (y < scroll.scrollTop) scroll.scrollTop = y;
    else if (y > scroll.scrollTop + room) scroll.scrollTop = y - room;
    status.textContent = this.saying(spot).join(", ");
    this.drawSoon();
  }

  private saying(spot: Spot): string[] {
    if (spot.bar >= 0) return this.tips.ofBar(this.rows, spot.bar);
    return this.view.by === "unit" ? this.tips.ofCohort(at(this.rows.owner, spot.row)) : [];
  }

  private open(): void {
    const spot = this.chosen;
    if (!spot) return;
    if (this.view.by === "unit") {
      this.told.open("cohorts", at(this.plan.cohorts.id, at(this.rows.owner, spot.row)));
    } else if (spot.bar >= 0 && !isGone(this.rows.what[spot.bar])) {
      this.told.open("classes", at(this.plan.classes.id, at(this.rows.ref, spot.bar)));
    }
  }

  // Pointer and keys

  private listen(): void {
    const { scroll, canvas } = this.parts;
    scroll.addEventListener("scroll", () => this.drawSoon(), { passive: true });
    scroll.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    scroll.addEventListener("keydown", (event) => {
      const deed = deedOf(event);
      if (!deed) return;
      event.preventDefault();
      this.do(deed);
    });
    canvas.addEventListener("pointerdown", (event) => this.drag(event));
    canvas.addEventListener("pointermove", (event) => {
      if (!event.buttons) this.point(event);
    });
    canvas.addEventListener("pointerleave", () => this.hideTip());
    new ResizeObserver(() => this.resize()).observe(scroll);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.dress());
    addEventListener("beforeprint", () => this.dress(true));
    addEventListener("afterprint", () => this.dress());
  }

  private wheel(event: WheelEvent): void {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      this.zoom(Math.exp(Math.min(Math.max(event.deltaY, -60), 60) / 120), this.part(event));
    } else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
      event.preventDefault();
      const pixels = event.deltaX || event.deltaY;
      this.show(panned(this.span, (pixels / (this.width - labelWidth(this.width))) * this.span.weeks, this.plan.weeks));
    }
  }

  /** How far to the right of the labels a pointer is, from 0 to 1. */
  private part(event: MouseEvent): number {
    const left = labelWidth(this.width);
    return Math.min(Math.max((event.offsetX - left) / (this.width - left), 0), 1);
  }

  private spot(event: MouseEvent): Spot | null {
    const left = labelWidth(this.width);
    if (event.offsetY < AXIS || event.offsetX < 0) return null;
    const row = Math.floor((event.offsetY - AXIS + this.parts.scroll.scrollTop) / this.rowHeight);
    if (event.offsetX < left) return row < this.rows.count ? { row, bar: -1 } : null;
    return spotAt(this.rows, row, toWeek(this.span, this.width - left, event.offsetX - left));
  }

  private drag(event: PointerEvent): void {
    if (event.button) return;
    const { canvas, scroll } = this.parts;
    const begin = { x: event.clientX, y: event.clientY, span: this.span, top: scroll.scrollTop };
    const week = this.span.weeks / (this.width - labelWidth(this.width));
    let isDrag = false;
    canvas.setPointerCapture(event.pointerId);
    this.pinch.down(event.pointerId, event.offsetX, event.offsetY);
    const move = (now: PointerEvent): void => {
      if (now.pointerId !== event.pointerId) return;
      const pinched = this.pinch.move(now.pointerId, now.offsetX, now.offsetY);
      if (pinched) {
        isDrag = true;
        const left = labelWidth(this.width);
        const part = Math.min(Math.max((pinched.x - left) / (this.width - left), 0), 1);
        return this.show(zoomed(begin.span, pinched.factor, this.plan.weeks, part));
      }
      const [x, y] = [now.clientX - begin.x, now.clientY - begin.y];
      isDrag ||= Math.hypot(x, y) > 4;
      if (!isDrag) return;
      this.show(panned(begin.span, -x * week, this.plan.weeks));
      if (now.pointerType === "mouse") scroll.scrollTop = begin.top - y;
    };
    const end = (now: PointerEvent): void => {
      if (now.pointerId !== event.pointerId) return;
      this.pinch.up(now.pointerId);
      canvas.removeEventListener("pointermove", move);
      canvas.removeEventListener("pointerup", end);
      canvas.removeEventListener("pointercancel", end);
      const spot = isDrag || now.type === "pointercancel" ? null : this.spot(now);
      if (!spot) return;
      this.choose(spot);
      this.open();
    };
    canvas.addEventListener("pointermove", move);
    canvas.addEventListener("pointerup", end);
    canvas.addEventListener("pointercancel", end);
  }

  private point(event: MouseEvent): void {
    const spot = this.spot(event);
    const lines = spot ? this.saying(spot) : [];
    if (!lines.length || (this.isAll && this.rowHeight < READABLE && spot!.bar < 0)) return this.hideTip();
    const { tip } = this.parts;
    tip.replaceChildren(
      ...lines.map((line, place) => {
        const part = document.createElement(place ? "span" : "strong");
        part.textContent = line;
        return part;
      }),
    );
    tip.hidden = false;
    const right = event.offsetX + 16 + tip.offsetWidth > this.width;
    tip.style.left = `${Math.max(0, right ? event.offsetX - 12 - tip.offsetWidth : event.offsetX + 16)}px`;
    const below = event.offsetY + 18 + tip.offsetHeight > this.height;
    tip.style.top = `${below ? event.offsetY - 10 - tip.offsetHeight : event.offsetY + 18}px`;
  }

  private hideTip(): void {
    this.parts.tip.hidden = true;
  }
}
