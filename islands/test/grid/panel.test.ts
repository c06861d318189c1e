import { beforeEach, expect, test, vi } from "vitest";
import { RowPanel } from "../../src/grid/panel";
import type { Reply } from "../../src/grid/sync";
import type { Words } from "../../src/shared/words";

const ROW = '["sites","PL-01"]';
const COMMENT = { author: "cora", at: "2027-01-04T10:00:00Z", said: "Full." };
const words = { t: (id: string) => id, locale: "en" } as unknown as Words;

/** A panel beside a button, and the answers of the service that are still to come. */
function panel(): { made: RowPanel; answers: (() => void)[] } {
  const answers: (() => void)[] = [];
  const wire = {
    send: (method: string, address: string) =>
      new Promise<Reply>((resolve) => {
        const items = address.includes("/comments") ? [COMMENT] : [];
        answers.push(() => resolve({ status: method === "POST" ? 201 : 200, body: { items } }));
      }),
  };
  const made = new RowPanel(words, wire, () => undefined, () => undefined);
  document.body.replaceChildren(document.createElement("button"), made.element);
  document.querySelector("button")!.focus();
  return { made, answers };
}

async function settle(answers: (() => void)[]): Promise<void> {
  for (const answer of answers.splice(0)) answer();
  await new Promise((resolve) => setTimeout(resolve));
}

const field = (): HTMLTextAreaElement => document.querySelector("textarea")!;

beforeEach(() => document.body.replaceChildren());

test("what was typed into the comment of a row stands there after Escape, and another row has its own", async () => {
  const { made, answers } = panel();
  made.toggle(ROW);
  await settle(answers);
  field().value = "Half typed";
  field().dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  expect(made.element.hidden).toBe(true);
  made.toggle(ROW);
  await settle(answers);
  expect(field().value).toBe("Half typed");
  made.show('["sites","PL-02"]');
  await settle(answers);
  expect(field().value).toBe("");
});

test("where nothing was typed a row is asked for anew", async () => {
  const { made, answers } = panel();
  made.toggle(ROW);
  await settle(answers);
  made.toggle(ROW);
  made.toggle(ROW);
  expect(answers).toHaveLength(2);
});

test.each([true, false])("a comment that was made has the focus only where that was in the panel (%s)", async (stays) => {
  const { made, answers } = panel();
  made.toggle(ROW);
  await settle(answers);
  field().value = "Full.";
  field().focus();
  document.querySelector("form")!.dispatchEvent(new SubmitEvent("submit", { bubbles: true, cancelable: true }));
  if (!stays) document.querySelector("button")!.focus();
  await settle(answers); // the comment
  await settle(answers); // what is said now
  await vi.waitFor(() => expect(document.querySelector("li")).not.toBeNull());
  expect(document.activeElement?.tagName).toBe(stays ? "LI" : "BUTTON");
});
