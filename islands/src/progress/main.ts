/** A run as it goes: read from its events, and from the first of them again when the page is loaded anew. */

import { landing } from "../shared/landing";
import { reached, sayEnded } from "../shared/session";
import { sharesIn } from "../shared/shares";
import { write } from "../shared/teller";
import { words } from "../shared/words";
import { BEGINNING, type Course, gapOf, hasEnded, type RunEvent, type Tier, withEvent, worthSeeing } from "./course";
import { draw } from "./draw";

const { t, locale } = words();
const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const percent = sharesIn(locale, 1);

/** Terms by their names; one that this page has no word for, as it is. */
function named(term: string): string {
  const id = `runs-term-${term}`;
  const found = t(id);
  return found === id ? term : found;
}

/** Readers of screens are told at most this often that more are placed, and at once when it stands otherwise. */
const TOLD_EVERY = 60_000;
/** Where one types a page is not loaded anew below one's hands. */
const TYPED_IN = "main :is(input, select, textarea)";
/** Milliseconds until a stream that was refused is asked for again. */
const AGAIN = 5_000;

class Watched {
  private course: Course = BEGINNING;
  private waiting = false;
  private told = { state: "", placed: -1, at: 0 };

  constructor(private readonly root: HTMLElement) {}

  follow(source: string): void {
    const stream = new EventSource(source);
    stream.addEventListener("open", () => this.say(""));
    stream.addEventListener("progress", (event) => {
      const told = JSON.parse(event.data as string) as RunEvent;
      this.course = withEvent(this.course, Number(event.lastEventId), told);
      this.show();
    });
    stream.addEventListener("end", () => {
      stream.close();
      this.ended();
    });
    stream.addEventListener("error", () => {
      // a browser asks again by itself where it was cut off, but not where it was refused
      void this.cutOff(source, stream.readyState === EventSource.CLOSED);
    });
  }

  private ended(): void {
    if (document.activeElement?.matches(TYPED_IN)) return this.say(t("runs-has-ended"), toResult());
    noteResult();
    location.reload();
  }

  private async cutOff(source: string, refused: boolean): Promise<void> {
    const found = await reached(source.replace(/\/events$/, ""));
    if (found === "signed-out") sayEnded(this.root, t);
    else if (found === "gone") location.reload(); // the page says why
    else {
      if (found === "away") this.say(t("runs-no-connection"));
      if (refused) setTimeout(() => this.follow(source), AGAIN);
    }
  }

  /** How it stands with the connection; nothing where there is one. */
  private say(text: string, behind?: Node): void {
    const line = this.root.querySelector<HTMLElement>(".away");
    if (line) write(line, text, behind);
  }

  /** Many events at once are shown once. */
  private show(): void {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.now();
      this.table();
      this.picture();
    });
  }

  private now(): void {
    const { course } = this;
    const line = this.root.querySelector<HTMLElement>(".now");
    const bar = this.root.querySelector("progress");
    if (bar) bar.value = course.seconds;
    this.root.dataset["state"] = course.state;
    const badge = document.querySelector<HTMLElement>("#state-now .badge");
    if (badge) {
      badge.textContent = t(`runs-state-${course.state}`);
      badge.dataset["state"] = course.state;
    }
    if (!line) return;
    const seconds = whole.format(course.seconds);
    if (course.placed !== null) {
      line.textContent = t("runs-now", { seconds, placed: course.placed });
    } else if (course.seconds && !hasEnded(course)) {
      line.textContent = t("runs-now-seconds", { seconds });
    } else {
      line.textContent = t(`runs-waits-${course.state}`);
    }
    this.tell(line.textContent);
  }

  private tell(text: string): void {
    const { state, placed } = this.course;
    const status = this.root.querySelector("[role=status]");
    const more = placed !== null && placed !== this.told.placed && performance.now() - this.told.at >= TOLD_EVERY;
    if (!status || (state === this.told.state && !more)) return;
    this.told = { state, placed: placed ?? -1, at: performance.now() };
    status.textContent = text;
  }

  private table(): void {
    const body = this.root.querySelector("tbody");
    body?.replaceChildren(...this.course.tiers.map(row));
  }

  private picture(): void {
    const into = this.root.querySelector<HTMLElement>(".picture");
    const tier = worthSeeing(this.course.tiers);
    if (!into || !tier) return;
    const values = {
      term: named(tier.term),
      value: whole.format(tier.value),
      bound: whole.format(tier.bound),
      seconds: whole.format(this.course.seconds),
    };
    into.hidden = false;
    draw(into, this.course.points.get(tier.term) ?? [], this.course.seconds, {
      label: t("runs-picture", values),
      incumbent: t("runs-picture-value", values),
      bound: t("runs-picture-bound", values),
      number: (value) => whole.format(value),
      seconds: (value) => t("runs-seconds", { seconds: whole.format(value) }),
    });
  }
}

/** The page of a run that has ended begins, for who watched it, with what came of it. */
function noteResult(): void {
  landing(sessionStorage).note({ path: location.pathname, form: "", button: -1, part: "came" });
}

function toResult(): HTMLAnchorElement {
  const link = document.createElement("a");
  link.href = location.pathname + location.search;
  link.textContent = t("runs-show-came");
  link.addEventListener("click", noteResult);
  return link;
}

function row(tier: Tier): HTMLTableRowElement {
  const made = document.createElement("tr");
  const head = document.createElement("th");
  head.scope = "row";
  head.className = "called";
  head.textContent = named(tier.term);
  made.append(head);
  const cells = { "runs-value": whole.format(tier.value), "runs-bound": whole.format(tier.bound), "runs-gap": percent(gapOf(tier)) };
  for (const [word, text] of Object.entries(cells)) {
    const cell = made.insertCell();
    cell.className = "number";
    cell.dataset.what = t(word);
    cell.textContent = text;
  }
  return made;
}

for (const root of document.querySelectorAll<HTMLElement>("[data-island=progress]")) {
  const source = root.dataset["source"];
  if (source) new Watched(root).follow(source);
}
