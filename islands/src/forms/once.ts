const PATIENCE = 10_000; // milliseconds after which one may try again where no answer came

const SOON = 500; // milliseconds: a wait that is longer is one that people notice

/** A form that was sent is not sent again by a second click while its answer is on the way.
 *
 * `tell` says that of a form whose answer takes long.
 */
export function sendOnce(root: Document, tell: (form: HTMLFormElement) => void, patience = PATIENCE): void {
  const sent = new WeakSet<HTMLFormElement>();
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !(form instanceof HTMLFormElement) || form.method !== "post") return;
    if (sent.has(form)) {
      event.preventDefault();
      return;
    }
    sent.add(form);
    setTimeout(() => sent.delete(form), patience);
    if (form.closest("main")) setTimeout(() => tell(form), SOON);
  });
}
