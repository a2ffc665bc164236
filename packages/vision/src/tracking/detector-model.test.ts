import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import {
  createDetectorModel,
  findScoreBin,
  learnFound,
  learnFrame,
  learnHiding,
  learnNoise,
  learnScore,
} from "./detector-model.ts";

const PRIOR = {
  noiseSdM: 0.2,
  foundProbability: 0.9,
  clutterPerFrame: 1,
  hideAfterS: 30,
  hiddenS: 1.5,
};

const SEEDS = [1, 2, 3, 4, 5];

describe("a detector", () => {
  it("is thought to be what is assumed, until more is seen", () => {
    const model = createDetectorModel(PRIOR);
    expect(model.noiseVariance).toBeCloseTo(0.04);
    expect(model.foundProbability).toBeCloseTo(0.9);
    expect(model.clutterPerFrame).toBeCloseTo(1);
  });

  it.each(SEEDS)(
    "is learnt from what it says: how far off, how many missed, how much that is nobody: seed %i",
    (seed) => {
      const model = createDetectorModel(PRIOR);
      const random = createRandom(seed);
      for (let frame = 0; frame < 1000; frame++) {
        for (let person = 0; person < 5; person++) {
          const isFound = random.chance(0.7);
          learnFound(model, isFound, 1);
          if (!isFound) continue;
          learnNoise(model, random.normal(0, 0.05) ** 2, 1);
          learnScore(model, findScoreBin(random.uniform(0.5, 1)), 1);
        }
        for (let thing = 0; thing < 3; thing++) {
          learnScore(model, findScoreBin(random.uniform(0, 0.6)), 0);
        }
        learnFrame(model);
      }
      expect(Math.sqrt(model.noiseVariance)).toBeCloseTo(0.05, 1);
      expect(model.foundProbability).toBeCloseTo(0.7, 1);
      expect(model.clutterPerFrame).toBeCloseTo(3, 1);
      const ratioAt = (score: number): number => model.scoreLogRatios[findScoreBin(score)]!;
      expect(ratioAt(0.2)).toBeLessThan(-3);
      expect(Math.abs(ratioAt(0.55))).toBeLessThan(1);
      expect(ratioAt(0.9)).toBeGreaterThan(3);
    },
  );

  it.each(SEEDS)(
    "is told from what hides people: who is not seen for long is hidden: seed %i",
    (seed) => {
      const model = createDetectorModel(PRIOR);
      const random = createRandom(seed);
      const frameS = 0.1;
      for (let hiding = 0; hiding < 300; hiding++) {
        // A hundred seconds in which one frame of ten is missed, and then one of hiding.
        for (let seenS = 0; seenS < 100; ) {
          let misses = 0;
          while (random.chance(0.1)) misses++;
          learnHiding(model, misses, (misses + 1) * frameS);
          seenS += (misses + 1) * frameS;
        }
        const misses = 1 + Math.floor(random.exponential(3) / frameS);
        learnHiding(model, misses, (misses + 1) * frameS);
        learnFrame(model);
      }
      expect(model.hideAfterS).toBeGreaterThan(60);
      expect(model.hideAfterS).toBeLessThan(140);
      expect(Math.abs(model.hiddenS - 3)).toBeLessThan(1);
    },
  );

  it("that has changed is relearnt", () => {
    const model = createDetectorModel(PRIOR);
    for (const found of [1, 0.5]) {
      for (let frame = 0; frame < 10_000; frame++) {
        learnFound(model, frame % 2 === 0 || found === 1, 1);
        learnFrame(model);
      }
      expect(model.foundProbability).toBeCloseTo(found, 1);
    }
  });

  it("that gives no scores, or gives them beyond their bounds, is one all the same", () => {
    const model = createDetectorModel(PRIOR);
    const before = [...model.scoreLogRatios];
    learnScore(model, null, 0.5);
    learnFrame(model);
    expect([...model.scoreLogRatios]).toEqual(before);
    expect(findScoreBin(-1)).toBe(0);
    expect(findScoreBin(2)).toBe(findScoreBin(1));
    expect(findScoreBin(1)).toBe(model.scoreLogRatios.length - 1);
  });
});
