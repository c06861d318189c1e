/** The panel beside the timeline: the same that stands on the page of a class or of a cohort. */

export class Panel {
  private asked = 0;

  constructor(
    private readonly element: HTMLElement,
    private readonly closeLabel: string,
    private readonly onClose: () => void,
  ) {
    element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
    });
  }

  /** Show what a page says; a page that is not there leaves the panel as it is. */
  async open(address: string): Promise<void> {
    this.asked += 1;
    const mine = this.asked;
    const answer = await fetch(address, { headers: { accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const part = page.querySelector("[data-part=panel]");
    if (mine !== this.asked || !answer.ok || !part) return;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "close";
    close.textContent = this.closeLabel;
    close.addEventListener("click", () => this.close());
    this.element.replaceChildren(close, document.adoptNode(part));
    this.element.hidden = false;
    const heading = this.element.querySelector<HTMLElement>("h2");
    heading?.setAttribute("tabindex", "-1");
    heading?.focus({ preventScroll: true });
    this.element.scrollTop = 0;
    this.element.scrollIntoView({ block: "nearest" }); // below the picture on what is narrow or magnified
  }

  close(): void {
    this.asked += 1;
    if (this.element.hidden) return;
    this.element.hidden = true;
    this.element.replaceChildren();
    this.onClose();
  }
}
