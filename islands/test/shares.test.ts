import { expect, test } from "vitest";
import { sharesIn } from "../src/shared/shares";

test("a share is written as the pages write it, in every language", () => {
  expect(sharesIn("en-GB")(2 / 3)).toBe("67\u00a0%");
  expect(sharesIn("en-GB", 1)(0.0125)).toBe("1.3\u00a0%");
  expect(sharesIn("uk-UA", 1)(0.5)).toBe("50,0\u00a0%");
});
