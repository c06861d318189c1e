/** Forms keep what was typed, and are sent only where somebody is there to take them. */

import { forgetPage, forgetPageOfOthers } from "../shared/page";
import { forgetTyped } from "../shared/typed";
import { words } from "../shared/words";
import { keep, send, settle } from "./kept";
import { sendOnce } from "./once";

const { t } = words();

/** A sentence in the form that a reader of screens is told of, too. */
function say(form: HTMLFormElement, text: string): void {
  let status = form.querySelector<HTMLElement>(".kept");
  if (!status) {
    status = document.createElement("p");
    status.className = "kept notice";
    status.setAttribute("role", "status");
    form.append(status);
  }
  status.textContent = text;
}

/** Whether there is somebody who takes what is sent: the service, and in it the session of whoever typed it. */
async function reached(): Promise<"there" | "away" | "signed-out"> {
  try {
    const answer = await fetch("/api/v1/me", { cache: "no-store" });
    if (answer.status === 401) return "signed-out";
    return answer.ok ? "there" : "away";
  } catch {
    return "away";
  }
}

/** What was typed is kept: whoever has signed in is led back to it. */
function signIn(): void {
  const next = location.pathname + location.search;
  location.assign(`/sign-in?${new URLSearchParams({ next }).toString()}`);
}

/** What is kept of pages goes with who signs out; a browser that keeps none has no place for them. */
function forgetKept(): void {
  if ("caches" in window) void forgetPage(caches);
}

settle(sessionStorage, "refused" in document.body.dataset);
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-keep]")) {
  if (keep(form, sessionStorage)) say(form, t("forms-kept"));
  let sure = false;
  form.addEventListener("submit", (event) => {
    if (sure) {
      send(form, sessionStorage);
      return;
    }
    event.preventDefault();
    const button = event.submitter;
    void reached().then((found) => {
      sure = found === "there";
      if (sure) form.requestSubmit(button);
      else if (found === "signed-out") signIn();
      else say(form, t("forms-no-connection"));
    });
  });
}

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
