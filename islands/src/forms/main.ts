/** Forms keep what was typed, and are sent only where somebody is there to take them. */

import { words } from "../shared/words";
import { keep, placeOf } from "./kept";

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

async function isReached(): Promise<boolean> {
  try {
    return (await fetch("/healthz", { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-keep]")) {
  if (keep(form, sessionStorage)) say(form, t("forms-kept"));
  let reached = false;
  form.addEventListener("submit", (event) => {
    if (reached) {
      sessionStorage.removeItem(placeOf(form));
      return;
    }
    event.preventDefault();
    const button = event.submitter;
    void isReached().then((found) => {
      reached = found;
      if (found) form.requestSubmit(button);
      else say(form, t("forms-no-connection"));
    });
  });
}
