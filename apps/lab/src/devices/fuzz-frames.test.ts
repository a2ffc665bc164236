import { beforeAll, describe, expect, it } from "vitest";
import { type FuzzResult, fuzzFrames } from "./fuzz-frames.ts";

const FRAMES = 25_000;

describe.each([1, 2, 3, 4])("faulty frames of seed %i", (seed) => {
  let result: FuzzResult;
  beforeAll(() => {
    result = fuzzFrames({ frames: FRAMES, seed });
  });

  it("are each counted, by what is wrong with them", () => {
    const { differences, faulty, kinds } = result;
    expect(faulty).toBeGreaterThanOrEqual(FRAMES);
    expect(kinds.size).toBeGreaterThanOrEqual(15);
    expect(differences).toEqual([]);
  });

  it("move nothing on a shelf that rests", () => {
    expect(result.steps).toEqual([]);
  });
});
