import { describe, expect, it } from "vitest";

import { FRAME, frameIn, roundUp, scaleOf, stepsOf, ticksOf } from "../src/progress/picture";

const POINTS = [
  { seconds: 0, value: 90, bound: 0 },
  { seconds: 10, value: 40, bound: 20 },
];

describe("the scale of the picture", () => {
  it.each([
    [0, 1],
    [1, 1],
    [3, 3],
    [7, 8],
    [90, 100],
    [100, 100],
    [101, 200],
    [2_400, 2_500],
  ])("rounds %d up to %d", (value, round) => {
    expect(roundUp(value)).toBe(round);
  });

  it("stretches from 0 to now and to the largest value", () => {
    const scale = scaleOf(POINTS, 20);
    expect([scale.seconds, scale.most]).toEqual([20, 100]);
    expect([scale.x(0), scale.x(20)]).toEqual([FRAME.left, FRAME.width - FRAME.right]);
    expect([scale.y(100), scale.y(0)]).toEqual([FRAME.top, FRAME.height - FRAME.bottom]);
  });

  it("is as wide as there is room", () => {
    expect([frameIn(640).width, frameIn(366).width, frameIn(0).width]).toEqual([640, 366, 260]);
    const scale = scaleOf(POINTS, 20, frameIn(366));
    expect(scale.x(20)).toBe(366 - FRAME.right);
  });

  it("has a place for a picture of nothing, and of zeros", () => {
    for (const points of [[], [{ seconds: 0, value: 0, bound: 0 }]]) {
      const scale = scaleOf(points, 0);
      expect(Number.isFinite(scale.x(0)) && Number.isFinite(scale.y(0))).toBe(true);
    }
  });

  it("has round lines behind it", () => {
    expect(ticksOf(100)).toEqual([0, 20, 40, 60, 80, 100]);
    expect(ticksOf(1)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1].map((tick) => expect.closeTo(tick)));
  });
});

describe("the lines of the picture", () => {
  it("stay until they step, and reach to now", () => {
    const scale = scaleOf(POINTS, 20);
    const middle = scale.x(10);
    expect(stepsOf(POINTS, "value", scale)).toBe(
      `M64 ${scale.y(90).toFixed(1)}H${middle}V${scale.y(40).toFixed(1)}H${FRAME.width - FRAME.right}`,
    );
  });

  it("are none where there is no point", () => {
    expect(stepsOf([], "bound", scaleOf([], 5))).toBe("");
  });
});
