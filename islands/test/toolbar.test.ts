import { expect, test } from "vitest";
import { asOneStop, placeAfter } from "../src/shared/toolbar";

function bar(): HTMLElement {
  document.body.innerHTML = "<div><button>a</button><button>b</button><button>c</button><input></div>";
  const made = document.querySelector("div")!;
  asOneStop(made);
  return made;
}

function press(key: string): Event {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  document.activeElement?.dispatchEvent(event);
  return event;
}

const stops = (): number[] => [...document.querySelectorAll("button")].map((one) => one.tabIndex);

test.each([
  ["ArrowRight", 0, 1],
  ["ArrowRight", 2, 0],
  ["ArrowLeft", 0, 2],
  ["Home", 2, 0],
  ["End", 0, 2],
  ["Tab", 0, null],
  ["Enter", 1, null],
])("%s leads from %i to %s", (key, place, next) => {
  expect(placeAfter(key, place, 3)).toBe(next);
});

test("of its buttons one is a stop, and it is the one that was in focus last", () => {
  bar().querySelector("button")!.focus();
  expect(stops()).toEqual([0, -1, -1]);
  press("End");
  expect(document.activeElement?.textContent).toBe("c");
  expect(stops()).toEqual([-1, -1, 0]);
});

test("a field in it keeps its arrows", () => {
  bar().querySelector("input")!.focus();
  expect(press("ArrowLeft").defaultPrevented).toBe(false);
  expect(document.activeElement?.tagName).toBe("INPUT");
});
