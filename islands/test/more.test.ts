import { describe, expect, it } from "vitest";

import { moreThan } from "../src/more/more";

describe("so many more", () => {
  it.each([
    ["5", "whatifs-so-many-more", 3],
    ["1", "whatifs-so-many-fewer", 1],
    ["2", "whatifs-as-now", 0],
    ["", "", 0],
    ["x", "", 0],
  ])("says of %s what it is beside 2", (typed, word, count) => {
    expect(moreThan(2, typed)).toEqual({ word, count });
  });
});
