import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Fault, GridColumn } from "../../src/grid/data";
import { Telling } from "../../src/grid/telling";
import { REST } from "../../src/shared/teller";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const column = (name: string): GridColumn => ({ name, meaning: `what ${name} means`, required: true }) as GridColumn;
const fault = (message: string): Fault => ({ file: "sites.csv", line: 3, cell: "beds", change: "", column: "beds", message });

/** How a page tells, and what a reader of screens hears of it once all is at rest. */
function telling(): { telling: Telling; heard: () => string } {
  const made = new Telling((id) => id, []);
  const heard = (): string => {
    vi.advanceTimersByTime(REST);
    return made.elements.map((one) => one.textContent).join("|");
  };
  return { telling: made, heard };
}

test("what a column means is told once, also to whoever goes on in it before it was told", () => {
  const { telling: page, heard } = telling();
  page.show(column("beds"), "", null);
  vi.advanceTimersByTime(REST / 2);
  page.show(column("beds"), "", null); // a row further down
  expect(heard()).toContain("what beds means");
  page.show(column("beds"), "Lviv", null);
  expect(heard()).toBe("|Lviv");
});

test("a fault that is new is told once, also where another state came before it was told", () => {
  const { telling: page, heard } = telling();
  const saved = (...faults: Fault[]): void => page.stand({ is: "saved", faults }, () => undefined);
  saved(fault("too many"));
  page.stand({ is: "waiting" }, () => undefined);
  expect(heard()).not.toContain("too many");
  saved(fault("too many"));
  expect(heard()).toContain("beds: too many");
  saved(fault("too many"));
  expect(heard()).not.toContain("too many");
});
