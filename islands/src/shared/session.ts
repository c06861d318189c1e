/** The session of who looks at a page: it may end while the page lies open. */

import type { Words } from "./words";

/**
 * Whether there is somebody who takes what is sent: the service, and in it the session of whoever looks. `gone`: both are
 * there, and what stands at the address is not, or no longer for them.
 */
export async function reached(address = "/api/v1/me"): Promise<"there" | "away" | "signed-out" | "gone"> {
  try {
    const answer = await fetch(address, { cache: "no-store" });
    if (answer.status === 401) return "signed-out";
    if (answer.status === 403 || answer.status === 404) return "gone";
    return answer.ok ? "there" : "away";
  } catch {
    return "away";
  }
}

/** Where one signs in, and is led back from to this page. */
export function signInAddress(): string {
  return `/sign-in?${new URLSearchParams({ next: location.pathname + location.search }).toString()}`;
}

export function signInLink(t: Words["t"]): HTMLAnchorElement {
  const link = document.createElement("a");
  link.href = signInAddress();
  link.textContent = t("forms-sign-in");
  return link;
}

/** Say once on a page, at the top of a part, that it is no longer kept up to date, as the session has ended, and where to go on. */
export function sayEnded(part: Element, t: Words["t"]): void {
  if (document.querySelector("[data-ended]")) return;
  const line = document.createElement("p");
  line.className = "notice warn";
  line.dataset["ended"] = "";
  line.setAttribute("role", "status");
  part.prepend(line);
  setTimeout(() => line.append(t("forms-signed-out"), " ", signInLink(t))); // readers of screens tell what comes into what is there
}
