import { beforeEach, expect, test } from "vitest";
import { fill, keep, placeOf, valuesOf } from "../src/forms/kept";

function form(inside: string): HTMLFormElement {
  document.body.innerHTML = `<form data-keep="draft">${inside}</form>`;
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
