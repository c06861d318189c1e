// What the interface for programs says of a draft it says in English; a page's reader gets it in their own language, with days as the page writes them.

import type { Reply, Wire } from "./sync";

interface Saying {
  message?: string;
  change?: string;
}

interface Answer {
  faults?: Saying[];
  error?: Saying & { faults?: Saying[] };
}

const ADDRESS = "/said";

/** The wire, with what answers say as the page says it. */
export function inWordsOfPage(wire: Wire): Wire {
  return {
    async send(method, address, body, headers) {
      const reply = await wire.send(method, address, body, headers);
      await translate(sayingsOf(reply), wire);
      return reply;
    },
  };
}

function sayingsOf(reply: Reply): Saying[] {
  const { faults, error } = (reply.body ?? {}) as Answer;
  return [...(faults ?? []), ...(error ? [error, ...(error.faults ?? [])] : [])];
}

/** Where the service does not answer, what was said stays as it is. */
async function translate(sayings: Saying[], wire: Wire): Promise<void> {
  const texts = [...new Set(sayings.flatMap((one) => [one.message, one.change]).filter((text) => text !== undefined))];
  if (texts.length === 0) return;
  const reply = await wire.send("POST", ADDRESS, { texts }, {});
  if (reply.status !== 200) return;
  const said = new Map(texts.map((text, place) => [text, (reply.body as string[])[place] ?? text]));
  for (const one of sayings) {
    if (one.message !== undefined) one.message = said.get(one.message) ?? one.message;
    if (one.change !== undefined) one.change = said.get(one.change) ?? one.change;
  }
}
