/** What happened is entered on a phone: what cannot be sent is kept on it, and sent once there is a connection. */

import { person } from "../shared/person";
import { signInLink } from "../shared/session";
import { write } from "../shared/teller";
import { words } from "../shared/words";
import { entryOf, fillIn } from "./form";
import { askAnew } from "./fresh";
import { Queue, type Entry, type Outcome } from "./queue";
import { send } from "./send";
import { Typed } from "./typed";

const LOOK_EVERY = 5_000; // milliseconds: some devices do not say that they are connected again

const WORKER = "/static/islands/offline.js";

const { locale, t } = words();
const AS_MOMENT = new Intl.DateTimeFormat(locale, {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "UTC",
  timeZoneName: "short",
});

function start(root: HTMLElement): void {
  const mark = document.querySelector<HTMLMetaElement>("meta[name=csrf]")?.content ?? "";
  const status = root.querySelector<HTMLElement>(".waiting");
  const forms = [...root.querySelectorAll<HTMLFormElement>("form[data-class]")];
  let fresh = !document.body.dataset["keptAt"]; // as it came from the service, until what waits was sent
  const queue = new Queue(localStorage, person(), (entry) => send(entry, mark, fresh), told);
  const typed = new Typed(localStorage, person());
  const entered = new Set<string>();

  function told(entry: Entry, outcome: Outcome): void {
    const form = forms.find((one) => one.dataset["class"] === entry.class_id);
    const line = form?.querySelector<HTMLElement>(".sent");
    if (line) show(line, outcome);
    form?.classList.toggle("kept", outcome.kind === "away" || outcome.kind === "signed-out");
    count(outcome.kind === "signed-out" ? t("happened-island-signed-out") : "");
    if (outcome.kind === "taken") entered.add(entry.class_id);
    if (outcome.kind === "taken" && !queue.waiting.length) void askAnew(entered, t("happened-state-draft"));
  }

  function count(instead = ""): void {
    if (!status) return;
    const waiting = queue.waiting.length;
    if (waiting || !status.hidden) {
      write(status, instead || t("happened-island-waiting", { count: waiting }), instead ? signInLink(t) : undefined);
    }
    if (waiting) status.hidden = false;
  }

  for (const form of forms) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const entry = entryOf(form);
      queue.add(entry);
      typed.forget(entry.class_id);
      const line = form.querySelector<HTMLElement>(".sent");
      if (line) write(line, t("happened-island-saving"));
      void queue.flush().then(() => queue.flush());
    });
    const note = (): void => typed.note(form);
    form.addEventListener("input", note);
    form.addEventListener("change", note);
  }
  for (const entry of queue.waiting) {
    const form = forms.find((one) => one.dataset["class"] === entry.class_id);
    if (form) fillIn(form, entry);
  }
  for (const form of forms) {
    const line = form.querySelector<HTMLElement>(".sent");
    if (typed.fillIn(form) && line) write(line, t("happened-island-typed"));
  }
  const again = (): void => {
    if (queue.waiting.length) void queue.flush();
  };
  void queue.flush().then(() => (fresh = false));
  sayKept(root);
  window.addEventListener("online", again);
  setInterval(again, LOOK_EVERY);
  count();
}

/** Say what became of an entry where whoever sent it looks, and where it goes on from there. */
function show(line: HTMLElement, outcome: Outcome): void {
  write(line, sentence(outcome), outcome.kind === "taken" ? draftLink(outcome.draft) : undefined);
  if (line.closest("form")?.contains(document.activeElement)) line.scrollIntoView({ block: "nearest" });
}

function draftLink(draft: number): HTMLAnchorElement {
  const link = document.createElement("a");
  link.href = `/drafts/${String(draft)}`;
  link.textContent = t("happened-island-to-draft");
  return link;
}

/** Say since when the page is where it could not be had anew; a view that was not asked for has its own address. */
function sayKept(root: HTMLElement): void {
  const at = document.body.dataset["keptAt"];
  if (!at) return;
  const line = document.createElement("p");
  line.className = "notice warn";
  line.setAttribute("role", "status");
  line.textContent = t("happened-island-offline", { at: AS_MOMENT.format(Number(at)) });
  const view = document.body.dataset["keptView"] ?? "";
  if (view !== location.search) {
    line.textContent += ` ${t("happened-island-other-view")}`;
    history.replaceState(history.state, "", location.pathname + view);
  }
  root.prepend(line);
}

/** Have the browser keep this page, for who opens it without a connection; some keep none, and none in private. */
function keepPage(): void {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.register(WORKER, { scope: "/happened" }).catch(() => undefined);
}

function sentence(outcome: Outcome): string {
  if (outcome.kind === "refused") return t("happened-island-refused", { why: outcome.why });
  if (outcome.kind === "signed-out") return t("happened-island-signed-out");
  if (outcome.kind === "away") return t("happened-island-kept");
  if (outcome.faults.length) return t("happened-island-faults", { faults: outcome.faults.join("; ") });
  return t("happened-island-saved", { draft: String(outcome.draft) });
}

for (const root of document.querySelectorAll<HTMLElement>("[data-island=happened]")) start(root);
keepPage();
