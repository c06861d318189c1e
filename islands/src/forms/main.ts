/** Forms keep what was typed, and are sent only where somebody is there to take them. */

import { forgetPage, forgetPageOfOthers } from "../shared/page";
import { reached, signInAddress } from "../shared/session";
import { SHOWN } from "../shared/shown";
import { write } from "../shared/teller";
import { forgetTyped } from "../shared/typed";
import { words } from "../shared/words";
import { keep, send, settle } from "./kept";
import { land, noteSent } from "./landing";
import { sendOnce } from "./once";

const { t } = words();

/** A sentence in the form that a reader of screens is told of, too. */
function say(form: HTMLFormElement, text: string): void {
  const before = form.querySelector<HTMLElement>(".kept");
  if (before) return write(before, text);
  const status = document.createElement("p");
  status.className = "kept notice";
  status.setAttribute("role", "status");
  form.append(status);
  setTimeout(() => write(status, text)); // told is what comes into what is there
}

/** Take back what the form said. */
function clear(form: HTMLFormElement): void {
  const said = form.querySelector<HTMLElement>(".kept");
  if (said) write(said, "");
}

/** What is kept of pages goes with who signs out; a browser that keeps none has no place for them. */
function forgetKept(): void {
  if ("caches" in window) void forgetPage(caches);
}

/** Have a form keep what is typed, and be sent only where it is taken. */
function attend(form: HTMLFormElement): void {
  if (keep(form, sessionStorage)) say(form, t("forms-kept"));
  let sure = false;
  form.addEventListener("submit", (event) => {
    if (sure) {
      send(form, sessionStorage);
      return;
    }
    event.preventDefault();
    clear(form); // so that the same is told once more
    const button = event.submitter;
    void reached().then((found) => {
      sure = found === "there";
      if (sure) form.requestSubmit(button);
      else if (found === "signed-out") location.assign(signInAddress()); // what was typed is kept
      else say(form, t("forms-no-connection"));
    });
  });
}

// A page that answers a form has the form's address, where nothing can be looked at: loaded anew it would send again.
const { answers } = document.body.dataset;
if (answers) history.replaceState(history.state, "", answers);
// What the browser kept of a page that one left says how things stood then.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  void reached().then((found) => {
    if (found !== "away") location.reload(); // without a connection nothing would come in its place
  });
});

const KEPT = "form[data-keep]";
settle(sessionStorage, "refused" in document.body.dataset);
for (const form of document.querySelectorAll<HTMLFormElement>(KEPT)) attend(form);
document.addEventListener(SHOWN, ({ target }) => {
  if (target instanceof Element) for (const form of target.querySelectorAll<HTMLFormElement>(KEPT)) attend(form);
});

for (const form of document.querySelectorAll<HTMLFormElement>("form[action='/sign-out']")) {
  form.addEventListener("submit", () => {
    forgetTyped(localStorage, sessionStorage);
    forgetKept();
  });
}
// whose session ended did not sign out: whoever is next at this browser comes by the form to sign in
if (document.querySelector("form[action='/sign-in']")) forgetKept();
else if ("caches" in window) void forgetPageOfOthers(caches);

sendOnce(document, (form) => say(form, t("forms-sending")));
noteSent(document, sessionStorage);
land(document, sessionStorage);
