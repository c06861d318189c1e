/** Draws what is seen of the timeline: rows that can be read, or all rows at once in pixels. */

import { binned } from "./bins";
import { barColour, lettersOn, pixelTable, shadeTable, type Colours } from "./colours";
import { at, type PlanDocument } from "./document";
import type { Spot } from "./hit";
import { isGone, seenRows, What, type Rows } from "./layout";
import { headings, ticks, toPixels, type Span, type Tick } from "./scale";
import type { Tips } from "./tips";
import type { Way } from "./way";

export const AXIS = 40;
/** Lower rows than this are drawn as pixels. */
export const READABLE = 4;
const LETTER = 6.6;
const FONT = "system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif";

export interface Scene {
  readonly rows: Rows;
  readonly by: "site" | "unit";
  readonly span: Span;
  readonly top: number;
  readonly rowHeight: number;
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
  readonly chosen: Spot | null;
  readonly way: Way | null;
}

export function labelWidth(width: number): number {
  return width < 640 ? 104 : 220;
}

export class Painter {
  /** Where bins are put together before they are drawn. */
  private readonly sheet: CanvasRenderingContext2D;
  private image: ImageData;
  private shades: string[];
  private pixels: Uint32Array;
  private readonly months: Intl.DateTimeFormat;
  private readonly years: Intl.DateTimeFormat;

  constructor(
    private readonly pen: CanvasRenderingContext2D,
    private readonly plan: PlanDocument,
    private colours: Colours,
    private readonly tips: Tips,
    locale: string,
  ) {
    this.sheet = document.createElement("canvas").getContext("2d", { alpha: false })!;
    this.image = this.sheet.createImageData(1, 1);
    this.shades = shadeTable(colours);
    this.pixels = pixelTable(colours);
    this.months = new Intl.DateTimeFormat(locale, { month: "short", timeZone: "UTC" });
    this.years = new Intl.DateTimeFormat(locale, { month: "short", year: "numeric", timeZone: "UTC" });
  }

  dress(colours: Colours): void {
    this.colours = colours;
    this.shades = shadeTable(colours);
    this.pixels = pixelTable(colours);
  }

  draw(scene: Scene): void {
    const { pen, colours } = this;
    const left = labelWidth(scene.width);
    const seen = seenRows(scene.rows, scene.top, scene.height - AXIS, scene.rowHeight);
    pen.setTransform(scene.ratio, 0, 0, scene.ratio, 0, 0);
    pen.fillStyle = colours.ground;
    pen.fillRect(0, 0, scene.width, scene.height);
    const isReadable = scene.rowHeight >= READABLE;
    if (!isReadable) this.pixelsOf(scene, seen, left);
    pen.save();
    pen.beginPath();
    pen.rect(left, AXIS, scene.width - left, scene.height - AXIS);
    pen.clip();
    pen.translate(left, AXIS);
    this.grid(scene, left);
    if (isReadable) for (let row = seen[0]; row < seen[1]; row += 1) this.row(scene, row, left);
    if (scene.way) this.links(scene, scene.way, left);
    this.mark(scene, left);
    pen.restore();
    this.labels(scene, seen, left);
    this.axis(scene, left);
  }

  private x(scene: Scene, left: number, week: number): number {
    return toPixels(scene.span, scene.width - left, week);
  }

  /** Rows of less than a pixel each, at one bin a pixel of the page: on a finer screen it is drawn larger. */
  private pixelsOf(scene: Scene, seen: readonly [number, number], left: number): void {
    const { pen, sheet } = this;
    const width = Math.max(1, Math.floor(scene.width - left));
    const height = Math.max(1, Math.floor(scene.height - AXIS));
    if (this.image.width !== width || this.image.height !== height) {
      [sheet.canvas.width, sheet.canvas.height] = [width, height];
      this.image = sheet.createImageData(width, height);
    }
    const size = { width, height, top: scene.top, rowHeight: scene.rowHeight };
    const { levels } = binned(scene.rows, seen, scene.span, size, scene.way?.marked ?? null);
    const pixels = new Uint32Array(this.image.data.buffer);
    for (let place = 0; place < levels.length; place += 1) pixels[place] = this.pixels[levels[place]!]!;
    sheet.putImageData(this.image, 0, 0);
    pen.imageSmoothingEnabled = false;
    pen.drawImage(sheet.canvas, left, AXIS);
  }

  private grid(scene: Scene, left: number): void {
    const { pen, colours, plan } = this;
    const height = scene.height - AXIS;
    pen.lineWidth = 1;
    pen.strokeStyle = colours.line;
    pen.beginPath();
    for (const tick of ticks(scene.span, plan.first, scene.width - left)) {
      const x = Math.round(this.x(scene, left, tick.week)) + 0.5;
      pen.moveTo(x, 0);
      pen.lineTo(x, height);
    }
    pen.stroke();
    if (plan.as_of === null) return;
    const now = Math.round(this.x(scene, left, plan.as_of));
    pen.strokeStyle = colours.accent;
    pen.lineWidth = 2;
    pen.beginPath();
    pen.moveTo(now, 0);
    pen.lineTo(now, height);
    pen.stroke();
  }

  private row(scene: Scene, row: number, left: number): void {
    const { pen, colours } = this;
    const { rows, rowHeight } = scene;
    const y = row * rowHeight - scene.top;
    if (rows.breaks[row]) {
      pen.fillStyle = colours.faint;
      pen.fillRect(0, Math.round(y), scene.width - left, 1);
    }
    for (let bar = rows.offsets[row]!; bar < rows.offsets[row + 1]!; bar += 1) {
      const start = this.x(scene, left, rows.start[bar]!);
      const end = this.x(scene, left, rows.start[bar]! + rows.weeks[bar]!);
      if (end < 0 || start > scene.width - left) continue;
      pen.globalAlpha = scene.way && !scene.way.marked[bar] ? 0.2 : 1;
      this.bar(scene, bar, start, Math.max(end - start, 1), y);
    }
    pen.globalAlpha = 1;
    if (scene.by === "unit") this.cohort(scene, at(rows.owner, row), y, left);
  }

  private bar(scene: Scene, bar: number, x: number, width: number, y: number): void {
    const { pen, colours, plan } = this;
    const { rows, rowHeight } = scene;
    const what = rows.what[bar]!;
    const look = what === What.Wait ? plan.looks.wait : plan.looks.class;
    const height = rowHeight * look.height;
    const upper = y + (rowHeight - height) / 2;
    if (isGone(what)) {
      pen.strokeStyle = colours.ink;
      pen.setLineDash([4, 3]);
      pen.lineWidth = 1.5;
      pen.strokeRect(x + 1, upper + 0.5, Math.max(width - 2, 1), height - 1);
      pen.setLineDash([]);
      return;
    }
    const share = rows.fill[bar]!;
    const colour = what === What.Wait ? colours.waiting : barColour(colours, this.shades, share);
    pen.fillStyle = colour;
    pen.fillRect(x, upper, width, height);
    if (what === What.Wait) return;
    pen.strokeStyle = colours.edge;
    pen.lineWidth = 0.75;
    if (width > 3) pen.strokeRect(x + 0.5, upper + 0.5, width - 1, height - 1);
    if (what === What.Step && plan.held.pinned[rows.ref[bar]!]) {
      pen.fillStyle = colours.ink;
      pen.fillRect(x, upper - 1, Math.min(3, width), height + 2);
    }
    const text = rowHeight >= 14 ? this.letters(scene, bar) : "";
    if (!text || text.length * LETTER > width - 4) return;
    pen.fillStyle = lettersOn(colour);
    pen.font = `11px ${FONT}`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(text, x + width / 2, upper + height / 2 + 0.5);
  }

  private letters(scene: Scene, bar: number): string {
    const { classes, courses, held } = this.plan;
    const ref = at(scene.rows.ref, bar);
    if (scene.by === "unit") return at(courses, at(classes.course, at(held.class, ref)))[0];
    const seats = at(classes.seats, ref);
    return seats ? `${at(classes.trainees, ref)}/${seats}` : `${at(classes.trainees, ref)}`;
  }

  /** When a cohort is due, or that it is unmet and why. */
  private cohort(scene: Scene, cohort: number, y: number, left: number): void {
    const { pen, plan } = this;
    const { cohorts, looks } = plan;
    const due = at(cohorts.due, cohort);
    if (due !== null) {
      pen.fillStyle = looks.due.colour;
      pen.fillRect(this.x(scene, left, due) - 1.5, y + scene.rowHeight * 0.09, 3, scene.rowHeight * looks.due.height);
    }
    if (!at(cohorts.unmet, cohort) || scene.rowHeight < 12) return;
    const reason = at(cohorts.reason, cohort);
    pen.fillStyle = this.colours.ink;
    pen.font = `11px ${FONT}`;
    pen.textAlign = "left";
    pen.textBaseline = "middle";
    const now = plan.as_of === null ? 0 : this.x(scene, left, plan.as_of);
    pen.fillText(`✕ ${this.tips.reason(reason)}`, Math.max(now, 0) + 6, y + scene.rowHeight / 2 + 0.5);
  }

  private links(scene: Scene, way: Way, left: number): void {
    const { pen, colours } = this;
    const { rows, rowHeight } = scene;
    pen.strokeStyle = colours.accent;
    pen.lineWidth = 1.25;
    pen.beginPath();
    for (let place = 0; place < way.links.length; place += 4) {
      const [from, fromRow, to, toRow] = [0, 1, 2, 3].map((step) => way.links[place + step]!) as [number, number, number, number];
      pen.moveTo(this.x(scene, left, rows.start[from]! + rows.weeks[from]!), (fromRow + 0.5) * rowHeight - scene.top);
      pen.lineTo(this.x(scene, left, rows.start[to]!), (toRow + 0.5) * rowHeight - scene.top);
    }
    pen.stroke();
  }

  private mark(scene: Scene, left: number): void {
    const { pen, colours } = this;
    const { chosen, rows, rowHeight } = scene;
    if (!chosen) return;
    const y = chosen.row * rowHeight - scene.top;
    pen.strokeStyle = colours.accent;
    pen.lineWidth = 2.5;
    if (chosen.bar < 0) {
      pen.strokeRect(1.5, y + 1.5, scene.width - left - 3, Math.max(rowHeight - 3, 1));
      return;
    }
    const start = this.x(scene, left, rows.start[chosen.bar]!);
    const end = this.x(scene, left, rows.start[chosen.bar]! + rows.weeks[chosen.bar]!);
    pen.strokeRect(start - 1, y + 0.5, Math.max(end - start + 2, 3), Math.max(rowHeight - 1, 3));
  }

  private labels(scene: Scene, seen: readonly [number, number], left: number): void {
    const { pen, colours } = this;
    pen.fillStyle = colours.raised;
    pen.fillRect(0, AXIS, left, scene.height - AXIS);
    pen.fillStyle = colours.line;
    pen.fillRect(left - 1, 0, 1, scene.height);
    if (scene.rowHeight < 10) return this.owners(scene, seen);
    pen.save();
    pen.beginPath();
    pen.rect(0, AXIS, left - 6, scene.height - AXIS);
    pen.clip();
    pen.font = `12px ${FONT}`;
    pen.textAlign = "left";
    pen.textBaseline = "middle";
    for (let row = seen[0]; row < seen[1]; row += 1) {
      const y = AXIS + row * scene.rowHeight - scene.top;
      if (scene.rows.breaks[row]) {
        pen.fillStyle = colours.faint;
        pen.fillRect(0, Math.round(y), left, 1);
      }
      pen.fillStyle = colours.ink;
      pen.fillText(this.label(scene, row, row === seen[0], left), 8, y + scene.rowHeight / 2 + 0.5);
      if (scene.by === "unit" && (row === seen[0] || scene.rows.breaks[row])) this.unit(scene, row, y, left);
    }
    pen.restore();
  }

  /** Where rows are too low for labels: the sites or units that begin, as far as there is room. */
  private owners(scene: Scene, seen: readonly [number, number]): void {
    const { pen, colours, plan } = this;
    pen.font = `11px ${FONT}`;
    pen.fillStyle = colours.faint;
    pen.textAlign = "left";
    pen.textBaseline = "top";
    let free = AXIS;
    for (let row = seen[0]; row < seen[1]; row += 1) {
      const y = AXIS + row * scene.rowHeight - scene.top;
      if (y < free || (row > seen[0] && !scene.rows.breaks[row])) continue;
      const owner = at(scene.rows.owner, row);
      const id = scene.by === "unit" ? at(plan.units, at(plan.cohorts.unit, owner)) : at(plan.sites, at(plan.classes.site, owner));
      pen.fillText(`${id[0]} ${id[1]}`.slice(0, Math.floor((labelWidth(scene.width) - 14) / LETTER)), 8, y);
      free = y + 13;
    }
  }

  /** Whose cohorts begin here. */
  private unit(scene: Scene, row: number, y: number, left: number): void {
    const { pen, colours, plan } = this;
    if (left < 160) return;
    pen.fillStyle = colours.faint;
    pen.textAlign = "right";
    pen.fillText(at(plan.units, at(plan.cohorts.unit, at(scene.rows.owner, row)))[0], left - 10, y + scene.rowHeight / 2 + 0.5);
    pen.textAlign = "left";
  }

  /** A cohort with its trainees; of lanes of one site and course the first alone. */
  private label(scene: Scene, row: number, always: boolean, left: number): string {
    const { classes, cohorts, courses, sites } = this.plan;
    const owner = at(scene.rows.owner, row);
    if (scene.by === "unit") return `${at(cohorts.id, owner)}  (${at(cohorts.trainees, owner)})`;
    const before = row ? at(scene.rows.owner, row - 1) : -1;
    const isSame = before >= 0 && classes.site[before] === classes.site[owner] && classes.course[before] === classes.course[owner];
    if (isSame && !always) return "";
    const [site, name] = at(sites, at(classes.site, owner));
    const course = at(courses, at(classes.course, owner))[0];
    const whole = `${site} ${name}  ${course}`;
    return whole.length * LETTER > left - 14 ? `${site}  ${course}` : whole;
  }

  private axis(scene: Scene, left: number): void {
    const { pen, colours, plan } = this;
    pen.fillStyle = colours.raised;
    pen.fillRect(0, 0, scene.width, AXIS);
    pen.fillStyle = colours.line;
    pen.fillRect(0, AXIS - 1, scene.width, 1);
    pen.save();
    pen.beginPath();
    pen.rect(left, 0, scene.width - left, AXIS);
    pen.clip();
    pen.textAlign = "left";
    pen.textBaseline = "middle";
    const all = ticks(scene.span, plan.first, scene.width - left);
    pen.font = `12px ${FONT}`;
    pen.fillStyle = colours.faint;
    for (const tick of all.filter((one) => !one.isMonth)) {
      pen.fillText(`${tick.day.getUTCDate()}`, left + this.x(scene, left, tick.week) + 3, 29);
    }
    this.monthsOf(scene, all, left);
    pen.restore();
  }

  private monthsOf(scene: Scene, all: readonly Tick[], left: number): void {
    const { pen, colours } = this;
    pen.font = `600 12px ${FONT}`;
    pen.fillStyle = colours.ink;
    const months = all.filter((one) => one.isMonth);
    const found = headings(months, {
      left,
      right: scene.width,
      isBelowFree: months.length === all.length,
      x: (week) => left + this.x(scene, left, week),
      wide: (text) => pen.measureText(text).width,
      words: (day) => ({ month: this.months.format(day), year: `${day.getUTCFullYear()}`, both: this.years.format(day) }),
    });
    for (const { text, x, below } of found) pen.fillText(text, x, below ? 29 : 12);
  }
}
