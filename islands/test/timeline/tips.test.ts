import { expect, test } from "vitest";
import type { Words } from "../../src/shared/words";
import { INK, lettersOn, shadeOf, WHITE } from "../../src/timeline/colours";
import { rowsOf } from "../../src/timeline/layout";
import { Tips } from "../../src/timeline/tips";
import { BESIDE, LIGHT, PLAN } from "./plan";

const told: Words = { locale: "en-GB", t: (id, values = {}) => `${id.replace("plan-tip-", "")} ${Object.values(values).join("|")}` };
const lines = (text: string[]): string[] => text.map((line) => line.split(" ")[0]!);

test("a line is told where all its facts are known", () => {
  const tips = new Tips(PLAN, told);
  const sites = rowsOf(PLAN, { by: "site", late: false, only: "" });
  expect(lines(tips.ofBar(sites, 0))).toEqual(["class", "seats"]);
  expect(lines(tips.ofBar(sites, 1))).toEqual(["class", "members"]);
});

test("who is late is told at the last step alone", () => {
  const tips = new Tips(PLAN, told);
  const rows = rowsOf(PLAN, { by: "unit", late: false, only: "" });
  expect([0, 1, 2].map((bar) => lines(tips.ofBar(rows, bar)))).toEqual([["step"], ["wait"], ["step", "late"]]);
});

test("what is gone is told to be so; a cohort is due, or unmet for a reason", () => {
  const tips = new Tips(BESIDE, told);
  const rows = rowsOf(BESIDE, { by: "unit", late: false, only: "" });
  expect(lines(tips.ofBar(rows, rows.offsets[1]! + 1))).toContain("gone");
  expect(lines(tips.ofCohort(0))).toEqual(["cohort", "due"]);
  expect(lines(tips.ofCohort(2))).toEqual(["unmet", "reason"]);
});

test("a shade lies between the page's", () => {
  expect(shadeOf(LIGHT.steps, 0)).toBe("#edf8b1");
  expect(shadeOf(LIGHT.steps, 0.5)).toBe("#c7e9b4");
  expect(shadeOf(LIGHT.steps, 2)).toBe("#081d58");
});

test("letters are dark on what is light, and light on what is dark, in whatever form the page names a colour", () => {
  expect(["#edf8b1", "rgb(29, 145, 192)", "#225ea8", "rgb(8, 29, 88)"].map(lettersOn)).toEqual([INK, INK, WHITE, WHITE]);
});
