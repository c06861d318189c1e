import { beforeEach, expect, test, vi } from "vitest";
import { fill, keep, placeOf, send, settle, valuesOf } from "../src/forms/kept";
import { sendOnce } from "../src/forms/once";

function form(inside: string): HTMLFormElement {
  document.body.innerHTML = `<main><form data-keep="draft">${inside}</form></main>`;
  return document.querySelector("form")!;
}

function type(field: string, value: string): void {
  const found = document.querySelector<HTMLInputElement>(`[name=${field}]`)!;
  found.value = value;
  found.dispatchEvent(new Event("input", { bubbles: true }));
}

const FIELDS = '<input name="title"><textarea name="why"></textarea><input type="checkbox" name="sure">';

beforeEach(() => sessionStorage.clear());

test("what was typed stands in the form again when it is loaded anew", () => {
  expect(keep(form(FIELDS), sessionStorage)).toBe(false);
  type("title", "Beds");
  type("why", "two more");
  const again = form(FIELDS);
  expect(keep(again, sessionStorage)).toBe(true);
  expect(valuesOf(again)).toEqual(["Beds", "two more", "false"]);
});

test("a form that stands as it was kept says nothing", () => {
  keep(form(FIELDS), sessionStorage);
  type("title", "Beds");
  const again = form(FIELDS.replace('name="title"', 'name="title" value="Beds"'));
  expect(keep(again, sessionStorage)).toBe(false);
});

test("no password is kept, nor what a page wrote for itself", () => {
  const one = form('<input name="old" type="password" value="secret"><input name="csrf" type="hidden" value="m">');
  keep(one, sessionStorage);
  type("old", "secret");
  expect(JSON.stringify({ ...sessionStorage })).not.toContain("secret");
  expect(valuesOf(one)).toEqual([]);
});

test("what another form had is not written into this one", () => {
  const one = form(FIELDS);
  expect(fill(one, ["only one"])).toBe(false);
  expect(valuesOf(one)).toEqual(["", "", "false"]);
});

test("a form that is reset is forgotten", () => {
  const one = form(FIELDS);
  keep(one, sessionStorage);
  type("title", "Beds");
  one.reset();
  expect(sessionStorage.getItem(placeOf(one))).toBeNull();
});

test("what one person typed does not stand in another's form", () => {
  document.head.innerHTML = '<meta name="person" content="ann">';
  keep(form(FIELDS), sessionStorage);
  type("title", "Beds");
  document.head.innerHTML = '<meta name="person" content="bob">';
  expect(keep(form(FIELDS), sessionStorage)).toBe(false);
});

test("what was sent is forgotten where it was taken, and stands there again where it was refused", () => {
  for (const refused of [false, true]) {
    keep(form(FIELDS), sessionStorage);
    type("why", "two more");
    send(document.querySelector("form")!, sessionStorage);
    settle(sessionStorage, refused);
    expect(keep(form(FIELDS), sessionStorage)).toBe(refused);
  }
  settle(sessionStorage, true);
  expect(sessionStorage.length).toBe(1);
});

test("a form is known by what it is about, whatever the page that shows it", () => {
  const about = (on: string, mark: string): string =>
    placeOf(form(`<input type="hidden" name="on" value="${on}"><input type="hidden" name="csrf" value="${mark}">`));
  expect(about("run:1", "a")).toBe(about("run:1", "b"));
  expect(about("run:1", "a")).not.toBe(about("run:2", "a"));
});

test("what the page shows in a field that nobody typed into is not written over", () => {
  const shown = (weeks: string, name: string): string =>
    `<input name="weeks" value="${weeks}"><input type="hidden" name="was.weeks" value="${weeks}">` +
    `<input name="name" value="${name}"><input type="hidden" name="was.name" value="${name}">`;
  keep(form(shown("20", "a")), sessionStorage);
  type("name", "mine");
  const again = form(shown("30", "theirs"));
  expect(keep(again, sessionStorage)).toBe(true);
  expect(new FormData(again).getAll("weeks")).toEqual(["30"]);
  expect(new FormData(again).getAll("name")).toEqual(["mine"]);
});

test("a second click sends nothing while the answer is on the way", () => {
  vi.useFakeTimers();
  const told = vi.fn();
  sendOnce(document, told, 1000);
  const click = (one: HTMLFormElement): boolean =>
    one.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  const sent = form(FIELDS);
  sent.method = "post";
  expect([click(sent), click(sent)]).toEqual([true, false]);
  expect(told).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1001);
  expect(told).toHaveBeenCalledTimes(1);
  expect(click(sent)).toBe(true);
  sent.method = "get";
  expect([click(sent), click(sent)]).toEqual([true, true]);
  vi.useRealTimers();
});
