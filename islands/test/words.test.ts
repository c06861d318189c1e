import { expect, test } from "vitest";
import { words } from "../src/shared/words";

function handed(locale: string, messages: string): Document {
  document.body.innerHTML = '<script type="application/json" id="words"></script>';
  document.getElementById("words")!.textContent = JSON.stringify({ locale, messages });
  return document;
}

test("a text with a number is in the plural of the page's language", () => {
  const messages = "n = { $count ->\n [one] { $count } клас\n [few] { $count } класи\n *[many] { $count } класів\n}";
  const { t } = words(handed("uk-UA", messages));
  expect([1, 2, 5].map((count) => t("n", { count }))).toEqual(["1 клас", "2 класи", "5 класів"]);
});

test("what the page has not handed over is told by its id", () => {
  expect(words(handed("en-GB", "")).t("nothing-here")).toBe("nothing-here");
});
