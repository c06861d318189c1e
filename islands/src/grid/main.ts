// A table as a grid in which one types, pastes and fills; all of it is a draft.

import { words } from "../shared/words";
import type { GridData } from "./data";
import { TablePage } from "./page";
import { inWordsOfPage } from "./said";
import { wireOf } from "./sync";

async function mount(host: HTMLElement): Promise<void> {
  const said = words();
  const mark = document.querySelector<HTMLMetaElement>('meta[name="csrf"]')?.content ?? "";
  const wire = inWordsOfPage(wireOf(mark));
  const reply = await wire.send("GET", host.dataset["source"] ?? "", undefined, {});
  if (reply.status !== 200) {
    host.querySelector("[role=status]")?.replaceChildren(said.t("tables-not-loaded"));
    return;
  }
  new TablePage(host, reply.body as GridData, said, wire, host.dataset["nonce"] ?? "");
  document.querySelector("#without-script")?.remove();
  document.documentElement.dataset["grid"] ??= "ready";
}

for (const host of document.querySelectorAll<HTMLElement>("[data-island=grid]")) void mount(host);
